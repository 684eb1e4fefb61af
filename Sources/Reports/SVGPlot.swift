import Evaluation

/// A plot as inline SVG, with what it shows as a table of numbers beside it for who cannot see it.
struct SVGPlot {
    private let plot: ReportPlot
    private let id: String
    private let x: PlotScale
    private let y: PlotScale

    private static let size = (width: 720.0, height: 380.0)
    private static let margins = (left: 84.0, right: 34.0, top: 14.0, bottom: 56.0)
    /// The colours of the light page, for programs that draw SVG but know no style sheet.
    static let colours = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#8a6d00", "#56b4e9", "#5b6570"]
    private static let dashes = ["", "7 3", "2 3", "9 3 2 3", "4 2", "1 2", "12 4"]

    init(_ plot: ReportPlot, id: String) {
        self.plot = plot
        self.id = id
        x = plot.xScale
        y = plot.yScale
    }

    var text: String {
        let title = HTMLReport.escaped(plot.title)
        guard !plot.isEmpty else { return "<p>\(title): no point to draw.</p>" }
        let height = SVGPlot.size.height
        return """
            <figure>
            <svg viewBox="0 0 \(number(SVGPlot.size.width)) \(number(height))" width="\(number(SVGPlot.size.width))" \
            height="\(number(height))" role="img" aria-labelledby="\(id)">
            <title id="\(id)">\(title)</title>
            \(axes)\(diagonal)\(plot.series.enumerated().map(drawing).joined())</svg>
            <figcaption>\(title)\(legend)</figcaption>
            </figure>
            """
    }

    private func across(_ value: Double) -> Double? {
        let (m, width) = (SVGPlot.margins, SVGPlot.size.width)
        return x.share(value).map { m.left + $0 * (width - m.left - m.right) }
    }

    private func up(_ value: Double) -> Double? {
        let (m, height) = (SVGPlot.margins, SVGPlot.size.height)
        return y.share(value).map { height - m.bottom - $0 * (height - m.top - m.bottom) }
    }

    private func number(_ value: Double) -> String { Shown.fixed(value, decimals: value == value.rounded() ? 0 : 1) }

    private func line(_ name: String, _ from: (Double, Double), _ to: (Double, Double)) -> String {
        "<line class=\"\(name)\" x1=\"\(number(from.0))\" y1=\"\(number(from.1))\" x2=\"\(number(to.0))\" "
            + "y2=\"\(number(to.1))\"/>\n"
    }

    private var axes: String {
        let (m, size) = (SVGPlot.margins, SVGPlot.size)
        let (left, right, top, bottom) = (m.left, size.width - m.right, m.top, size.height - m.bottom)
        var text = ""
        for tick in y.ticks(5) {
            guard let place = up(tick) else { continue }
            text += line("grid", (left, place), (right, place))
            text += label(y.text(tick), left - 8, place + 4, "end", soft: true)
        }
        let ticks = x.ticks(6)
        let names = plot.names
        // Names that would run into each other are left out, every second, third, …
        let step = max(
            1, (ticks.count * (names?.map(\.count).max() ?? 6) * 7) / Int(right - left) + (names == nil ? 0 : 1))
        for (index, tick) in ticks.enumerated() where names == nil || index % step == 0 {
            guard let place = across(tick) else { continue }
            text += line("axis", (place, bottom), (place, bottom + 4))
            text += label(String(x.text(tick).prefix(24)), place, bottom + 18, "middle", soft: true)
        }
        text += line("axis", (left, bottom), (right, bottom)) + line("axis", (left, top), (left, bottom))
        text += label(plot.x.title, (left + right) / 2, size.height - 12, "middle")
        let middle = (top + bottom) / 2
        text +=
            "<text transform=\"translate(16 \(number(middle))) rotate(-90)\" text-anchor=\"middle\">"
            + "\(HTMLReport.escaped(plot.y.title))</text>\n"
        return text
    }

