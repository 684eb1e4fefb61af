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

    /// Whether the beginning of a value was seen, and not its end.
    var isWithin: Bool { scanned > 0 || hasBegun }

    /// What the value is a part of: which says what ends it that has no brackets of its own.
    enum Place {
        case element, member
        /// By itself, as an object: what is broken in it ends it too.
        case object
    }

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

    mutating func end(in buffer: RecordBuffer, of place: Place) -> End? {
        buffer.bytes.withUnsafeBufferPointer { end(in: $0, from: buffer.start, of: place) }
    }

    private mutating func end(in bytes: UnsafeBufferPointer<UInt8>, from start: Int, of place: Place) -> End? {
        let end = bytes.count
        var index = start + scanned
        defer { scanned = index - start }
        while index < end {
            if isInString {
                if passString(in: bytes, at: &index, of: place) { return .broken(index - start) }
                continue
            }
            let byte = bytes[index]
            if depth == 0, index > start || hasBegun, endsScalar(byte, of: place) { return .value(index - start) }
            if byte == 0x0A { lines += 1 }
            if place == .object, byte == UInt8(ascii: "{"), depth > 0, index > start, bytes[index - 1] == 0x0A,
                last != UInt8(ascii: "["), last != UInt8(ascii: ","), last != UInt8(ascii: ":")
            {
                return .broken(index - start)
            }
            index += 1
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

    /// Goes on inside a string, to after its closing quote. True: a line ends in it, where that ends the value.
    private mutating func passString(
        in bytes: UnsafeBufferPointer<UInt8>, at index: inout Int, of place: Place
    ) -> Bool {
        while index < bytes.count {
            let byte = bytes[index]
            if byte == 0x0A {
                lines += 1
                if place == .object { return true }
            }
            index += 1
            if isEscaped {
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == UInt8(ascii: "\"") {
                isInString = false
                return false
            }
        }
        return false
    }

    private func endsScalar(_ byte: UInt8, of place: Place) -> Bool {
        switch byte {
        case UInt8(ascii: ","), UInt8(ascii: "]"), 0x20, 0x0A, 0x0D, 0x09: true
        case UInt8(ascii: "}"): place != .element
        default: false
        }
    }
}
