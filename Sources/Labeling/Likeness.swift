/// Whether two texts are nearly the same: one thing said again, not two things.
///
/// Linear in the text and of one pass over it, whatever it holds. It finds texts that are equal but for case, white
/// space, punctuation, addresses, names behind an @, letters said several times, and, where there are eight words or
/// more, numbers. Texts that differ in a word are not alike here, however much else they share.
package enum Likeness {
    /// From this many words on, numbers are taken for details; in a shorter text one may be all that tells it apart.
    package static let wordsWithoutNumbers = 8

    /// What is left of the text; two texts are alike where this is equal. Nil: nothing is left to compare.
    package static func essence(of text: String) -> [UInt8]? {
        var reader = EssenceReader()
        for scalar in text.unicodeScalars { reader.take(scalar) }
        return reader.finish()
    }

    /// A short sign of an essence: equal ones have the same, others nearly never (one pair in 2^64), so the essences
    /// of a pair that it brings together are compared.
    package static func fingerprint(of essence: [UInt8]) -> Int64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in essence { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        hash = (hash ^ (hash >> 30)) &* 0xbf58_476d_1ce4_e5b9
        hash = (hash ^ (hash >> 27)) &* 0x94d0_49bb_1331_11eb
        return Int64(bitPattern: hash ^ (hash >> 31))
    }
}

/// Reads a text once and keeps its words, each in one spelling.
private struct EssenceReader {
    private var bytes: [UInt8] = []
    private var words = 0
    private var wordStart = 0
    private var last: Unicode.Scalar?
    /// What stands for the word at hand, which is an address or a name: the rest of it says nothing.
    private var isPassingAddress = false
    private var isPassingName = false
    /// The sign before was an @ that no word stood before.
    private var isAfterAt = false

    mutating func take(_ scalar: Unicode.Scalar) {
        if isPassingAddress {
            if scalar.properties.isWhitespace { endWord() }
            return
        }
        guard isOfWord(scalar) else {
            // `https://` has come as a word.
            if scalar == ":", isWord("htps") || isWord("htp") { return passAddress() }
            if scalar == ".", isWord("w") { return passAddress() }
            let isBefore = bytes.count == wordStart && !isPassingName
            endWord()
            isAfterAt = scalar == "@" && isBefore
            return
        }
        if isAfterAt {
            isAfterAt = false
            bytes.append(0x40)
            isPassingName = true
        }
        if isPassingName { return }
        if scalar.isASCII {
            var byte = UInt8(truncatingIfNeeded: scalar.value)
            if (0x41...0x5A).contains(byte) { byte += 0x20 }
            last = nil
            // `sooo` is `so`; a number said so is another number.
            let isLetter = byte >= 0x61
            if isLetter, bytes.count > wordStart, bytes.last == byte { return }
            bytes.append(byte)
        } else {
            let isNumber = scalar.properties.numericType == .decimal
            if scalar == last, !isNumber { return }
            last = scalar
            bytes += Array(scalar.properties.lowercaseMapping.utf8)
        }
    }

    mutating func finish() -> [UInt8]? {
        endWord()
        if bytes.last == 0x20 { bytes.removeLast() }
        guard !bytes.isEmpty else { return nil }
        guard words >= Likeness.wordsWithoutNumbers else { return bytes }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        for byte in bytes {
            let isDigit = (0x30...0x39).contains(byte)
            if isDigit, result.last == 0x30 { continue }
            result.append(isDigit ? 0x30 : byte)
        }
        return result
    }

    private func isOfWord(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII {
            let value = scalar.value
            return (0x61...0x7A).contains(value) || (0x41...0x5A).contains(value) || (0x30...0x39).contains(value)
        }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .nonspacingMark,
            .spacingMark, .enclosingMark, .decimalNumber, .letterNumber, .otherNumber:
            return true
        default: return false
        }
    }

    /// Letters are kept once, so `http` is kept as `htp`, and `www` as `w`.
    private func isWord(_ word: String) -> Bool {
        let kept = word.utf8
        return bytes.count - wordStart == kept.count && bytes[wordStart...].elementsEqual(kept)
    }

    private mutating func passAddress() {
        bytes.removeSubrange(wordStart...)
        bytes.append(0x2F)
        isPassingAddress = true
    }

    private mutating func endWord() {
        (isPassingAddress, isPassingName, isAfterAt, last) = (false, false, false, nil)
        guard bytes.count > wordStart else { return }
        words += 1
        bytes.append(0x20)
        wordStart = bytes.count
    }
}
