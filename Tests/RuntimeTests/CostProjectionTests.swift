import Inference
import Labeling
import Reports
import Storage
import Testing

@testable import Runtime

struct CostProjectionTests {
    private let sonnet = "claude-sonnet-4-6"

    private func load(_ model: String, in input: Int, out output: Int, prefix: Int? = nil) -> ModelLoad {
        ModelLoad(
            model: model, input: MeanTokens(sum: input, source: .given),
            output: MeanTokens(sum: output, source: .given),
            prefix: prefix)
    }

    private func project(
        _ perDay: Int, _ loads: [ModelLoad], escalated: Double = 0
    ) throws -> CostProjection {
        CostProjection(
            perDay: perDay, share: EscalatedShare(value: escalated, source: .given), loads: loads, table: try .shipped()
        )
    }

    private func alone(_ perDay: Int, _ model: String, in input: Int, out output: Int) throws -> CostProjection.Row {
        try #require(try project(perDay, [load(model, in: input, out: output)]).rows.first)
    }

    private func money(_ dollars: String) -> Money? { Money(decimal: dollars) }

    @Test func tenThousandShortItemsADayCostAFifthWithTheSmallModel() throws {
        let rows = try project(10_000, [haiku, opus].map { load($0, in: 800, out: 50) }).rows
        #expect(rows.map(\.way) == [.alone(haiku), .alone(opus), .policy(first: haiku, second: opus)])
        #expect(rows[0].standard.perDay == money("10.50") && rows[1].standard.perDay == money("52.50"))
        #expect(rows[0].standard.perMonth == money("315") && rows[1].standard.perMonth == money("1575"))
        #expect(rows[0].saved.map { $0 * CostProjection.daysPerMonth } == money("1260"))
        #expect(rows[1].saved == nil)
    }

    @Test func fiftyThousandADaySaveFiveTimesAsMuch() throws {
        let rows = try project(50_000, [haiku, opus].map { load($0, in: 800, out: 50) }).rows
        let saved = try #require(rows[0].saved)
        #expect(CostProjection.Amount.perDay(saved).perMonth == money("6300"))
        #expect(CostProjection.Amount.perDay(saved).perYear == money("75600"))
    }

    @Test func fiveHundredADayCostWhatThreeModelsAsk() throws {
        #expect(try alone(500, haiku, in: 800, out: 50).standard.perDay == money("0.525"))
        #expect(try alone(500, sonnet, in: 800, out: 50).standard.perDay == money("1.575"))
        #expect(try alone(500, opus, in: 800, out: 50).standard.perDay == money("2.625"))
    }

    @Test func aBatchCostsHalf() throws {
        let small = try alone(50_000, haiku, in: 1_000, out: 200)
        #expect(small.batch.perDay == money("50") && small.standard.perDay == money("100"))
        #expect(try alone(50_000, opus, in: 1_000, out: 200).standard.perDay == money("500"))
        #expect(try alone(1, "claude-fable-5-2", in: 1, out: 1).batch == .none(.noBatches))
    }

    @Test func aThousandPagesAndTenThousandLongerItemsCostWhatThePricesSay() throws {
        #expect(try alone(1_000, haiku, in: 2_000, out: 200).standard.perDay == money("3"))
        #expect(try alone(1_000, sonnet, in: 2_000, out: 200).standard.perDay == money("9"))
        let pages = try project(1_000, [haiku, sonnet].map { load($0, in: 2_000, out: 200) }).rows
        #expect(pages[0].saved.map { $0 * CostProjection.daysPerMonth } == money("180"))
        #expect(try alone(10_000, opus, in: 1_000, out: 100).standard.perMonth == money("2250"))
        #expect(try alone(10_000, haiku, in: 1_000, out: 100).standard.perMonth == money("450"))
    }

    @Test func aCachedPromptIsWrittenOnceAndReadAfter() throws {
        let row = try #require(try project(1_000, [load(haiku, in: 5_000, out: 0, prefix: 5_000)]).rows.first)
        #expect(row.standard.perDay == money("5"))
        #expect(row.cached.perDay == money("0.50575"))
        // Of a prompt that is not all stable, the rest costs its full price.
        let part = try #require(try project(1_000, [load(haiku, in: 5_100, out: 10, prefix: 5_000)]).rows.first)
        #expect(part.cached.perDay == money("0.65575"))
    }

    @Test func whatCannotBeCachedIsSaidInPlaceOfANumber() throws {
        func cached(_ perDay: Int, _ load: ModelLoad) throws -> CostProjection.Amount? {
            try project(perDay, [load]).rows.first?.cached
        }
        #expect(try cached(1_000, load(haiku, in: 5_000, out: 0, prefix: 4_095)) == .none(.tooShort))
        #expect(try cached(1_000, load(haiku, in: 800, out: 0, prefix: 5_000)) == .none(.tooShort))
        #expect(try cached(1_000, load(opus, in: 2_100, out: 0, prefix: 2_048))?.perDay != nil)
        #expect(try cached(287, load(haiku, in: 5_000, out: 0, prefix: 5_000)) == .none(.tooRare))
        #expect(try cached(1_000, load(haiku, in: 5_000, out: 0)) == .none(.unknownPrompt))
        var hour = load(haiku, in: 5_000, out: 0, prefix: 5_000)
        hour.lifetime = .oneHour
        #expect(try cached(24, hour)?.perDay == money("0.0215"))
        let text = try project(1_000, [load(haiku, in: 800, out: 50, prefix: 700)]).humanTable()
        #expect(text.contains("too short to cache"))
    }

