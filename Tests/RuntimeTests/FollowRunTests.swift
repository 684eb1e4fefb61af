import Foundation
import Interchange
import Labeling
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Runtime

/// Inputs that change under a running import. The test waits for what the store holds, or for what was said.
@Suite struct FollowRunTests {
    private final class Following: Sendable {
        let desk: Desk
        private let said = Mutex<[String]>([])
        private let isStopped = Mutex(false)

        init() throws { desk = try Desk([] as [AnnotatedItem], task: try offlineTask()) }

        func path(_ name: String) -> String { desk.scratch.url.appendingPathComponent(name).path }

        /// Follows the inputs while `body` does things to them.
        func run(
            _ inputs: [String], _ body: @escaping @Sendable () throws -> Void
        ) async throws -> (counts: ImportRun.Counts, failures: [any Error]) {
            isStopped.withLock { $0 = false }
            let run = FollowRun(
                store: desk.store, labels: desk.task.labels, options: ReadingOptions(),
                say: { [self] text in said.withLock { $0.append(text) } },
                isStopped: { [self] in isStopped.withLock { $0 } })
            async let end = onThread { run.run(inputs) }
            let failure: (any Error)?
            do {
                try await onThread(body)
                failure = nil
            } catch {
                failure = error
            }
            isStopped.withLock { $0 = true }
            let result = try await end
            if let failure { throw failure }
            #expect(result.count == inputs.count)
            return (
                result.reduce(into: ImportRun.Counts()) { $0 += $1.counts }, result.flatMap { $0.failures }
            )
        }

        func wait(_ what: String, until isThere: () throws -> Bool) throws {
            let deadline = ContinuousClock.now + Program.patience
            while try !isThere() {
                guard ContinuousClock.now < deadline else { throw Missing(what: what) }
                usleep(2_000)
            }
        }

        func wait(items: Int) throws { try wait("\(items) items") { try desk.store.counts().items >= items } }

        func wait(said text: String) throws {
            do {
                try wait(text) { hasSaid(text) }
            } catch { throw Missing(what: "\(text), after \(said.withLock { $0 })") }
        }

        func hasSaid(_ text: String) -> Bool { said.withLock { said in said.contains { $0.contains(text) } } }

        func append(_ text: String, to name: String) throws {
            let descriptor = open(path(name), O_WRONLY | O_APPEND | O_CREAT, 0o600)
            defer { close(descriptor) }
            let bytes = Array(text.utf8)
            guard Foundation.write(descriptor, bytes, bytes.count) == bytes.count else { throw Missing(what: name) }
        }

        var texts: [String] {
            get throws {
                var texts: [String] = []
                try desk.store.forEachAnnotated { texts.append($0.annotated.item.text) }
                return texts
            }
        }
    }

    @Test func aGuessedEncodingIsSaidOfFilesAndOfWhatIsDropped() async throws {
        let following = try Following()
        let (file, folder) = (following.path("a.jsonl"), following.path("in"))
        func write(_ path: String, _ first: Int) throws {
            let lines = (first..<first + 5).map { "{\"id\":\"\($0)\",\"text\":\"caf\u{E9} \($0)\"}\n" }.joined()
            try lines.data(using: .isoLatin1)?.write(to: URL(fileURLWithPath: path))
        }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try write(file, 0)
        try write(folder + "/b.jsonl", 10)
        _ = try await following.run([file, folder]) {
            try following.wait(items: 10)
            try following.wait(said: "a.jsonl: read as windows-1252")
            try following.wait(said: "b.jsonl: read as windows-1252")
        }
    }

    @Test func aFileIsWaitedForAndReadAsItGrowsByWholeLines() async throws {
        let following = try Following()
        let (counts, failures) = try await following.run([following.path("a.txt")]) {
            try following.wait(said: "no such file yet")
            try following.append("one\ntw", to: "a.txt")
            try following.wait(items: 1)
            try following.append("o\nthree\nhalf", to: "a.txt")
            try following.wait(items: 3)
        }
        #expect(failures.isEmpty)
        #expect(try following.texts == ["one", "two", "three"])
        #expect((counts.read, counts.added) == (3, 3))
        // The same again goes on where it was.
        let second = try await following.run([following.path("a.txt")]) {
            try following.wait(said: "taken up at line 4")
            try following.append(" no more\n", to: "a.txt")
            try following.wait(items: 4)
        }
        #expect((second.counts.read, second.counts.added, second.counts.skipped) == (4, 1, 3))
        #expect(try following.texts.last == "half no more")
    }

