import FlyingFox
import FlyingSocks
import Foundation
import Synchronization

/// What something waits for until a test or the end of the server opens it.
final class Gate: Sendable {
    enum Opening { case released, stopped }

    private struct State {
        var opening: Opening?
        var waiting: CheckedContinuation<Opening, Never>?
    }
    private let state = Mutex(State())

    func open(_ opening: Opening) {
        let waiting = state.withLock { state in
            if state.opening == nil { state.opening = opening }
            defer { state.waiting = nil }
            return state.waiting
        }
        waiting?.resume(returning: opening)
    }

    /// For one to wait at.
    func wait() async -> Opening {
        await withCheckedContinuation { continuation in
            let opening = state.withLock { state in
                if state.opening == nil { state.waiting = continuation }
                return state.opening
            }
            if let opening { continuation.resume(returning: opening) }
        }
    }
}

extension Reply {
    /// - Parameter gate: what a stalled body waits for.
    func response(_ transport: ModelServer.Course.Transport, gate: Gate?) -> HTTPResponse {
        var fields = HTTPHeaders()
        for (name, value) in headers { fields[HTTPHeader(name)] = value }
        let status = HTTPStatusCode(status, phrase: "Status")
        switch transport {
        case .whole: return HTTPResponse(statusCode: status, headers: fields, body: body)
        case .lost, .hungUp: return HTTPResponse(webSocket: HangUp())
        case .cut:
            let half = Interrupted(start: body.prefix(max(1, body.count / 2)), rest: nil, gate: nil)
            return HTTPResponse(
                statusCode: status, headers: fields, body: HTTPBodySequence(from: half, count: body.count + 1))
        case .stalled:
            let late = Interrupted(start: nil, rest: body, gate: gate)
            return HTTPResponse(
                statusCode: status, headers: fields, body: HTTPBodySequence(from: late, count: body.count))
        }
    }
}

/// Fails before anything is sent, at which FlyingFox closes the connection.
private struct HangUp: WSHandler {
    func makeFrames(for client: AsyncThrowingStream<WSFrame, any Error>) async throws -> AsyncStream<WSFrame> {
        throw SocketError.disconnected
    }
}

/// A body that begins and then fails, or that waits at a gate; when it fails, FlyingFox closes the connection.
private struct Interrupted: AsyncBufferedSequence {
    typealias Element = UInt8
    var start: Data?
    var rest: Data?
    var gate: Gate?

    struct AsyncIterator: AsyncBufferedIteratorProtocol {
        var body: Interrupted
        var isOver = false

        mutating func next() async throws -> UInt8? { throw SocketError.disconnected }

        mutating func nextBuffer(suggested count: Int) async throws -> Data? {
            if let start = body.start {
                body.start = nil
                return start
            }
            if isOver { return nil }
            guard let rest = body.rest, let gate = body.gate, await gate.wait() == .released else {
                throw SocketError.disconnected
            }
            isOver = true
            return rest
        }
    }

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(body: self) }
}

extension Data {
    /// In gzip's format (RFC 1952), stored and not compressed: what a reader must undo is the same.
    var gzipped: Data {
        var result = Data([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255])
        var rest = self[...]
        repeat {
            let block = rest.prefix(0xffff)
            rest = rest.dropFirst(block.count)
            result.append(rest.isEmpty ? 1 : 0)
            let size = UInt16(block.count)
            result.append(contentsOf: [UInt8(size & 0xff), UInt8(size >> 8), UInt8(~size & 0xff), UInt8(~size >> 8)])
            result.append(block)
        } while !rest.isEmpty
        for number in [crc32, UInt32(truncatingIfNeeded: count)] {
            for shift in [0, 8, 16, 24] as [UInt32] { result.append(UInt8(truncatingIfNeeded: number >> shift)) }
        }
        return result
    }

    private var crc32: UInt32 {
        var sum: UInt32 = 0xffff_ffff
        for byte in self {
            sum ^= UInt32(byte)
            for _ in 0..<8 { sum = sum & 1 == 1 ? (sum >> 1) ^ 0xedb8_8320 : sum >> 1 }
        }
        return ~sum
    }
}
