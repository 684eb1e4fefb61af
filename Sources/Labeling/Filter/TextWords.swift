import Foundation

/// The words of a text, as they are indexed and compared: without regard to case and accents.
///
/// A word is a run of letters, digits and the marks on them; everything else stands between words. It is compared in
/// lower case and without accents (the combining marks of Latin, Greek and Cyrillic, the points of Hebrew and Arabic);
/// each character is folded by itself, and a final sigma is a sigma. Characters that only format (soft hyphens, joiners)
/// count for nothing. Letters of scripts that put no blanks between words (Chinese, Japanese, Thai, Lao, Khmer, Burmese,
/// Tibetan) belong to no word: what holds any of them is looked for letter by letter (`TextPattern`).
package enum TextWords {
    /// What a scalar does to the words around it.
    enum Part: Hashable, Sendable {
        case between
        /// Nothing: an accent, a joiner.
        case nothing
        /// A mark that stays, where there is a word to stand on.
        case mark([UInt8])
        case letter([UInt8])
    }

    /// Calls `body` with each word, folded, and where it stands in the text's UTF-8; until it gives false.
    package static func forEach(in text: String, _ body: (_ word: [UInt8], _ source: Range<Int>) -> Bool) {
        var text = text
        text.withUTF8 { forEach(inUTF8: $0, body) }
    }

    /// The same of bytes. What is no UTF-8 in them is a character between words.
    package static func forEach(
        inUTF8 text: UnsafeBufferPointer<UInt8>, _ body: (_ word: [UInt8], _ source: Range<Int>) -> Bool
    ) {
        known.withUnsafeBufferPointer { known in
            var word: [UInt8] = []
            word.reserveCapacity(64)
            var (start, offset) = (0, 0)
            while offset < text.count {
                let (value, width) = scalar(at: offset, of: text)
                let next = offset + width
                let part = value < UInt32(known.count) ? known[Int(value)] : PackedPart(scalar: value)
                switch part.kind {
                case .nothing: break
                case .mark where word.isEmpty, .between:
                    guard !word.isEmpty else { break }
                    guard body(word, start..<offset) else { return }
                    word.removeAll(keepingCapacity: true)
                case .mark, .letter:
                    if word.isEmpty { start = offset }
                    part.append(to: &word, source: text[offset..<next])
                }
                offset = next
            }
            if !word.isEmpty { _ = body(word, start..<offset) }
        }
    }

    /// The scalar that begins at a byte, and how many bytes it has; a byte that begins none stands for U+FFFD.
    private static func scalar(at offset: Int, of text: UnsafeBufferPointer<UInt8>) -> (value: UInt32, width: Int) {
        let first = UInt32(text[offset])
        if first < 0x80 { return (first, 1) }
        let width = first < 0xC2 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 1
        guard width > 1, offset + width <= text.count else { return (0xFFFD, 1) }
        var value = first & (0x7F >> UInt32(width))
        for place in offset + 1..<offset + width {
            guard text[place] & 0xC0 == 0x80 else { return (0xFFFD, 1) }
            value = value << 6 | UInt32(text[place] & 0x3F)
        }
        // More bytes than it needs are no spelling of it.
        guard width == 2 || value >= (width == 3 ? 0x800 : 0x10000) else { return (0xFFFD, 1) }
        return (value, width)
    }

    /// The words with blanks between them. All that an index of plain ASCII rules needs to know: no byte below 0x80 in
    /// it stands for anything but a letter, a digit or a blank.
    package static func folded(_ text: String) -> String {
        var words: [UInt8] = []
        words.reserveCapacity(text.utf8.count)
        forEach(in: text) { word, _ in
            if !words.isEmpty { words.append(0x20) }
            words += word
            return true
        }
        return String(decoding: words, as: UTF8.self)
    }

    /// Whether the scalar stands between words.
    static func isBetween(_ scalar: Unicode.Scalar) -> Bool {
        let value = Int(scalar.value)
        if value < known.count { return known[value].kind == .between }
        return made(scalar) == .between
    }

    /// Those of all alphabets, so that no text is slow.
    private static let known: [PackedPart] = (0..<0x3000).map { PackedPart(scalar: $0) }

    /// A part in eight bytes: a table of them is read without counting references, for every character of a million
    /// texts.
    private struct PackedPart {
        enum Kind: UInt8 {
            case between, nothing, mark, letter
        }

        let kind: Kind
        /// 0 to 6, or one of the two signs below.
        private var count: UInt8 = 0
        private var bytes: (UInt8, UInt8, UInt8, UInt8, UInt8, UInt8) = (0, 0, 0, 0, 0, 0)

        private static let asItIs: UInt8 = 7
        private static let long: UInt8 = 8

        init(scalar value: UInt32) {
            // Hangul is composed of its letters as others are of accents, and would be three times as long.
            if (0xAC00...0xD7A3).contains(value) {
                (kind, count) = (.letter, Self.asItIs)
                return
            }
            let folded: [UInt8]
            switch Unicode.Scalar(value).map(made) ?? .between {
            case .between: (kind, folded) = (.between, [])
            case .nothing: (kind, folded) = (.nothing, [])
            case .mark(let bytes): (kind, folded) = (.mark, bytes)
            case .letter(let bytes): (kind, folded) = (.letter, bytes)
            }
            guard folded.count <= 6 else {
                count = Self.long
                return
            }
            count = UInt8(folded.count)
            withUnsafeMutableBytes(of: &bytes) { $0.copyBytes(from: folded) }
        }

        func append(to word: inout [UInt8], source: Slice<UnsafeBufferPointer<UInt8>>) {
            switch count {
            case 1: word.append(bytes.0)
            case 2:
                word.append(bytes.0)
                word.append(bytes.1)
            case Self.asItIs: word += source
            case Self.long:
                let scalars = String(decoding: source, as: UTF8.self).unicodeScalars
                if let scalar = scalars.first { word += TextWords.folded(scalar) }
            default: withUnsafeBytes(of: bytes) { word += $0.prefix(Int(count)) }
            }
        }
    }

    static func made(_ scalar: Unicode.Scalar) -> Part {
        if hasNoBlanks(scalar) { return .between }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
            .letterNumber, .otherNumber:
            let bytes = folded(scalar)
            return bytes.isEmpty ? .nothing : .letter(bytes)
        case .nonspacingMark, .spacingMark, .enclosingMark:
            return isAccent(scalar) ? .nothing : .mark(folded(scalar))
        case .format: return .nothing
        default: return .between
        }
    }

    private static func folded(_ scalar: Unicode.Scalar) -> [UInt8] {
        // Hangul is composed of its letters as others are of accents, and would be three times as long.
        if (0xAC00...0xD7A3).contains(scalar.value) { return Array(String(scalar).utf8) }
        var bytes: [UInt8] = []
        for part in String(scalar).decomposedStringWithCanonicalMapping.unicodeScalars where !isAccent(part) {
            for lower in part.properties.lowercaseMapping.unicodeScalars where !isAccent(lower) {
                bytes += Array(String(lower == "\u{3C2}" ? "\u{3C3}" : lower).utf8)
            }
        }
        return bytes
    }

    private static func isAccent(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x300...0x36F, 0x483...0x489, 0x591...0x5BD, 0x5BF, 0x5C1...0x5C2, 0x5C4...0x5C5, 0x5C7, 0x610...0x61A,
            0x64B...0x65F, 0x670, 0x6D6...0x6DC, 0x6DF...0x6E4, 0x6E7...0x6E8, 0x6EA...0x6ED, 0x1AB0...0x1AFF,
            0x1DC0...0x1DFF, 0x20D0...0x20FF, 0xFE00...0xFE0F, 0xFE20...0xFE2F:
            true
        default: false
        }
    }

    /// Of a script that puts no blanks between words.
    static func hasNoBlanks(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0xE00...0xFFF, 0x1000...0x109F, 0x1780...0x17FF, 0x19E0...0x19FF, 0x1A20...0x1AAF, 0x2E80...0x2FDF,
            0x3005...0x3007, 0x3021...0x3029, 0x3031...0x3035, 0x3038...0x303C, 0x3041...0x312F, 0x31A0...0x31BF,
            0x31F0...0x31FF, 0x3400...0x4DBF, 0x4E00...0xA4CF, 0xA9E0...0xA9FF, 0xAA60...0xAA7F, 0xF900...0xFAFF,
            0xFF66...0xFF9F, 0x16FE0...0x18DFF, 0x1AFF0...0x1B2FF, 0x20000...0x3FFFF:
            true
        default: false
        }
    }
}
