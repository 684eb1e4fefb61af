/// Some points of a plot, drawn with the same sign.
package struct PlotSeries: Hashable, Sendable {
    package struct Point: Hashable, Sendable {
        package var x: Double
        package var y: Double

        package init(x: Double, y: Double) {
            self.x = x
            self.y = y
        }
    }

    package var points: [Point]
    package var role: Role
    /// Neighbours are joined, in the order given.
    package var isLine: Bool
    /// One column wide: marks each point; nil: the points are dots of the plot.
    package var mark: String?
    /// What dots are where only ASCII can be shown.
    package var ascii: Character

    package init(
        _ points: [Point], role: Role, isLine: Bool = false, mark: String? = nil, ascii: Character = "*"
    ) {
        self.points = points
        self.role = role
        self.isLine = isLine
        self.mark = mark
        self.ascii = ascii
    }
}

extension Canvas {
    /// One sign for each value, the last `width` of them: eight heights, or the digits 0 to 9 in ASCII.
    ///
    /// Values outside the range are drawn at its edge; nil and what is no number leave a gap.
    /// - Returns: the columns it took.
    @discardableResult
    package mutating func sparkline(
        _ values: [Double?], row: Int, column: Int, width: Int, range: ClosedRange<Double>, role: Role
    ) -> Int {
        let shown = values.suffix(max(0, min(width, size.columns)))
        let blocks = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
        for (index, value) in shown.enumerated() {
            guard let value, let share = Canvas.share(value, in: range) else { continue }
            let text =
                ascii
                ? String(min(Int(share * 10), 9)) : blocks[min(Int(share * Double(blocks.count)), blocks.count - 1)]
            put(Glyph(text: text, width: 1), row: row, column: column + index, role: role)
        }
        return shown.count
    }

    /// Points and lines in a rectangle: eight dots a cell (braille), or one sign a cell in ASCII. Later series are drawn
    /// over earlier ones.
    ///
    /// Points outside the ranges, and those that are no numbers, are left out; a line has a gap there.
    package mutating func plot(
        _ series: [PlotSeries], in area: Rect, x: ClosedRange<Double>, y: ClosedRange<Double>
    ) {
        let area = area.intersection(bounds)
        guard !area.isEmpty else { return }
        for one in series {
            let (across, down) = ascii || one.mark != nil ? (1, 1) : (2, 4)
            let places = one.points.map { point -> (column: Int, row: Int)? in
                guard let right = Canvas.share(point.x, in: x, clipped: false),
                    let up = Canvas.share(point.y, in: y, clipped: false)
                else { return nil }
                return (
                    Int((right * Double(area.columns * across - 1)).rounded()),
                    Int(((1 - up) * Double(area.rows * down - 1)).rounded())
                )
            }
            var dots = Dots(rows: area.rows * down, columns: area.columns * across)
            for (index, place) in places.enumerated() {
                guard let place else { continue }
                dots.set(place.row, place.column)
                if one.isLine, index > 0, let before = places[index - 1] { dots.line(from: before, to: place) }
            }
            draw(dots, one, area, across: across, down: down)
        }
    }

