import Cells
import Labeling
import ReviewUI
import TestSupport
import Testing

/// The main screens, text and roles, as people see them. `UPDATE_GOLDENS=1` writes them anew.
struct GoldenTests {
    private static let sizes = [Size(rows: 24, columns: 80), Size(rows: 15, columns: 60), Size(rows: 50, columns: 200)]

    private func check(_ name: String, only: [Size] = sizes, _ scene: (Size) -> Bench) throws {
        try checkGolden(name, at: only, scene)
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
            if case .record(let request, _, _, _)? = bench.takeOpen(where: { $0.recorded != nil }) {
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
            bench.press("C")
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

    @Test func howOpinionsWereHad() throws {
        var first = Fixture.first(
            "billing", 0.8, "Asks for a refund of a duplicate charge; the plan page is secondary.")
        first.confidenceSource = .voteShare
        first.samples = 5
        var second = Fixture.second(
            "account", 0.71,
            "The plan page cannot be reached, which is an access problem; the refund follows once the account is in order."
        )
        second.confidenceSource = .stated
        second.isRepair = true
        second.service = .batch
        second.usage = Usage(outputTokens: 2_000, reasoningTokens: 1_204)
        let item = Fixture.detail(1, Fixture.tickets[0].item.text, first: first, second: second)
        try check("making") { size in
            var bench = Bench([item], task: Fixture.task(further: ["claude-mythos-1"]), size: size)
            bench.send(
                .modelsProgressed(ModelActivity(isWorking: true, batches: WaitingBatches(count: 2, requests: 9_500))))
            bench.press("o")
            return bench
        }
    }

    @Test func answersThatAreNoLabels() throws {
        let ends: [(Prediction.Outcome, answer: String?, stop: String?)] = [
            (.unknownLabel, "Refunds\u{1B}[2J", nil), (.empty, nil, nil), (.truncated, nil, "max_tokens"),
            (.unknownStop, nil, "paused\u{7}_turn"), (.invalidOutput, "{\"label", nil), (.refusal, nil, "refusal"),
        ]
        let predictions = ends.map {
            Prediction(
                model: Fixture.haiku, invalidAnswer: $0.answer, cost: Fixture.charged("0.0009"), outcome: $0.0,
                stopReason: $0.stop)
        }
        var second = predictions[3]
        second.model = Fixture.opus
        second.escalation = .invalidOutput
        let items = predictions.enumerated().map { index, prediction in
            Fixture.detail(Int64(index + 1), "text", first: prediction, second: index == 0 ? second : nil)
        }
        try check("outcomes") { Bench(items, size: $0) }
    }

    @Test func imagesAndMasks() throws {
        let lines = [
            ImageLine(reference: "in/photo.png", kind: "PNG", width: 800, height: 600, bytes: 119_600),
            ImageLine(reference: "https://host.example/scan\u{1B}[31m.jpg"),
            ImageLine(reference: "gone-写真.jpg", problem: "no such file"),
        ]
        let text = "Is this broken? Write to ana@host.example or bo@host.example, thanks."
        try check("images") { ImageLineTests.bench(lines, text: text, size: $0, redact: [.email]) }
        try check("masked") { size in
            var bench = ImageLineTests.bench([lines[0]], text: text, size: size, redact: [.email])
            bench.press("m")
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
