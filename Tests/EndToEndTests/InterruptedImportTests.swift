import Foundation
import Synchronization
import TestSupport
import Testing

/// The end of a named pipe that is written to: once it is open, whoever reads waits.
private final class Writer: Sendable {
    private let path: String
    private let descriptor = Mutex<Int32>(-1)

    init(_ path: String) { self.path = path }

    deinit { descriptor.withLock { if $0 >= 0 { close($0) } } }

    /// Whether anybody has opened it to read.
    var isRead: Bool {
        descriptor.withLock { descriptor in
            if descriptor < 0 { descriptor = open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC) }
            return descriptor >= 0
        }
    }
}

/// What becomes of imports that are ended at any moment, and of files that change under them.
@Suite(.serialized) struct InterruptedImportTests {
    /// Items, with answers, decisions and ground truth, duplicates, conflicts and lines that are none.
    private static func lines(_ count: Int) -> String {
        (0..<count).map { number in
            switch number % 20 {
            case 3: "not json \(number)\n"
            case 5: "{\"id\":\"t-\(number - 1)\",\"text\":\"text \(number - 1)\"}\n"
            case 6: "{\"id\":\"t-\(number - 2)\",\"text\":\"another\"}\n"
            case 7: "{\"id\":\"t-\(number)\",\"text\":\"x\",\"gold\":\"billing\"}\n"
            case 8:
                "{\"id\":\"t-\(number)\",\"text\":\"y\",\"predictions\":[{\"model\":\"offline-small\","
                    + "\"label\":\"account\",\"confidence\":0.5}],\"decisions\":[{\"reviewer\":\"ana\","
                    + "\"action\":\"flag\",\"at\":\"2026-11-01T09:30:00Z\"}]}\n"
            default: "{\"id\":\"t-\(number)\",\"text\":\"text \(number)\",\"meta\":{\"n\":\(number)}}\n"
            }
        }.joined()
    }

    /// What the store says of itself, but for the times at which it came to know.
    private func everything(_ sandbox: borrowing Sandbox) async throws -> [String] {
        let rejects = try JSON(await sandbox.output("rejects", "--json")).array.map { line in
            "\(line["source"].string ?? "") \(line["line"].int ?? 0) \(line["reason"].string ?? "") \(line["text"].string ?? "")"
        }
        return try await [
            sandbox.output("export", "--all"), sandbox.output("status", "--json"), sandbox.output("cost", "--json"),
            rejects.joined(separator: "\n"),
        ]
    }

    @Test func anImportThatIsKilledAgainAndAgainGivesTheStoreOfOneThatIsNot() async throws {
        // Many more than a first batch has.
        let input = Self.lines(40_000)
        let whole = try Sandbox()
        try whole.write("renga.toml", taskFile())
        try whole.write("i.jsonl", input)
        let first = try await whole.renga("import", "i.jsonl", "--json")
        #expect(first.status == 65)
        let sandbox = try Sandbox()
        try sandbox.write("renga.toml", taskFile())
        try sandbox.write("i.jsonl", input)
        try await sandbox.output("status")
        // Nobody writes to what is named after the file: however late it is killed, it has not come to its end.
        #expect(mkfifo(sandbox.path("never.jsonl"), 0o600) == 0)
        var dice = SeededGenerator(seed: 5)
        for round in 0..<3 {
            // Twice when its first batch is being stored, then when it has come farther: the store learns how far with
            // the second batch.
            let base = Self.written(sandbox.path("renga.db"), sandbox.path("renga.db-wal"))
            let wanted = base + (round < 2 ? 1 : 2_500_000) + Int.random(in: 0..<20_000, using: &dice)
            let program = try sandbox.start("import", "i.jsonl", "never.jsonl")
            // It has written so much, or has read all of the file.
            let (path, journal) = (sandbox.path("renga.db"), sandbox.path("renga.db-wal"))
            let never = Writer(sandbox.path("never.jsonl"))
            await Self.look {
                Self.written(path, journal) >= wanted
            } orUntil: {
                program.hasEnded || never.isRead
            }
            program.kill(SIGKILL)
            #expect(try await program.end().status == 128 + SIGKILL)
            withExtendedLifetime(never) {}
        }
        let last = try await sandbox.renga("import", "i.jsonl", "--json")
        #expect(last.status == 65)
        let (counts, due) = (try JSON(last.output), try JSON(first.output))
        #expect(counts["read"].int == 40_000)
        #expect(counts["rejected"].int == due["rejected"].int)
        #expect(counts["skipped"].int.map { $0 > 0 } == true)
        #expect(try await everything(sandbox) == everything(whole))
        #expect(try await sandbox.isSound())
    }

    private static func written(_ paths: String...) -> Int {
        paths.reduce(0) { sum, path in
            var status = stat()
            return sum + (stat(path, &status) == 0 ? Int(status.st_size) : 0)
        }
    }

