import Labeling

// JSON straight into bytes, where a document of values would cost more than all the rest of an export. Each gives what
// `JSONDocument.append(to:)` gives for the same value: the same escapes, the same digits.

extension [UInt8] {
    /// A piece of JSON as it stands in the program.
    @inline(__always)
    mutating func append(piece: StaticString) {
        append(contentsOf: UnsafeBufferPointer(start: piece.utf8Start, count: piece.utf8CodeUnitCount))
    }

    mutating func append(json text: String) {
        var text = text
        append(34)
        text.withUTF8 { bytes in
            var start = 0
            while start < bytes.count {
                let plain = JSONPlainBytes.count(of: bytes, from: start)
                if plain > 0 { append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start..<start + plain])) }
                start += plain
                if start < bytes.count { start += appendEscape(of: bytes, at: start) }
            }
        }
        append(34)
    }

    /// Null for nil.
    @inline(__always)
    mutating func append(json text: String?) {
        if let text { append(json: text) } else { append(piece: "null") }
    }

    /// A word of ours, in which nothing is to be escaped.
    @inline(__always)
    mutating func append(word: String) {
        append(34)
        append(contentsOf: word.utf8)
        append(34)
    }

    mutating func append(json value: Bool) {
        append(piece: value ? "true" : "false")
    }

    mutating func append(json value: Int) { append(json: Int64(value)) }

    mutating func append(json value: Int64) {
        if value < 0 { append(45) }
        append(digits: value.magnitude, width: 1)
    }

    mutating func append(json value: Double) {
        if value.isFinite { append(contentsOf: value.description.utf8) } else { append(piece: "null") }
    }

    mutating func append(json value: Double?) {
        if let value { append(json: value) } else { append(piece: "null") }
    }

    mutating func append(json value: Label?) { append(json: value?.name) }

    mutating func append(json values: [String]) {
        append(91)
        for (index, value) in values.enumerated() {
            if index > 0 { append(44) }
            append(json: value)
        }
        append(93)
    }

    /// In RFC 3339, as a string.
    mutating func append(json time: Timestamp?) {
        guard let time else { return append(piece: "null") }
        guard (0..<Timestamp.firstAfterYear9999).contains(time.milliseconds) else { return append(word: time.rfc3339) }
        append(34)
        let day = time.milliseconds / 86_400_000
        let rest = time.milliseconds % 86_400_000
        let (year, month, date) = civil(day)
        append(digits: year, width: 4)
        append(45)
        append(digits: month, width: 2)
        append(45)
        append(digits: date, width: 2)
        append(84)
        append(digits: UInt64(rest / 3_600_000), width: 2)
        append(58)
        append(digits: UInt64(rest / 60_000 % 60), width: 2)
        append(58)
        append(digits: UInt64(rest / 1_000 % 60), width: 2)
        if rest % 1_000 > 0 {
            append(46)
            append(digits: UInt64(rest % 1_000), width: 3)
        }
        append(90)
        append(34)
    }

    /// The exact amount as a string: at least six decimals, and no needless zeros after them.
    mutating func append(json money: Money) {
        append(34)
        if money.picodollars < 0 { append(45) }
        let unit = UInt64(Money.picodollarsPerDollar)
        let magnitude = money.picodollars.magnitude
        append(digits: magnitude / unit, width: 1)
        append(46)
        var (fraction, width) = (magnitude % unit, 12)
        while width > 6, fraction % 10 == 0 { (fraction, width) = (fraction / 10, width - 1) }
        append(digits: fraction, width: width)
        append(34)
    }

    /// With zeros before it, up to `width` digits.
    private mutating func append(digits value: UInt64, width: Int) {
        // The largest has 20.
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { buffer in
            var (rest, start) = (value, 20)
            repeat {
                start -= 1
                buffer[start] = UInt8(48 + rest % 10)
                rest /= 10
            } while rest > 0
            while 20 - start < width {
                start -= 1
                buffer[start] = 48
            }
            append(contentsOf: UnsafeBufferPointer(rebasing: buffer[start..<20]))
        }
    }

    /// Year, month and day of a day since 1970: Howard Hinnant's `civil_from_days`, as `Timestamp` has it.
    private func civil(_ day: Int64) -> (year: UInt64, month: UInt64, day: UInt64) {
        let shifted = UInt64(day + 719_468)
        let (era, dayOfEra) = shifted.quotientAndRemainder(dividingBy: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    /// - Returns: how many bytes of the text are written by it.
    private mutating func appendEscape(of bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> Int {
        switch bytes[index] {
        // The C1 controls are C2 80 … C2 9F in UTF-8; U+2028 and U+2029 are E2 80 A8 and E2 80 A9.
        case 0xC2:
            JSONDocument.appendEscape(of: UInt16(bytes[index + 1]), to: &self)
            return 2
        case 0xE2:
            JSONDocument.appendEscape(of: 0x2000 | UInt16(bytes[index + 2] & 0x3F), to: &self)
            return 3
        case let byte:
            JSONDocument.appendEscape(of: UInt16(byte), to: &self)
            return 1
        }
    }
}

extension Timestamp {
    fileprivate static let firstAfterYear9999: Int64 = 253_402_300_800_000
}

/// Bytes that a JSON string of ours holds as they are.
private enum JSONPlainBytes {
    /// How many of them follow each other from here on.
    static func count(of bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        guard let base = bytes.baseAddress else { return 0 }
        var index = start
        while index < bytes.count {
            // Eight at once, where all are ASCII and none needs a look. (Comparisons of Swift's SIMD types become loops
            // over their lanes, and took most of an export.)
            while index + 8 <= bytes.count {
                let chunk = UnsafeRawPointer(base + index).loadUnaligned(as: UInt64.self)
                guard !mayHoldOdd(chunk) else { break }
                index += 8
            }
            // Then the rest, or what stopped us.
            let end = Swift.min(index + 8, bytes.count)
            while index < end {
                guard isPlain(bytes, index) else { return index - start }
                index += 1
            }
        }
        return index - start
    }

    /// Whether one of eight bytes is a control character, a quote, a backslash, DEL or beyond ASCII; sometimes true of
    /// others. (Bit Twiddling Hacks, "Determine if a word has a byte less than n".)
    @inline(__always)
    private static func mayHoldOdd(_ word: UInt64) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let (quotes, slashes) = (word ^ (ones &* 0x22), word ^ (ones &* 0x5C))
        let low = (word &- ones &* 0x20) & ~word
        let equal = ((quotes &- ones) & ~quotes) | ((slashes &- ones) & ~slashes)
        return (low | equal | word | (word &+ ones)) & (ones &* 0x80) != 0
    }

    @inline(__always)
    private static func isPlain(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> Bool {
        switch bytes[index] {
        case 0x20...0x21, 0x23...0x5B, 0x5D...0x7E: true
        case 0...0x7F: false
        case 0xC2: !(index + 1 < bytes.count && bytes[index + 1] < 0xA0)
        case 0xE2:
            !(index + 2 < bytes.count && bytes[index + 1] == 0x80 && bytes[index + 2] & 0xFE == 0xA8)
        default: true
        }
    }
}
