import Cells
import Labeling

// Which words of an item its models quote in their reasons.

/// What is read of a rationale, and how much of it counts: models quote little, and a key must not wait for much.
private enum Most {
    static let rationaleBytes = 8_000
    static let quotes = 40
    /// Marks that may open a quote; where none is closed, each is looked after for a while.
    static let openings = 100
    static let words = 60
    /// Beyond the lines on screen, so that what is quoted across their edge is found.
    static let marginBytes = 1_000
    /// No screen shows more; a line of marks that take no cells might.
    static let scannedBytes = 60_000
}

/// The places in `text`, as ranges of its UTF-8 in their order, where the opinions quote it. Only the lines that are
/// shown are searched: it takes as long in a long text as in a short one.
func quotedWords(by opinions: [Prediction], in text: String, _ lines: [WrappedLine]) -> [Range<Int>] {
    guard let first = lines.first?.source.lowerBound, let last = lines.last?.source.upperBound else { return [] }
    let quotes = Set(opinions.flatMap { $0.rationale.map(quotedParts(of:)) ?? [] })
    guard !quotes.isEmpty else { return [] }
    let start = max(0, first - Most.marginBytes)
    let words = words(of: text, from: start, to: min(last + Most.marginBytes, start + Most.scannedBytes))
    let quotesByHead = Dictionary(grouping: quotes) { $0[0] }
    var found: [Range<Int>] = []
    for (index, word) in words.enumerated() {
        for quote in quotesByHead[word.folded] ?? [] {
            let part = words[index...].prefix(quote.count)
            guard part.elementsEqual(quote, by: { $0.folded == $1 }), let end = part.last else { continue }
            found.append(word.source.lowerBound..<end.source.upperBound)
        }
    }
    return joined(found)
}

/// Ranges in their order, none overlapping.
private func joined(_ ranges: [Range<Int>]) -> [Range<Int>] {
    ranges.sorted { $0.lowerBound < $1.lowerBound }.reduce(into: []) { joined, range in
        if let last = joined.last, range.lowerBound <= last.upperBound {
            joined[joined.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
        } else {
            joined.append(range)
        }
    }
}

/// The quotes of a rationale, each as its words: between marks of quotation, and each word after the phrase that the
/// offline models use.
func quotedParts(of rationale: String) -> [[String]] {
    let text = String(decoding: rationale.utf8.prefix(Most.rationaleBytes), as: UTF8.self)
    var parts = texts(quotedIn: Array(text))
    for piece in text.split(separator: "words that weigh most:", omittingEmptySubsequences: false).dropFirst() {
        parts += piece.prefix { $0 != "\n" && $0 != "." }.split(separator: ",").map(String.init)
    }
    let quotes = parts.map { part in words(of: part, from: 0, to: part.utf8.count).map(\.folded) }
    return Array(quotes.filter { !$0.isEmpty && $0.count <= Most.words }.prefix(Most.quotes))
}

private func texts(quotedIn text: [Character]) -> [String] {
    let closing: [Character: Set<Character>] = [
        "\"": ["\""], "'": ["'"], "\u{201C}": ["\u{201D}"], "\u{201E}": ["\u{201C}", "\u{201D}"],
        "\u{2018}": ["\u{2019}"], "\u{201A}": ["\u{2018}", "\u{2019}"], "«": ["»"], "»": ["«"], "「": ["」"],
        "『": ["』"],
    ]
    func isLetter(_ index: Int) -> Bool {
        text.indices.contains(index) && (text[index].isLetter || text[index].isNumber)
            && !text[index].unicodeScalars.contains(where: \.isWordByItself)
    }
    var found: [String] = []
    var openings = 0
    var index = 0
    while index < text.count, found.count < Most.quotes, openings < Most.openings {
        defer { index += 1 }
        // An apostrophe is no mark of quotation: it has letters on both sides.
        guard let ends = closing[text[index]], !isLetter(index - 1) else { continue }
        openings += 1
        let rest = text[(index + 1)...].prefix(600)
        guard
            let end = rest.indices.first(where: { ends.contains(text[$0]) && !(isLetter($0 - 1) && isLetter($0 + 1)) })
        else { continue }
        found.append(String(text[index + 1..<end]))
        index = end
    }
    return found
}

private struct Word {
    var folded: String
    /// In UTF-8.
    var source: Range<Int>
}

/// The words of a part of the text, without what stands between them. Letters of scripts without blanks are words, so
/// that a part of a sentence is found.
private func words(of text: String, from start: Int, to end: Int) -> [Word] {
    let utf8 = text.utf8
    var index = utf8.index(utf8.startIndex, offsetBy: start, limitedBy: utf8.endIndex) ?? utf8.endIndex
    let limit = utf8.index(utf8.startIndex, offsetBy: end, limitedBy: utf8.endIndex) ?? utf8.endIndex
    while index > utf8.startIndex, utf8[index] & 0xC0 == 0x80 { utf8.formIndex(before: &index) }
    var found: [Word] = []
    var folded = ""
    var lower = 0
    var offset = utf8.distance(from: utf8.startIndex, to: index)
    func close() {
        if !folded.isEmpty { found.append(Word(folded: folded, source: lower..<offset)) }
        folded = ""
    }
    let scalars = text.unicodeScalars[index...]
    while index < limit {
        let scalar = scalars[index]
        let next = scalars.index(after: index)
        let properties = scalar.properties
        let isApostrophe = scalar == "'" || scalar == "\u{2019}"
        let isInside =
            scalar.isASCII && !isApostrophe
            ? scalar.isLetterOrDigit
            : isApostrophe
                ? !folded.isEmpty && next < scalars.endIndex && scalars[next].properties.isAlphabetic
                : properties.isAlphabetic || properties.numericType != nil
                    || properties.generalCategory == .nonspacingMark
        if !isInside || scalar.isWordByItself { close() }
        if isInside {
            if folded.isEmpty { lower = offset }
            folded += isApostrophe ? "'" : (scalar.isASCII ? scalar.lowercased : properties.lowercaseMapping)
        }
        offset += UTF8.width(scalar)
        if scalar.isWordByItself { close() }
        index = next
    }
    close()
    return found
}

/// Most of most texts, and the tables for all of Unicode are slow.
extension Unicode.Scalar {
    fileprivate var isLetterOrDigit: Bool {
        switch self {
        case "a"..."z", "A"..."Z", "0"..."9": true
        default: false
        }
    }

    /// Of a letter or digit of ASCII.
    fileprivate var lowercased: String {
        ("A"..."Z").contains(self) ? String(Unicode.Scalar(UInt8(value | 0x20))) : String(self)
    }
}
