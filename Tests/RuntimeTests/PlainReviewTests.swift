import Cells
import Labeling
import ReviewUI
import Storage
import Synchronization
import Testing

@testable import Runtime

@Suite(.timeLimit(.minutes(15)))
struct PlainReviewTests {
    /// Everything that is printed when these lines are typed.
    private func review(
        _ desk: Desk, _ lines: [String], isBlind: Bool = false, commitsFirst: Bool = false,
        onWrite: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws -> [String] {
        try await onThread {
            let mailbox = try Mailbox()
            let runner = EffectRunner(
                store: desk.store, reviewer: "ana", mailbox: mailbox, models: nil,
                images: ImageShelf(folder: desk.scratch.url, environment: [:]))
            let model = ReviewModel(
                task: desk.task, reviewer: "ana", size: Size(rows: 24, columns: 80),
                query: QueueQuery(order: .oldest), blindSession: isBlind, commitsFirst: commitsFirst,
                canAskModels: false, typing: TypingState(isPlain: true))
            let printed = Mutex<[String]>([])
            var plain = PlainReview(mailbox: mailbox, runner: runner, model: model) { text in
                printed.withLock { $0.append(text) }
                onWrite(text)
            }
            var left = lines[...]
            plain.run { left.popFirst() }
            return printed.withLock { $0 }
        }
    }

    private func desk(_ count: Int = 8, blindSample: Double = 0) throws -> Desk {
        let first = Prediction(
            model: haiku, label: Label("billing"), confidence: 0.9, confidenceSource: .stated, rationale: "because")
        let items = items((1...count).map { "text \($0)" }).map { AnnotatedItem(item: $0.item, predictions: [first]) }
        return try Desk(items, task: makeTask(blindSample: blindSample))
    }

    private func saved(_ printed: [String]) -> [String] { printed.filter { $0.hasPrefix("saved\t") } }

    @Test func theDashboardIsPrintedAsLinesAndTheReviewGoesOn() async throws {
        let desk = try desk(3)
        let printed = try await review(desk, ["a", "dashboard", "2", "dashboard", "q"])
        #expect(saved(printed) == ["saved\tt-1\taccept\tbilling\n", "saved\tt-2\toverride\tlegal\n"])
        let figures = printed.filter { $0.contains("Progress") }
        #expect(figures.count == 2)
        #expect(figures.first?.contains("decided 1, to do 2") == true)
        #expect(figures.last?.contains("right: 50.0 % of 2 ") == true)
        #expect(figures.last?.contains("ana: decided 2") == true)
    }

    @Test func everyCommandDoesWhatItSays() async throws {
        let desk = try desk()
        let printed = try await review(desk, ["a", "2", "account", "LEGAL", "x", "f", "s", "q", "a"])
        #expect(
            saved(printed) == [
                "saved\tt-1\taccept\tbilling\n", "saved\tt-2\toverride\tlegal\n", "saved\tt-3\toverride\taccount\n",
                "saved\tt-4\toverride\tlegal\n", "saved\tt-5\treject\t\n", "saved\tt-6\tflag\t\n",
                "saved\tt-7\tskip\t\n",
            ])
        let counts = try desk.store.counts()
        #expect([counts.decided, counts.flagged, counts.skipped] == [5, 1, 1])
    }

    @Test func anItemIsShownAsText() async throws {
        let printed = try await review(desk(1), []).joined()
        #expect(printed.contains("item 1 of 1: t-1\n  text 1\n"))
        #expect(printed.contains("\(haiku): billing, confidence 0.90"))
        #expect(printed.contains("because"))
    }

    @Test func afterAFirstChoiceTheAnswersAreSaidAndKeepKeepsIt() async throws {
        let desk = try desk(3)
        let printed = try await review(desk, ["account", "keep", "2", "billing", "keep"], commitsFirst: true)
        let text = printed.joined()
        #expect(text.contains("choose first: the models' answers appear after your choice"))
        #expect(text.contains("billing, confidence 0.90, stated"))
        #expect(text.contains("your choice: account; keep or a keeps it, another label changes it"))
        #expect(saved(printed) == ["saved\tt-1\toverride\taccount\n", "saved\tt-2\toverride\tbilling\n"])
        #expect(text.contains("\"keep\" is no command"), "there was no choice to keep")
        let decision = try #require(desk.store.detail(ItemNumber(2), reviewer: "ana")?.decisions.first)
        #expect(decision.firstChoice == Label("legal") && decision.shown == [haiku])
        #expect(decision.exposure?.rationales == [haiku] && decision.exposure?.columns == nil)
    }

    @Test func aChoiceThatComesBackByUndoIsSaidOnce() async throws {
        let desk = try desk(1)
        let printed = try await review(desk, ["account", "keep", "u", "q"], commitsFirst: true)
        let after = printed.drop { !$0.hasPrefix("Undone") }.joined()
        #expect(after.contains("your choice: account; keep or a keeps it"))
        #expect(after.ranges(of: "confidence 0.90").count == 1, "\(after)")
    }

