import Foundation

/// Where the lines of a streamed body go, and how long one may be.
struct LineSink: Sendable {
    let limit: Int
    /// False: no more of them.
    let take: @Sendable (Data) -> Bool
}

/// Cuts bytes, as they come from the network, into lines.
struct LineCutter {
    private static let refusal = TransportError.interrupted("no more lines were wanted")
    private let sink: LineSink
    /// The beginning of a line whose end has not come yet.
    private var open = Data()

    init(_ sink: LineSink) { self.sink = sink }

    /// Nil: go on.
    mutating func take(_ bytes: UnsafeRawBufferPointer) -> TransportError? {
        guard var start = bytes.baseAddress else { return nil }
        let end = start + bytes.count
        while let found = memchr(start, Int32(UInt8(ascii: "\n")), end - start) {
            let newline = UnsafeRawPointer(found)
            guard open.count + (newline - start) <= sink.limit else { return .tooLarge(limit: sink.limit) }
            open.append(contentsOf: UnsafeRawBufferPointer(start: start, count: newline - start))
            guard deliver() else { return LineCutter.refusal }
            start = newline + 1
        }
        guard open.count + (end - start) <= sink.limit else { return .tooLarge(limit: sink.limit) }
        open.append(contentsOf: UnsafeRawBufferPointer(start: start, count: end - start))
        return nil
    }

    /// The last line, where it has no end.
    mutating func finish() -> TransportError? {
        open.isEmpty || deliver() ? nil : LineCutter.refusal
    }

    private mutating func deliver() -> Bool {
        let line = open.last == UInt8(ascii: "\r") ? open.dropLast() : open
        open = Data()
        return sink.take(line)
    }
}
