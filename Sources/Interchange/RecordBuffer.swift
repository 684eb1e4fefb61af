import Foundation

/// One record cut out of the input, not yet understood.
struct RawRecord {
    /// Without the line end.
    var bytes: [UInt8]
    /// The line it begins on, from 1.
    var line: Int
    /// Where it begins in the input, from 0.
    var offset: Int64
    /// Why the cut itself went wrong; nil: the record is whole.
    var problem: String?
}

/// The part of the input that no record has taken yet.
struct RecordBuffer {
    private(set) var bytes: [UInt8] = []
    /// Where the part not taken begins in `bytes`.
    private(set) var start = 0
    /// The line of `start`, from 1.
    private(set) var line = 1
    /// Where `start` is in the input.
    private(set) var offset: Int64 = 0
    /// Whether no more bytes will come.
    var isComplete = false

    var count: Int { bytes.count - start }

    /// Lets `fill` append bytes at the end, after the taken ones are gone.
    mutating func append<Result>(_ fill: (inout [UInt8]) throws(InputProblem) -> Result) throws(InputProblem) -> Result
    {
        if start > 0 {
            bytes.removeSubrange(..<start)
            start = 0
        }
        return try fill(&bytes)
    }

    /// Where the byte first stands at or after `position`, counted from `start`.
    func firstIndex(of byte: UInt8, from position: Int = 0) -> Int? {
        guard position < count else { return nil }
        return bytes.withUnsafeBytes { whole in
            guard let base = whole.baseAddress else { return nil }
            let first = base + start + position
            return memchr(first, Int32(byte), count - position).map { UnsafeRawPointer($0) - base - start }
        }
    }

    func prefix(_ length: Int) -> ArraySlice<UInt8> { bytes[start..<start + min(length, count)] }

    /// Takes bytes away, which held this many line ends.
    mutating func drop(_ length: Int, lines: Int) {
        start += length
        offset += Int64(length)
        line += lines
    }

    /// Takes `length` bytes as a record, and the line end of `lineEnd` bytes after it.
    mutating func take(_ length: Int, lineEnd: Int, lines: Int, problem: String? = nil) -> RawRecord {
        var content = prefix(length)
        if content.last == 13 { content.removeLast() }
        let record = RawRecord(bytes: Array(content), line: line, offset: offset, problem: problem)
        drop(length + lineEnd, lines: lines)
        return record
    }
}

/// Finds where records end.
protocol Framer {
    /// The next record; nil: it is not complete yet or, when the buffer is, there is none.
    mutating func next(in buffer: inout RecordBuffer) -> RawRecord?
    /// Whether a record begins at the buffer's start, and goes to the end of its line unless there is a quote in it.
    var takesLines: Bool { get }
    /// Told that whole lines at the buffer's start were taken by another.
    mutating func passedLines()
}

extension Framer {
    var takesLines: Bool { false }
    mutating func passedLines() {}
}

/// The start of a record that is over the size limit and is being passed over.
struct OversizedRecord {
    static let keptBytes = 64 * 1024

    var head: [UInt8]
    var line: Int
    var offset: Int64
    let maximum: Int

    init(in buffer: RecordBuffer, maximum: Int) {
        // Never more than is certainly the record's, wherever the input was cut into chunks.
        head = Array(buffer.prefix(min(OversizedRecord.keptBytes, maximum)))
        (line, offset) = (buffer.line, buffer.offset)
        self.maximum = maximum
    }

    var record: RawRecord {
        RawRecord(
            bytes: head, line: line, offset: offset,
            problem: "longer than \(maximum) bytes, the most a record may have; its first \(head.count) bytes are kept")
    }
}

/// One record a line.
struct LineFramer: Framer {
    let maximum: Int
    /// How much is known to hold no line end.
    private var scanned = 0
    private var oversized: OversizedRecord?

    init(maximum: Int) { self.maximum = maximum }

    /// The beginning of a record was seen, and not its end.
    var isWithin: Bool { scanned > 0 || oversized != nil }

    var takesLines: Bool { oversized == nil }
    mutating func passedLines() { scanned = 0 }

    mutating func next(in buffer: inout RecordBuffer) -> RawRecord? {
        let end = buffer.firstIndex(of: 10, from: scanned)
        guard let length = end ?? (buffer.isComplete ? buffer.count : nil) else {
            scanned = buffer.count
            if scanned > maximum {
                oversized = oversized ?? OversizedRecord(in: buffer, maximum: maximum)
                buffer.drop(scanned, lines: 0)
                scanned = 0
            }
            return nil
        }
        scanned = 0
        if length > maximum, oversized == nil { oversized = OversizedRecord(in: buffer, maximum: maximum) }
        if let long = oversized {
            oversized = nil
            buffer.drop(length + (end == nil ? 0 : 1), lines: end == nil ? 0 : 1)
            return long.record
        }
        guard end != nil || length > 0 else { return nil }
        return buffer.take(length, lineEnd: end == nil ? 0 : 1, lines: end == nil ? 0 : 1)
    }
}
