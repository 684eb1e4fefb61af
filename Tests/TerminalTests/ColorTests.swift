import Cells
import Testing

@testable import Terminal

@Test(arguments: [
    ("default", Color.standard), ("red", .indexed(1)), ("bright-red", .indexed(9)), ("color-123", .indexed(123)),
    ("#ff8000", .rgb(255, 128, 0)), ("#FF8000", .rgb(255, 128, 0)),
])
func aColorIsReadFromItsName(text: String, color: Color) {
    #expect(Color(text) == color)
}

@Test(arguments: [
    "", "Red", "bright-", "bright-default", "color-", "color-256", "#fff", "#ff80000", "#gggggg", "#+12345",
])
func whatIsNoColorIsNone(text: String) {
    #expect(Color(text) == nil)
}

@Test func aColorBecomesTheNearestTheTerminalHas() {
    let orange = Color.rgb(255, 175, 0)
    #expect(ColorDepth.direct.number(of: orange) == 0xFFAF00)
    #expect(ColorDepth.indexed.number(of: orange) == 214)
    #expect(ColorDepth.sixteen.number(of: .rgb(250, 10, 10)) == 9)
    #expect(ColorDepth.eight.number(of: .rgb(200, 10, 10)) == 1)
    #expect(ColorDepth.eight.number(of: .indexed(9)) == 1 && ColorDepth.eight.needsBold(for: .indexed(9)))
    #expect(ColorDepth.indexed.number(of: .rgb(128, 128, 128)) == 244)
    #expect(ColorDepth.none.number(of: orange) == -1)
    for depth in [ColorDepth.none, .eight, .sixteen, .indexed, .direct] { #expect(depth.number(of: .standard) == -1) }
}

@Test func theNumberOfColorsGivesTheDepth() {
    #expect(ColorDepth(colors: -1, isDirect: false) == .none)
    #expect(ColorDepth(colors: 8, isDirect: false) == .eight)
    #expect(ColorDepth(colors: 16, isDirect: false) == .sixteen)
    #expect(ColorDepth(colors: 88, isDirect: false) == .sixteen)
    #expect(ColorDepth(colors: 256, isDirect: true) == .indexed)
    #expect(ColorDepth(colors: 1 << 24, isDirect: true) == .direct)
}

@Test func everyPaletteEntryIsItsOwnNearest() {
    for number in UInt8(16)...255 {
        let (red, green, blue) = Color.xterm(Int(number))
        let nearest = ColorDepth.indexed.number(of: .rgb(UInt8(red), UInt8(green), UInt8(blue)))
        #expect(Color.xterm(Int(nearest)) == (red, green, blue))
    }
}

@Test func withoutColorsTheStatesStayApart() {
    let palette = Palette.monochrome
    #expect(palette.isColorless)
    #expect(palette.style(of: .selection) != palette.style(of: .text))
    #expect(palette.style(of: .agree) != palette.style(of: .disagree))
    #expect(palette.style(of: .confidenceHigh) != palette.style(of: .confidenceLow))
    let verdicts: [Role] = [.accepted, .overridden, .rejected, .skipped]
    #expect(Set(verdicts.map { palette.style(of: $0) }).count == verdicts.count)
}
