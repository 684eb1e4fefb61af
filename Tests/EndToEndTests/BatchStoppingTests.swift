import Foundation
import TestSupport
import Testing

/// Batch runs that a person or a changed task interrupts.
@Suite(.serialized, .timeLimit(.minutes(15))) struct BatchStoppingTests {
    private func sandbox(_ address: String, items: Int) async throws -> Sandbox {
        var sandbox = try Sandbox()
        sandbox.environment = Service.environment(address)
        try sandbox.write("renga.toml", Service.taskFile())
        try sandbox.write("i.jsonl", Service.items(items))
        try await sandbox.output("import", "i.jsonl")
        return sandbox
    }

    @Test func anInterruptedRunEndsAtOnceAndIsTakenUp() async throws {
        let server = ModelServer()
        server.planBatches { $0.pollsUntilEnd = nil }
        let sandbox = try await sandbox(try await server.start(), items: 5)
        // The provider takes the question about its batch, and says nothing.
        server.enqueue(.held(then: nil), at: .retrieveBatch)
        let program = try sandbox.start("classify", "--batch", "--json", "--model", "first")
        await server.waitForRequests(2)
        program.kill(SIGINT)
        let end = try await program.end()
        #expect(end.status == 75, "\(end.errors)")
        #expect(try JSON(end.output)["stopped"].string == "signal")
        server.release()
        server.endBatches()
        let late = try JSON(await sandbox.output("classify", "--batch", "--json", "--model", "first"))
        #expect(late["classified"].int == 5)
        #expect(server.ledger.entries(.createBatch).count == 1)
        #expect(try await sandbox.isSound())
        await server.stop()
    }

    @Test func anotherAddressIsToldAndKeepsNothingWaiting() async throws {
        let server = ModelServer()
        server.planBatches { $0.pollsUntilEnd = nil }
        var sandbox = try await sandbox(try await server.start(), items: 5)
        _ = try await sandbox.renga("classify", "--batch", "--detach", "--model", "first")
        let other = ModelServer()
        let usual = sandbox.environment
        sandbox.environment = Service.environment(try await other.start())
        let elsewhere = try await sandbox.renga("classify", "--batch", "--model", "first")
        #expect(elsewhere.errors.contains("it waits"))
        #expect(other.ledger.requests == 0, "no item is asked about twice, and no id is told to another service")
        sandbox.environment = usual
        server.endBatches()
        let back = try JSON(await sandbox.output("classify", "--batch", "--json", "--model", "first"))
        #expect(back["classified"].int == 5)
        await server.stop()
        await other.stop()
    }
}
