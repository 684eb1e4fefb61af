import Foundation
import Inference
import Synchronization
import Testing

/// Answers that are taken line by line, and requests that are given up.
struct TransportStreamTests {
    private final class Lines: Sendable {
        private let all = Mutex<[String]>([])
        var texts: [String] { all.withLock { $0 } }
        func add(_ line: Data) { all.withLock { $0.append(String(decoding: line, as: UTF8.self)) } }
    }

    /// Sends these pieces one by one, and then closes.
    private func server(_ pieces: [String], status: Int = 200) throws -> RawServer {
        try RawServer { connection, _ in
            connection.write("HTTP/1.1 \(status) Status\r\nconnection: close\r\n\r\n")
            for piece in pieces {
                connection.write(piece)
                usleep(2_000)
            }
            shutdown(connection.descriptor, Int32(SHUT_RDWR))
        }
    }

    @Test(arguments: [
        ["one\ntwo\nthree\n"], ["one\ntwo\nthree"], ["o", "ne", "\n", "two\nth", "ree"],
        ["one\r", "\ntwo\r\nthree\r\n"],
    ])
    func linesAreWholeHoweverTheyArrive(pieces: [String]) async throws {
        let server = try server(pieces)
        let lines = Lines()
        let response = try await Transport().lines(of: HTTPRequest(url: server.address)) { lines.add($0) }
        #expect(response.status == 200)
        #expect(response.body.isEmpty)
        #expect(lines.texts == ["one", "two", "three"])
    }

    @Test func emptyLinesAreLinesAndNothingIsNone() async throws {
        let lines = Lines()
        let some = try server(["\n\na\n\n"])
        _ = try await Transport().lines(of: HTTPRequest(url: some.address)) { lines.add($0) }
        #expect(lines.texts == ["", "", "a", ""])
        let none = try server([])
        _ = try await Transport().lines(of: HTTPRequest(url: none.address)) { lines.add($0) }
        #expect(lines.texts.count == 4)
    }

    @Test func aBodyOverTheLimitOfAnswersCanBeReadInLines() async throws {
        let server = try server((0..<64).map { _ in String(repeating: "x", count: 999) + "\n" })
        let lines = Lines()
        _ = try await Transport(bodyLimit: 1_000).lines(of: HTTPRequest(url: server.address)) { lines.add($0) }
        #expect(lines.texts.count == 64)
    }

    @Test(arguments: [
        ["short\n", String(repeating: "x", count: 2_000)], ["short\n" + String(repeating: "x", count: 2_000) + "\n"],
    ])
    func aLineOverTheLimitEndsTheReading(pieces: [String]) async throws {
        let server = try server(pieces)
        let lines = Lines()
        await #expect(throws: TransportError.tooLarge(limit: 1_000)) {
            try await Transport().lines(of: HTTPRequest(url: server.address), lineLimit: 1_000) { lines.add($0) }
        }
        #expect(lines.texts == ["short"])
    }

    @Test(arguments: ["one\ntwo\nthree\n", "one\ntwo"])
    func whatTheReaderThrowsEndsTheReadingAndIsThrown(text: String) async throws {
        struct Enough: Error {}
        let server = try server([text])
        let lines = Lines()
        await #expect(throws: Enough.self) {
            try await Transport().lines(of: HTTPRequest(url: server.address)) { line in
                lines.add(line)
                if lines.texts.count == 2 { throw Enough() }
            }
        }
        #expect(lines.texts == ["one", "two"])
    }

    @Test func anAnswerThatIsAFailureIsNotReadInLines() async throws {
        let server = try server(["{\"error\":\n1}"], status: 404)
        let lines = Lines()
        let response = try await Transport().lines(of: HTTPRequest(url: server.address)) { lines.add($0) }
        #expect(response.status == 404)
        #expect(String(decoding: response.body, as: UTF8.self) == "{\"error\":\n1}")
        #expect(lines.texts.isEmpty)
    }

    @Test func aBodyThatBreaksOffIsAnErrorAfterItsLines() async throws {
        let server = try RawServer { connection, _ in
            connection.write("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\none\ntw")
            shutdown(connection.descriptor, Int32(SHUT_RDWR))
        }
        let lines = Lines()
        let error = await #expect(throws: TransportError.self) {
            try await Transport().lines(of: HTTPRequest(url: server.address)) { lines.add($0) }
        }
        guard case .interrupted = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(lines.texts == ["one"])
    }

    /// That it is a matter of milliseconds is for a quiet machine to measure; the servers here would wait for hours.
    private func expectCancelled(_ address: String, isReady: @Sendable () -> Bool) async throws {
        let transport = Transport()
        // However late this comes to cancelling it, the request has not given up by itself.
        var request = HTTPRequest(url: address, timeout: .seconds(7_200))
        request.connectTimeout = .seconds(7_200)
        request.stallTimeout = .seconds(7_200)
        let task = Task { [request] in try await transport.send(request) }
        repeat { try await Task.sleep(for: .milliseconds(20)) } while !isReady()
        task.cancel()
        let result = await task.result
        #expect(throws: TransportError.cancelled) { try result.get() }
    }

    @Test func cancellingWhileConnectingEndsAtOnce() async throws {
        let full = try FullServer()
        try await expectCancelled(full.address) { true }
    }

    @Test func cancellingWhileWaitingForTheAnswerEndsAtOnce() async throws {
        let server = try RawServer { connection, _ in connection.waitForClosing() }
        try await expectCancelled(server.address) { !server.heads.isEmpty }
    }

    @Test func cancellingInTheMiddleOfTheAnswerEndsAtOnce() async throws {
        let server = try RawServer { connection, _ in
            connection.write("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\none")
            connection.waitForClosing()
        }
        try await expectCancelled(server.address) { !server.heads.isEmpty }
    }
}
