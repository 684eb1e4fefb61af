extension Canvas {
    /// Writes text on one row, as far as it fits, and returns the columns it took.
    ///
    /// - Parameters:
    ///   - limit: the most columns to take; the canvas's edge limits anyway.
    ///   - ellipsis: end a text that does not fit in `…`.
    ///
    /// Unprintable characters appear in `Role.control`, a newline as a sign. A wide glyph is never split.
    @discardableResult
    package mutating func write<Text: StringProtocol>(
        _ text: Text, row: Int, column: Int, role: Role, limit: Int? = nil, ellipsis: Bool = false
    ) -> Int where Text.SubSequence == Substring {
        write(glyphs(of: text, ascii: ascii), row: row, column: column, role: role, limit: limit, ellipsis: ellipsis)
    }

    /// Writes text so that it ends before `endColumn`, within `limit` columns; returns the columns it took.
    @discardableResult
    package mutating func write<Text: StringProtocol>(
        _ text: Text, row: Int, endColumn: Int, role: Role, limit: Int? = nil, ellipsis: Bool = false
    ) -> Int where Text.SubSequence == Substring {
        // Measured by writing it: only what fits is read.
        let end = min(endColumn, size.columns)
        let space = min(limit ?? end, end)
        guard space > 0 else { return 0 }
        var scratch = Canvas(size: Size(rows: 1, columns: space), ascii: ascii)
        let width = scratch.write(text, row: 0, column: 0, role: role, ellipsis: ellipsis)
        return write(text, row: row, column: end - width, role: role, limit: width, ellipsis: ellipsis)
    }

    /// Writes glyphs on one row, as `write(_:row:column:role:)` does with those of a text.
    @discardableResult
    package mutating func write(
        _ glyphs: some Sequence<Glyph>, row: Int, column: Int, role: Role, limit: Int? = nil, ellipsis: Bool = false
    ) -> Int {
        let farthest = 1 << 20
        guard row >= 0, row < size.rows, column > -farthest, column < size.columns else { return 0 }
        let available = min(limit ?? Int.max, size.columns - column)
        guard available > 0 else { return 0 }
        let (line, isCut) = fitting(glyphs, columns: available)
        var used = 0
        let room = isCut && ellipsis ? available - 1 : available
        for glyph in line where used + glyph.width <= room {
            put(glyph, row: row, column: column + used, role: role)
            used += glyph.width
        }
        if isCut, ellipsis {
            put(Glyph(text: ascii ? "~" : "…", width: 1), row: row, column: column + used, role: role)
            used += 1
        }
        return used
    }

    /// Writes a wrapped line; the parts of it that stand for `matches` (UTF-8 ranges of the source) in `Role.match`.
    @discardableResult
    package mutating func write(
        _ line: WrappedLine, row: Int, column: Int, role: Role, limit: Int? = nil, matches: [Range<Int>] = []
    ) -> Int {
        let used = write(line.glyphs, row: row, column: column, role: role, limit: limit)
        guard !matches.isEmpty else { return used }
        var position = column
        for glyph in line.glyphs where position + glyph.width <= column + used {
            if matches.contains(where: { $0.overlaps(glyph.source) }) {
                setRole(.match, in: Rect(row: row, column: position, rows: 1, columns: glyph.width))
            }
            position += glyph.width
        }
        return used
    }

    /// The glyphs that fit, tabs and newlines expanded, and whether any were left over.
    private func fitting(_ glyphs: some Sequence<Glyph>, columns: Int) -> (line: [Glyph], isCut: Bool) {
        var line: [Glyph] = []
        var width = 0
        for glyph in glyphs {
            for part in expanded(glyph, at: width) {
                guard width + part.width <= columns else { return (line, true) }
                line.append(part)
                width += part.width
            }
        }
        return (line, false)
    }

    private func expanded(_ glyph: Glyph, at column: Int) -> [Glyph] {
        switch glyph.kind {
        case .tab: glyph.spaces(glyph.columns(at: column, ascii: ascii))
        case .newline:
            glyph.text.map { Glyph(text: String($0), width: 1, kind: .control, offset: glyph.offset) }
        default: [glyph]
        }
    }

    /// The rows as text, without the blanks at their ends: for goldens.
    package var text: [String] {
        (0..<size.rows).map { row in
            var line = cells(row: row).reduce(into: "") { $0 += $1.text }
            while line.last == " " { line.removeLast() }
            return line
        }
    }

    /// The rows as one letter for each cell's role, blanks and text cells of `Role.text` as `.`; then a legend.
    package var roles: [String] {
        let letters = Canvas.roleLetters
        let rows = (0..<size.rows).map { row in
            String(cells(row: row).map { letters[$0.role] ?? "?" })
        }
        let used = Set(cells.map(\.role))
        let legend = Role.allCases.filter(used.contains).map { "\(letters[$0] ?? "?") \($0.rawValue)" }
        return rows + legend
    }

    private static let roleLetters: [Role: Character] = {
        let alphabet = ".abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
        return Dictionary(uniqueKeysWithValues: zip(Role.allCases, alphabet))
    }()
}

extension Glyph {
    /// A tab as `count` blanks, each standing for it.
    func spaces(_ count: Int) -> [Glyph] {
        (0..<count).map { Glyph(text: " ", width: 1, kind: .space, offset: offset, length: length, part: $0) }
    }
}
