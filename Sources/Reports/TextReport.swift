import Cells
package import Evaluation

/// A report as plain text for a terminal: aligned columns, plots of signs.
///
/// Lines end in a newline. No control character of a label, model or reviewer gets into it. Nothing in it needs colour.
package struct TextReport {
    /// As wide as plots may be, in cells; tables are as wide as they are.
    package var columns: Int
    /// For terminals whose locale is not UTF-8.
    package var ascii: Bool

    package init(columns: Int = 80, ascii: Bool = false) {
        self.columns = columns
        self.ascii = ascii
    }

    package func text(_ sections: [ReportSection], notes: [String] = []) -> String {
        var parts = sections.map { section in
            [TextTable.printable(sentence: section.title)] + section.blocks.flatMap(lines)
                + (section.reading.isEmpty ? [] : ["  " + TextTable.printable(sentence: section.reading)])
        }
        if !notes.isEmpty { parts.append(["Notes"] + notes.map { "  " + TextTable.printable(sentence: $0) }) }
        let text = parts.map { $0.joined(separator: "\n") + "\n" }.joined(separator: "\n")
        guard ascii else { return text }
        return text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { line in glyphs(of: String(line), ascii: true).map(\.text).joined() }.joined(separator: "\n")
    }

    private func lines(_ block: ReportBlock) -> [String] {
        switch block {
        case .text(let text): ["  " + TextTable.printable(sentence: text)]
        case .warning(let text): ["  ! " + TextTable.printable(sentence: text)]
        case .table(let table): lines(table)
        case .plot(let plot): TextPlot(plot, columns: columns, ascii: ascii).lines
        case .heatMap(let map): lines(map)
        case .code(let text):
            text.split(separator: "\n", omittingEmptySubsequences: false)
                .map { "    " + TextTable.printable(sentence: String($0)) }
        }
    }

    private func lines(_ table: ReportTable) -> [String] {
        var text = TextTable(table.header, leftColumns: table.leftColumns)
        for row in table.rows { text.add(row) }
        return (table.caption.isEmpty ? [] : ["  " + TextTable.printable(sentence: table.caption)]) + text.lines
    }

    /// A wider matrix is no longer read as text.
    private static let widestMap = 13

    private func lines(_ map: ReportHeatMap) -> [String] {
        guard map.columns.count <= TextReport.widestMap else { return [] }
        // Long names would make the columns too wide: columns are numbered, and what the numbers mean stands in the rows.
        let isSquare = map.columns.starts(with: map.rows)
        let header = map.columns.enumerated().map { column, name in
            isSquare && column < map.rows.count ? "\(column + 1)" : name
        }
        var text = TextTable([map.rowTitle] + header)
        for (row, counts) in map.counts.enumerated() {
            text.add([(isSquare ? "\(row + 1) " : "") + map.rows[row]] + counts.map(String.init))
        }
        return text.lines
    }
}

extension EvaluationReport {
    /// The report as plain text for a terminal, every number with its n, `-` where undefined.
    package func humanTable(columns: Int = 80, ascii: Bool = false) -> String {
        TextReport(columns: columns, ascii: ascii).text(sections, notes: notes)
    }
}
