extension ReportSection {
    /// For a terminal.
    var lines: [String] {
        var lines = [TextTable.printable(sentence: title)]
        for block in blocks {
            switch block {
            case .text(let text): lines.append("  " + TextTable.printable(sentence: text))
            case .warning(let text): lines.append("  ! " + TextTable.printable(sentence: text))
            case .table(let table): lines += table.lines
            case .plot(let plot): lines += plot.table.lines
            case .heatMap(let map): lines += map.table.lines
            case .code(let text):
                lines += text.split(separator: "\n", omittingEmptySubsequences: false)
                    .map { "    " + TextTable.printable(sentence: String($0)) }
            }
        }
        return lines + ["  " + TextTable.printable(sentence: reading)]
    }
}

extension ReportTable {
    var lines: [String] {
        var table = TextTable(header)
        for row in rows { table.add(row) }
        return (caption.isEmpty ? [] : ["  " + TextTable.printable(sentence: caption)]) + table.lines
    }
}

extension ReportPlot {
    /// The points as they are.
    var table: ReportTable {
        var rows: [[String]] = []
        for series in self.series {
            for point in series.points {
                rows.append([series.name, Shown.score(point.x), Shown.score(point.y), point.n.map(String.init) ?? "-"])
            }
        }
        return ReportTable(title, header: ["", x.title, y.title, "n"], rows: rows)
    }
}

extension ReportHeatMap {
    var table: ReportTable {
        ReportTable(
            title, header: ["\(rowTitle) / \(columnTitle)"] + columns,
            rows: zip(rows, counts).map { [$0] + $1.map(String.init) })
    }
}
