/// The elements of one top-level JSON array, each a record.
struct JSONArrayFramer: Framer {
    let maximum: Int
    private var phase = Phase.before
    /// How far the element at the buffer's start was looked at.
    private var scanned = 0
    private var lines = 0
    private var depth = 0
    private var isInString = false
    private var isEscaped = false
    private var oversized: OversizedRecord?

    private enum Phase { case before, inside, after }

    /// Reads what stands after the array, a line at a time.
    private var rest: LineFramer

    init(maximum: Int) {
        self.maximum = maximum
        rest = LineFramer(maximum: maximum)
    }

    mutating func next(in buffer: inout RecordBuffer) -> RawRecord? {
        if scanned == 0, oversized == nil, !rest.isWithin { skipBetweenElements(in: &buffer) }
        guard buffer.count > 0 || buffer.isComplete else { return nil }
        switch phase {
        case .before: return nil
        case .after:
            guard var record = rest.next(in: &buffer) else { return nil }
            record.problem = record.problem ?? "stands after the end of the array that the input begins with"
            return record
        case .inside: return element(in: &buffer)
        }
    }

    private mutating func skipBetweenElements(in buffer: inout RecordBuffer) {
        while let byte = buffer.prefix(1).first {
            switch (byte, phase) {
            case (0x0A, _): buffer.drop(1, lines: 1)
            case (0x20, _), (0x0D, _), (0x09, _), (UInt8(ascii: ","), .inside): buffer.drop(1, lines: 0)
            // The record separator of RFC 7464.
            case (0x1E, .before): buffer.drop(1, lines: 0)
            case (UInt8(ascii: "["), .before):
                buffer.drop(1, lines: 0)
                phase = .inside
            case (UInt8(ascii: "]"), .inside):
                buffer.drop(1, lines: 0)
                phase = .after
            default: return
            }
        }
    }

    private mutating func element(in buffer: inout RecordBuffer) -> RawRecord? {
        if let end = scan(buffer) { return take(end, in: &buffer, problem: nil) }
        if buffer.isComplete {
            guard scanned > 0 || oversized != nil else {
                phase = .after
                return RawRecord(
                    bytes: [], line: buffer.line, offset: buffer.offset,
                    problem: "the array that the input begins with has no ']' at its end; is the input cut off?")
            }
            return take(buffer.count, in: &buffer, problem: "the input ends inside this element; is it cut off?")
        }
        if buffer.count > maximum {
            oversized = oversized ?? OversizedRecord(in: buffer, maximum: maximum)
            buffer.drop(buffer.count, lines: lines)
            (scanned, lines) = (0, 0)
        }
        return nil
    }

    private mutating func take(_ end: Int, in buffer: inout RecordBuffer, problem: String?) -> RawRecord {
        let found = lines
        (scanned, lines, depth, isInString, isEscaped) = (0, 0, 0, false, false)
        if end > maximum, oversized == nil { oversized = OversizedRecord(in: buffer, maximum: maximum) }
        if let long = oversized {
            oversized = nil
            buffer.drop(end, lines: found)
            return long.record
        }
        return buffer.take(end, lineEnd: 0, lines: found, problem: problem)
    }

    /// Where the element ends; nil: not among the bytes there are.
    private mutating func scan(_ buffer: RecordBuffer) -> Int? {
        let (start, end) = (buffer.start, buffer.bytes.count)
        var index = start + scanned
        defer { scanned = index - start }
        while index < end {
            let byte = buffer.bytes[index]
            if depth == 0, !isInString, index > start || oversized != nil, endsScalar(byte) { return index - start }
            if byte == 0x0A { lines += 1 }
            index += 1
            if isInString {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isInString = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isInString = true
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                if depth <= 0 { return index - start }
            default: break
            }
        }
        return nil
    }

    private func endsScalar(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: ","), UInt8(ascii: "]"), 0x20, 0x0A, 0x0D, 0x09: true
        default: false
        }
    }
}