    @Test func thePolicyPaysForAnEscalatedItemTwice() throws {
        let projection = try project(10_000, [haiku, opus].map { load($0, in: 800, out: 50) }, escalated: 0.1)
        let policy = try #require(projection.rows.last)
        #expect(projection.escalatedPerDay == 1_000)
        #expect(policy.standard.perDay == money("15.75") && policy.batch.perDay == money("7.875"))
        #expect(policy.saved == money("36.75"))
        #expect(projection.notes.contains { $0.hasPrefix("Escalation costs more") })
        let everything = try project(10, [haiku, opus].map { load($0, in: 800, out: 50) }, escalated: 1)
        #expect(everything.rows.last?.saved == money("-0.0105"))
    }

    @Test func theShareIsMeasuredFromTwentyItemsOn() {
        let few = EscalatedShare(secondOpinions: 19, answered: 19, sample: 0.05)
        #expect(few.value == 0.05 && few.source == .sample)
        let enough = EscalatedShare(secondOpinions: 5, answered: 20, sample: 0.05)
        #expect(enough.value == 0.25 && enough.source == .measured(items: 20))
    }

    @Test func aMeanOfTokensIsNotRoundedBeforeItIsMultiplied() throws {
        let third = ModelLoad(
            model: haiku, input: MeanTokens(sum: 2_000, items: 3, source: .measured),
            output: MeanTokens(sum: 100, items: 3, source: .measured))
        let row = try #require(try project(3_000, [third]).rows.first)
        #expect(row.standard.perDay == money("2.5"))
    }

    @Test func aLongPromptTakesTheLongPrice() throws {
        #expect(try alone(1, "claude-haiku-5-5", in: 100_000, out: 0).standard.perDay == money("0.01"))
        #expect(try alone(1, "claude-haiku-5-5", in: 100_001, out: 0).standard.perDay == money("0.0500005"))
    }

    @Test func anUnknownModelHasNoPriceAndTheReasonIsSaid() throws {
        let projection = try project(100, [load(haiku, in: 1, out: 1), load("nobody-1", in: 1, out: 1)])
        #expect(projection.rows.map(\.standard.perDay) == [money("0.0006"), nil, nil])
        #expect(projection.rows[1].standard == .none(.unknownPrice) && projection.rows[0].saved == nil)
        #expect(projection.notes.contains { $0.hasPrefix("nobody-1 is not in the model table") })
    }

    @Test func modelsThatCountTokensInAnotherWayAreNotedWhereTheyAreCompared() throws {
        let mixed = try project(1, [haiku, opus].map { load($0, in: 800, out: 50) })
        #expect(mixed.notes.contains { $0.hasPrefix("\(opus): counts about 30 % more tokens") })
        let alike = try project(1, ["claude-haiku-5-5", opus].map { load($0, in: 800, out: 50) })
        #expect(!alike.notes.contains { $0.contains("30 %") })
    }

    @Test func whatTheUserDoesNotSayIsMeasuredOrEstimated() throws {
        let task = try makeTask(policy: SecondOpinionPolicy(sample: 0.05))
        let desk = try Desk((1...40).map { "text \($0)" }, task: task)
        let open = OpenTask(folder: TaskFolder(desk.scratch.url), definition: task, store: desk.store)
        func project(_ wishes: CostProjection.Wishes) throws -> CostProjection {
            try CostProjection.make(wishes, task: open, table: .shipped())
        }
        let before = try project(.init(perDay: 10))
        #expect(before.loads.map(\.model) == [haiku, opus])
        #expect(before.loads.allSatisfy { $0.input.source == .estimated && $0.output.source == .estimated })
        #expect(before.loads.allSatisfy { ($0.prefix ?? 0) > 100 && $0.input.sum > ($0.prefix ?? 0) })
        #expect(before.share.source == .sample && before.share.value == 0.05)

        let items = (1...25).map { number in
            AnnotatedItem(
                item: Item(id: .init("t-\(number)"), text: "text \(number)"),
                predictions: [
                    Prediction(
                        model: haiku, label: Label("billing"), usage: Usage(inputTokens: 100 + number, outputTokens: 7))
                ])
        }
        _ = try desk.store.add(items)
        let after = try project(.init(perDay: 10, outputTokens: 9))
        #expect(after.loads[0].input == MeanTokens(sum: 2_825, items: 25, source: .measured))
        #expect(after.loads[0].output == MeanTokens(sum: 9, source: .given))
        #expect(after.loads[1].input.source == .estimated)
        #expect(after.share == EscalatedShare(value: 0, source: .measured(items: 25)))
        #expect(try project(.init(perDay: 10, escalated: 0.5)).share.source == .given)
        #expect(try project(.init(perDay: 10, models: ["claude-opus-5"])).loads.map(\.model) == ["claude-opus-5"])
    }

    @Test func withoutATaskTheNumbersMustBeGiven() throws {
        let wishes = CostProjection.Wishes(perDay: 500, inputTokens: 800, outputTokens: 50, models: [haiku])
        #expect(try CostProjection.make(wishes, task: nil, table: .shipped()).rows[0].standard.perDay == money("0.525"))
        #expect(throws: Failure.self) {
            try CostProjection.make(.init(perDay: 500, models: [haiku]), task: nil, table: .shipped())
        }
    }
}
