enum UTF8Check {
    /// Where the first byte stands that is no part of well-formed UTF-8; nil: all of it is well-formed.
    ///
    /// The ranges are those of table 3-7 of the Unicode standard.
    static func firstInvalid(in bytes: [UInt8]) -> Int? {
        var index = 0
        while index < bytes.count {
            let lead = bytes[index]
            if lead < 0x80 {
                index += 1
                continue
            }
            let length: Int
            var second: ClosedRange<UInt8> = 0x80...0xBF
            switch lead {
            case 0xC2...0xDF: length = 2
            case 0xE0: (length, second) = (3, 0xA0...0xBF)
            case 0xED: (length, second) = (3, 0x80...0x9F)
            case 0xE1...0xEF: length = 3
            case 0xF0: (length, second) = (4, 0x90...0xBF)
            case 0xF1...0xF3: length = 4
            case 0xF4: (length, second) = (4, 0x80...0x8F)
            default: return index
            }
            guard index + length <= bytes.count, second.contains(bytes[index + 1]) else { return index }
            for position in (index + 2)..<max(index + length, index + 2) where bytes[position] & 0xC0 != 0x80 {
                return index
            }
            index += length
        }
        return nil
    }

    /// What is wrong with a record that is not UTF-8; nil: nothing.
    static func problem(of record: RawRecord) -> String? {
        guard let index = firstInvalid(in: record.bytes) else { return nil }
        let byte = String(record.bytes[index], radix: 16, uppercase: true)
        return "not UTF-8: byte 0x\(byte) at offset \(record.offset + Int64(index)) of the input, "
            + "byte \(index + 1) of the record; --encoding names another encoding, for example windows-1252"
    }
}