    @Test func whatOthersDecidedIsSaidWhenItIsAskedFor() async throws {
        let desk = try desk(1)
        let decision = Decision(reviewer: "bo", verdict: .override(Label("legal")), at: .now())
        _ = try desk.store.record(decision, on: ItemNumber(1))
        let text = try await review(desk, [":list all", "history", "history peers", "q"]).joined()
        let warning = try #require(text.firstRange(of: "history peers shows what"), "\(text)")
        #expect(!text[..<warning.upperBound].contains("bo: override"))
        #expect(text.ranges(of: "bo: override").count == 1, "\(text)")
    }

    @Test func theHistoryIsSaidLineByLine() async throws {
        let desk = try desk(1)
        let text = try await review(desk, ["history", "account"]).joined()
        #expect(text.contains("\(haiku) says billing 0.90, stated") && text.contains("imported"))
    }

    @Test func whatIsPrintedAsSavedIsOnDisk() async throws {
        let desk = try desk()
        let onDisk = Mutex<[Int]>([])
        let printed = try await review(desk, ["a", "x", "billing", "q"]) { text in
            guard text.hasPrefix("saved\t") else { return }
            let decided = try? Store.open(at: desk.store.path, readOnly: true).counts().decided
            onDisk.withLock { $0.append(decided ?? -1) }
        }
        #expect(saved(printed).count == 3)
        #expect(onDisk.withLock { $0 } == [1, 2, 3])
    }

    @Test func aDecisionThatCannotBeSavedIsNeverPrintedAsSaved() async throws {
        let desk = try desk()
        let isShown = Mutex(false)
        let printed = try await review(desk, ["a"]) { text in
            let isFirst = isShown.withLock { shown in
                defer { shown = shown || text.contains("item 1") }
                return !shown && text.contains("item 1")
            }
            if isFirst { try? desk.store.close() }
        }
        #expect(isShown.withLock { $0 })
        #expect(saved(printed).isEmpty)
        #expect(printed.joined().lowercased().contains("not saved") || printed.count > 1, "\(printed)")
    }

    @Test func undoingTakesTheLastDecisionBack() async throws {
        let desk = try desk()
        let printed = try await review(desk, ["a", "u", "x", "q"])
        #expect(saved(printed) == ["saved\tt-1\taccept\tbilling\n", "saved\tt-1\treject\t\n"])
        #expect(try desk.detail("t-1")?.decisions.count == 2, "undoing deletes nothing")
    }

    @Test func aNoteGoesWithTheDecision() async throws {
        let desk = try desk()
        _ = try await review(desk, ["n look at this", "a", "q"])
        #expect(try desk.detail("t-1")?.decisions.last?.note == "look at this")
    }

    @Test func aLineTooManyDecidesNothingTwice() async throws {
        let desk = try desk(2)
        let printed = try await review(desk, ["a", "a", "a", "x", "k", "x"])
        #expect(
            saved(printed) == [
                "saved\tt-1\taccept\tbilling\n", "saved\tt-2\taccept\tbilling\n", "saved\tt-1\treject\t\n",
            ])
        #expect(printed.contains { $0.hasPrefix("Nothing left to do in this list. u takes") })
        #expect(try desk.store.counts().undecided == 0)
    }

    @Test func whatIsNoCommandDecidesNothing() async throws {
        let desk = try desk()
        let printed = try await review(desk, ["", "   ", "frobnicate", "99", "\u{1b}[2J", "q"])
        #expect(saved(printed).isEmpty)
        #expect(printed.contains { $0.contains("\"frobnicate\" is no command") })
        #expect(!printed.joined().unicodeScalars.contains("\u{1b}"))
        #expect(try desk.store.counts().decided == 0)
    }

    @Test(arguments: [true, false])
    func aBlindItemShowsNoAnswerBeforeTheDecision(bySession: Bool) async throws {
        let desk = try desk(1, blindSample: bySession ? 0 : 1)
        let printed = try await review(desk, ["account", "q"], isBlind: bySession)
        let before = printed.prefix { !$0.hasPrefix("saved\t") }.joined()
        #expect(before.contains("blind"))
        #expect(!before.contains(haiku) && !before.contains("because") && !before.contains("0.90"))
        #expect(try desk.detail("t-1")?.decisions.last?.shown == [])
        let seen = try await review(self.desk(1), ["account", "q"])
        #expect(seen.joined().contains(haiku))
    }

    @Test func aShownAnswerIsRecordedAsShown() async throws {
        let desk = try desk(1)
        _ = try await review(desk, ["account", "q"])
        #expect(try desk.detail("t-1")?.decisions.last?.shown == [haiku])
    }

    @Test func linesOfTheCommandLineAreDone() async throws {
        let desk = try desk()
        let printed = try await review(
            desk, [":go 3", "a", "order newest", "x", ":label legal", "theme nord", "?", "i", "q"])
        #expect(
            saved(printed) == [
                "saved\tt-3\taccept\tbilling\n", "saved\tt-4\treject\t\n", "saved\tt-2\toverride\tlegal\n",
            ])
        let all = printed.joined()
        #expect(all.contains("theme: There are no themes here: this review goes line by line.\n"))
        #expect(all.contains("order NAME") && all.contains("accept-second"))
    }

    @Test func aPageIsSpokenAndTheReviewGoesOn() async throws {
        let desk = try desk(2)
        let printed = try await review(desk, ["guidelines", "a", "pause", "enter", "a", "q"])
        #expect(printed.joined().contains(desk.task.name))
        #expect(saved(printed).count == 2)
    }
}
