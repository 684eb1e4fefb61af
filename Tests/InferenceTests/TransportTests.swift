import Foundation
import Inference
import TestSupport
import Testing

struct TransportTests {
    private func serving(_ body: (ModelServer, String) async throws -> Void) async throws {
        let server = ModelServer()
        let address = try await server.start()
        do {
            try await body(server, address)
        } catch {
            await server.stop()
            throw error
        }
        await server.stop()
    }

    private func failure(_ transport: Transport, _ request: HTTPRequest) async throws -> TransportError {
        do {
            let response = try await transport.send(request)
            throw Unexpected(status: response.status)
        } catch let error as TransportError {
            return error
        }
    }

    private struct Unexpected: Error { var status: Int }

    @Test func anAnswerComesWithStatusHeadersAndTime() async throws {
        try await serving { server, address in
            server.enqueue(.status(418, type: "teapot", message: "short", headers: ["X-Pot": "  stout "]))
            let response = try await Transport().send(HTTPRequest(url: address, body: Data("{}".utf8)))
            #expect(response.status == 418)
            #expect(response.headers["x-pot"] == "stout")
            #expect(response.elapsedMilliseconds > 0)
            #expect(server.ledger.entries.first?.call.method == "POST")
        }
    }

    @Test func aBodyArrivesByteForByteWhateverItsSize() async throws {
        try await serving { server, address in
            let transport = Transport()
            for size in [0, 1, 1_024, 1_025, 3_000_000] {
                server.enqueue(.status(200))
                let body = Data((0..<size).map { UInt8(truncatingIfNeeded: $0) })
                _ = try await transport.send(HTTPRequest(url: address, body: body))
                #expect(server.ledger.entries.last?.call.body == body)
            }
        }
    }

    @Test(arguments: ["a\r\nx-evil: 1", "a\nb", "a\rb", "a\u{0}b", "\u{7F}"])
    func noHeaderValueCanCarryAControlCharacter(value: String) async throws {
        try await serving { server, address in
            let error = try await failure(Transport(), HTTPRequest(url: address, headers: [("x-a", value)]))
            guard case .invalid(let reason) = error else {
                Issue.record("\(error)")
                return
            }
            #expect(reason.contains("x-a"))
            #expect(!reason.contains("evil"))
            #expect(server.ledger.requests == 0)
        }
    }

    @Test(arguments: ["", "no scheme", "file:///etc/passwd", "ftp://127.0.0.1/", "http://", "http://a\u{0}b"])
    func onlyWebAddressesAreAsked(url: String) async throws {
        let error = try await failure(Transport(), HTTPRequest(url: url))
        switch error {
        case .invalid, .unreachable: break
        default: Issue.record("\(error)")
        }
    }

    @Test func aServerThatKeepsSilentTimesOut() async throws {
        try await serving { server, address in
            server.enqueue(.held(then: nil))
            let request = HTTPRequest(url: address, timeout: .milliseconds(150))
            let error = try await failure(Transport(), request)
            #expect(error == .timeout)
        }
    }

    @Test func anAnswerOverTheLimitIsCutOff() async throws {
        try await serving { server, address in
            let body = String(repeating: "x", count: 20_000)
            server.enqueue(.raw(status: 200, contentType: "text/plain", body: body))
            let error = try await failure(Transport(bodyLimit: 10_000), HTTPRequest(url: address))
            #expect(error == .tooLarge(limit: 10_000))
        }
    }

    @Test func aTaskCancelledBeforeItStartsSendsNothing() async throws {
        try await serving { server, address in
            let transport = Transport()
            let task = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return try await transport.send(HTTPRequest(url: address))
            }
            let result = await task.result
            #expect(throws: TransportError.cancelled) { try result.get() }
            #expect(server.ledger.requests == 0)
        }
    }

    @Test func cancellingOneRequestLeavesTheOthers() async throws {
        try await serving { server, address in
            let transport = Transport()
            server.enqueue(.held(then: .status(200)), .held(then: .status(200)))
            let doomed = Task { try await transport.send(HTTPRequest(url: address)) }
            await server.waitForRequests(1)
            let kept = Task { try await transport.send(HTTPRequest(url: address)) }
            await server.waitForRequests(2)
            doomed.cancel()
            let result = await doomed.result
            #expect(throws: TransportError.cancelled) { try result.get() }
            server.release()
            let response = try await kept.value
            #expect(response.status == 200)
        }
    }

    @Test func aTransportThatIsLetGoEndsItsThreadAndOthersGoOn() async throws {
        try await serving { server, address in
            for _ in 0..<20 {
                server.enqueue(.status(200))
                let transport = Transport()
                let response = try await transport.send(HTTPRequest(url: address))
                #expect(response.status == 200)
            }
            #expect(server.ledger.requests == 20)
        }
    }
}
