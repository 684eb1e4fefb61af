import Labeling
import Storage
import Testing

@testable import Runtime

struct BudgetKeeperTests {
    private let noon = Timestamp(milliseconds: 1_793_534_400_000)

    private func keeper(
        _ desk: Desk, total: Int64? = nil, daily: Int64? = nil, run: Int64? = nil, _ claims: Claims = Claims()
    ) -> BudgetKeeper {
        BudgetKeeper(
            budget: Budget(total: total.map(Money.init), daily: daily.map(Money.init)), runLimit: run.map(Money.init),
            store: desk.store, spending: claims.spending)
    }

    private func isGranted(_ answer: BudgetKeeper.Answer) -> Bool {
        if case .granted = answer { true } else { false }
    }

    @Test func whatIsSetAsideCountsAsSpent() throws {
        let keeper = try keeper(Desk([String](), task: makeTask()), total: 100)
        #expect(try keeper.reserve(Money(picodollars: 60), model: haiku, now: noon) == .granted(Money(picodollars: 60)))
        #expect(try !isGranted(keeper.reserve(Money(picodollars: 41), model: haiku, now: noon)))
        #expect(
            try isGranted(keeper.reserve(Money(picodollars: 40), model: haiku, now: noon)), "a limit may be reached")
        keeper.settle(Money(picodollars: 60), spent: Money(picodollars: 10))
        #expect(try isGranted(keeper.reserve(Money(picodollars: 50), model: haiku, now: noon)))
        #expect(try !isGranted(keeper.reserve(Money(picodollars: 1), model: haiku, now: noon)))
    }

    @Test func noOrderOfRequestsPassesALimit() throws {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<50 {
            let keeper = try keeper(Desk([String](), task: makeTask()), total: 1_000, run: 700)
            var open: [Money] = []
            var spent: Int64 = 0
            for _ in 0..<200 {
                if Bool.random(using: &generator), let reserved = open.popLast() {
                    let cost = Int64.random(in: 0...reserved.picodollars, using: &generator)
                    keeper.settle(reserved, spent: Money(picodollars: cost))
                    spent += cost
                } else {
                    let worst = Money(picodollars: .random(in: 1...200, using: &generator))
                    if isGranted(try keeper.reserve(worst, model: haiku, now: noon)) { open.append(worst) }
                }
                #expect(spent + open.reduce(0) { $0 + $1.picodollars } <= 700)
            }
        }
    }

    @Test func keepersOfOneSessionKeepTheLimitTogether() throws {
        let desk = try Desk([String](), task: makeTask())
        let claims = Claims()
        let (background, wish) = (keeper(desk, total: 100, claims), keeper(desk, total: 100, claims))
        #expect(try isGranted(background.reserve(Money(picodollars: 80), model: haiku, now: noon)))
        #expect(try !isGranted(wish.reserve(Money(picodollars: 30), model: opus, now: noon)))
        background.settle(Money(picodollars: 80), spent: Money(picodollars: 75))
        #expect(try !isGranted(wish.reserve(Money(picodollars: 30), model: opus, now: noon)))
        #expect(try isGranted(wish.reserve(Money(picodollars: 25), model: opus, now: noon)))
    }

    @Test func whatAnotherProgramSpendsIsSeen() throws {
        let desk = try Desk(["one"], task: makeTask())
        let keeper = keeper(desk, total: 100)
        #expect(try isGranted(keeper.reserve(Money(picodollars: 10), model: haiku, now: noon)))
        let other = try Store.open(at: desk.store.path)
        let request = try other.recordIntent(RequestIntent(item: desk.number("t-1"), model: haiku, at: noon))
        let answer = Prediction(model: haiku, label: Label("billing"), cost: .charged(Money(picodollars: 85)), at: noon)
        try other.record([.answered(request, answer, next: nil)])
        let later = Timestamp(milliseconds: noon.milliseconds + 1_001)
        #expect(try !isGranted(keeper.reserve(Money(picodollars: 10), model: haiku, now: later)))
        #expect(try isGranted(keeper.reserve(Money(picodollars: 5), model: haiku, now: later)))
    }

    @Test func aNewDayHasItsOwnLimit() throws {
        let keeper = try keeper(Desk([String](), task: makeTask()), daily: 100)
        #expect(try isGranted(keeper.reserve(Money(picodollars: 90), model: haiku, now: noon)))
        keeper.settle(Money(picodollars: 90), spent: Money(picodollars: 90))
        #expect(try !isGranted(keeper.reserve(Money(picodollars: 90), model: haiku, now: noon)))
        let tomorrow = Timestamp(milliseconds: noon.milliseconds + 86_400_000)
        #expect(try isGranted(keeper.reserve(Money(picodollars: 90), model: haiku, now: tomorrow)))
    }

    @Test func aModelWithoutAPriceIsAskedOnlyWithoutLimits() throws {
        let desk = try Desk([String](), task: makeTask())
        let limited = [keeper(desk, total: 100), keeper(desk, daily: 100), keeper(desk, run: 100)]
        for keeper in limited {
            guard case .refused(let reason) = try keeper.reserve(nil, model: "mystery", now: noon) else {
                Issue.record("asked without a price")
                continue
            }
            #expect(reason.contains("mystery"))
        }
        #expect(try keeper(desk).reserve(nil, model: "mystery", now: noon) == .granted(.zero))
    }

    @Test func aRefusalNamesTheLimitTheNextCostAndWhatWasSpent() throws {
        let keeper = try keeper(Desk([String](), task: makeTask()), total: 5_000_000_000_000)
        guard
            case .refused(let reason) = try keeper.reserve(
                Money(picodollars: 5_001_000_000_000), model: haiku, now: noon)
        else {
            Issue.record("a request that no budget allows was granted")
            return
        }
        #expect(
            reason == "the next answer can cost up to $5.0010, which could pass total-usd ($5.00); spent so far: $0.00")
    }
}
