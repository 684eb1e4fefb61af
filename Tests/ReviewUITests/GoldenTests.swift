import Cells
import Labeling
import ReviewUI
import TestSupport
import Testing

/// The main screens, text and roles, as people see them. `UPDATE_GOLDENS=1` writes them anew.
struct GoldenTests {
    private static let sizes = [Size(rows: 24, columns: 80), Size(rows: 15, columns: 60), Size(rows: 50, columns: 200)]

    private func check(_ name: String, only: [Size] = sizes, _ scene: (Size) -> Bench) throws {
        for size in only {
            let canvas = view(scene(size).model).canvas
            try Golden.check(canvas, "\(name)-\(size.columns)x\(size.rows)", in: Golden.folder())
        }
    }

    private func at(_ row: Int, _ size: Size, ascii: Bool = false) -> Bench {
        var bench = Bench(size: size, ascii: ascii)
        for _ in 0..<row { bench.press("j") }
        bench.answerReads()
        return bench
    }

    @Test func aDisputedItem() throws { try check("disputed") { Bench(size: $0) } }

    @Test func wideCombiningAndJoinedCharacters() throws { try check("wide") { at(2, $0) } }

    @Test func rightToLeftTextAndItsControls() throws { try check("right-to-left") { at(3, $0) } }

    @Test func controlCharactersEverywhere() throws { try check("controls") { at(4, $0) } }

    @Test func anItemThatWaits() throws { try check("waiting") { at(6, $0) } }

    @Test func aDecidedItem() throws { try check("decided") { at(8, $0) } }

    @Test func savedAndSaving() throws {
        try check("saved") { size in
            var bench = Bench(size: size)
            bench.press("a")
            bench.answerAll()
            return bench
        }
        try check("saving") { size in
            var bench = Bench(size: size)
            bench.press("2")
            bench.answerReads()
            return bench
        }
    }

    @Test func aFailedSave() throws {
        try check("failed-save") { size in
            var bench = Bench(size: size)
            bench.press("a")
            bench.answerAll()
            bench.press("a")
            if case .record(let request, _, _)? = bench.takeOpen(where: { $0.recorded != nil }) {
                bench.send(.recordFailed(request, reason: "the disk is full (renga.db)"))
            }
            bench.answerReads()
            return bench
        }
    }

    @Test func aBlindItem() throws { try check("blind") { Bench(size: $0, blind: true) } }

    @Test func manyLabels() throws {
        let items = [
            Fixture.detail(
                1, "Why was I charged more abroad?",
                first: Fixture.first("card_payment_wrong_exchange_rate_business", 0.61, "The rate differs."),
                second: Fixture.second("top_up_by_bank_transfer_charge_disputed", 0.8, "A fee is disputed.")),
            Fixture.detail(2, "Card?", first: Fixture.first("card_arrival", 0.9)),
        ]
        try check("many-labels") { Bench(items, task: Fixture.task(Fixture.manyLabels), size: $0) }
        try check("label-picker") { size in
            var bench = Bench(items, task: Fixture.task(Fixture.manyLabels), size: size)
            bench.press("l")
            bench.type("card")
            bench.press("down")
            return bench
        }
    }

    @Test func promptsForSearchAndNote() throws {
        try check("search") { size in
            var bench = Bench(size: size)
            bench.press("/")
            bench.type("charged")
            bench.press("enter")
            bench.answerReads()
            return bench
        }
        try check("note") { size in
            var bench = Bench(size: size)
            bench.press("n")
            bench.type("ask finance 返金 about both")
            return bench
        }
    }

    @Test func helpAndGuidelines() throws {
        try check("help") { size in
            var bench = Bench(size: size)
            bench.press("?")
            return bench
        }
        try check("guidelines") { size in
            var bench = Bench(task: Fixture.task(guidelines: "# Rules\n\n1. A refund is billing.\n2. 二重\n"), size: size)
            bench.press("i")
            return bench
        }
    }

    @Test func nothingToShow() throws {
        try check("no-items") { Bench([], size: $0, query: QueueQuery(), counts: TaskCounts()) }
        try check("all-decided") { Bench([], size: $0, query: QueueQuery()) }
        try check("reading") { Bench(size: $0, loaded: false) }
    }

    @Test func modelsThatStopped() throws {
        try check("models-stopped") { size in
            var bench = at(3, size)
            bench.send(.modelsProgressed(ModelActivity(stopped: "the daily budget of $1.00 is spent")))
            return bench
        }
    }

    @Test func onlyASCII() throws { try check("ascii", only: [Self.sizes[0]]) { at(2, $0, ascii: true) } }

    @Test func aSmallerScreenKeepsTextOpinionLabelsAndStatus() throws {
        try check("small", only: [Size(rows: 12, columns: 40)]) { Bench(size: $0) }
        for size in Self.sizes {
            let screen = Bench(size: size).text
            for words in [
                "charged twice for March", "Billing", "0.93", "1,b Billing", "1/13", "decided 3", "agree 67% of 3",
            ] {
                #expect(screen.contains(words), "\(words) at \(size)")
            }
        }
    }
}
