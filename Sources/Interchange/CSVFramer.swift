/// Records of RFC 4180, with any delimiter: a quoted field may hold it, line ends and doubled quotes.
///
/// Beyond the RFC: a quote inside a field that does not begin with one is an ordinary character, and so is what
/// stands between a closing quote and the next comma. A quote that is never closed costs only the record up to the end
/// of its line; reading goes on with the line after it.
struct CSVFramer: Framer {
    let maximum: Int
    let delimiter: UInt8
    private var state = State.fieldStart
    /// How far the state machine has come.
    private var scanned = 0
    private var lines = 0
    /// Where the quoted field began that the machine is in.
    private var openQuote = 0
    private var oversized: OversizedRecord?
    private enum State { case fieldStart, plain, quoted, quoteInQuoted }

    init(maximum: Int, delimiter: UInt8 = CSVDialect.comma) {
        (self.maximum, self.delimiter) = (maximum, delimiter)
    }

    var takesLines: Bool { oversized == nil && scanned == 0 }

    mutating func next(in buffer: inout RecordBuffer) -> RawRecord? {
        if let long = oversized { return pass(long, in: &buffer) }
        if let end = scan(buffer) {
            let found = lines
            reset()
            if end > maximum {
                let long = OversizedRecord(in: buffer, maximum: maximum)
                buffer.drop(end + 1, lines: found + 1)
                return long.record
            }
            return buffer.take(end, lineEnd: 1, lines: found + 1)
        }
        if state == .quoted, buffer.isComplete || buffer.count > maximum { return unclosed(in: &buffer) }
        if buffer.count > maximum { return beginPassing(&buffer) }
        guard buffer.isComplete, buffer.count > 0 else { return nil }
        let found = lines
        reset()
        return buffer.take(buffer.count, lineEnd: 0, lines: found)
    }

    private mutating func reset() {
        (state, scanned, lines) = (.fieldStart, 0, 0)
    }

    /// Where the record's line end is; nil: not among the bytes there are.
    private mutating func scan(_ buffer: RecordBuffer) -> Int? {
        buffer.bytes.withUnsafeBufferPointer { scan($0, from: buffer.start) }
    }

    private mutating func scan(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        let end = bytes.count
        var index = start + scanned
        defer { scanned = index - start }
        while index < end {
            let byte = bytes[index]
            switch (state, byte) {
            case (.quoted, 0x22): state = .quoteInQuoted
            case (.quoted, 0x0A): lines += 1
            case (.quoted, _): break
            case (.quoteInQuoted, 0x22): state = .quoted
            case (_, 0x0A): return index - start
            case (_, delimiter): state = .fieldStart
            case (.fieldStart, 0x22):
                state = .quoted
                openQuote = index - start
            default: state = .plain
            }
            index += 1
        }
        return nil
    }

    /// Rejects the record up to the end of the line with the open quote. What follows is looked at again, but only once:
    /// inside the open quote every quote is doubled, and from outside such pairs open nothing that stays open.
    private mutating func unclosed(in buffer: inout RecordBuffer) -> RawRecord? {
        let end = buffer.firstIndex(of: 10, from: openQuote)
        if end == nil, !buffer.isComplete {
            // The line with the quote is still coming; it alone may not be longer than a record either.
            return buffer.count - openQuote > maximum ? beginPassing(&buffer) : nil
        }
        let before = buffer.prefix(openQuote).count { $0 == 10 }
        let line = buffer.line + before
        reset()
        return buffer.take(
            end ?? buffer.count, lineEnd: end == nil ? 0 : 1, lines: before + (end == nil ? 0 : 1),
            problem: "the quote that opens a field on line \(line) is never closed; reading goes on with the next line")
    }

    private mutating func beginPassing(_ buffer: inout RecordBuffer) -> RawRecord? {
        let long = OversizedRecord(in: buffer, maximum: maximum)
        buffer.drop(buffer.count, lines: lines)
        reset()
        oversized = long
        return pass(long, in: &buffer)
    }

    /// Passes over the rest of an oversized record, to the end of the line.
    private mutating func pass(_ long: OversizedRecord, in buffer: inout RecordBuffer) -> RawRecord? {
        guard let end = buffer.firstIndex(of: 10) else {
            buffer.drop(buffer.count, lines: 0)
            guard buffer.isComplete else { return nil }
            oversized = nil
            return long.record
        }
        buffer.drop(end + 1, lines: 1)
        oversized = nil
        return long.record
    }

    /// How many fields a whole record has.
    static func fieldCount(of record: [UInt8], delimiter: UInt8 = UInt8(ascii: ",")) -> Int {
        var state = State.fieldStart
        var count = 1
        for byte in record {
            switch (state, byte) {
            case (.quoted, 0x22): state = .quoteInQuoted
            case (.quoted, _): break
            case (.fieldStart, 0x22), (.quoteInQuoted, 0x22): state = .quoted
            case (_, delimiter):
                count += 1
                state = .fieldStart
            default: state = .plain
            }
        }
        return count
    }

    /// The fields of a whole record, unquoted.
    static func fields(of record: [UInt8], delimiter: UInt8 = CSVDialect.comma) -> [[UInt8]] {
        var fields: [[UInt8]] = []
        var field: [UInt8] = []
        var state = State.fieldStart
        for byte in record {
            switch (state, byte) {
            case (.quoted, 0x22): state = .quoteInQuoted
            case (.quoted, _): field.append(byte)
            case (.quoteInQuoted, 0x22):
                field.append(byte)
                state = .quoted
            case (_, delimiter):
                fields.append(field)
                field = []
                state = .fieldStart
            case (.fieldStart, 0x22): state = .quoted
            default:
                field.append(byte)
                state = .plain
            }
        }
        fields.append(field)
        return fields
    }
}
