import Cells
import Labeling
import ReviewUI
import Testing

/// What the screen says of how an answer was had, and how it ended.
struct OpinionTests {
    private static let narrow = Size(rows: 15, columns: 60)
    private static let usual = Size(rows: 24, columns: 80)
    private static let wide = Size(rows: 50, columns: 200)

    private func answered(_ change: (inout Prediction) -> Void) -> Prediction {
        var prediction = Fixture.first("billing", 0.8, "A charge.")
        change(&prediction)
        return prediction
    }

    private func screen(_ first: Prediction, second: Prediction? = nil, size: Size = usual) -> String {
        Bench([Fixture.detail(1, "x", first: first, second: second)], size: size).text
    }

    @Test(arguments: [
        (ConfidenceSource.stated, "stated", "stated"), (.probability, "classifier probability", "classifier"),
        (.logProbability, "log-probability", "log-prob."), (.voteShare, "vote 4 of 5", "vote 4/5"),
        (.imported, "imported", "imported"),
    ])
    func aConfidenceSaysWhereItComesFrom(source: ConfidenceSource, words: String, short: String) {
        let prediction = answered {
            $0.confidenceSource = source
            $0.samples = 5
        }
        #expect(screen(prediction).contains(words))
        #expect(screen(prediction, size: Self.wide).contains(words))
        #expect(screen(prediction, size: Self.narrow).contains("0.80 \(short)"))
        let plain = Bench([Fixture.detail(1, "x", first: prediction)]).model
        #expect(plain.currentDetail.map(plain.plainText)?.contains("confidence 0.80, \(words), $") == true)
    }

    @Test func withoutAConfidenceThereIsNoSource() {
        let prediction = answered {
            $0.confidence = nil
            $0.confidenceSource = .stated
        }
        #expect(!screen(prediction).contains("stated"))
    }

    @Test func aVoteThatCannotBeCountedIsNoTrap() {
        for samples in [nil, 0, 1, Int.max] {
            let prediction = answered {
                $0.confidenceSource = .voteShare
                $0.samples = samples
                $0.confidence = 1
            }
            #expect(screen(prediction).contains("vote"))
        }
    }

    @Test(arguments: [usual, wide])
    func everythingAboutItsMakingIsSaid(size: Size) {
        let second = answered {
            $0.model = Fixture.opus
            $0.confidenceSource = .stated
            $0.isRepair = true
            $0.escalation = .routing
            $0.samples = 3
            $0.service = .batch
            $0.usage = Usage(outputTokens: 2_000, reasoningTokens: 1_204)
        }
        // The pane's words without the line it is wrapped to.
        let words = screen(Fixture.first("billing", 0.5), second: second, size: size)
            .split(whereSeparator: \.isWhitespace).joined(separator: " ")
        for part in ["repaired", "asked: routing", "3 samples", "batch", "1,204", "reasoning tokens", "A charge."] {
            #expect(words.contains(part), "\(part) at \(size)")
        }
        let short = screen(Fixture.first("billing", 0.5), second: second, size: Self.narrow)
        #expect(short.contains("opus-4-7  repaired  asked"))
    }

