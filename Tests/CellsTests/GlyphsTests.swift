import Cells
import TestSupport
import Testing

/// What the glyphs of a text look like, one after another.
private func shown(_ text: String, ascii: Bool = false) -> String {
    glyphs(of: text, ascii: ascii).map(\.text).joined()
}

private func widths(_ text: String) -> [Int] { glyphs(of: text).map(\.width) }

@Test func everyControlByteIsMadeVisible() {
    for value in UInt8(0)..<0x20 where ![0x09, 0x0A].contains(value) {
        let glyph = Array(glyphs(of: String(Unicode.Scalar(value))))
        #expect(glyph.count == 1 && glyph[0].isControl && glyph[0].width == 1)
        #expect(glyph[0].text.unicodeScalars.first?.value == 0x2400 + UInt32(value))
    }
    #expect(shown("\u{7F}") == "␡")
    #expect(shown("\u{9B}31m") == "‹009B›31m")
}

@Test func anEscapeSequenceIsTextLikeAnyOther() {
    #expect(shown("\u{1B}[31mred\u{1B}]0;title\u{7}") == "␛[31mred␛]0;title␇")
    #expect(shown("\u{1B}[31m", ascii: true) == "^[[31m")
}

@Test(arguments: [
    "\u{202E}", "\u{2066}", "\u{200B}", "\u{FEFF}", "\u{AD}", "\u{E0041}", "\u{2028}", "\u{E000}", "\u{10FFFF}",
])
func whatCannotBeSeenIsShownAsItsNumber(text: String) throws {
    let all = Array(glyphs(of: text))
    let number = try #require(text.unicodeScalars.first?.value)
    #expect(all.allSatisfy { $0.isControl && $0.width == 1 })
    #expect(all.map(\.text).joined().contains(String(number, radix: 16, uppercase: true)))
}

@Test func aJoinedEmojiIsItsParts() {
    #expect(glyphs(of: "👨‍👩‍👧").map(\.text) == ["👨", "👩", "👧"])
    #expect(widths("👨‍👩‍👧") == [2, 2, 2])
    #expect(shown("👍🏽") == "👍")
    #expect(shown("❤\u{FE0F}") == "❤" && widths("❤\u{FE0F}") == [1])
    #expect(shown("1\u{FE0F}\u{20E3}") == "1")
    #expect(shown("🇩🇪") == "DE")
}

@Test func hiddenDataInVariationSelectorsIsShown() {
    #expect(shown("😀\u{FE0F}\u{FE0F}") == "😀‹FE0F›")
    #expect(shown("a\u{E0100}") == "a‹E0100›")
}

@Test func marksStayOnTheirBaseAndAreThreeAtMost() {
    #expect(glyphs(of: "e\u{301}x").map(\.text) == ["e\u{301}", "x"])
    let zalgo = "a" + String(repeating: "\u{301}", count: 30) + "b"
    #expect(glyphs(of: zalgo).map { $0.text.unicodeScalars.count } == [4, 1])
    #expect(glyphs(of: "\u{301}").map(\.text) == ["◌\u{301}"])
    #expect(glyphs(of: "\n\u{301}").map(\.text).last == "◌\u{301}")
}

/// Hidden, a flood of them would be a line that is read anew at each key.
@Test func aFloodOfMarksIsSeen() {
    let flood = "a" + String(repeating: "\u{301}", count: 1_000) + "b"
    let seen = glyphs(of: flood).map(\.text)
    #expect(seen.count == 32 && seen.first?.first == "a\u{301}\u{301}\u{301}" && seen.last == "b")
    #expect(seen[1...30].allSatisfy { $0.unicodeScalars.first == "◌" })
    #expect(glyphs(of: flood).map(\.length).reduce(0, +) == flood.utf8.count)
}

@Test func writingSystemsHaveTheWidthsTerminalsGiveThem() {
    #expect(displayWidth("مرحبا") == 5)
    #expect(displayWidth("हिन्दी") == 5)
    #expect(displayWidth("ภาษาไทย") == 7)
    #expect(displayWidth("ที่นี่") == 2)
    #expect(displayWidth("日本語") == 6)
    #expect(displayWidth("한국어") == 6)
    #expect(displayWidth("\u{1112}\u{1161}\u{11AB}") == 2)
    #expect(displayWidth("ｶﾞ") == 2)
}

@Test func newlinesAndTabsAreGlyphsOfTheirOwnKind() {
    #expect(glyphs(of: "a\r\nb\rc\t").map(\.kind) == [.text, .newline, .text, .control, .text, .tab])
    #expect(displayWidth("ab\tc") == 5)
}

@Test func eachGlyphKnowsWhatItStandsFor() {
    let text = "aé日\u{202E}\r\n👍🏽z"
    var covered = 0
    for glyph in glyphs(of: text) where glyph.part == 0 {
        #expect(glyph.source.lowerBound == covered)
        covered = glyph.source.upperBound
    }
    #expect(covered == text.utf8.count)
}

@Test func asciiModeProducesAsciiOnly() {
    let hostile = "é日👨‍👩‍👧🇩🇪\u{301}—…│\u{202E}\u{9B}\u{7F}\u{0}e\u{301}"
    #expect(glyphs(of: hostile, ascii: true).allSatisfy { $0.text.utf8.count == 1 && $0.width == 1 })
    #expect(shown("a—b", ascii: true) == "a-b")
    #expect(shown("é", ascii: true) == "<00E9>")
}

@Test func aLongTextTakesTimeInProportion() {
    let text = String(repeating: "word 日本 e\u{301} ", count: 60_000)
    let time = processorTime(upTo: .seconds(20)) {
        #expect(glyphs(of: text).reduce(0) { $0 + $1.width } == 12 * 60_000)
    }
    #expect(time < .seconds(20))
}
