import Cells
import Labeling
@testable import ReviewUI
import Testing

/// What the reviewer may see before a decision, and what is stored of what was seen.
struct EyesTests {
    private static let items = [
        Fixture.detail(
            1, "I was charged twice", first: Fixture.first("billing", 0.93, "A charge."),
            second: Fixture.second("account", 0.7, "The plan page.")),
        Fixture.detail(2, "no answer yet"),
        Fixture.detail(3, "three", first: Fixture.first("bug", 0.5, "Something broke.")),
    ]

    private func committing(_ size: Size = Size(rows: 24, columns: 80), blindSample: Double = 0) -> Bench {
        Bench(Self.items, task: Fixture.task(blindSample: blindSample), size: size, query: QueueQuery(), commit: true)
    }

    private func peers(_ state: ReviewState = .overridden, label: String? = "legal", by: [String] = ["bo"])
        -> [ItemDetail]
    {
        var decided = Fixture.detail(
            1, "one", first: Fixture.first("billing", 0.9), state: state, decided: label.map { Label($0) })
        decided.row.reviewers = by
        decided.decisions = by.map {
            Decision(
                reviewer: $0, verdict: label.map { .override(Label($0)) } ?? .flag, at: Fixture.start,
                note: "surely legal")
        }
        return [decided, Fixture.detail(2, "two", first: Fixture.first("bug", 0.5))]
    }

    // MARK: Commit, then reveal

