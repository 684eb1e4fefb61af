import Foundation
import TestSupport
import Testing

/// Several reviewers on one store, as programs of their own.
@Suite(.serialized) struct LeaseTests {
    private func reviewTask() async throws -> Sandbox {
        let sandbox = try Sandbox()
        try sandbox.write("renga.toml", taskFile())
        let lines = (1...30).map { "{\"id\":\"t-\(100 + $0)\",\"text\":\"ticket number \($0)\"}\n" }
        try sandbox.write("i.jsonl", lines.joined())
        try await sandbox.output("import", "i.jsonl")
        return sandbox
    }

    private func open(_ sandbox: borrowing Sandbox, as reviewer: String, at item: String) async throws -> PtyProgram {
        let terminal = try sandbox.open("review", "--no-models", "--order", "oldest", "--reviewer", reviewer)
        try await terminal.wait("\(item) before \(reviewer)") { screen in
            screen.lines.contains { $0.contains(" \(item) ") }
        }
        return terminal
    }

    private func leased(_ sandbox: borrowing Sandbox) async throws -> [String] {
        try JSON(await sandbox.output("status", "--json"))["leased"]["holders"].array.map {
            "\($0["reviewer"].string ?? "?") \($0["items"].int ?? -1)"
        }
    }

    /// Leases are written beside the screen: until a busy machine has come to it, the store knows nothing of them.
    private func expectLeases(
        _ expected: [String], _ sandbox: borrowing Sandbox, at location: SourceLocation = #_sourceLocation
    ) async throws {
        var found: [String] = []
        let deadline = ContinuousClock.now + Program.patience
        repeat {
            found = try await leased(sandbox)
            if found == expected { return }
        } while ContinuousClock.now < deadline
        #expect(found == expected, sourceLocation: location)
    }

    @Test func twoReviewersAtOnceNeverGetTheSameItem() async throws {
        let sandbox = try await reviewTask()
        let ana = try await open(sandbox, as: "ana", at: "t-101")
        try await expectLeases(["ana 8"], sandbox)
        let bo = try await open(sandbox, as: "bo", at: "t-109")
        try await expectLeases(["ana 8", "bo 8"], sandbox)
        ana.type("123")
        try await ana.wait(for: "saved t-103")
        bo.type("123")
        try await bo.wait(for: "saved t-111")
        // Who goes to another's item sees whose it is, and cannot decide it.
        ana.type("G")
        try await ana.wait(for: "t-130")
        bo.type("1")
        ana.type("g")
        bo.type("g")
        try await bo.wait(for: "ana: ticket number")
        for program in [ana, bo] {
            program.type("q")
            #expect(try await program.end() == 0)
        }
        let decisions = try await sandbox.loggedDecisions()
        #expect(Set(decisions.map { $0.prefix(5) }).count == decisions.count, "\(decisions)")
        #expect(try await leased(sandbox) == [])
        #expect(try await sandbox.isSound())
    }

    @Test func whatAKilledReviewHadIsFreeForTheNextOne() async throws {
        let sandbox = try await reviewTask()
        let ana = try await open(sandbox, as: "ana", at: "t-101")
        try await expectLeases(["ana 8"], sandbox)
        ana.kill(SIGKILL)
        _ = try await ana.end()
        #expect(try await leased(sandbox) == ["ana 8"])
        let bo = try await open(sandbox, as: "bo", at: "t-101")
        bo.type("1")
        try await bo.wait(for: "saved t-101")
        bo.type("q")
        #expect(try await bo.end() == 0)
        #expect(try await sandbox.loggedDecisions() == ["t-101\toverride\tbilling"])
    }

    @Test func withOverlapOneDecidesWhatOthersHave() async throws {
        let sandbox = try await reviewTask()
        let ana = try await open(sandbox, as: "ana", at: "t-101")
        let printed = try await sandbox.output(
            "review", "--plain", "--no-models", "--order", "oldest", "--reviewer", "bo", "--overlap", input: "1\nq\n")
        #expect(printed.contains("saved\tt-101\toverride\tbilling"))
        // What ana has not seen she does not decide over.
        ana.type("2")
        // By the review where it has heard of it, else by the store.
        try await ana.wait("that bo was faster") { screen in
            screen.lines.contains { $0.contains("bo has just decided on") || $0.contains("bo decided on") }
        }
        ana.type("q")
        #expect(try await ana.end() == 0)
        #expect(try await sandbox.loggedDecisions() == ["t-101\toverride\tbilling"])
    }

    @Test func lineByLineTheItemsOfOthersAreLeftOut() async throws {
        let sandbox = try await reviewTask()
        let ana = try await open(sandbox, as: "ana", at: "t-101")
        try await expectLeases(["ana 8"], sandbox)
        let printed = try await sandbox.output(
            "review", "--plain", "--no-models", "--order", "oldest", "--reviewer", "bo", input: "1\nk\n2\nq\n")
        #expect(printed.contains("saved\tt-109\toverride\tbilling"), "\(printed)")
        #expect(!printed.contains("item 1 of"))
        ana.type("q")
        #expect(try await ana.end() == 0)
    }
}