    @Test func anOrdinaryAnswerSaysNothingOfTheKind() {
        let text = screen(Fixture.first("billing", 0.5))
        for word in ["repair", "batch", "sample", "reasoning"] { #expect(!text.contains(word)) }
    }

    @Test(arguments: [narrow, usual, wide])
    func outcomesAreToldApartInListAndPane(size: Size) {
        let outcomes = Prediction.Outcome.allCases.filter { $0 != .labeled }
        let screens = outcomes.map { outcome in
            screen(Prediction(model: Fixture.haiku, outcome: outcome), size: size)
        }
        #expect(Set(screens.map { $0.split(separator: "\n")[1] }).count == outcomes.count, "the list")
        #expect(Set(screens).count == outcomes.count)
    }

    @Test(arguments: [narrow, usual, wide])
    func aLabelOutsideTheSetIsShownAndCannotActOnTheTerminal(size: Size) {
        let prediction = Prediction(
            model: Fixture.haiku, invalidAnswer: "Ref\u{1B}[2Junds", rationale: "Because.", outcome: .unknownLabel)
        for text in [screen(prediction, size: size), screen(Fixture.first("bug", 0.5), second: prediction, size: size)]
        {
            #expect(text.contains("outside the set"))
            #expect(text.contains("answered: Ref␛["))
            #expect(!text.contains("\u{1B}"))
        }
    }

    @Test func anUnknownStopReasonIsShownRaw() {
        let prediction = Prediction(model: Fixture.haiku, outcome: .unknownStop, stopReason: "paused\u{7}_turn")
        #expect(screen(prediction).contains("unknown stop"))
        #expect(screen(prediction).contains("stop reason: paused␇_turn"))
        let model = Bench([Fixture.detail(1, "x", first: prediction)]).model
        #expect(model.currentDetail.map(model.plainText)?.contains("unknown stop, stop reason: paused␇_turn") == true)
    }

    @Test func aLadderOffersTheNextModelWhereOneHasAnswered() {
        let task = Fixture.task(further: ["claude-mythos-1"])
        var bench = Bench([Fixture.detail(1, "x", first: Fixture.first("billing", 0.5))], task: task)
        func asked(_ effects: [Effect]) -> String? {
            if case .askSecondOpinion(_, ItemNumber(1), let model)? = effects.first { model } else { nil }
        }
        #expect(bench.text.contains("press o to ask \(Fixture.opus)"))
        #expect(asked(bench.press("o")) == Fixture.opus)
        bench.answerAll()
        #expect(bench.model.whyUnavailable(.secondOpinion) == nil)
        #expect(asked(bench.press("o")) == "claude-mythos-1")
        #expect(bench.model.notice?.text == "Asking claude-mythos-1 for a second opinion…")
        #expect(bench.press("o") == [])
        #expect(bench.model.notice?.text == "claude-mythos-1 is being asked.")
        bench.answerAll()
        #expect(bench.text.contains("claude-mythos-1"))
        #expect(bench.model.notice == nil, "nobody is being asked any more")
        #expect(bench.press("o") == [])
        #expect(bench.model.notice?.text == "claude-mythos-1 has already answered.")
    }

    @Test func whoAnsweredInTheSecondPlaceWithoutBeingOfTheLadderDoesNotCount() {
        var second = Fixture.second("bug", 0.9)
        second.model = "a-model-of-old"
        var bench = Bench([Fixture.detail(1, "x", first: Fixture.first("billing", 0.5), second: second)])
        guard case .askSecondOpinion(_, _, Fixture.opus)? = bench.press("o").first else {
            Issue.record("not asked")
            return
        }
    }

    @Test func batchesInTheProvidersHandsAreInTheStatusLine() {
        func status(_ batches: WaitingBatches?, _ size: Size) -> String {
            var bench = Bench(size: size)
            bench.send(.modelsProgressed(ModelActivity(isWorking: true, batches: batches)))
            return bench.screen[size.rows - 2]
        }
        let batches = WaitingBatches(count: 2, requests: 9_500)
        #expect(status(batches, Self.wide).contains("2 batches, 9,500 requests in the provider's hands"))
        #expect(status(batches, Self.usual).contains("2 batches: 9,500"))
        #expect(status(batches, Self.narrow).contains("2 batches: 9,500"))
        #expect(
            status(WaitingBatches(count: 1, requests: 1), Self.wide).contains(
                "1 batch, 1 request in the provider's hands"))
        #expect(!status(nil, Self.wide).contains("batch"))
    }

    @Test func whatAModelSaidGoesBeforeTheSourceOfItsConfidence() {
        var prediction = Fixture.first(
            "billing", 0.93, "The customer names an invoice and asks for the money at the end.")
        prediction.confidenceSource = .probability
        func bench(_ rows: Int) -> Bench {
            Bench(
                [Fixture.detail(1, "one", first: prediction)], size: Size(rows: rows, columns: 80),
                measures: Fixture.measures)
        }
        #expect(bench(24).text.contains("right ") && bench(24).text.contains("the end."), "\(bench(24).text)")
        #expect(!bench(24).text.contains("classifier probability"))
        #expect(bench(50).text.contains("the end.") && bench(50).text.contains("classifier probability"))
    }
}
