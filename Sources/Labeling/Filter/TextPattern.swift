/// What is looked for in a text: words by their beginnings, or a piece of text anywhere. Never with regard to case.
package enum TextPattern: Hashable, Sendable {
    /// Words that follow each other; each but the last is whole, the last begins with what is given. Not empty, folded as
    /// `TextWords` does.
    case words([[UInt8]])
    /// Bytes of the text in lower case, accents and all.
    case part([UInt8])

    /// How a word or phrase of a filter or a search is looked for: by its words where it consists of nothing else.
    /// With any other sign in it (`c++`, `don't`, an address), or of a script without blanks, it is looked for letter by
    /// letter.
    package init(words text: String) {
        var words: [[UInt8]] = []
        let isOfWords = text.unicodeScalars.allSatisfy { scalar in
            !TextWords.isBetween(scalar) || scalar.properties.isWhitespace
        }
        if isOfWords {
            TextWords.forEach(in: text) { word, _ in
                words.append(word)
                return true
            }
        }
        self = words.isEmpty ? .part(FilterText.folded(text)) : .words(words)
    }

    /// Anywhere in the text.
    package init(part text: String) { self = .part(FilterText.folded(text)) }

    package func matches(_ text: String) -> Bool {
        switch self {
        case .words: !ranges(in: text, limit: 1).isEmpty
        case .part(let part): TextPattern.contains(FilterText.folded(text), part)
        }
    }

    /// `matches`, of bytes of UTF-8 that no string is made of: a million texts are looked through one after another.
    package func matches(utf8 text: UnsafeBufferPointer<UInt8>) -> Bool {
        switch self {
        case .words(let words): !TextPattern.ranges(of: words, inUTF8: text, limit: 1).isEmpty
        case .part(let part): TextPattern.contains(LowerCase.bytes(of: text), part)
        }
    }

    /// Where it stands in the text's UTF-8, in order: whole words, also where their beginnings were looked for.
    package func ranges(in text: String, limit: Int = .max) -> [Range<Int>] {
        switch self {
        case .words(let words):
            var text = text
            return text.withUTF8 { TextPattern.ranges(of: words, inUTF8: $0, limit: limit) }
        case .part(let part): return part.isEmpty ? [] : TextPattern.ranges(of: part, in: text, limit: limit)
        }
    }

    private static func ranges(
        of words: [[UInt8]], inUTF8 text: UnsafeBufferPointer<UInt8>, limit: Int
    ) -> [Range<Int>] {
        guard let first = words.first else { return [] }
        var found: [Range<Int>] = []
        /// How many words are found, and where the first began.
        var open: [(count: Int, start: Int)] = []
        TextWords.forEach(inUTF8: text) { word, source in
            // Nearly all words of a text are none of these.
            if open.isEmpty, !begins(word, first) { return true }
            var next: [(count: Int, start: Int)] = []
            for (count, start) in open + [(0, source.lowerBound)] {
                if count == words.count - 1 {
                    guard begins(word, words[count]) else { continue }
                    if start >= found.last?.upperBound ?? 0 { found.append(start..<source.upperBound) }
                } else if word == words[count] {
                    next.append((count + 1, start))
                }
            }
            open = next
            return found.count < limit
        }
        return found
    }

    private static func begins(_ word: [UInt8], _ beginning: [UInt8]) -> Bool {
        word.count >= beginning.count
            && word.withUnsafeBufferPointer { word in
                beginning.withUnsafeBufferPointer { beginning in
                    beginning.indices.allSatisfy { word[$0] == beginning[$0] }
                }
            }
    }

    private static func ranges(of part: [UInt8], in text: String, limit: Int) -> [Range<Int>] {
        var folded: [UInt8] = []
        /// For each byte of it, the scalar of the text that it comes from.
        var origins: [Int] = []
        folded.reserveCapacity(text.utf8.count)
        origins.reserveCapacity(text.utf8.count)
        var offset = 0
        for scalar in text.unicodeScalars {
            if scalar.isASCII {
                let byte = UInt8(truncatingIfNeeded: scalar.value)
                folded.append((65...90).contains(byte) ? byte + 32 : byte)
                origins.append(offset)
            } else {
                for byte in scalar.properties.lowercaseMapping.utf8 {
                    folded.append(byte)
                    origins.append(offset)
                }
            }
            offset += UTF8.width(scalar)
        }
        origins.append(offset)
        var found: [Range<Int>] = []
        var start = 0
        while found.count < limit, let place = firstPlace(of: part, in: folded, from: start) {
            var end = place + part.count
            // A range ends with the whole scalar that its last byte comes from.
            while end < folded.count, origins[end] == origins[end - 1] { end += 1 }
            found.append(origins[place]..<origins[end])
            start = place + part.count
        }
        return found
    }

    static func contains(_ text: [UInt8], _ part: [UInt8]) -> Bool {
        part.isEmpty || firstPlace(of: part, in: text, from: 0) != nil
    }

    private static func firstPlace(of part: [UInt8], in text: [UInt8], from start: Int) -> Int? {
        guard let first = part.first, part.count <= text.count else { return nil }
        return text.withUnsafeBufferPointer { text in
            part.withUnsafeBufferPointer { part in
                var index = start
                while index + part.count <= text.count {
                    if text[index] == first {
                        var length = 1
                        while length < part.count, text[index + length] == part[length] { length += 1 }
                        if length == part.count { return index }
                    }
                    index += 1
                }
                return nil
            }
        }
    }
}

extension FilterExpression {
    /// What the filter looks for in texts, to be shown there; what is negated is not.
    package var textPatterns: [TextPattern] {
        switch self {
        case .everything, .not: []
        case .all(let members), .any(let members): members.flatMap(\.textPatterns)
        case .condition(.search(let text)): [TextPattern(words: text)]
        case .condition(.words(.text, .begins, let values)): values.map { TextPattern(words: $0) }
        case .condition(.words(.text, .part, let values)): values.map { TextPattern(part: $0) }
        case .condition: []
        }
    }
}
