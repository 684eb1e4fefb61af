import TestSupport
import Testing

@testable import Cells

private func canvas(_ rows: Int, _ columns: Int, ascii: Bool = false) -> Canvas {
    Canvas(size: Size(rows: rows, columns: columns), ascii: ascii)
}

private func points(_ pairs: [(Double, Double)]) -> [PlotSeries.Point] { pairs.map { .init(x: $0, y: $1) } }

@Test func aSparklineShowsTheLastValuesWithGapsWhereThereAreNone() {
    var canvas = canvas(2, 9)
    let values: [Double?] = [0.9, 0, 0.2, nil, 0.5, .nan, 0.99, 1]
    #expect(canvas.sparkline(values, row: 0, column: 1, width: 7, range: 0...1, role: .estimate) == 7)
    #expect(canvas.text[0] == " ▁▂ ▅ ██")
    #expect(canvas.sparkline([], row: 1, column: 0, width: 7, range: 0...1, role: .estimate) == 0)
}

@Test func aSparklineInASCIIIsDigits() {
    var canvas = canvas(1, 6, ascii: true)
    canvas.sparkline(
        [0, 0.55, 1, .infinity, -.infinity, 7], row: 0, column: 0, width: 6, range: 0...1, role: .estimate)
    #expect(canvas.text == ["059909"])
}

@Test func aSparklineOfOneHeightIsDrawnInTheMiddle() {
    var canvas = canvas(1, 2)
    canvas.sparkline([3, 3], row: 0, column: 0, width: 9, range: 3...3, role: .estimate)
    #expect(canvas.text == ["▅▅"])
}

@Test func aLineIsDrawnInBrailleFromCornerToCorner() {
    var canvas = canvas(2, 4)
    let line = PlotSeries(points([(0, 0), (1, 1)]), role: .estimate, isLine: true)
    canvas.plot([line], in: canvas.bounds, x: 0...1, y: 0...1)
    #expect(canvas[0, 3]?.text != " " && canvas[1, 0]?.text != " ")
    #expect(canvas[0, 0]?.text == " " && canvas[1, 3]?.text == " ")
    #expect(canvas.cells(row: 0).allSatisfy { $0.width == 1 })
}

@Test func aLineInASCIIIsSigns() {
    var canvas = canvas(3, 3, ascii: true)
    let line = PlotSeries(points([(0, 0), (1, 1)]), role: .estimate, isLine: true, ascii: ".")
    canvas.plot([line], in: canvas.bounds, x: 0...1, y: 0...1)
    #expect(canvas.text == ["  .", " .", "."])
}

@Test func dotsOfTwoSeriesShareACellAndMarksStandOverThem() {
    var canvas = canvas(1, 1)
    canvas.plot(
        [PlotSeries(points([(0, 0)]), role: .muted), PlotSeries(points([(1, 1)]), role: .estimate)],
        in: canvas.bounds, x: 0...1, y: 0...1)
    #expect(canvas.text == ["⡈"])
    canvas.plot([PlotSeries(points([(1, 1)]), role: .title, mark: "●")], in: canvas.bounds, x: 0...1, y: 0...1)
    #expect(canvas.text == ["●"])
}

@Test func whatIsNoNumberOrOutsideIsLeftOutAndBreaksALine() {
    var canvas = canvas(1, 5, ascii: true)
    let line = PlotSeries(
        points([(0, 0), (.nan, 0), (0.5, .infinity), (1, 0), (9, 0)]), role: .estimate, isLine: true)
    canvas.plot([line], in: canvas.bounds, x: 0...1, y: 0...1)
    #expect(canvas.text == ["*   *"])
    canvas.plot([line], in: Rect(row: 3, column: 0, rows: 2, columns: 2), x: 0...1, y: 0...1)
    canvas.plot([line], in: canvas.bounds, x: 0...(.infinity), y: 0...1)
    canvas.plot([], in: canvas.bounds, x: 0...0, y: 0...0)
    #expect(canvas.text == ["*   *"])
}

@Test func axesLeaveTheRectangleBetweenThem() {
    var canvas = canvas(4, 10)
    let inside = canvas.axes(canvas.bounds, y: ("1.0", "0.5"), x: ("a", "z"), role: .muted)
    #expect(inside == Rect(row: 0, column: 4, rows: 2, columns: 6))
    #expect(canvas.text == ["1.0│", "0.5│", "   └──────", "    a    z"])
    #expect(canvas.axes(Rect(row: 0, column: 0, rows: 2, columns: 3), y: ("1", "0"), x: ("", ""), role: .muted).isEmpty)
}

@Test func aHeatCellTellsItsShareBySignAndByRole() {
    var canvas = canvas(1, 30)
    let shares: [Double?] = [0.01, 0.2, 0.5, 0.8, 0.81, 0, nil, .nan]
    for (index, share) in shares.prefix(7).enumerated() {
        canvas.heat(share: share, "12", row: 0, column: index * 4, width: 4)
    }
    #expect(canvas.text == ["· 12░ 12▒ 12▓ 12█ 12  12  12"])
    #expect(canvas[0, 0]?.role == .heat1 && canvas[0, 16]?.role == .heat5 && canvas[0, 20]?.role == .muted)
    #expect(shares.map(Canvas.heatLevel) == [0, 1, 2, 3, 4, nil, nil, nil])
    var plain = Canvas(size: Size(rows: 1, columns: 4), ascii: true)
    plain.heat(share: 0.9, "123456", row: 0, column: 0, width: 4)
    #expect(plain.text == ["#123"])
}