    private mutating func draw(_ dots: Dots, _ series: PlotSeries, _ area: Rect, across: Int, down: Int) {
        let bits: [[UInt32]] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]
        for row in 0..<area.rows {
            for column in 0..<area.columns {
                var pattern: UInt32 = 0
                for y in 0..<down {
                    for x in 0..<across where dots.isSet(row * down + y, column * across + x) {
                        pattern |= down == 1 ? 1 : bits[y][x]
                    }
                }
                guard pattern > 0 else { continue }
                let (row, column) = (area.row + row, area.column + column)
                var text = ascii ? String(series.ascii) : series.mark ?? ""
                if text.isEmpty {
                    // A cell of dots takes those that are there already.
                    let before = self[row, column]?.text.unicodeScalars.first?.value ?? 0
                    if (0x2800...0x28FF).contains(before) { pattern |= before - 0x2800 }
                    text = Unicode.Scalar(0x2800 + pattern).map { String($0) } ?? "*"
                }
                put(Glyph(text: text, width: 1), row: row, column: column, role: series.role)
            }
        }
    }

    /// An axis to the left and one below, with what stands at their ends; gives the rectangle between them.
    package mutating func axes(
        _ area: Rect, y: (high: String, low: String), x: (low: String, high: String), role: Role
    ) -> Rect {
        let left = max(displayWidth(y.high, ascii: ascii), displayWidth(y.low, ascii: ascii)) + 1
        let inside = Rect(
            row: area.row, column: area.column + left, rows: area.rows - 2, columns: area.columns - left)
        guard inside.rows > 0, inside.columns > 1 else {
            return Rect(row: area.row, column: area.column, rows: 0, columns: 0)
        }
        write(y.high, row: inside.row, endColumn: inside.column - 1, role: role)
        write(y.low, row: inside.endRow - 1, endColumn: inside.column - 1, role: role)
        verticalLine(row: inside.row, column: inside.column - 1, rows: inside.rows, role: role)
        put(Glyph(text: ascii ? "+" : "└", width: 1), row: inside.endRow, column: inside.column - 1, role: role)
        horizontalLine(row: inside.endRow, column: inside.column, columns: inside.columns, role: role)
        let used = write(x.low, row: inside.endRow + 1, column: inside.column, role: role, limit: inside.columns)
        let room = inside.columns - used - 1
        if displayWidth(x.high, ascii: ascii) <= room {
            write(x.high, row: inside.endRow + 1, endColumn: inside.endColumn, role: role)
        }
        return inside
    }

    /// One cell of a heat map: a sign for the share, then a text at its right end. A share of nil is empty.
    ///
    /// The signs alone tell the share too, for screens without colours.
    package mutating func heat(share: Double?, _ text: String, row: Int, column: Int, width: Int) {
        let level = Canvas.heatLevel(share)
        let role = level.map { Canvas.heatRoles[$0] } ?? .muted
        fill(Rect(row: row, column: column, rows: 1, columns: width), role: role)
        let signs = Canvas.heatSigns(ascii: ascii)
        if let level, width > 0 { put(Glyph(text: signs[level], width: 1), row: row, column: column, role: role) }
        write(text, row: row, endColumn: column + width, role: role, limit: max(0, width - 1))
    }

    /// The five signs of `heat`: for shares up to 5, 20, 50, 80 and 100 %.
    package static func heatSigns(ascii: Bool) -> [String] {
        ascii ? [".", ":", "+", "%", "#"] : ["·", "░", "▒", "▓", "█"]
    }

    private static let heatRoles: [Role] = [.heat1, .heat2, .heat3, .heat4, .heat5]

    /// 0 to 4; nil: nothing, or no number.
    static func heatLevel(_ share: Double?) -> Int? {
        guard let share, share > 0 else { return nil }
        return [0.05, 0.2, 0.5, 0.8].firstIndex { share <= $0 } ?? 4
    }

    /// Where a value stands between the ends of a range, 0 to 1; nil: it is no number, or outside and not clipped. A
    /// range without an extent has everything in its middle.
    private static func share(_ value: Double, in range: ClosedRange<Double>, clipped: Bool = true) -> Double? {
        let extent = range.upperBound - range.lowerBound
        guard !value.isNaN, extent.isFinite, clipped || range.contains(value) else { return nil }
        guard extent > 0 else { return 0.5 }
        return min(max((value - range.lowerBound) / extent, 0), 1)
    }
}

/// Which dots of a plot are set.
private struct Dots {
    let rows: Int
    let columns: Int
    private var cells: [Bool]

    init(rows: Int, columns: Int) {
        self.rows = rows
        self.columns = columns
        cells = Array(repeating: false, count: rows * columns)
    }

    func isSet(_ row: Int, _ column: Int) -> Bool { cells[row * columns + column] }

    mutating func set(_ row: Int, _ column: Int) {
        guard (0..<rows).contains(row), (0..<columns).contains(column) else { return }
        cells[row * columns + column] = true
    }

    mutating func line(from start: (column: Int, row: Int), to end: (column: Int, row: Int)) {
        let steps = max(abs(end.column - start.column), abs(end.row - start.row), 1)
        for step in 0...steps {
            let part = Double(step) / Double(steps)
            set(
                Int((Double(start.row) + Double(end.row - start.row) * part).rounded()),
                Int((Double(start.column) + Double(end.column - start.column) * part).rounded()))
        }
    }
}
