import Cells
package import Evaluation

/// A report as plain text for a terminal: aligned columns, plots of signs.
///
/// Lines end in a newline. No control character of a label, model or reviewer gets into it. Nothing in it needs colour.
package struct TextReport {
    /// As wide as lines may be, in cells: sentences are wrapped, a wider table goes on below itself.
    package var columns: Int
    /// For terminals whose locale is not UTF-8.
    package var ascii: Bool

    package init(columns: Int = 80, ascii: Bool = false) {
        self.columns = columns
        self.ascii = ascii
    }

    package func text(_ sections: [ReportSection], notes: [String] = []) -> String {
        var parts = sections.map { section in
            wrapped(section.title, first: "", rest: "  ") + section.blocks.flatMap { lines($0, under: section.title) }
                + (section.reading.isEmpty ? [] : wrapped(section.reading, first: "  ", rest: "    "))
        }
        if !notes.isEmpty { parts.append(["Notes"] + notes.flatMap { wrapped($0, first: "  - ", rest: "    ") }) }
        let text = parts.map { $0.joined(separator: "\n") + "\n" }.joined(separator: "\n")
        guard ascii else { return text }
        return text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { line in glyphs(of: String(line), ascii: true).map(\.text).joined() }.joined(separator: "\n")
    }

    private func lines(_ block: ReportBlock, under title: String) -> [String] {
        switch block {
        case .text(let text): wrapped(text, first: "  ", rest: "    ")
        case .list(let sentences): sentences.flatMap { wrapped($0, first: "  - ", rest: "    ") }
        case .warning(let text): wrapped(text, first: "  ! ", rest: "    ")
        case .table(let table): lines(table)
        // A few points are read sooner as numbers.
        case .plot(let plot) where plot.isFew(atMost: TextReport.fewPoints):
            lines(plot.points(atMost: TextReport.fewPoints))
        case .plot(let plot):
            wrapped(plot.title, first: "  ", rest: "    ") + TextPlot(plot, columns: columns, ascii: ascii).drawn
                + wrapped(TextPlot(plot, columns: columns, ascii: ascii).legend, first: "  ", rest: "    ")
        case .heatMap(let map): lines(map, under: title)
        case .code(let text):
            text.split(separator: "\n", omittingEmptySubsequences: false)
                .map { "    " + TextTable.printable(sentence: String($0)) }
        }
    }

    private static let fewPoints = 4
    /// Longer lines of prose are hard to follow, however wide the terminal.
    private static let widestProse = 100

    private func wrapped(_ sentence: String, first: String, rest: String) -> [String] {
        let text = TextTable.printable(sentence: sentence)
        let width = max(20, min(columns, TextReport.widestProse)) - max(first.count, rest.count)
        // No line ends between a number and its unit.
        let lines = wrap(text.replacing(" %", with: "\u{A0}%"), columns: width).map { line in
            line.glyphs.map(\.text).joined().replacing("\u{A0}%", with: " %")
        }
        return lines.enumerated().map { place, line in (place == 0 ? first : rest) + line }
    }

    private func lines(_ table: ReportTable) -> [String] {
        var text = TextTable(table.header, leftColumns: table.leftColumns)
        let shown = table.brief ?? Array(table.rows.indices)
        for row in shown where table.rows.indices.contains(row) { text.add(table.rows[row]) }
        let hidden = table.rows.count - shown.count
        return (table.caption.isEmpty ? [] : wrapped(table.caption, first: "  ", rest: "    "))
            + text.lines(within: columns)
            + (hidden > 0 ? ["  \(hidden) more in --json; these are \(table.briefWords)"] : [])
    }

    /// A wider matrix is no longer read as text.
    private static let widestMap = 13

    private func lines(_ map: ReportHeatMap, under title: String) -> [String] {
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
        let isNamed = title.hasPrefix(map.title)
        return (isNamed ? [] : wrapped(map.title, first: "  ", rest: "    ")) + text.lines(within: columns)
    }
}

extension EvaluationReport {
    /// The report as plain text for a terminal, every number with its n, `-` where undefined.
    package func humanTable(columns: Int = 200, ascii: Bool = false) -> String {
        TextReport(columns: columns, ascii: ascii).text(sections, notes: notes)
    }
}
