/// The safe projection of arbitrary text: a sequence of glyphs that never contains a byte a terminal obeys.
///
/// - C0 controls and DEL become their pictures (`␛`); other unprintable, invisible, reordering, private and unassigned
///   scalars become their number (`‹202E›`), both of kind `control`.
/// - A tab, and each newline (CRLF is one), is a glyph of its own kind.
/// - Terminals differ on joined emoji, so a joined sequence is its parts, each two cells wide; modifiers and variation
///   selectors on a base are dropped, a keycap is its digit, a flag is its two letters.
/// - A base keeps its first three marks; marks without a base stand on `◌`.
///
/// No glyph depends on what came before it, so projection may start at the offset of any glyph.
package struct Glyphs: Sequence, IteratorProtocol, Sendable {
    private let scalars: Substring.UnicodeScalarView
    private var index: Substring.UnicodeScalarView.Index
    private var offset: Int
    private let ascii: Bool
    /// Parts of the last character that are still to be given out, last first.
    private var pending: [Glyph] = []

    /// - Parameter offset: the offset reported for the first byte of `text`.
    package init(_ text: Substring, ascii: Bool = false, offset: Int = 0) {
        scalars = text.unicodeScalars
        index = scalars.startIndex
        self.offset = offset
        self.ascii = ascii
    }

    package mutating func next() -> Glyph? {
        if let part = pending.popLast() { return part }
        guard let scalar = peek() else { return nil }
        let start = offset
        advance(over: scalar)
        // Most of most texts; marks after it are looked for only where the next byte is not ASCII.
        if scalar.isPrintableASCII, peek()?.isASCII ?? true {
            let kind: Glyph.Kind = scalar == " " ? .space : .text
            return Glyph(text: String(scalar), width: 1, kind: kind, offset: start, length: 1)
        }
        switch scalar {
        case "\n": return line(start)
        case "\r":
            if peek() == "\n" {
                advance(over: "\n")
                return line(start)
            }
            return visible(scalar, start)
        case "\t": return Glyph(text: " ", width: 1, kind: .tab, offset: start, length: 1)
        default: break
        }
        switch ScalarClass(scalar) {
        case .hidden: return visible(scalar, start)
        case .flagLetter(let letter):
            return Glyph(
                text: ascii ? letter.asciiOnly : String(letter), width: 1, kind: .control, offset: start,
                length: offset - start)
        case .space(let width):
            return Glyph(
                text: String(repeating: " ", count: width), width: width, kind: .space, offset: start,
                length: offset - start)
        case .mark: return based(on: "\u{25CC}", marks: [scalar], width: 1, start)
        case .base(let width): return based(on: scalar, marks: [], width: width, start)
        }
    }

    private func peek() -> Unicode.Scalar? {
        index < scalars.endIndex ? scalars[index] : nil
    }

    private mutating func advance(over scalar: Unicode.Scalar) {
        scalars.formIndex(after: &index)
        offset += UTF8.width(scalar)
    }

    private func line(_ start: Int) -> Glyph {
        Glyph(text: ascii ? "^J" : "\u{240A}", width: 1, kind: .newline, offset: start, length: offset - start)
    }

    /// A base with all that belongs to it.
    private mutating func based(
        on base: Unicode.Scalar, marks first: [Unicode.Scalar], width: Int, _ start: Int
    ) -> Glyph {
        var marks = first
        var selected = false
        var taken = 0
        gather: while let scalar = peek(), !scalar.isASCII {
            // A flood of marks is no letter: the rest is seen, and a line of it has an end.
            guard taken < mostMarks else { break }
            taken += 1
            switch scalar.value {
            case 0xFE0E, 0xFE0F:
                // A second selector selects nothing: it would be hidden data.
                guard !selected else { break gather }
                selected = true
            case 0x1F3FB...0x1F3FF where base.properties.isEmojiModifierBase: break
            case 0x20E3 where base.isKeycapBase: break
            case 0x200D where base.properties.isEmoji && !base.isASCII:
                guard joinsAnotherEmoji() else { break gather }
                advance(over: scalar)
                break gather
            default:
                guard ScalarClass(scalar) == .mark else { break gather }
                if marks.count < 3 { marks.append(scalar) }
            }
            advance(over: scalar)
        }
        if ascii { return stand(in: base, marks: marks, start) }
        var text = String.UnicodeScalarView()
        text.append(base)
        text.append(contentsOf: marks)
        let kind: Glyph.Kind = base == " " && marks.isEmpty ? .space : .text
        return Glyph(text: String(text), width: width, kind: kind, offset: start, length: offset - start)
    }

    /// Whether the joiner at the index stands before an emoji.
    private func joinsAnotherEmoji() -> Bool {
        let after = scalars.index(after: index)
        guard after < scalars.endIndex else { return false }
        return scalars[after].properties.isEmoji && !scalars[after].isASCII
    }

    /// A character without a look of its own, made visible.
    private mutating func visible(_ scalar: Unicode.Scalar, _ start: Int) -> Glyph {
        let text: String
        switch (scalar.value, ascii) {
        case (0..<0x20, false): text = String(Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}")
        case (0x7F, false): text = "\u{2421}"
        case (0..<0x20, true): text = "^" + String(Unicode.Scalar(UInt8(0x40 + scalar.value)))
        case (0x7F, true): text = "^?"
        case (_, false): text = "‹" + scalar.hexadecimal + "›"
        case (_, true): text = "<" + scalar.hexadecimal + ">"
        }
        return parts(text, kind: .control, start)
    }

    /// What ASCII has for a character: a look-alike, or its number.
    private mutating func stand(in base: Unicode.Scalar, marks: [Unicode.Scalar], _ start: Int) -> Glyph {
        if base.isASCII, marks.isEmpty { return parts(String(base), kind: base == " " ? .space : .text, start) }
        if marks.isEmpty, let likeness = asciiLikeness[base] { return parts(likeness, kind: .text, start) }
        var text = base.isASCII ? String(base) : base == "\u{25CC}" && !marks.isEmpty ? "" : "<\(base.hexadecimal)>"
        for mark in marks { text += "<\(mark.hexadecimal)>" }
        return parts(text, kind: .control, start)
    }

    /// One glyph for each character of `text`: the first is returned, the others wait.
    private mutating func parts(_ text: String, kind: Glyph.Kind, _ start: Int) -> Glyph {
        let length = offset - start
        let parts = text.unicodeScalars.enumerated().map { part, scalar in
            Glyph(text: String(scalar), width: 1, kind: kind, offset: start, length: length, part: part)
        }
        pending = parts.dropFirst().reversed()
        return parts.first ?? Glyph(text: "?", width: 1, kind: .control, offset: start, length: length)
    }
}

/// How many marks, selectors and the like one base takes; no writing has as many.
private let mostMarks = 32
