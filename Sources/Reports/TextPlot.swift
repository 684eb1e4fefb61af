import Cells
import Evaluation

/// A plot in signs: each series has a sign of its own, for nothing else tells them apart without colour.
struct TextPlot {
    private let plot: ReportPlot
    private let columns: Int
    private let ascii: Bool

    init(_ plot: ReportPlot, columns: Int, ascii: Bool) {
        self.plot = plot
        self.columns = min(max(columns, 40), 100)
        self.ascii = ascii
    }

    private static let rows = 14
    private static let marks = ["*", "o", "+", "x", "#", "@", "%", "&"]

    /// Between its title and the legend.
    var drawn: [String] {
        guard !plot.isEmpty else { return ["  (no point to draw)"] }
        return plot.names == nil ? drawing : bars
    }

    /// Empty: nothing is drawn.
    var legend: String {
        guard !plot.isEmpty else { return "" }
        let names = plot.names == nil ? plot.series.enumerated().map { "\(mark($0)) \($1.name)" } : []
        let axes = plot.names == nil ? "across: \(plot.x.title), up: \(plot.y.title)" : plot.y.title
        let diagonal = plot.hasDiagonal ? ["\(ascii ? "." : "·") what would be perfect"] : []
        return ([axes] + names + diagonal).joined(separator: "; ")
    }

    private func mark(_ series: Int) -> String { TextPlot.marks[series % TextPlot.marks.count] }

    private var drawing: [String] {
        let (x, y) = (plot.xScale, plot.yScale)
        var canvas = Canvas(size: Size(rows: TextPlot.rows, columns: columns), ascii: ascii)
        let inside = canvas.axes(
            Rect(row: 0, column: 2, rows: TextPlot.rows, columns: columns - 2),
            y: (high: y.text(y.range.upperBound), low: y.text(y.range.lowerBound)),
            x: (low: x.text(x.range.lowerBound), high: x.text(x.range.upperBound)), role: .text)
        var series: [PlotSeries] = []
        if plot.hasDiagonal {
            let ends = [x.range, y.range]
            let line = [
                PlotSeries.Point(x: ends[0].lowerBound, y: ends[1].lowerBound),
                PlotSeries.Point(x: ends[0].upperBound, y: ends[1].upperBound),
            ]
            series.append(PlotSeries(line, role: .text, isLine: true, mark: "·", ascii: "."))
        }
        for (number, one) in plot.series.enumerated() {
            let mark = mark(number)
            series.append(
                PlotSeries(
                    one.path.map { PlotSeries.Point(x: $0.x, y: $0.y) }, role: .text,
                    isLine: one.kind == .line || one.kind == .steps, mark: mark, ascii: mark.first ?? "*"))
        }
        canvas.plot(series, in: inside, x: x.range, y: y.range)
        return (0..<TextPlot.rows).map { row in
            var line = canvas.cells(row: row).map(\.text).joined()
            while line.last == " " { line.removeLast() }
            return line
        }
    }

    /// A line a name: over names nothing else than lengths can be compared.
    private var bars: [String] {
        let (names, y) = (plot.names ?? [], plot.yScale)
        let longest = 30
        var table = TextTable([plot.x.title, "", plot.y.title, "95 %", "n"], leftColumns: [1])
        for one in plot.series {
            for point in one.points {
                guard let place = PlotScale.place(point.x, in: names), let share = y.share(point.y) else { continue }
                let bar = String(repeating: ascii ? "#" : "█", count: Int((share * Double(longest)).rounded()))
                let name = plot.series.count > 1 ? "\(names[place]), \(one.name)" : names[place]
                let ends = [point.low, point.high].compactMap { $0.map(y.text) }
                table.add([
                    name, bar, y.text(point.y), ends.count == 2 ? "\(ends[0]) to \(ends[1])" : Shown.undefined,
                    point.n.map(String.init) ?? Shown.undefined,
                ])
            }
        }
        return table.lines
    }
}
