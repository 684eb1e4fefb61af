import Foundation
import Labeling
import ReviewUI
import Storage
import Testing

@testable import Runtime

@Suite(.timeLimit(.minutes(15)))
struct EffectRunnerTests {
    private let ana = "ana"

    /// Runs the effects and waits for as many messages; what comes after all work is done is there too.
    private func messages(
        _ effects: [Effect], _ desk: Desk, models: (any SecondOpinions)? = nil, images: ImageShelf? = nil,
        awaiting count: Int? = nil
    ) async throws -> [Message] {
        let mailbox = try Mailbox()
        let runner = EffectRunner(
            store: desk.store, reviewer: ana, mailbox: mailbox, models: models,
            images: images ?? ImageShelf(folder: desk.scratch.url, environment: [:]))
        let expected = count ?? effects.count
        return try await onThread {
            runner.run(effects)
            var messages: [Message] = []
            while messages.count < expected {
                mailbox.wait(milliseconds: 10_000)
                messages += mailbox.drain()
            }
            runner.finishWrites()
            return messages + mailbox.drain()
        }
    }

    private func decision(_ verdict: Verdict) -> Decision {
        Decision(reviewer: ana, verdict: verdict, at: Timestamp(milliseconds: 1_793_534_400_000))
    }

    private func request(of message: Message) -> ReviewUI.RequestID? {
        switch message {
        case .queueLoaded(let request, _, _, _, _, _, _), .rowsLoaded(let request, _), .detailLoaded(let request, _, _),
            .recorded(let request, _, _), .recordFailed(let request, _), .undone(let request, _, _),
            .undoFailed(let request, _), .noteSaved(let request), .noteFailed(let request, _),
            .secondOpinionStored(let request, _), .secondOpinionFailed(let request, _, _), .loadFailed(let request, _):
            request
        default: nil
        }
    }

