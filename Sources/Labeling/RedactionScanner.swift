/// Looks for the kinds of what `Redaction` masks, each by itself.
///
/// Every try from a place reads a bounded number of bytes, or bytes that no other try reads: the time is linear.
struct RedactionScanner {
    let bytes: UnsafeBufferPointer<UInt8>

    /// What is found of this kind, in the text's order.
    func ranges(of kind: Redactable) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var index = 0
        while index < bytes.count {
            if let range = range(of: kind, at: index), range.lowerBound >= ranges.last?.upperBound ?? 0 {
                ranges.append(range)
                index = range.upperBound
            } else {
                index += 1
            }
        }
        return ranges
    }

    private func range(of kind: Redactable, at index: Int) -> Range<Int>? {
        switch kind {
        case .url: url(at: index)
        case .email: bytes[index] == UInt8(ascii: "@") ? email(around: index) : nil
        case .iban: iban(at: index)
        case .card: card(at: index)
        case .ip: ip(at: index)
        case .phone: phone(at: index)
        }
    }

    // MARK: Bytes

    /// 0 outside of the text.
    func byte(_ index: Int) -> UInt8 { bytes.indices.contains(index) ? bytes[index] : 0 }

    func isDigit(_ index: Int) -> Bool { (48...57).contains(byte(index)) }

    func isLetter(_ index: Int) -> Bool { (97...122).contains(byte(index) | 32) }

    func isWord(_ index: Int) -> Bool { isDigit(index) || isLetter(index) }

    func isOne(_ index: Int, of characters: StaticString) -> Bool {
        let wanted = byte(index)
        return wanted != 0
            && UnsafeBufferPointer(start: characters.utf8Start, count: characters.utf8CodeUnitCount).contains(wanted)
    }

    /// Without regard to the case of ASCII letters.
    private func has(_ word: StaticString, at index: Int) -> Bool {
        for offset in 0..<word.utf8CodeUnitCount {
            let (wanted, there) = (word.utf8Start[offset], byte(index + offset))
            guard there == wanted || (isLetter(index + offset) && there | 32 == wanted) else { return false }
        }
        return true
    }

    // MARK: Addresses

    private func url(at start: Int) -> Range<Int>? {
        let prefix: Int
        switch byte(start) | 32 {
        case UInt8(ascii: "h") where has("https://", at: start): prefix = 8
        case UInt8(ascii: "h") where has("http://", at: start): prefix = 7
        case UInt8(ascii: "f") where has("ftp://", at: start): prefix = 6
        case UInt8(ascii: "w") where has("www.", at: start) && !isWord(start - 1): prefix = 4
        default: return nil
        }
        var end = start + prefix
        while end < bytes.count, !endsURL(end) { end += 1 }
        // What closes a sentence or a bracket around the address is not part of it.
        while end > start + prefix, isOne(end - 1, of: ".,;:!?)]}'*") { end -= 1 }
        return end > start + prefix ? start..<end : nil
    }

    private func endsURL(_ index: Int) -> Bool {
        switch bytes[index] {
        case ...32, 127, UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""), UInt8(ascii: "`"): true
        // No-break space and guillemets; quotation marks and spaces; East Asian punctuation, full-width forms.
        case 0xC2: [0xA0, 0xAB, 0xBB].contains(byte(index + 1))
        case 0xE2: byte(index + 1) == 0x80
        case 0xE3: byte(index + 1) == 0x80
        case 0xEF: byte(index + 1) == 0xBC
        default: false
        }
    }

    private func email(around at: Int) -> Range<Int>? {
        var start = at
        while isLocal(start - 1) { start -= 1 }
        while start < at, isOne(start, of: ".'") { start += 1 }
        var end = at + 1
        var hasDot = false
        // The last place at which a top-level domain has ended.
        var last: Int?
        while end < bytes.count {
            let label = end
            while isWord(end) || byte(end) == UInt8(ascii: "-") || isWideLetter(end) { end += 1 }
            guard end > label else { break }
            if hasDot, let domainEnd = topLevelEnd(label, end) { last = domainEnd }
            guard byte(end) == UInt8(ascii: ".") else { break }
            hasDot = true
            end += 1
        }
        guard start < at, let last else { return nil }
        return start..<last
    }

    /// Letters, at least two, as far as they go; or a label as internationalised domains have it.
    private func topLevelEnd(_ start: Int, _ end: Int) -> Int? {
        if has("xn--", at: start) { return end }
        var letters = start
        while letters < end, isLetter(letters) || isWideLetter(letters) { letters += 1 }
        return letters - start >= 2 && !isDigit(letters) ? letters : nil
    }

    private func isLocal(_ index: Int) -> Bool {
        isWord(index) || isOne(index, of: ".!#$%&'*+/=?^_{|}~-") || isWideLetter(index)
    }

    /// A byte of a letter beyond ASCII in the scripts that are written with spaces between the words. In others the
    /// whole sentence before an address would be taken for a part of it.
    private func isWideLetter(_ index: Int) -> Bool {
        switch byte(index) {
        case 0xC3...0xDF: (0x80...0xBF).contains(byte(index + 1))
        case 0x80...0xBF: (0xC3...0xDF).contains(byte(index - 1))
        default: false
        }
    }
}
