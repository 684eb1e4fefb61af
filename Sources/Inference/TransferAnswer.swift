import CCurl
import Foundation

/// An answer as it arrives.
struct TransferAnswer {
    private(set) var body = Data()
    /// Why no more of it is taken.
    private(set) var problem: TransportError?
    /// Whether the final answer has begun; "100 Continue" is not it.
    private(set) var hasBegun = false
    private var head: [UInt8] = []
    private var bodyLimit = 0
    private var lines: LineCutter?

    private static let headLimit = 256 << 10

    mutating func begin(lines sink: LineSink?, bodyLimit: Int) {
        problem = nil
        hasBegun = false
        head.removeAll(keepingCapacity: true)
        self.bodyLimit = bodyLimit
        lines = sink.map { LineCutter($0) }
    }

    mutating func end() {
        body = Data()
        lines = nil
    }

    /// False: the transfer must end.
    mutating func takeBody(_ bytes: UnsafeRawBufferPointer, status: Int) -> Bool {
        if lines != nil, (200..<300).contains(status) {
            problem = lines?.take(bytes)
        } else if body.count + bytes.count > bodyLimit {
            problem = .tooLarge(limit: bodyLimit)
        } else {
            body.append(contentsOf: bytes)
        }
        return problem == nil
    }

    /// The end of a body that came whole.
    mutating func finishLines() {
        problem = lines?.finish()
    }

    /// False: the transfer must end.
    mutating func takeHead(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard head.count + bytes.count <= TransferAnswer.headLimit else {
            problem = .tooLarge(limit: TransferAnswer.headLimit)
            return false
        }
        if bytes.starts(with: "HTTP/".utf8) {
            // A further status line follows a "100 Continue": its headers alone count.
            head.removeAll(keepingCapacity: true)
            let code = bytes.drop { $0 != UInt8(ascii: " ") }.dropFirst()
            hasBegun = code.first != UInt8(ascii: "1")
        } else {
            head.append(contentsOf: bytes)
        }
        return true
    }

    /// By lower-cased name; of a repeated header the last value.
    var headers: [String: String] {
        var headers = [String: String](minimumCapacity: 16)
        head.withUnsafeBufferPointer { head in
            for line in head.split(separator: UInt8(ascii: "\n")) {
                guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { continue }
                let name = String(unsafeUninitializedCapacity: colon - line.startIndex) { name in
                    for index in line.startIndex..<colon {
                        let byte = line[index]
                        name[index - line.startIndex] = (65...90).contains(byte) ? byte | 32 : byte
                    }
                    return colon - line.startIndex
                }
                var (start, end) = (colon + 1, line.endIndex)
                while start < end, line[start] == 32 || line[start] == 9 { start += 1 }
                while end > start, [32, 9, 13].contains(line[end - 1]) { end -= 1 }
                headers[name] = String(decoding: line[start..<end], as: UTF8.self)
            }
        }
        return headers
    }
}

// libcurl's callbacks; the context is the transfer.

func receiveBody(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let bytes, let transfer = transfer(context) else { return 0 }
    let taken = transfer.answer.takeBody(
        UnsafeRawBufferPointer(start: bytes, count: size * count), status: transfer.status)
    // After the taking: a slow reader of lines is no silent server.
    transfer.moved = .now
    return taken ? size * count : 0
}

func receiveHeader(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let bytes, let transfer = transfer(context) else { return 0 }
    transfer.moved = .now
    return transfer.answer.takeHead(UnsafeRawBufferPointer(start: bytes, count: size * count)) ? size * count : 0
}

func sendBody(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let bytes, let transfer = transfer(context), let file = transfer.upload else { return ccurl_read_abort }
    transfer.moved = .now
    let taken = read(file.fileDescriptor, bytes, size * count)
    return taken < 0 ? ccurl_read_abort : taken
}

func rewindBody(_ context: UnsafeMutableRawPointer?, _ offset: Int, _ origin: Int32) -> Int32 {
    guard let file = transfer(context)?.upload else { return 1 }
    return lseek(file.fileDescriptor, offset, origin) == offset ? 0 : 1
}

private func transfer(_ context: UnsafeMutableRawPointer?) -> Transfer? {
    context.map { Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
}

extension Duration {
    /// In milliseconds, with fractions.
    package var inMilliseconds: Double {
        Double(components.seconds) * 1_000 + Double(components.attoseconds) / 1e15
    }
}
