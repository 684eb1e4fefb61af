import Foundation
import Labeling
import ReviewUI
@testable import Runtime
import Storage
import Synchronization
import Testing

/// What the review asks of the outside to find things, and what a task file says of filters.
struct FindingTests {
    private func parse(_ document: String) throws -> TaskDefinition {
        try TaskFile.parse(document, file: "renga.toml", folder: FileManager.default.temporaryDirectory)
    }

    private static let task = """
        [task]
        name = "T"
        [[labels]]
        name = "billing"
        [models.first]
        provider = "offline"
        model = "offline-small"

        """

    @Test func aTaskFileNamesFiltersAndTheOneToOpenWith() throws {
        let task = try parse(
            Self.task
                + "[review]\nfilter = \"label:billing\"\n[filters]\nunsure = \"conf<0.8\"\nrecent = \"added<7d\"\n")
        #expect(task.review.filter == "label:billing")
        #expect(
            task.filters == [
                SavedFilter(name: "unsure", text: "conf<0.8"), SavedFilter(name: "recent", text: "added<7d"),
            ])
    }

    @Test(arguments: [
        ("[filters]\nx = \"lable:billing\"\n", "filters.x: is no filter: column 1"),
        ("[filters]\nx = 5\n", "filters.x: expected a string"),
        ("[filters]\n\"a b\" = \"conf<1\"\n", "expected a name of letters"),
        ("[review]\nfilter = \"conf<9\"\n", "review.filter: is no filter: column 6"),
    ])
    func whatIsNoFilterIsToldWithItsPlace(lines: String, words: String) {
        #expect {
            try parse(Self.task + lines)
        } throws: { error in
            "\(error)".contains(words) && "\(error)".contains("renga.toml:")
        }
    }

    @Test func filtersAreKeptCompletedAndForgotten() async throws {
        let desk = try Desk(items(["charged twice"]), task: makeTask())
        let labels = desk.task.labels
        let effects: [FindEffect] = [
            .save(.init(1), SavedFilter(name: "a", text: "conf<0.8")), .forget(.init(2), "a"),
            .loadContext(.init(3), labels), .findMatches(.init(4), [TextPattern(words: "two")], in: "one two"),
        ]
        let messages = try await onThread {
            let mailbox = try Mailbox()
            let runner = EffectRunner(
                store: desk.store, reviewer: "ana", mailbox: mailbox, models: nil,
                images: ImageShelf(folder: desk.scratch.url, environment: [:]))
            var messages: [Message] = []
            for (index, effect) in effects.enumerated() {
                runner.run([.find(effect)])
                while messages.count <= index {
                    mailbox.wait(milliseconds: 10_000)
                    messages += mailbox.drain()
                }
            }
            return messages
        }
        #expect(
            messages == [
                .find(.filtersChanged(.init(1), [SavedFilter(name: "a", text: "conf<0.8")])),
                .find(.filtersChanged(.init(2), [])),
                .find(.contextLoaded(.init(3), FilterContext(labels: labels), [])),
                .find(.matchesFound(.init(4), [4..<7])),
            ])
    }

    @Test(.timeLimit(.minutes(15))) func upkeepGoesThroughItsStepsToTheirEnds() async throws {
        let done = Mutex<[String]>([])
        let isOver = DispatchSemaphore(value: 0)
        let upkeep = Upkeep([
            {
                done.withLock { $0.append("a") }
                return done.withLock { $0.count } < 3
            },
            { throw CocoaError(.fileReadUnknown) },
            {
                done.withLock { $0.append("c") }
                isOver.signal()
                return false
            },
        ])
        try await onThread {
            upkeep.start()
            isOver.wait()
            upkeep.stop()
        }
        #expect(done.withLock { Array($0.prefix(4)) } == ["a", "a", "a", "c"])
    }
}