    @Test func everyEffectIsAnsweredExactlyOnce() async throws {
        let desk = try Desk(["one", "two"], task: offlineTask())
        let number = try desk.number("t-1")
        let effects: [Effect] = [
            .loadQueue(.init(1), QueueQuery()), .loadRows(.init(2), [number]), .loadDetail(.init(3), number),
            .record(.init(4), decision(.reject), on: number), .undoLast(.init(5)), .undoLast(.init(6)),
            .saveNote(.init(7), "look", on: number), .askSecondOpinion(.init(8), number, model: "m"),
            .loadDetail(.init(9), ItemNumber(99)),
        ]
        let messages = try await messages(effects + [.redraw, .quit], desk, awaiting: effects.count)
        #expect(messages.compactMap(request).map(\.value).sorted() == Array(1...9))
        #expect(messages.count == 9)
        #expect(messages.contains(.detailLoaded(.init(9), nil)))
        #expect(messages.contains(.noteSaved(.init(7))))
        #expect(
            messages.contains(
                .secondOpinionFailed(.init(8), number, reason: "models are off in this session")))
    }

    @Test func writesHappenInTheOrderTheyWereAskedFor() async throws {
        let desk = try Desk(["one"], task: offlineTask())
        let number = try desk.number("t-1")
        var effects: [Effect] = []
        for step in 0..<20 {
            effects.append(.record(.init(2 * step), decision(.override(Label("billing"))), on: number))
            effects.append(.undoLast(.init(2 * step + 1)))
        }
        let messages = try await messages(effects, desk)
        #expect(messages.compactMap(request).map(\.value) == Array(0..<40))
        #expect(try desk.store.counts().decided == 0)
        for case .undone(_, let undone, _) in messages { #expect(undone?.id == Item.ID("t-1")) }
    }

    @Test func whatIsToldAsRecordedIsOnDisk() async throws {
        let desk = try Desk(["one"], task: offlineTask())
        let found = try await messages([.record(.init(1), decision(.reject), on: desk.number("t-1"))], desk)
        guard case .recorded(.init(1), _, let counts)? = found.first else {
            Issue.record("not recorded: \(found)")
            return
        }
        #expect(counts.decided == 1)
        #expect(try Store.open(at: desk.store.path, readOnly: true).counts().decided == 1)
    }

    @Test func aStoreThatFailsIsToldWithItsReason() async throws {
        let desk = try Desk(["one"], task: offlineTask())
        let number = try desk.number("t-1")
        try desk.store.close()
        let effects: [Effect] = [
            .record(.init(1), decision(.reject), on: number), .undoLast(.init(2)), .saveNote(.init(3), "x", on: number),
            .loadQueue(.init(4), QueueQuery()), .loadRows(.init(5), [number]), .loadDetail(.init(6), number),
        ]
        let messages = try await messages(effects, desk)
        #expect(messages.count == 6)
        var kinds: Set<String> = []
        for message in messages {
            switch message {
            case .recordFailed(.init(1), let reason) where !reason.isEmpty: kinds.insert("record")
            case .undoFailed(.init(2), let reason) where !reason.isEmpty: kinds.insert("undo")
            case .noteFailed(.init(3), let reason) where !reason.isEmpty: kinds.insert("note")
            case .loadFailed(let request, let reason) where !reason.isEmpty: kinds.insert("load \(request.value)")
            default: Issue.record("unexpected: \(message)")
            }
        }
        #expect(kinds == ["record", "undo", "note", "load 4", "load 5", "load 6"])
    }

    @Test func aDecisionOnAnUnknownItemFails() async throws {
        let desk = try Desk(["one"], task: offlineTask())
        let found = try await messages([.record(.init(1), decision(.reject), on: ItemNumber(99))], desk)
        guard case .recordFailed(.init(1), _)? = found.first else {
            Issue.record("recorded on an item that is not there: \(found)")
            return
        }
    }

    @Test func anItemComesWithWhatIsKnownOfItsImages() async throws {
        let item = Item(
            id: .init("t-1"), text: "look", images: ["dot.png", "gone.png", "https://example.org/a.jpg", "fake.png"])
        let desk = try Desk([AnnotatedItem(item: item)], task: offlineTask())
        let png = Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52])
        try (png + Data([0, 0, 0, 7, 0, 0, 0, 5, 8, 6, 0, 0, 0, 0, 0, 0, 0]))
            .write(to: desk.scratch.url.appendingPathComponent("dot.png"))
        try desk.scratch.write("no image", to: "fake.png")
        let found = try await messages([.loadDetail(.init(1), desk.number("t-1"))], desk)
        guard case .detailLoaded(_, _, let images) = found.first else {
            Issue.record("no detail: \(found)")
            return
        }
        #expect(images.map(\.name) == ["dot.png", "gone.png", "https://example.org/a.jpg", "fake.png"])
        #expect(images[0].kind == "PNG" && images[0].width == 7 && images[0].height == 5 && images[0].bytes == 33)
        #expect(images.map { $0.problem == nil } == [true, false, true, false])
    }

    @Test func anImageIsOpenedInTheViewerThatIsNamed() async throws {
        let desk = try Desk(["one"], task: offlineTask())
        let seen = desk.scratch.url.appendingPathComponent("seen")
        let viewer = desk.scratch.url.appendingPathComponent("viewer")
        try desk.scratch.write(
            "#!/bin/sh\nprintf '%s|' \"$@\" > \(seen.path).new\nmv \(seen.path).new \(seen.path)\n", to: "viewer")
        // Read by the shell: what was just open for writing, another test's child may still hold, and it could not be run.
        let shelf = ImageShelf(folder: desk.scratch.url, environment: ["RENGA_VIEWER": "/bin/sh \(viewer.path) --fit"])
        let found = try await messages([.openImage(.init(1), reference: "-rf.png")], desk, images: shelf)
        #expect(found == [.imageOpened(.init(1))])
        try await onThread { while !FileManager.default.fileExists(atPath: seen.path) { usleep(2_000) } }
        #expect(try String(contentsOf: seen, encoding: .utf8) == "--fit|\(desk.scratch.url.path)/-rf.png|")
        let none = ImageShelf(folder: desk.scratch.url, environment: [:])
        guard
            case .imageFailed(_, let reason) = try await messages(
                [.openImage(.init(1), reference: "a.png")], desk, images: none
            ).first
        else {
            Issue.record("opened without a viewer")
            return
        }
        #expect(reason.contains("RENGA_VIEWER"))
    }

    @Test func aSecondOpinionIsAnsweredByItsDesk() async throws {
        struct Told: SecondOpinions {
            func ask(about number: ItemNumber, of model: String, done: @escaping @Sendable (String?) -> Void) {
                done(number == ItemNumber(1) ? nil : "no")
            }
        }
        let desk = try Desk(["one"], task: offlineTask())
        let found = try await messages(
            [
                .askSecondOpinion(.init(1), ItemNumber(1), model: "m"),
                .askSecondOpinion(.init(2), ItemNumber(2), model: "m"),
            ], desk,
            models: Told())
        #expect(
            found == [
                .secondOpinionStored(.init(1), ItemNumber(1)),
                .secondOpinionFailed(.init(2), ItemNumber(2), reason: "no"),
            ])
    }

    // MARK: Mailbox

    @Test func theMailboxKeepsTheOrderAndEmptiesItself() throws {
        let mailbox = try Mailbox()
        let messages = (0..<500).map { Message.noteSaved(.init($0)) }
        for message in messages { mailbox.post(message) }
        #expect(mailbox.drain() == messages)
        #expect(mailbox.drain().isEmpty)
    }

    @Test func theDescriptorIsReadableExactlyWhileMessagesWait() throws {
        let mailbox = try Mailbox()
        func isReadable() -> Bool {
            var descriptors = pollfd(fd: mailbox.descriptor, events: Int16(POLLIN), revents: 0)
            return poll(&descriptors, 1, 0) == 1
        }
        #expect(!isReadable())
        for _ in 0..<3 {
            mailbox.post(.ended)
            mailbox.post(.ended)
            #expect(isReadable())
            _ = mailbox.drain()
            #expect(!isReadable())
        }
    }

    @Test func noMessageOfManyThreadsIsLost() async throws {
        let mailbox = try Mailbox()
        let received = try await onThread {
            for thread in 0..<4 {
                Thread.detachNewThread {
                    for step in 0..<1_000 { mailbox.post(.noteSaved(.init(thread * 1_000 + step))) }
                }
            }
            var received: [Message] = []
            while received.count < 4_000 {
                mailbox.wait(milliseconds: 10_000)
                received += mailbox.drain()
            }
            return received
        }
        #expect(Set(received.compactMap(request)).count == 4_000)
    }
}