    /// Looks until one of both holds; never in the cooperative pool.
    private static func look(
        until isThere: @escaping @Sendable () -> Bool, orUntil isOver: @escaping @Sendable () -> Bool
    ) async {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                let deadline = ContinuousClock.now + Program.patience
                while !isThere(), !isOver(), ContinuousClock.now < deadline { usleep(500) }
                continuation.resume()
            }
        }
    }

    @Test func aStoppedImportIsTakenUpAndACompleteOneIsNotDoneAgain() async throws {
        let sandbox = try Sandbox()
        try sandbox.write("renga.toml", taskFile())
        try sandbox.write("i.jsonl", Self.lines(100))
        let names = ["read", "added", "duplicates", "rejected", "skipped"]
        let first = try JSON(await sandbox.renga("import", "i.jsonl", "--json").output)
        #expect(names.map { first[$0].int } == [100, 85, 5, 10, 0])
        let again = try await sandbox.renga("import", "i.jsonl", "--json")
        #expect(again.status == 65, "as if it had been read again")
        #expect(try names.map { try JSON(again.output)[$0].int } == [100, 0, 90, 10, 100])
        #expect(again.errors.contains("i.jsonl: already in the store, nothing new"))
        let read = try JSON(await sandbox.renga("import", "--again", "i.jsonl", "--json").output)
        #expect(names.map { read[$0].int } == [100, 0, 90, 10, 0])
        #expect(try JSON(await sandbox.output("status", "--json"))["items"].int == 85)
    }

    @Test func aLabelThatIsAddedToTheTaskLetsRejectedLinesIn() async throws {
        let sandbox = try Sandbox()
        try sandbox.write("renga.toml", taskFile())
        try sandbox.write("i.jsonl", "{\"text\":\"a\",\"gold\":\"refund\"}\n")
        #expect(try await sandbox.renga("import", "i.jsonl").status == 65)
        try sandbox.write("renga.toml", taskFile(labels: ["billing", "technical", "account", "refund"]))
        #expect(try await sandbox.output("import", "i.jsonl") == "1 read: 1 added, 0 duplicates, 0 rejected\n")
    }

    @Test func twoImportsOfOneFileAtOnceGiveItOnce() async throws {
        let sandbox = try Sandbox()
        try sandbox.write("renga.toml", taskFile())
        try sandbox.write("i.jsonl", Self.lines(6_000))
        let whole = try Sandbox()
        try whole.write("renga.toml", taskFile())
        try whole.write("i.jsonl", Self.lines(6_000))
        try await whole.renga("import", "i.jsonl")
        try await sandbox.output("status")
        let both = [try sandbox.start("import", "i.jsonl", "--json"), try sandbox.start("import", "i.jsonl", "--json")]
        var added = 0
        for program in both {
            let end = try await program.end()
            #expect(end.status == 65, "\(end.errors)")
            let counts = try JSON(end.output)
            #expect(counts["read"].int == 6_000)
            added += counts["added"].int ?? 0
        }
        let items = try JSON(await sandbox.output("status", "--json"))["items"].int
        #expect(added == items)
        #expect(try await everything(sandbox) == everything(whole))
        #expect(try await sandbox.isSound())
    }

    @Test func aFullDiskStopsAnImportThatIsThenTakenUp() async throws {
        let sandbox = try Sandbox()
        try sandbox.write("renga.toml", taskFile())
        try sandbox.write("i.jsonl", Self.lines(14_000))
        try await sandbox.output("status")
        let whole = try Sandbox()
        try whole.write("renga.toml", taskFile())
        try whole.write("i.jsonl", Self.lines(14_000))
        try await whole.renga("import", "i.jsonl")
        // Half of what the import adds does not fit, in blocks of 512 bytes.
        let (empty, full) = (Self.written(sandbox.path("renga.db")), Self.written(whole.path("renga.db")))
        let blocks = (empty + full) / 2 / 512
        // A limit on the size of files does what a full disk does: the journal cannot grow.
        let arguments = ["-c", "ulimit -f \(blocks); trap '' XFSZ; exec \"$0\" import i.jsonl --json", Sandbox.program]
        let end = try await Program.run(
            "/bin/sh", arguments, environment: ["PATH": "/usr/bin:/bin", "HOME": sandbox.folder.path],
            folder: sandbox.folder.path)
        #expect(end.status == 74, "\(end.output) \(end.errors)")
        #expect(end.errors.contains("renga:"))
        #expect(try await sandbox.isSound())
        let last = try JSON(await sandbox.renga("import", "i.jsonl", "--json").output)
        // What went in before the disk was full stayed in.
        #expect(["read", "rejected"].map { last[$0].int } == [14_000, 1_400])
        #expect(try await everything(sandbox) == everything(whole))
        #expect(try await sandbox.isSound())
    }

    @Test func whatAnotherProgramWritesIsOnTheReviewersScreen() async throws {
        let sandbox = try Sandbox()
        try sandbox.write("renga.toml", taskFile())
        try await sandbox.output("status")
        let terminal = try sandbox.open("review", "--no-models", "--order", "oldest", "--filter", "text:refund")
        try await terminal.wait(for: "q quit")
        try FileManager.default.createDirectory(atPath: sandbox.path("in"), withIntermediateDirectories: false)
        let program = try sandbox.start("import", "--follow", "live.jsonl", "in", "--json")
        try sandbox.write("live.jsonl", "{\"id\":\"l-1\",\"text\":\"the first refund\"}\n{\"text\":\"hal")
        try await terminal.wait(for: "the first refund")
        try FileManager.default.moveItem(atPath: sandbox.path("live.jsonl"), toPath: sandbox.path("live.1"))
        try sandbox.write("in/a.txt", "a refund was dropped\nnothing of the kind\n")
        try await terminal.wait(for: "a refund was dropped")
        try sandbox.write("live.jsonl", "{\"id\":\"l-2\",\"text\":\"refund of a new file\"}\n")
        try await terminal.wait(for: "refund of a new file")
        program.kill(SIGINT)
        let end = try await program.end()
        #expect(end.status == 65, "half a line was left at the end of the first file: \(end.errors)")
        let counts = try JSON(end.output)
        #expect(["read", "added", "rejected"].map { counts[$0].int } == [5, 4, 1])
        terminal.type("q")
        _ = try await terminal.end()
        #expect(try await sandbox.isSound())
    }
}