    private func label(_ words: String, _ x: Double, _ y: Double, _ anchor: String, soft: Bool = false) -> String {
        "<text\(soft ? " class=\"soft\"" : "") x=\"\(number(x))\" y=\"\(number(y))\" text-anchor=\"\(anchor)\">"
            + "\(HTMLReport.escaped(words))</text>\n"
    }

    private var diagonal: String {
        guard plot.hasDiagonal, let left = across(x.range.lowerBound), let right = across(x.range.upperBound),
            let low = up(y.range.lowerBound), let high = up(y.range.upperBound)
        else { return "" }
        return line("diagonal", (left, low), (right, high))
    }

    private func drawing(_ place: Int, _ series: ReportPlot.Series) -> String {
        var text =
            "<g class=\"s\(place % 7)\" fill=\"\(SVGPlot.colours[place % 7])\" stroke=\"\(SVGPlot.colours[place % 7])\">\n"
        if series.kind == .line || series.kind == .steps {
            let corners = series.path.compactMap { corner -> String? in
                guard let x = across(corner.x), let y = up(corner.y) else { return nil }
                return "\(number(x)),\(number(y))"
            }
            let dash = SVGPlot.dashes[place % SVGPlot.dashes.count]
            text +=
                "<polyline class=\"curve\" fill=\"none\"\(dash.isEmpty ? "" : " stroke-dasharray=\"\(dash)\"") "
                + "points=\"\(corners.joined(separator: " "))\"/>\n"
        }
        let isDense = series.points.count > 60
        for point in series.points {
            guard let x = across(point.x), let y = up(point.y) else { continue }
            if !isDense, let low = point.low.flatMap(up), let high = point.high.flatMap(up) {
                text += line("whisker", (x, low), (x, high))
            }
            if series.kind == .bars { text += bar(x, y, place) }
            if !isDense || series.kind == .points { text += mark(place, x, y, words(series, point)) }
        }
        return text + "</g>\n"
    }

    private func bar(_ x: Double, _ top: Double, _ place: Int) -> String {
        let bottom = SVGPlot.size.height - SVGPlot.margins.bottom
        let slots = Double(max(plot.names?.count ?? 10, 1) * max(plot.series.count, 1))
        let width = max(2, (SVGPlot.size.width - SVGPlot.margins.left - SVGPlot.margins.right) / slots * 0.7)
        let left = x - width * Double(plot.series.count) / 2 + width * Double(place)
        return "<rect class=\"bar\" x=\"\(number(left))\" y=\"\(number(top))\" width=\"\(number(width))\" "
            + "height=\"\(number(max(0, bottom - top)))\"/>\n"
    }

    /// Told by their shapes, too.
    private func mark(_ place: Int, _ x: Double, _ y: Double, _ words: String) -> String {
        let title = "<title>\(HTMLReport.escaped(words))</title>"
        switch place % 4 {
        case 0: return "<circle class=\"mark\" cx=\"\(number(x))\" cy=\"\(number(y))\" r=\"4\">\(title)</circle>\n"
        case 1:
            return "<rect class=\"mark\" x=\"\(number(x - 3.5))\" y=\"\(number(y - 3.5))\" width=\"7\" height=\"7\">"
                + "\(title)</rect>\n"
        case 2: return polygon([(x, y - 5), (x + 5, y + 4), (x - 5, y + 4)], title)
        default: return polygon([(x, y - 5), (x + 5, y), (x, y + 5), (x - 5, y)], title)
        }
    }

    private func polygon(_ corners: [(Double, Double)], _ title: String) -> String {
        let points = corners.map { "\(number($0.0)),\(number($0.1))" }.joined(separator: " ")
        return "<polygon class=\"mark\" points=\"\(points)\">\(title)</polygon>\n"
    }

    private func words(_ series: ReportPlot.Series, _ point: ReportPlot.Point) -> String {
        var words = "\(point.name ?? series.name): \(x.text(point.x)), \(y.text(point.y))"
        if let low = point.low, let high = point.high { words += " [\(y.text(low)), \(y.text(high))]" }
        if let n = point.n { words += ", n = \(n)" }
        return words
    }

    private var legend: String {
        guard plot.series.count > 1 || plot.hasDiagonal else { return "" }
        var text = ""
        for (place, series) in plot.series.enumerated() {
            text +=
                " <span class=\"s\(place % 7)\"><svg width=\"26\" height=\"12\" style=\"display:inline\" aria-hidden=\"true\">"
                + "<line class=\"whisker\" stroke-dasharray=\"\(SVGPlot.dashes[place % SVGPlot.dashes.count])\" x1=\"1\" "
                + "y1=\"6\" x2=\"25\" y2=\"6\"/>\(mark(place, 13, 6, series.name))</svg> "
                + "\(HTMLReport.escaped(series.name))</span>"
        }
        return text + (plot.hasDiagonal ? " (dashed: what would be perfect)" : "")
    }
}
