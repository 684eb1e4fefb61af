import Foundation
import Synchronization
import TestSupport
import Testing

/// Promises about `kill -9`. The moments are chosen by what the program has said or asked, from a fixed seed.
@Suite(.serialized) struct DurabilityTests {

    private func reviewTask(items: Int) async throws -> Sandbox {
        let sandbox = try Sandbox()
        try sandbox.write("renga.toml", taskFile())
        let lines = (1...items).map { "{\"id\":\"t-\(1_000 + $0)\",\"text\":\"ticket \($0)\"}\n" }
        try sandbox.write("i.jsonl", lines.joined())
        try await sandbox.output("import", "i.jsonl")
        return sandbox
    }

    @Test func whatPlainReviewCallsSavedSurvivesAKillAtAnyMoment() async throws {
        let sandbox = try await reviewTask(items: 400)
        var dice = SeededGenerator(seed: 1)
        var saved: [String] = []
        var most = 0
        for round in 0..<25 {
            let program = try sandbox.start("review", "--plain", "--no-models", "--order", "oldest")
            let burst = (0..<12).map { _ in ["1", "2", "account", "x", "f"].randomElement(using: &dice) ?? "1" }
            let wanted = round % 5 == 0 ? 0 : Int.random(in: 1...11, using: &dice)
            if wanted == 0 { try await program.wait(for: "item 1") }
            program.send(burst.joined(separator: "\n") + "\n")
            if wanted > 0 {
                try await program.wait("saved \(wanted) times") { bytes in
                    String(decoding: bytes, as: UTF8.self).ranges(of: "\nsaved\t").count >= wanted
                }
            }
            program.kill(SIGKILL)
            let end = try await program.end()
            #expect(end.status == 128 + SIGKILL)
            // Only a line with its end was said.
            let lines = end.output.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            saved += lines.filter { $0.hasPrefix("saved\t") }.map { String($0.dropFirst(6)) }
            most += burst.count
        }
        let logged = try await sandbox.loggedDecisions()
        #expect(saved.count >= 20)
        #expect(Set(saved).subtracting(logged) == [])
        #expect(Set(logged).count == logged.count && logged.count <= most)
        #expect(try JSON(await sandbox.output("status", "--json"))["decided"].int.map { $0 > 0 } == true)
        #expect(try await sandbox.isSound())
    }

    @Test func whatTheScreenCallsSavedSurvivesAKillAtAnyMoment() async throws {
        let sandbox = try await reviewTask(items: 400)
        var dice = SeededGenerator(seed: 2)
        var seenInAll: Set<String> = []
        for _ in 0..<25 {
            let terminal = try sandbox.open("review", "--no-models", "--order", "oldest")
            try await terminal.wait("the first item") { Self.current($0) != nil }
            let wanted = (Self.current(terminal.screen) ?? 0) + Int.random(in: 0...6, using: &dice)
            let seen = Mutex<Set<String>>([])
            terminal.type((0..<8).map { _ in ["1", "2", "3", "x", "f"].randomElement(using: &dice) ?? "1" }.joined())
            try await terminal.wait("t-\(wanted) saved") { screen in
                guard let id = Self.saved(screen) else { return false }
                seen.withLock { _ = $0.insert("t-\(id)") }
                return id >= wanted
            }
            terminal.kill(SIGKILL)
            _ = try await terminal.end()
            seenInAll.formUnion(seen.withLock { $0 })
            if !terminal.screen.isUpdating, let id = Self.saved(terminal.screen) { seenInAll.insert("t-\(id)") }
        }
        let logged = try await sandbox.loggedDecisions().map { String($0.prefix { $0 != "\t" }) }
        #expect(seenInAll.count >= 25)
        #expect(seenInAll.subtracting(logged) == [])
        #expect(try await sandbox.isSound())
    }

    /// The number of the item that the footer calls saved, or the status line, where the footer has a hint.
    private static func saved(_ screen: PtyScreen) -> Int? {
        for line in screen.lines.suffix(2) {
            if let found = line.firstRange(of: "saved t-") {
                return Int(line[found.upperBound...].prefix { $0 != ":" })
            }
        }
        return nil
    }

    /// The number of the item whose text is shown.
    private static func current(_ screen: PtyScreen) -> Int? {
        screen.lines.lazy.compactMap { line in
            guard let found = line.firstRange(of: "─ t-") else { return nil }
            return Int(line[found.upperBound...].prefix { $0.isNumber })
        }.first
    }

    @Test func aKilledRunIsTakenUpWithoutAskingTwiceForWhatIsStored() async throws {
        var sandbox = try Sandbox()
        try sandbox.write("renga.toml", Service.taskFile())
        try sandbox.write("i.jsonl", Service.items(150))
        try await sandbox.output("import", "i.jsonl")
        var dice = SeededGenerator(seed: 3)
        var stored: Set<String> = []
        for _ in 0..<10 {
            // Each run has a service of its own: what an earlier one asked may come in late.
            let wanted = Int.random(in: 1...14, using: &dice)
            let server = ModelServer(behave: Turnstile(wanted).behave)
            sandbox.environment = Service.environment(try await server.start())
            let program = try sandbox.start("classify", "--json")
            let end = try await Service.kill(program, once: server, hasHad: wanted)
            #expect(end.status == 128 + SIGKILL)
            await server.stop()
            // What the store had before this run was not asked in it.
            #expect(try Service.asked(server.ledger.entries).filter(stored.contains) == [])
            let now = Set(try Service.answered(await sandbox.output("export", "--all")))
            #expect(stored.subtracting(now) == [])
            stored = now
        }
        #expect(!stored.isEmpty)
        let server = ModelServer()
        sandbox.environment = Service.environment(try await server.start())
        let last = try JSON(await sandbox.output("classify", "--json"))
        #expect(last["failed"].int == 0)
        #expect(try Service.asked(server.ledger.entries).filter(stored.contains) == [])
        let answered = try Service.answered(await sandbox.output("export", "--all"))
        #expect(Set(answered).count == answered.count)
        #expect(answered.filter { $0.hasPrefix("claude-haiku") }.count == 150)
        #expect(answered.filter { $0.hasPrefix("claude-opus") }.count == 50)
        #expect(try await sandbox.isSound())
        await server.stop()
    }
}
