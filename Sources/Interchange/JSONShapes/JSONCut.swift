/// Finds where a JSON value ends that stands at the beginning of a buffer, however many chunks it comes in.
struct JSONCut {
    /// How much of the value was looked at.
    private(set) var scanned = 0
    /// The line ends in that.
    private(set) var lines = 0
    private var depth = 0
    private var isInString = false
    private var isEscaped = false
    /// Whether the bytes before `scanned` were dropped, so that the value has begun though nothing is there.
    private var hasBegun = false
    /// The last byte outside of strings that is no white space.
    private var last: UInt8 = 0

    enum End {
        case value(Int)
        /// An object or array that cannot be whole: a line ends inside a string, or the next object begins at the
        /// beginning of a line where none may stand. The length is that of the part up to there.
        case broken(Int)
    }

    /// Forgets the part that was scanned, which is dropped from the buffer.
    mutating func drop() {
        hasBegun = hasBegun || scanned > 0
        (scanned, lines) = (0, 0)
    }

    /// - Parameter isInList: the value is an element of an array: what is broken in it does not end it.
    mutating func end(in buffer: RecordBuffer, isInList: Bool) -> End? {
        let (start, end) = (buffer.start, buffer.bytes.count)
        var index = start + scanned
        defer { scanned = index - start }
        while index < end {
            let byte = buffer.bytes[index]
            if depth == 0, !isInString, index > start || hasBegun, endsScalar(byte) { return .value(index - start) }
            if byte == 0x0A { lines += 1 }
            if !isInList, byte == 0x0A, isInString { return .broken(index - start) }
            if !isInList, byte == UInt8(ascii: "{"), depth > 0, !isInString, index > start,
                buffer.bytes[index - 1] == 0x0A,
                ![UInt8(ascii: "["), UInt8(ascii: ","), UInt8(ascii: ":")].contains(last)
            {
                return .broken(index - start)
            }
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
            if byte > 0x20 { last = byte }
            switch byte {
            case UInt8(ascii: "\""): isInString = true
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                if depth <= 0 { return .value(index - start) }
            default: break
            }
        }
        return nil
    }

    private func endsScalar(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"), 0x20, 0x0A, 0x0D, 0x09: true
        default: false
        }
    }
}