    @Test func theAnswersAppearAfterTheFirstChoiceAndOneKeyKeepsIt() throws {
        for (choice, keep, verdict) in [
            ("1", "enter", Verdict.accept(Label("billing"))), ("2", "a", .override(Label("account"))),
            ("x", "enter", .reject),
        ] {
            var bench = committing()
            #expect(
                !bench.text.contains("0.93") && bench.text.contains("Choose a label; then the models' answers appear"))
            #expect(bench.press("a") == [] && bench.model.notice?.text.hasPrefix("Choose a label first") == true)
            #expect(bench.press(choice) == [])
            #expect(bench.model.current == ItemNumber(1), "nothing is decided yet")
            #expect(bench.text.contains("0.93") && bench.text.contains("keeps it, another label changes it"))
            let decision = try #require(bench.press(keep).compactMap(\.recorded).first?.decision)
            #expect(decision.verdict == verdict)
            #expect(decision.firstChoice == verdict.label)
            #expect(decision.exposure?.firstReject == (choice == "x" ? true : nil))
            #expect(decision.shown == [Fixture.haiku, Fixture.opus])
        }
    }

    @Test func anotherKeyChangesTheChoiceAndBothAreStored() throws {
        for (key, verdict) in [
            ("2", Verdict.override(Label("account"))), ("A", .override(Label("account"))), ("x", .reject),
        ] {
            var bench = committing()
            bench.press("3")
            let decision = try #require(bench.press(key).compactMap(\.recorded).first?.decision)
            #expect(decision.verdict == verdict && decision.firstChoice == Label("bug"))
        }
    }

    @Test func whatNoModelHasAnsweredAndBlindItemsAreDecidedAtOnce() throws {
        var bench = committing()
        bench.press("j")
        let unanswered = try #require(bench.press("1").compactMap(\.recorded).first?.decision)
        #expect(unanswered.shown == [] && unanswered.firstChoice == nil)
        var blind = committing(blindSample: 1)
        let decision = try #require(blind.press("1").compactMap(\.recorded).first?.decision)
        #expect(decision.shown == [] && decision.firstChoice == nil)
    }

    @Test func skippingFlaggingAndMovingAwayLeaveTheFirstChoiceAsItIs() throws {
        for (key, verdict) in [("s", Verdict.skip), ("f", .flag)] {
            var bench = committing()
            #expect(try #require(bench.press(key).compactMap(\.recorded).first?.decision).verdict == verdict)
            #expect(!bench.text.contains("Your choice"), "\(key)")
        }
        var bench = committing()
        bench.press("1 escape j k")
        #expect(bench.text.contains("Your choice: Billing"), "the models' answers have been seen")
        bench.press("3")
        #expect(bench.effects.compactMap(\.recorded).map(\.decision.firstChoice) == [Label("billing")])
    }

    @Test func anUndoneDecisionStaysRevealed() throws {
        var bench = committing()
        bench.press("1 enter")
        bench.answerAll()
        bench.press("u")
        bench.answerAll()
        #expect(bench.text.contains("Your choice: Billing"))
        var blind = Bench(Self.items, query: QueueQuery(filter: .all), blind: true)
        blind.press("1")
        blind.answerAll()
        blind.press("k")
        #expect(blind.text.contains("0.93"))
        blind.press("u")
        blind.answerAll()
        let again = try #require(blind.press("2").compactMap(\.recorded).first?.decision)
        #expect(again.shown == [Fixture.haiku, Fixture.opus], "what was seen once is not blind again")
    }

    @Test func choicesTypedAheadLandInOrder() {
        var bench = Bench(Self.items, query: QueueQuery(), loaded: false, commit: true)
        for key in ["1", "enter", "2", "3", "a"] { bench.press(key) }
        bench.answerAll()
        let recorded = bench.effects.compactMap(\.recorded)
        #expect(recorded.map(\.decision.verdict.label?.name) == ["billing", "account", "bug"])
        #expect(recorded.map(\.decision.firstChoice?.name) == ["billing", nil, "bug"])
    }

    // MARK: Peers

    @Test func whatAPeerDecidedIsHiddenUntilOneHasDecided() throws {
        var bench = Bench(peers())
        #expect(bench.text.contains("decided by bo"))
        #expect(!bench.text.contains("overridden"))
        let decision = try #require(bench.press("2").compactMap(\.recorded).first?.decision)
        #expect(decision.exposure?.peers == [])
        bench.answerAll()
        bench.press("k")
        #expect(bench.text.contains("overridden: Account"))
    }

    @Test func ownDecisionsFlagsAndTasksThatShowPeersHideNothing() throws {
        #expect(Bench(peers(), reviewer: "bo").text.contains("overridden: Legal"))
        #expect(Bench(peers(.flagged, label: nil)).text.contains("flagged"))
        var task = Fixture.task()
        task.review.peers = .shown
        var bench = Bench(peers(), task: task)
        #expect(bench.text.contains("overridden: Legal"))
        #expect(bench.press("2").compactMap(\.recorded).first?.decision.exposure?.peers == ["bo"])
    }

    @Test func aPeersDecisionRevealsNoModelToABlindReviewer() {
        let bench = Bench(peers(), blind: true)
        #expect(!bench.text.contains("0.90") && bench.text.contains("Blind"))
    }

    @Test func theHistoryShowsPeersAtASecondPressAndTheDecisionSaysSo() throws {
        var bench = Bench(peers())
        let made = bench.details[ItemNumber(1)]?.decisions.first
        bench.history[ItemNumber(1)] = [
            HistoryEntry(at: Fixture.start, what: .imported),
            HistoryEntry(at: Fixture.start, what: .decision(try #require(made))),
        ]
        bench.press("H")
        bench.answerReads()
        #expect(bench.text.contains("bo decided: hidden") && !bench.text.contains("Legal"))
        #expect(!bench.text.contains("surely legal"))
        bench.press("H")
        #expect(bench.text.contains("bo: override to Legal") && bench.text.contains("surely legal"))
        bench.press("escape")
        #expect(bench.press("2").compactMap(\.recorded).first?.decision.exposure?.peers == ["bo"])
    }

    // MARK: What was on screen

    @Test(arguments: [(12, 40), (8, 40), (15, 60), (24, 80), (50, 200), (9, 300), (7, 80)])
    func shownIsWhatTheScreenDrawsAtEverySize(rows: Int, columns: Int) throws {
        for detail in Self.items {
            var bench = Bench([detail], size: Size(rows: rows, columns: columns))
            #expect(bench.model.drawnOpinions().models == bench.model.visibleOpinions(of: detail).map(\.model))
            let text = bench.text
            let decision = try #require(bench.press("7").compactMap(\.recorded).first?.decision)
            // The costs are on screen beside the label and confidence, and are different for the two.
            let numbers = [detail.first?.confidence, detail.second?.confidence].map { $0.map { String($0).prefix(4) } }
            #expect(decision.shown.contains(Fixture.haiku) == numbers[0].map { text.contains("\($0)") } ?? false)
            // On a line of its own the first opinion has the second's label beside it, without its confidence.
            let isBeside = text.contains("= 2nd ") || text.contains("≠ 2nd ")
            #expect(
                decision.shown.contains(Fixture.opus) == isBeside || numbers[1].map { text.contains("\($0)") } ?? false)
            #expect(decision.exposure?.columns == columns && decision.exposure?.rows == rows)
            for (model, words) in [(Fixture.haiku, detail.first?.rationale), (Fixture.opus, detail.second?.rationale)] {
                let isDrawn = words.map { text.contains($0.prefix(6)) } ?? false
                #expect(decision.exposure?.rationales?.contains(model) == isDrawn, "\(model) at \(columns)x\(rows)")
            }
        }
    }

    @Test func anAnswerWithoutRoomCannotBeTakenAndIsNotShown() throws {
        var bench = Bench([Self.items[0]], size: Size(rows: 7, columns: 80))
        #expect(bench.press("A") == [])
        #expect(bench.model.notice?.text.contains("has no room") == true)
        #expect(bench.press("2").compactMap(\.recorded).first?.decision.shown == [])
        // What was seen on a larger screen has been seen.
        var shrunk = Bench([Self.items[0]])
        shrunk.send(.resized(Size(rows: 8, columns: 40)))
        #expect(shrunk.press("2").compactMap(\.recorded).first?.decision.shown == [Fixture.haiku, Fixture.opus])
    }

    @Test func theListAndWhatIsMaskedAreStored() throws {
        var bench = Bench(
            [Fixture.detail(1, "write to a@b.example", first: Fixture.first("bug", 0.5))],
            task: Fixture.task(redact: [.email]), query: QueueQuery(filter: .all, order: .newest, search: "write"))
        bench.press("m")
        let exposure = try #require(bench.press("1").compactMap(\.recorded).first?.decision.exposure)
        #expect(exposure.masked == true && exposure.order == "newest" && exposure.filter == "all search: write")
        #expect(exposure.typedAhead == nil)
        var ahead = Bench(Self.items, loaded: false)
        ahead.press("1")
        ahead.answerReads()
        #expect(ahead.effects.compactMap(\.recorded).first?.decision.exposure?.typedAhead == true)
    }

    // MARK: Calibrated confidence, cost

    @Test(arguments: [Size(rows: 24, columns: 80), Size(rows: 50, columns: 200), Size(rows: 15, columns: 60)])
    func aMeasuredConfidenceStandsBesideTheStatedOne(size: Size) throws {
        var bench = Bench(Self.items, size: size, measures: Fixture.measures)
        #expect(bench.text.contains(size.rows == 15 ? "→81%" : "right 81% of 140"))
        #expect(bench.press("1").compactMap(\.recorded).first?.decision.exposure?.calibrated == true)
        bench.press("j")
        bench.answerReads()
        var without = Bench(Self.items, size: size)
        #expect(!without.text.contains("81%"))
        #expect(without.press("1").compactMap(\.recorded).first?.decision.exposure?.calibrated == false)
    }

    @Test func theCostOfASecondOpinionIsSaidBeforeItIsAsked() {
        var bench = Bench(Self.items, size: Size(rows: 50, columns: 200), measures: Fixture.measures)
        bench.press("j j")
        #expect(bench.text.contains("to ask \(Fixture.opus): about $0.0061"))
        #expect(bench.text.contains("2nd opinion $0.0061"))
    }

    @Test func measuresAreAskedForOnceAndAgainAfterTwentyFiveTruths() {
        var bench = Bench(Self.items)
        func asked() -> Int { bench.effects.count { if case .eyes(.measure) = $0 { true } else { false } } }
        #expect(asked() == 1)
        bench.counts.decided += 24
        bench.send(.storeChanged(bench.counts))
        #expect(asked() == 1)
        bench.counts.decided += 1
        bench.send(.storeChanged(bench.counts))
        #expect(asked() == 2)
        bench.counts.decided += 100
        bench.send(.storeChanged(bench.counts))
        #expect(asked() == 2, "one at a time")
        bench.answerAll()
        #expect(asked() == 3)
    }

    @Test func theKeyForASecondOpinionDoesNotTellWhetherThereIsOne() {
        // That a model was asked again tells that the first was unsure.
        for bench in [committing(), Bench(Self.items, blind: true)] {
            var bench = bench
            for _ in Self.items.dropFirst() {
                let isAnswered = bench.model.currentDetail?.first != nil
                #expect(bench.press("o").isEmpty || !isAnswered)
                let words = bench.model.notice?.text ?? ""
                #expect(!words.contains("already answered") && (!isAnswered || words.contains("answers")), "\(words)")
                bench.press("j")
            }
        }
    }

    @Test func aChoiceThatWaitsIsNotOfferedWhereItsKeyDoesSomethingElse() {
        var bench = committing()
        bench.press("1")
        #expect(bench.screen.last?.contains("keeps it") == true)
        bench.press("D")
        bench.answerReads()
        #expect(bench.screen.last?.hasPrefix("q back") == true)
        bench.press("q")
        #expect(bench.screen.last?.contains("keeps it") == true)
        bench.press("j")
        #expect(bench.screen[1].hasPrefix(" ☑"), "the line tells of the choice when the cursor has left it")
    }

    @Test(arguments: [true, false]) func aFilterThatAsksForLabelsSaysWhoseAnswersAreHidden(isBlind: Bool) {
        var bench = Bench(blind: isBlind, commit: !isBlind)
        bench.send(.typing(.line("filter first:billing")))
        #expect(bench.model.query.hiding == HiddenAnswers(reviewer: "ana", rule: nil))
        bench.answerReads()
        #expect(bench.model.notice?.text.contains("(of those whose answers you may see)") == true)
        bench.send(.typing(.line("filter conf<0.8")))
        #expect(bench.model.query.hiding == nil)
    }

    @Test func inAnOpenSessionTheBlindSampleIsHiddenFromFilters() {
        var bench = Bench(task: Fixture.task(blindSample: 0.25))
        bench.send(.typing(.line("filter -first:billing")))
        #expect(bench.model.query.hiding == HiddenAnswers(reviewer: "ana", rule: BlindRule(share: 0.25)))
    }
}
