import Cells

/// Columns of plain text: the first to the left, the others to the right.
package struct TextTable {
    /// Longer names are cut: a label is a heading here, not a text.
    static let widestCell = 40

    private var rows: [[String]] = []
    private let leftColumns: Set<Int>

    /// - Parameter leftColumns: those that stand to the left beside the first.
    package init(_ header: [String], leftColumns: Set<Int> = []) {
        rows.append(header)
        self.leftColumns = leftColumns.union([0])
    }

    package mutating func add(_ row: [String]) {
        rows.append(row)
    }

    /// The lines, indented by two, without spaces at their ends.
    package var lines: [String] { lines(gap: 2) }

    private func lines(gap: Int) -> [String] {
        let cells = rows.map { row in row.map { TextTable.printable($0) } }
        let columns = cells.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in
            cells.map { column < $0.count ? displayWidth($0[column]) : 0 }.max() ?? 0
        }
        return cells.map { row in
            var line = ""
            for (column, cell) in row.enumerated() {
                let space = String(repeating: " ", count: widths[column] - displayWidth(cell))
                line +=
                    String(repeating: " ", count: column == 0 ? 2 : gap)
                    + (leftColumns.contains(column) ? cell + space : space + cell)
            }
            while line.last == " " { line.removeLast() }
            return line
        }
    }

    /// The same in lines of so many cells: words in a last column to the left are wrapped; what is wider still goes on
    /// below, each part with the first column.
    package func lines(within width: Int) -> [String] {
        let count = rows.map(\.count).max() ?? 0
        guard count > 1, lines.contains(where: { displayWidth($0) > width }) || hasLongWords(count - 1) else {
            return lines
        }
        if leftColumns.contains(count - 1), let folded = folded(last: count - 1, within: width) {
            return folded
        }
        // A little too wide is best set closer.
        let close = lines(gap: 1)
        if close.allSatisfy({ displayWidth($0) <= width }) { return close }
        let widths = (0..<count).map { column in
            rows.map { column < $0.count ? displayWidth(TextTable.printable($0[column])) : 0 }.max() ?? 0
        }
        var parts: [[Int]] = [[]]
        var used = widths[0] + 2
        for column in 1..<count {
            if used + widths[column] + 2 > width, parts[parts.count - 1].count > 0 {
                parts.append([])
                used = widths[0] + 2
            }
            parts[parts.count - 1].append(column)
            used += widths[column] + 2
        }
        return parts.enumerated().flatMap { place, columns -> [String] in
            let kept = [0] + columns
            let left = Set(kept.indices.filter { leftColumns.contains(kept[$0]) })
            var table = TextTable([], leftColumns: left)
            table.rows = rows.map { row in kept.map { $0 < row.count ? row[$0] : "" } }
            return (place == 0 ? [] : [""]) + table.lines
        }
    }

    private func hasLongWords(_ column: Int) -> Bool {
        leftColumns.contains(column)
            && rows.contains { column < $0.count && $0[column].count > TextTable.widestCell }
    }

    /// Beside the other columns, or below where there is no room; nil: the others are too wide themselves.
    private func folded(last: Int, within width: Int) -> [String]? {
        var others = TextTable([], leftColumns: leftColumns)
        others.rows = rows.map { Array($0.prefix(last)) }
        let starts = others.lines
        let edge = (starts.map { displayWidth($0) }.max() ?? 0) + 2
        guard edge - 2 <= width else { return nil }
        guard width - edge >= 24 else {
            return zip(starts, rows).enumerated().flatMap { place, line -> [String] in
                let text = last < line.1.count ? TextTable.printable(sentence: line.1[last]) : ""
                // The heading of words that stand below needs no line.
                guard place > 0 else { return [line.0] }
                return [line.0]
                    + wrap(text, columns: max(20, width - 6)).map { "      " + $0.glyphs.map(\.text).joined() }
            }
        }
        return zip(starts, rows).flatMap { start, row -> [String] in
            let text = last < row.count ? TextTable.printable(sentence: row[last]) : ""
            let lines = wrap(text, columns: min(width, 140) - edge).map { $0.glyphs.map(\.text).joined() }
            let space = String(repeating: " ", count: edge - displayWidth(start))
            let rest = String(repeating: " ", count: edge)
            return lines.isEmpty
                ? [start] : lines.enumerated().map { ($0 == 0 ? start + space : rest) + $1 }
        }
    }

    /// A name as it may stand on a terminal: no control or formatting character of it gets there.
    package static func printable(_ text: String) -> String {
        let clean = printable(sentence: text)
        return clean.count <= widestCell ? clean : String(clean.prefix(widestCell - 1)) + "…"
    }

    /// The same for a sentence, whole.
    ///
    /// - Parameter keepingLines: line feeds and tabs stay what they are.
    package static func printable(sentence: String, keepingLines: Bool = false) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in sentence.unicodeScalars {
            let isKept = isHarmless(scalar) || (keepingLines && (scalar == "\n" || scalar == "\t"))
            scalars.append(isKept ? scalar : "\u{FFFD}")
        }
        return String(scalars)
    }

    private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .surrogate: false
        // The two joiners shape emoji and Indic letters; other formatting can turn a line around.
        case .format: scalar == "\u{200C}" || scalar == "\u{200D}"
        default: true
        }
    }
}
