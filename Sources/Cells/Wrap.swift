/// One line of a text that was wrapped to a number of columns.
package struct WrappedLine: Hashable, Sendable {
    /// What to draw: tabs are expanded, the newline and blanks at a wrapped end are left out.
    package let glyphs: [Glyph]
    /// The UTF-8 range of the original, with the newline or the blanks the line ended in.
    package let source: Range<Int>

    /// The cells the glyphs take.
    package var width: Int { glyphs.reduce(0) { $0 + $1.width } }
}

/// Wraps a text to `columns` cells: at blanks, anywhere between wide characters, within a word too long for a line.
///
/// - Parameters:
///   - columns: at least 2 are used, as no wide character fits in one.
///   - maximumLines: stop there; only what those lines show is read.
///
/// An empty text has no lines; a final newline opens no further line.
package func wrap<Text: StringProtocol>(
    _ text: Text, columns: Int, ascii: Bool = false, maximumLines: Int? = nil
) -> [WrappedLine] where Text.SubSequence == Substring {
    let lines = Wrapper(text[...], columns: columns, ascii: ascii)
    return maximumLines.map { Array(lines.prefix(max(0, $0))) } ?? Array(lines)
}

/// The lines of a text, one after another; reads no further than the lines asked for.
package struct Wrapper: Sequence, IteratorProtocol, Sendable {
    /// Where a line starts: a byte, and how many of that character's glyphs stand on lines before.
    struct Start: Hashable, Sendable {
        var offset: Int
        var part: Int
    }

    private var glyphs: Glyphs
    private let columns: Int
    private let ascii: Bool
    /// Glyphs that were read but belong to the next line, last first.
    private var returned: [Glyph] = []
    /// The end of what all lines so far cover.
    private var end: Int

    package init(_ text: Substring, columns: Int, ascii: Bool = false) {
        self.init(text, columns: columns, ascii: ascii, start: Start(offset: 0, part: 0))
    }

    init(_ text: Substring, columns: Int, ascii: Bool, start: Start) {
        let utf8 = text.utf8
        let index = utf8.index(utf8.startIndex, offsetBy: start.offset, limitedBy: utf8.endIndex) ?? utf8.endIndex
        glyphs = Glyphs(text[index...], ascii: ascii, offset: start.offset)
        self.columns = Swift.max(2, columns)
        self.ascii = ascii
        end = start.offset
        for _ in 0..<start.part { _ = glyphs.next() }
    }

    package mutating func next() -> WrappedLine? { nextWithStart()?.line }

    mutating func nextWithStart() -> (line: WrappedLine, start: Start)? {
        guard let first = take() else { return nil }
        let start = Start(offset: first.offset, part: first.kind == .tab ? 0 : first.part)
        returned.append(first)
        var line: [Glyph] = []
        var width = 0
        var lastBreak: Int?
        while let glyph = take() {
            if glyph.kind == .newline { return finish(line, start, end: glyph.source.upperBound) }
            if let previous = line.last, breakable(previous, glyph) { lastBreak = line.count }
            let isBlank = glyph.kind == .space || glyph.kind == .tab
            let needed = glyph.columns(at: width, ascii: ascii)
            if width + needed <= columns {
                line += glyph.kind == .tab ? glyph.spaces(needed) : [glyph]
                width += needed
            } else if isBlank {
                return finish(line, start, end: skipBlanks(after: glyph))
            } else {
                returned.append(glyph)
                let cut = lastBreak ?? line.count
                returned += line[cut...].reversed()
                line.removeSubrange(cut...)
                while line.last?.kind == .space { line.removeLast() }
                return finish(line, start, end: returned.last?.offset ?? glyph.offset)
            }
        }
        return finish(line, start, end: line.last?.source.upperBound ?? end)
    }

    private mutating func take() -> Glyph? { returned.popLast() ?? glyphs.next() }

    /// Passes over the blanks a line was broken in, with the newline after them; returns where they end.
    private mutating func skipBlanks(after first: Glyph) -> Int {
        var end = first.source.upperBound
        // A line that ends in a megabyte of blanks would be read anew at each key.
        while end - first.offset < longestBlank, let glyph = take() {
            switch glyph.kind {
            case .space, .tab: end = glyph.source.upperBound
            case .newline: return glyph.source.upperBound
            default:
                returned.append(glyph)
                return end
            }
        }
        return end
    }

    private mutating func finish(_ line: [Glyph], _ start: Start, end: Int) -> (line: WrappedLine, start: Start) {
        self.end = end
        return (WrappedLine(glyphs: line, source: start.offset..<Swift.max(start.offset, end)), start)
    }

    private func breakable(_ before: Glyph, _ after: Glyph) -> Bool {
        if after.kind == .space || after.kind == .tab { return false }
        if before.kind == .space { return true }
        guard before.width == 2 || after.width == 2 else { return false }
        return !neverFirst.contains(after.text) && !neverLast.contains(before.text)
    }
}

/// In bytes; what is longer goes on as lines of blanks.
private let longestBlank = 4_096

/// Closing marks that no line of Chinese or Japanese starts with.
private let neverFirst: Set<String> = [
    "、", "。", "，", "．", "・", "：", "；", "！", "？", "）", "」", "』", "】", "〉", "》", "〕", "］", "｝", "ー", "々", "ゝ",
    ")", "]", "}", ",", ".", "!", "?", ":", ";",
]
/// Opening marks that no line ends with.
private let neverLast: Set<String> = ["（", "「", "『", "【", "〈", "《", "〔", "［", "｛", "(", "[", "{"]
