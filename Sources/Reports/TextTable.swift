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
    package var lines: [String] {
        let cells = rows.map { row in row.map { TextTable.printable($0) } }
        let columns = cells.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in
            cells.map { column < $0.count ? displayWidth($0[column]) : 0 }.max() ?? 0
        }
        return cells.map { row in
            var line = ""
            for (column, cell) in row.enumerated() {
                let space = String(repeating: " ", count: widths[column] - displayWidth(cell))
                line += "  " + (leftColumns.contains(column) ? cell + space : space + cell)
            }
            while line.last == " " { line.removeLast() }
            return line
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
