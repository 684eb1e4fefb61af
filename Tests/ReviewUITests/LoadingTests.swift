import Cells
import Labeling
import ReviewUI
import Testing

/// What comes from outside: in order, late, twice, for nothing, or while keys are typed ahead.
struct LoadingTests {
    private func items(_ count: Int64, label: String = "billing") -> [ItemDetail] {
        (1...count).map { Fixture.detail($0, "text \($0)", first: Fixture.first(label, 0.5)) }
    }

    @Test func theReviewStartsByReadingTheQueueThenWhatIsSeen() {
        var bench = Bench(items(3), query: QueueQuery(), loaded: false)
        #expect(bench.effects == [.loadQueue(RequestID(1), QueueQuery(limit: 200))])
        let numbers = [1, 2, 3].map { ItemNumber($0) }
        let effects = bench.send(.queueLoaded(RequestID(1), numbers, bench.counts, latest: DecisionID(7)))
        #expect(
            effects == [
                .loadRows(RequestID(2), numbers), .loadDetail(RequestID(3), ItemNumber(1)),
                .loadDetail(RequestID(4), ItemNumber(2)), .loadDetail(RequestID(5), ItemNumber(3)),
            ])
        #expect(bench.model.query.keepDecidedAfter == DecisionID(7))
    }

    @Test func twentyKeysTypedAheadLandInOrderOnTheirItems() {
        var bench = Bench(items(30), query: QueueQuery(), loaded: false)
        let keys = "a x 3 f s b 2 a a x 1 2 3 4 5 6 7 f x a".split(separator: " ")
        for key in keys { bench.press(String(key)) }
        #expect(bench.effects.compactMap(\.recorded).isEmpty)
        #expect(bench.text.contains("typed ahead: 20"))
        bench.answerAll()
        let recorded = bench.effects.compactMap(\.recorded)
        #expect(recorded.map(\.number.value) == Array(1...20))
        #expect(
            recorded.map(\.decision.verdict.action) == [
                .accept, .reject, .override, .flag, .skip, .override, .override, .accept, .accept, .reject, .override,
                .override, .override, .override, .override, .override, .override, .flag, .reject, .accept,
            ])
        #expect(recorded.allSatisfy { $0.decision.seconds ?? 0 == 0 }, "nobody has looked at these items")
        #expect(bench.model.current == ItemNumber(21))
        #expect(bench.model.isIdle)
    }

    @Test func movesTypedBetweenDecisionsKeepTheirPlace() {
        var bench = Bench(items(9), query: QueueQuery(filter: .all), loaded: false)
        bench.press("x j f k k 2 C")
        bench.type("a note")
        bench.press("enter q")
        bench.answerAll()
        let recorded = bench.effects.compactMap(\.recorded)
        // x on 1 goes to 2, j to 3, f on 3 goes to 4, k k to 2, 2 on 2 goes to the next to do: 4.
        #expect(recorded.map(\.number.value) == [1, 3, 2])
        #expect(recorded.map(\.decision.verdict) == [.reject, .flag, .override(Label("account"))])
        #expect(bench.effects.contains { if case .saveNote(_, "a note", ItemNumber(4)) = $0 { true } else { false } })
        #expect(bench.effects.last == .quit)
    }

    /// Else each line that is read says that the next one has to be, to the end of a list of a million.
    @Test func aListInWhichNothingIsToDoIsNotReadToItsEnd() {
        let decided = (1...3_000).map {
            Fixture.detail($0, "text \($0)", state: .accepted, decided: Label("billing"))
        }
        var bench = Bench(decided, query: QueueQuery(filter: .all), loaded: false)
        bench.answerAll()
        #expect(bench.model.isIdle)
        #expect(bench.model.current == ItemNumber(1))
        let read = bench.effects.count { if case .loadDetail = $0 { true } else { false } }
        #expect(read < 100)
    }

    @Test func escapeDropsWhatIsTypedAhead() {
        var bench = Bench(items(3), loaded: false)
        bench.press("x x escape")
        bench.answerAll()
        #expect(bench.effects.compactMap(\.recorded).isEmpty)
        #expect(bench.model.isIdle)
    }

    @Test func aRefusedDecisionDropsWhatWasTypedForLaterItems() {
        var bench = Bench([Fixture.detail(1, "no opinion")] + items(5).dropFirst(), loaded: false)
        bench.press("a x")
        bench.answerAll()
        #expect(bench.effects.compactMap(\.recorded).isEmpty)
        #expect(bench.model.current == ItemNumber(1))
    }

    @Test func keysTypedAheadOfAnUnreadableItemOrListAreNotKeptForEver() {
        var bench = Bench(items(3), loaded: false)
        bench.press("x x")
        bench.details = [:]
        bench.answerAll()
        #expect(bench.model.isIdle)
        var other = Bench(items(3), loaded: false)
        other.press("x x")
        other.send(.loadFailed(RequestID(1), reason: "locked"))
        #expect(other.model.isIdle)
        #expect(other.text.contains("The queue could not be read. R tries again."))
        #expect(other.text.contains("Cannot read the store: locked"))
        other.press("x")
        #expect(other.model.notice?.text == "The queue could not be read.")
        let effects = other.press("R")
        #expect(effects.count == 1)
        other.answerAll()
        #expect(other.model.currentDetail != nil)
    }

    @Test func lateDoubleAndUnknownAnswersChangeNothing() {
        var bench = Bench(items(3))
        bench.press("x")
        bench.answerAll()
        let before = bench.model
        let detail = Fixture.detail(2, "another text")
        let undone = UndoneDecision(number: ItemNumber(1), id: Item.ID("t-1"), verdict: .reject)
        for request in [RequestID(1), RequestID(2), RequestID(5), RequestID(9_999)] {
            let messages: [Message] = [
                .queueLoaded(request, [], TaskCounts(), latest: nil), .rowsLoaded(request, [detail.row]),
                .detailLoaded(request, detail), .detailLoaded(request, nil),
                .recorded(request, DecisionID(1), TaskCounts()), .recordFailed(request, reason: "x"),
                .undone(request, undone, TaskCounts()), .undone(request, nil, TaskCounts()),
                .undoFailed(request, reason: "x"), .noteSaved(request), .noteFailed(request, reason: "x"),
                .secondOpinionStored(request, ItemNumber(2)), .secondOpinionFailed(request, ItemNumber(2), reason: "x"),
                .loadFailed(request, reason: "x"),
            ]
            for message in messages {
                #expect(bench.send(message) == [], "\(message)")
                #expect(bench.model == before, "\(message)")
            }
        }
    }

    @Test func anAnswerOfTheWrongKindTakesNothingFromTheRightOne() {
        var bench = Bench(items(3))
        bench.press("x")
        guard case .record(let request, _, _, _)? = bench.open.first(where: { $0.recorded != nil }) else {
            Issue.record("nothing was recorded")
            return
        }
        let before = bench.model
        bench.send(.noteSaved(request))
        bench.send(.loadFailed(request, reason: "x"))
        bench.send(.undone(request, nil, TaskCounts()))
        bench.send(.secondOpinionStored(request, ItemNumber(1)))
        #expect(bench.model == before)
        bench.answerAll()
        #expect(bench.model.isIdle)
        #expect(bench.model.lastDecision?.isSaved == true)
    }

    @Test func whatWasReadBeforeADecisionNeverOverwritesIt() throws {
        var bench = Bench(items(3), query: QueueQuery(filter: .all))
        let old = try #require(bench.details[ItemNumber(1)])
        bench.send(.storeChanged(bench.counts))
        let reads = bench.open
        bench.open = []
        bench.press("x")
        let taken = bench.takeOpen { $0.recorded != nil }
        let record = try #require(taken)
        for effect in reads {
            switch effect {
            case .loadRows(let request, let numbers):
                bench.send(
                    .rowsLoaded(
                        request, numbers.map { $0 == ItemNumber(1) ? old.row : Fixture.detail($0.value, "x").row }))
            case .loadDetail(let request, ItemNumber(1)): bench.send(.detailLoaded(request, old))
            default: break
            }
        }
        #expect(bench.screen[1].hasPrefix(" ·") == true, "still on its way: \(bench.screen[1])")
        let answer = bench.answer(to: record)
        let saved = try #require(answer)
        bench.send(saved)
        // A slow read from before the decision comes after it is saved.
        for case .loadDetail(let request, ItemNumber(1)) in reads { bench.send(.detailLoaded(request, old)) }
        #expect(bench.screen[1].hasPrefix(" ✗") == true, "\(bench.screen[1])")
        bench.answerAll()
        #expect(bench.screen[1].hasPrefix(" ✗") == true)
    }

    @Test func aNewQueueKeepsTheItemUnderTheCursorOnceTheReviewerActed() {
        var bench = Bench(items(5))
        bench.order.reverse()
        bench.send(.storeChanged(bench.counts))
        bench.answerReads()
        #expect(bench.model.current == ItemNumber(5), "nobody has acted: the top of the list")
        bench.press("j", after: 1_000)
        bench.order.reverse()
        bench.send(.storeChanged(bench.counts))
        bench.answerReads()
        #expect(bench.model.current == ItemNumber(4))
        #expect(bench.model.cursor == 3)
    }

    @Test func aKeyMeantForTheItemThatWasMovedAwayIsNotTaken() {
        var bench = Bench(items(5))
        bench.order.reverse()
        bench.send(.storeChanged(bench.counts), after: 500)
        bench.answerReads()
        #expect(bench.press("x", after: 50) == [])
        #expect(bench.model.notice?.text == "Another item came under the cursor: look again.")
        #expect(bench.press("x", after: 1_000).compactMap(\.recorded).map(\.number) == [ItemNumber(5)])
    }

    @Test func anItemThatIsBeingReadStaysUnderTheCursor() {
        var bench = Bench(items(5))
        bench.order.reverse()
        bench.send(.storeChanged(bench.counts), after: 2_000)
        bench.answerReads()
        #expect(bench.model.current == ItemNumber(1))
        #expect(bench.press("x", after: 50).compactMap(\.recorded).map(\.number) == [ItemNumber(1)])
    }

    @Test func changesWhileTheQueueIsReadAreReadOnceMore() {
        var bench = Bench(items(5), loaded: false)
        for _ in 0..<10 { bench.send(.storeChanged(bench.counts)) }
        #expect(bench.effects.count == 1)
        bench.answerReads()
        let queues = bench.effects.filter { if case .loadQueue = $0 { true } else { false } }
        #expect(queues.count == 2)
        #expect(bench.model.isIdle)
    }

    @Test func linesOutOfSightAreReadAgainAfterAChangeToo() {
        var bench = Bench(items(40), size: Size(rows: 15, columns: 60))
        bench.details[ItemNumber(20)]?.row.state = .flagged
        bench.send(.storeChanged(bench.counts))
        bench.answerReads()
        bench.press("G")
        bench.answerReads()
        for _ in 0..<20 { bench.press("k") }
        #expect(bench.model.current == ItemNumber(20))
        #expect(bench.model.currentRow?.state == .flagged)
    }

    @Test func aStoreThatCannotBeReadIsNotAskedForEver() {
        var bench = Bench(items(3))
        bench.send(.storeChanged(bench.counts))
        var failures = 0
        while let effect = bench.takeOpen(where: \.isRead), let request = effect.request, failures < 100 {
            bench.send(.loadFailed(request, reason: "locked"))
            failures += 1
        }
        #expect(failures < 20)
        #expect(bench.model.isIdle)
        #expect(bench.text.contains("text 1"), "what is known stays on screen")
        #expect(bench.press("x").compactMap(\.recorded).count == 1)
    }

    @Test func theItemStaysOnScreenWhileItIsReadAgain() {
        var bench = Bench(items(2))
        bench.press("C")
        bench.type("x")
        bench.press("enter")
        while let effect = bench.takeOpen(where: { !$0.isRead }), let answer = bench.answer(to: effect) {
            bench.send(answer)
        }
        #expect(bench.text.contains("text 1"))
        #expect(bench.model.notice?.text == "Note saved.")
    }

    @Test func aSecondOpinionIsAskedOnceAndShown() {
        var bench = Bench(items(2))
        let effects = bench.press("o")
        guard case .askSecondOpinion(_, ItemNumber(1), Fixture.opus)? = effects.first, effects.count == 1 else {
            Issue.record("\(effects)")
            return
        }
        #expect(bench.text.contains("asking \(Fixture.opus)…"))
        #expect(bench.press("o") == [])
        #expect(bench.model.notice?.text == "\(Fixture.opus) is being asked.")
        bench.answerAll()
        #expect(bench.text.contains("the opinions differ"))
        #expect(bench.press("o") == [])
        #expect(bench.model.notice?.text == "\(Fixture.opus) has already answered.")
    }

    @Test func aSecondOpinionThatFailsSaysWhy() {
        var bench = Bench(items(2))
        guard case .askSecondOpinion(let request, let number, _)? = bench.press("o").first else {
            Issue.record("not asked")
            return
        }
        bench.send(.secondOpinionFailed(request, number, reason: "429, try again in 20 s"))
        #expect(bench.text.contains("No second opinion: 429, try again in 20 s"))
        #expect(bench.press("o").count == 1, "it can be asked for again")
        var off = Bench(items(2), models: false)
        off.press("o")
        #expect(off.model.notice?.text == "Models are off in this session (--no-models).")
        var none = Bench(items(2), task: Fixture.task(second: false))
        none.press("o")
        #expect(none.model.notice?.text == "This task has no [models.second].")
    }
}
