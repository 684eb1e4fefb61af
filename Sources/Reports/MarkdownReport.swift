package import Evaluation

/// A report as Markdown, with tables as GitHub and most others read them. What stands in names cannot become markup.
package enum MarkdownReport {
    /// - Parameter heading: what the report is of.
    package static func text(_ sections: [ReportSection], notes: [String], heading: String) -> String {
        var text = "# \(escaped(heading))\n"
        for section in sections {
            text += "\n## \(escaped(section.title))\n"
            for block in section.blocks { text += "\n" + self.text(block) }
            if !section.reading.isEmpty { text += "\n*How to read: \(escaped(section.reading))*\n" }
        }
        if !notes.isEmpty { text += "\n## Notes\n\n" + notes.map { "- \(escaped($0))\n" }.joined() }
        return text
    }

    private static func text(_ block: ReportBlock) -> String {
        switch block {
        case .text(let text): escaped(text) + "\n"
        case .list(let sentences): sentences.map { "- \(escaped($0))\n" }.joined()
        case .warning(let text): "> **Warning:** \(escaped(text))\n"
        case .table(let table): self.text(table)
        case .plot(let plot): self.text(plot.points(atMost: 25))
        case .heatMap(let map): self.text(map.table)
        case .code(let text): code(text)
        }
    }

    private static func text(_ table: ReportTable) -> String {
        func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |\n" }
        let marks = table.header.indices.map { $0 == 0 || table.leftColumns.contains($0) ? ":---" : "---:" }
        return (table.caption.isEmpty ? "" : escaped(table.caption) + "\n\n") + line(table.header.map(escaped))
            + line(marks) + table.rows.map { line($0.map(escaped)) }.joined()
    }

    /// A fence longer than any in the text.
    private static func code(_ text: String) -> String {
        var (longest, run) = (2, 0)
        for character in text {
            run = character == "`" ? run + 1 : 0
            longest = max(longest, run)
        }
        let fence = String(repeating: "`", count: longest + 1)
        return "\(fence)toml\n\(text)\(text.hasSuffix("\n") ? "" : "\n")\(fence)\n"
    }

    static func escaped(_ text: String) -> String {
        var result = ""
        for character in TextTable.printable(sentence: text) {
            if "\\`*_{}[]<>#|~!$&".contains(character) { result.append("\\") }
            result.append(character)
        }
        return result
    }
}

extension ReportPlot {
    /// So few points that numbers say it sooner.
    func isFew(atMost most: Int) -> Bool {
        let points = series.flatMap(\.points)
        return names == nil && !points.isEmpty && points.count <= most
            && points.allSatisfy { $0.x.isFinite && $0.y.isFinite }
    }

    /// As numbers; of a long line some points, the ends among them.
    func points(atMost most: Int) -> ReportTable {
        let (xScale, yScale) = (xScale, yScale)
        var rows: [[String]] = []
        for one in series {
            let step = max(1, (one.points.count + most - 1) / most)
            for (place, point) in one.points.enumerated() where place % step == 0 || place == one.points.count - 1 {
                let ends = [point.low, point.high].compactMap { $0.map(yScale.text) }
                rows.append([
                    one.name, xScale.text(point.x), yScale.text(point.y),
                    ends.count == 2 ? "\(ends[0]) to \(ends[1])" : Shown.undefined,
                    point.n.map(String.init) ?? Shown.undefined,
                ])
            }
        }
        return ReportTable(title, header: ["series", x.title, y.title, "95 %", "n"], rows: rows)
    }
}

extension ReportHeatMap {
    var table: ReportTable {
        ReportTable(
            title, header: ["\(rowTitle) \\ \(columnTitle)"] + columns,
            rows: zip(rows, counts).map { [$0] + $1.map(String.init) })
    }
}
