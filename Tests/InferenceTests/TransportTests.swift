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

    /// What a server that keeps silent is held for. On a machine that is too busy to send in that time, a limit says nothing
    /// of the server: then a longer one is tried.
    private func silence(_ request: (String, Duration) -> HTTPRequest) async throws -> TransportError {
        var error = TransportError.timeout
        try await serving { server, address in
            for milliseconds in [150, 2_000, 20_000, 120_000] {
                server.enqueue(.held(then: nil))
                error = try await failure(Transport(), request(address, .milliseconds(milliseconds)))
                if case .unreachable = error { continue }
                return
            }
        }
        return error
    }

    @Test func aServerThatKeepsSilentTimesOut() async throws {
        #expect(try await silence { HTTPRequest(url: $0, timeout: $1) } == .timeout)
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

    @Test func aCompressedAnswerArrivesInThePlain() async throws {
        try await serving { server, address in
            server.enqueue(.gzip(then: .raw(status: 200, contentType: "text/plain", body: "hello hello hello")))
            let response = try await Transport().send(HTTPRequest(url: address))
            #expect(String(decoding: response.body, as: UTF8.self) == "hello hello hello")
        }
    }

    @Test func aServerThatTakesTheRequestAndSaysNothingTimesOut() async throws {
        let error = try await silence { address, limit in
            var request = HTTPRequest(url: address)
            request.firstByteTimeout = limit
            return request
        }
        #expect(error == .timeout)
    }

    @Test func aServerThatStopsInTheMiddleOfItsAnswerTimesOut() async throws {
        let server = try RawServer { connection, _ in
            connection.write("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n12345")
            connection.waitForClosing()
        }
        var request = HTTPRequest(url: server.address)
        request.stallTimeout = .milliseconds(150)
        let error = try await failure(Transport(), request)
        #expect(error == .timeout)
    }

    @Test func anInterimAnswerIsNotTheBeginningOfTheAnswer() async throws {
        let server = try RawServer { connection, _ in
            connection.write("HTTP/1.1 100 Continue\r\nx-a: interim\r\n\r\n")
            usleep(300_000)
            connection.write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok")
        }
        var request = HTTPRequest(url: server.address)
        request.stallTimeout = .milliseconds(100)
        let response = try await Transport().send(request)
        #expect(response.status == 200)
        #expect(response.headers["x-a"] == nil)
    }

    @Test func aHostThatDoesNotTakeTheConnectionIsUnreachableAfterTheTimeForThat() async throws {
        let full = try FullServer()
        var request = HTTPRequest(url: full.address, body: Data("x".utf8))
        request.connectTimeout = .milliseconds(150)
        let error = try await failure(Transport(), request)
        #expect(!error.mayHaveBeenBilled)
    }

    @Test func connectionsAreKeptAndHandlesCarryNothingOver() async throws {
        let server = try RawServer { connection, head in
            if head.hasPrefix("POST") { _ = connection.take(5) }
            connection.write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok")
        }
        let transport = Transport()
        _ = try await transport.send(
            HTTPRequest(url: server.address, headers: [("x-api-key", "first")], body: Data("hello".utf8)))
        for _ in 0..<5 { _ = try await transport.send(HTTPRequest(url: server.address + "/next")) }
        #expect(server.connections == 1)
        #expect(server.heads.count == 6)
        #expect(server.heads.dropFirst().allSatisfy { $0.hasPrefix("GET /next") && !$0.contains("x-api-key") })
        #expect(server.heads.allSatisfy { !$0.lowercased().contains("content-length: 5") || $0.hasPrefix("POST") })
    }

    @Test func redirectsAreNotFollowed() async throws {
        let other = try RawServer { _, _ in }
        let elsewhere = other.address
        let server = try RawServer { connection, _ in
            connection.write("HTTP/1.1 307 Go\r\nlocation: \(elsewhere)\r\ncontent-length: 0\r\n\r\n")
        }
        let response = try await Transport().send(HTTPRequest(url: server.address, headers: [("x-api-key", "k")]))
        #expect(response.status == 307)
        #expect(other.connections == 0)
    }

    @Test func aCertificateThatNobodyVouchesForIsRefusedUnlessTheEnvironmentNamesIt() async throws {
        let server = try TLSServer()
        let error = try await failure(
            Transport(environment: [:]), HTTPRequest(url: server.address, headers: [("x-api-key", "k")]))
        #expect(!error.mayHaveBeenBilled)
        for variable in ["SSL_CERT_FILE", "CURL_CA_BUNDLE"] {
            let transport = Transport(environment: [variable: server.certificate])
            let response = try await transport.send(HTTPRequest(url: server.address))
            #expect(response.status == 200)
        }
    }

    @Test func aProxyConnectsUsAndIsToldNoKey() async throws {
        let proxy = try RawServer { connection, _ in connection.write("HTTP/1.1 403 No\r\ncontent-length: 0\r\n\r\n") }
        let request = HTTPRequest(
            url: "https://api.example.com/v1", headers: [("x-api-key", "k"), ("authorization", "Bearer k")])
        for variable in ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] {
            let error = try await failure(Transport(environment: [variable: proxy.address]), request)
            #expect(!error.mayHaveBeenBilled)
        }
        #expect(proxy.heads.count == 4)
        for head in proxy.heads {
            #expect(head.hasPrefix("CONNECT api.example.com:443"))
            #expect(!head.lowercased().contains("key") && !head.contains("Bearer"))
        }
    }

    @Test func aPlainAddressGoesThroughItsOwnProxyUnlessItIsAnException() async throws {
        let proxy = try RawServer { connection, _ in
            connection.write("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nproxy")
        }
        let server = try RawServer { connection, _ in
            connection.write("HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nserver")
        }
        func answer(_ environment: [String: String]) async throws -> String {
            let response = try await Transport(environment: environment).send(HTTPRequest(url: server.address))
            return String(decoding: response.body, as: UTF8.self)
        }
        #expect(try await answer(["http_proxy": proxy.address]) == "proxy")
        #expect(try await answer(["http_proxy": proxy.address, "no_proxy": "localhost,127.0.0.1"]) == "server")
        #expect(try await answer(["http_proxy": ""]) == "server")
        // A visitor of a web server can set this one.
        #expect(try await answer(["HTTP_PROXY": proxy.address]) == "server")
    }

    @Test func aFileIsSentAsTheBody() async throws {
        try await serving { server, address in
            server.enqueue(.status(200))
            let bytes = Data((0..<5_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) })
            let file = FileManager.default.temporaryDirectory.appendingPathComponent("upload-\(UUID().uuidString)")
            try bytes.write(to: file)
            defer { try? FileManager.default.removeItem(at: file) }
            _ = try await Transport().send(HTTPRequest(url: address, upload: file))
            let call = try #require(server.ledger.entries.first?.call)
            #expect(call.method == "POST")
            #expect(call.body == bytes)
            let missing = file.appendingPathExtension("missing")
            guard case .invalid = try await failure(Transport(), HTTPRequest(url: address, upload: missing)) else {
                Issue.record("a file that is not there was sent")
                return
            }
        }
    }
}
