/// Texts in lower case, as `String.lowercased` has them, without a string made of them: it takes twenty times as long, and a
/// filter may look through a million texts.
package enum LowerCase {
    /// - Parameter text: UTF-8; of other bytes U+FFFD is made, as by `String(decoding:as:)`.
    package static func bytes(of text: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        // Nothing grows by more than a half: `İ` from two bytes to three, and those of three that grow are not made here.
        let capacity = text.count + text.count / 2 + 4
        var isComplete = true
        let lower = [UInt8](unsafeUninitializedCapacity: capacity) { lower, count in
            table.withUnsafeBufferPointer { table in
                var offset = 0
                while offset < text.count {
                    let first = text[offset]
                    if first < 0x80 {
                        lower[count] = (65...90).contains(first) ? first + 32 : first
                        (offset, count) = (offset + 1, count + 1)
                        continue
                    }
                    guard let width = width(at: offset, of: text, table, &lower, &count) else {
                        isComplete = false
                        return
                    }
                    offset += width
                }
            }
        }
        return isComplete ? lower : Array(String(decoding: text, as: UTF8.self).lowercased().utf8)
    }

    /// Adds the scalar that begins here, and gives how many bytes it has; nil: it is none, or one that this does not know.
    private static func width(
        at offset: Int, of text: UnsafeBufferPointer<UInt8>, _ table: UnsafeBufferPointer<UInt32>,
        _ lower: inout UnsafeMutableBufferPointer<UInt8>, _ count: inout Int
    ) -> Int? {
        let first = text[offset]
        if (0xC2..<0xE0).contains(first) {
            guard offset + 1 < text.count, text[offset + 1] & 0xC0 == 0x80 else { return nil }
            var packed = table[Int(first & 0x1F) << 6 | Int(text[offset + 1] & 0x3F)]
            repeat {
                lower[count] = UInt8(truncatingIfNeeded: packed)
                packed >>= 8
                count += 1
            } while packed != 0
            return 2
        }
        let width = caselessWidth(first, offset + 1 < text.count ? text[offset + 1] : 0)
        guard width > 0, offset + width <= text.count else { return nil }
        for place in offset..<offset + width {
            guard place == offset || text[place] & 0xC0 == 0x80 else { return nil }
            lower[count] = text[place]
            count += 1
        }
        return width
    }

    /// How many bytes a scalar has that begins with these two: of scripts without case, punctuation, pictures; else 0.
    private static func caselessWidth(_ first: UInt8, _ second: UInt8) -> Int {
        switch (first, second) {
        case (0xE2, 0x80), (0xE3...0xE9, _), (0xEA, 0xB0...), (0xEB...0xEC, _), (0xED, ...0x9F): 3
        case (0xF0, 0x9F): 4
        default: 0
        }
    }

    /// Of all scalars of two bytes: their lower case, the first byte lowest. None holds a NUL.
    private static let table: [UInt32] = (0..<0x800).map { value in
        guard let scalar = Unicode.Scalar(UInt32(value)) else { return 0 }
        return scalar.properties.lowercaseMapping.utf8.reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }
}
