import Cells
import TestSupport
import Testing

private func canvas(_ rows: Int, _ columns: Int, ascii: Bool = false) -> Canvas {
    Canvas(size: Size(rows: rows, columns: columns), ascii: ascii)
}

@Test func aTextIsClippedAtTheEdgeAndNeverSplitsAWideGlyph() {
    var canvas = canvas(1, 5)
    #expect(canvas.write("日本語", row: 0, column: 0, role: .text) == 4)
    #expect(canvas.text == ["日本"])
    #expect(canvas.write("日本語", row: 0, column: -1, role: .text) == 6)
    #expect(canvas.text == [" 本語"])
}

@Test func aCutTextEndsInAnEllipsisWhenAsked() {
    var canvas = canvas(3, 6)
    #expect(canvas.write("abcdefgh", row: 0, column: 0, role: .text, ellipsis: true) == 6)
    #expect(canvas.write("日本語x", row: 1, column: 0, role: .text, ellipsis: true) == 5)
    #expect(canvas.write("abcdef", row: 2, column: 0, role: .text, ellipsis: true) == 6)
    #expect(canvas.text == ["abcde…", "日本…", "abcdef"])
}

@Test func aTextCanEndAtAColumn() {
    var canvas = canvas(1, 8)
    #expect(canvas.write("日1", row: 0, endColumn: 8, role: .cost) == 3)
    #expect(canvas.text == ["     日1"])
}

@Test func writingOnHalfOfAWideGlyphCleansTheOtherHalf() {
    var canvas = canvas(1, 6)
    canvas.write("日本語", row: 0, column: 0, role: .text)
    canvas.write("x", row: 0, column: 1, role: .text)
    #expect(canvas.text == [" x本語"])
    canvas.write("y", row: 0, column: 4, role: .text)
    #expect(canvas.text == [" x本y"])
    canvas.write("宽", row: 0, column: 3, role: .text)
    #expect(canvas.text == [" x 宽"])
}

@Test func newlinesTabsAndControlsStayOnTheirRow() {
    var canvas = canvas(2, 12)
    canvas.write("a\tb\nc\u{1B}", row: 0, column: 0, role: .text)
    #expect(canvas.text == ["a   b␊c␛", ""])
    #expect(canvas[0, 5]?.role == .control && canvas[0, 7]?.role == .control)
}

@Test func noPositionIsAnError() {
    var canvas = canvas(2, 3)
    let before = canvas
    for far in [Int.min, -1_000_000_000, -3, 3, 1_000_000_000, Int.max] {
        canvas.write("日本", row: far, column: 0, role: .text)
        canvas.write("a", row: 0, column: far, role: .text, limit: .max)
        canvas.write("a", row: 0, endColumn: far < 0 ? far : Int.min, role: .text)
        canvas.horizontalLine(row: far, column: far, columns: far, role: .border)
        canvas.verticalLine(row: far, column: far, rows: far, role: .border)
        canvas.bar(fraction: .nan, row: far, column: far, width: far, role: .agree)
        canvas.setRole(.error, row: far)
        canvas.draw(before, row: far, column: far)
        let rect = Rect(row: far, column: far, rows: far, columns: far)
        canvas.box(rect, title: "t", role: .border)
        canvas.fill(rect.inset(by: far), role: .error)
        #expect(canvas[far, far] == nil && canvas.cells(row: far).isEmpty)
    }
    #expect(canvas == before)
}

@Test func aBoxFramesItsTitle() {
    var canvas = canvas(3, 12)
    #expect(canvas.box(canvas.bounds, title: "Label", role: .border) == Rect(row: 1, column: 1, rows: 1, columns: 10))
    #expect(canvas.text == ["┌ Label ───┐", "│          │", "└──────────┘"])
    #expect(canvas.roles.suffix(3) == [". text", "b title", "c border"])
    var plain = Canvas(size: Size(rows: 3, columns: 12), ascii: true)
    plain.box(plain.bounds, title: "A very long title", role: .border)
    #expect(plain.text == ["+ A very~ -+", "|          |", "+----------+"])
}

@Test func aBarFillsInEighths() {
    var canvas = canvas(4, 4)
    for (row, fraction) in [0.0, 0.5, 0.53125, 2.0].enumerated() {
        canvas.bar(fraction: fraction, row: row, column: 0, width: 4, role: .agree)
    }
    #expect(canvas.text == ["····", "██··", "██▏·", "████"])
}

@Test func aRoleChangesWithoutTheText() {
    var canvas = canvas(1, 6)
    canvas.write("日本x", row: 0, column: 0, role: .text)
    canvas.setRole(.selection, in: Rect(row: 0, column: 1, rows: 1, columns: 2))
    #expect(canvas.text == ["日本x"])
    #expect(canvas.cells(row: 0).map(\.role) == [.selection, .selection, .selection, .selection, .text, .text])
}

@Test func randomScalarsNeverBreakTheGrid() {
    var random = SeededGenerator(seed: 42)
    for _ in 0..<400 {
        var canvas = Canvas(
            size: Size(rows: Int.random(in: 1...4, using: &random), columns: Int.random(in: 1...20, using: &random)))
        for _ in 0..<6 {
            let text = randomText(&random)
            canvas.write(
                text, row: Int.random(in: -2...5, using: &random), column: Int.random(in: -9...21, using: &random),
                role: .text, limit: Int.random(in: -1...30, using: &random), ellipsis: Bool.random(using: &random))
        }
        check(canvas)
    }
}

private func check(_ canvas: Canvas) {
    for row in 0..<canvas.size.rows {
        let cells = Array(canvas.cells(row: row))
        #expect(cells.reduce(0) { $0 + $1.width } == canvas.size.columns)
        for (column, cell) in cells.enumerated() {
            let scalars = Array(cell.text.unicodeScalars)
            let follows = column > 0 && cells[column - 1].width == 2
            #expect(cell.isContinuation == follows)
            #expect(cell.isContinuation ? scalars.isEmpty : (1...4).contains(scalars.count))
            for scalar in scalars {
                let category = scalar.properties.generalCategory
                #expect(![.control, .format, .unassigned, .privateUse, .lineSeparator].contains(category))
            }
        }
    }
}

private func randomText(_ random: inout SeededGenerator) -> String {
    let ranges: [ClosedRange<UInt32>] = [
        0...0xFF, 0x300...0x36F, 0x600...0x6FF, 0x900...0x97F, 0x1100...0x11FF, 0x2000...0x206F, 0x3000...0x30FF,
        0xFE00...0xFE0F, 0x1F1E6...0x1F6FF, 0xE0000...0xE01EF, 0...0x10FFFF,
    ]
    var text = String.UnicodeScalarView()
    for _ in 0..<Int.random(in: 0...16, using: &random) {
        let range = ranges[Int.random(in: 0..<ranges.count, using: &random)]
        if let scalar = Unicode.Scalar(UInt32.random(in: range, using: &random)) { text.append(scalar) }
    }
    return String(text)
}
