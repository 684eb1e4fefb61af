import Evaluation

/// Counts as inline SVG: darker where more of the row's items are. Each cell that is not empty has its count.
struct SVGHeatMap {
    private let map: ReportHeatMap
    private let id: String

    init(_ map: ReportHeatMap, id: String) {
        self.map = map
        self.id = id
    }

    /// Beyond this neither a person nor a browser makes anything of it.
    private static let most = 60

    var text: String {
        let title = HTMLReport.escaped(map.title)
        guard map.rows.count <= SVGHeatMap.most, map.columns.count <= SVGHeatMap.most else {
            return "<p>\(title): \(map.rows.count) by \(map.columns.count) cells are too many to draw.</p>"
        }
        let side = map.columns.count > 20 ? 18 : map.columns.count > 12 ? 26 : 44
        let (left, top) = (170, 110)
        let (width, height) = (left + side * map.columns.count + 90, top + side * map.rows.count + 10)
        var text = """
            <figure>
            <svg viewBox="0 0 \(width) \(height)" width="\(width)" height="\(height)" role="img" aria-labelledby="\(id)">
            <title id="\(id)">\(title): rows are the \(HTMLReport.escaped(map.rowTitle)), columns the \
            \(HTMLReport.escaped(map.columnTitle))</title>

            """
        for (column, name) in map.columns.enumerated() {
            let x = left + side * column + side / 2 + 4
            text +=
                "<text transform=\"translate(\(x) \(top - 8)) rotate(-50)\">\(HTMLReport.escaped(short(name)))</text>\n"
        }
        for (row, counts) in map.counts.enumerated() {
            let y = top + side * row
            text +=
                "<text x=\"\(left - 8)\" y=\"\(y + side / 2 + 4)\" text-anchor=\"end\">"
                + "\(HTMLReport.escaped(short(map.rows[row])))</text>\n"
            let total = counts.reduce(0, +)
            for (column, count) in counts.enumerated() {
                let share = total > 0 ? Double(count) / Double(total) : 0
                text += cell(
                    row: row, column: column, count: count, share: share, x: left + side * column, y: y, side: side)
            }
        }
        return text + "</svg>\n<figcaption>\(title): rows are the \(HTMLReport.escaped(map.rowTitle)), columns the "
            + "\(HTMLReport.escaped(map.columnTitle))</figcaption>\n</figure>"
    }

    private func cell(row: Int, column: Int, count: Int, share: Double, x: Int, y: Int, side: Int) -> String {
        let opacity = Shown.fixed(0.04 + 0.96 * share, decimals: 2)
        let words =
            "\(map.rowTitle) \(map.rows[row]), \(map.columnTitle) \(map.columns[column]): \(count) (\(Shown.share(share)))"
        var text =
            "<rect class=\"cell\" fill=\"\(SVGPlot.colours[0])\" fill-opacity=\"\(opacity)\" x=\"\(x)\" y=\"\(y)\" width=\"\(side)\" height=\"\(side)\">"
            + "<title>\(HTMLReport.escaped(words))</title></rect>\n"
        if count > 0, side > 20 || count < 100 {
            text +=
                "<text class=\"\(share > 0.6 ? "onfull" : "oncell")\" x=\"\(x + side / 2)\" y=\"\(y + side / 2 + 4)\" "
                + "text-anchor=\"middle\"\(side <= 20 ? " style=\"font-size:8px\"" : "")>\(count)</text>\n"
        }
        return text
    }

    private func short(_ name: String) -> String { name.count <= 24 ? name : String(name.prefix(23)) + "…" }
}