    @Test func aFileThatIsCutIsReadFromItsStart() async throws {
        let following = try Following()
        try following.append("one\ntwo\n", to: "a.txt")
        _ = try await following.run([following.path("a.txt")]) {
            try following.wait(items: 2)
            #expect(truncate(following.path("a.txt"), 0) == 0)
            try following.append("three\n", to: "a.txt")
            try following.wait(items: 3)
            try following.wait(said: "was cut")
        }
        #expect(try following.texts == ["one", "two", "three"])
    }

    @Test func rotationLosesNothingWheneverTheNewFileComes() async throws {
        let following = try Following()
        try following.append("0\n", to: "a.txt")
        let (counts, _) = try await following.run([following.path("a.txt")]) {
            for round in 1...4 {
                try following.wait(items: round * 3 - 2)
                #expect(rename(following.path("a.txt"), following.path("a.\(round)")) == 0)
                // The writer has the old file open for a while.
                try following.append("old \(round)\n", to: "a.\(round)")
                if round % 2 == 0 { try following.wait(items: round * 3 - 1) }
                // What is left without the end of its line.
                try following.append("rest \(round)", to: "a.\(round)")
                try following.append("\(round)\n", to: "a.txt")
            }
            try following.wait(items: 13)
        }
        #expect(counts.read == 13 && counts.rejected == 0)
        #expect(
            try following.texts == [
                "0", "old 1", "rest 1", "1", "old 2", "rest 2", "2", "old 3", "rest 3", "3", "old 4", "rest 4", "4",
            ])
        #expect(following.hasSaid("there is a new file of that name"))
    }

    @Test func severalInputsAreFollowedAtOnceAndOneThatFailsEndsAlone() async throws {
        let following = try Following()
        try following.append("id;no text\n1;2\n", to: "bad.csv")
        try following.append("first\n", to: "a.txt")
        #expect(mkdir(following.path("in"), 0o700) == 0)
        #expect(mkfifo(following.path("pipe.txt"), 0o600) == 0)
        let inputs = ["bad.csv", "a.txt", "in", "pipe.txt", "later.txt"].map(following.path)
        let (counts, failures) = try await following.run(inputs) {
            try following.wait(items: 1)
            try following.append("dropped\n", to: "in/x.txt")
            try following.append("dropped too\n", to: "in/.y.txt")
            try following.wait(items: 2)
            try following.append("piped\n", to: "pipe.txt")
            try following.wait(items: 3)
            try following.append("later\n", to: "later.txt")
            try following.append("second\n", to: "a.txt")
            try following.wait(items: 5)
            #expect(rename(following.path("in/.y.txt"), following.path("in/y.txt")) == 0)
            try following.wait(items: 6)
        }
        #expect(counts.added == 6)
        #expect(failures.count == 1 && "\(failures)".contains("bad.csv"))
    }

    @Test func theSameContentInAFolderIsTakenOnceUnderWhateverName() async throws {
        let following = try Following()
        #expect(mkdir(following.path("in"), 0o700) == 0)
        let (counts, _) = try await following.run([following.path("in")]) {
            for name in ["a", "b"] {
                try following.append("one\ntwo\n", to: "\(name).tmp")
                #expect(rename(following.path("\(name).tmp"), following.path("in/\(name).txt")) == 0)
            }
            // The first of them may have been there before the folder was watched, and then waits until it is quiet.
            try following.wait(said: ".txt: already in the store")
            try following.append("three\n", to: "in/a.txt")
            try following.wait(items: 3)
        }
        #expect((counts.read, counts.added, counts.skipped) == (2 + 2 + 3, 3, 4))
    }
}
