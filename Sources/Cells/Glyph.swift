/// One unit of display: text that takes exactly one or two cells, and where it came from.
///
/// Glyphs are the only way from arbitrary text to the terminal. The text of a glyph holds at most four scalars: one
/// base and the marks on it, none of which a terminal could treat as a control.
package struct Glyph: Hashable, Sendable {
    package enum Kind: Sendable {
        case text
        /// A place where a line may be broken.
        case space
        /// Stands for the distance to the next tab stop; the writer expands it.
        case tab
        /// Ends a line. Shown as a sign when a single line is written.
        case newline
        /// Stands for a character that has no look of its own: shown in `Role.control`.
        case control
    }

    package let text: String
    /// The cells it takes: 1 or 2.
    package let width: Int
    package let kind: Kind
    /// The UTF-8 offset, in the original text, of what this glyph stands for.
    package let offset: Int
    /// The UTF-8 bytes of the original that this glyph stands for.
    package let length: Int
    /// The number of this glyph among several that stand for the same character (`‹202E›` is six glyphs).
    package let part: Int

    /// Inside this module only: from elsewhere, `glyphs(of:)` is the way, so no glyph can hold an escape.
    init(text: String, width: Int, kind: Kind = .text, offset: Int = 0, length: Int = 0, part: Int = 0) {
        self.text = text
        self.width = width
        self.kind = kind
        self.offset = offset
        self.length = length
        self.part = part
    }

    /// Whether this glyph makes an unprintable character visible.
    package var isControl: Bool { kind == .control }
    /// The UTF-8 range of the original that this glyph stands for.
    package var source: Range<Int> { offset..<(offset + length) }
}

/// The glyphs of a text, one after another. Takes time in proportion to what is read of it.
///
/// - Parameter ascii: only ASCII is produced; everything else becomes a stand-in such as `-` for `—` or `<E9>`.
package func glyphs<Text: StringProtocol>(of text: Text, ascii: Bool = false) -> Glyphs
where Text.SubSequence == Substring {
    Glyphs(text[...], ascii: ascii)
}

/// The cells `text` takes when written on one line. Reads all of it: for short texts.
package func displayWidth<Text: StringProtocol>(_ text: Text, ascii: Bool = false) -> Int
where Text.SubSequence == Substring {
    var width = 0
    for glyph in glyphs(of: text, ascii: ascii) {
        width += glyph.columns(at: width, ascii: ascii)
    }
    return width
}

extension Glyph {
    /// The cells between tab stops.
    package static let tabStop = 4

    /// The cells taken when written at `column` of its line.
    func columns(at column: Int, ascii: Bool) -> Int {
        switch kind {
        case .tab: Glyph.tabStop - column % Glyph.tabStop
        case .newline: ascii ? 2 : 1
        default: width
        }
    }
}
