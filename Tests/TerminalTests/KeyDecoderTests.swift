import Cells
import Testing

@testable import Terminal

private func events(_ text: String, codes: [Int32] = []) -> [Event] {
    var decoder = KeyDecoder()
    for scalar in text.unicodeScalars { decoder.read(scalar: scalar) }
    for code in codes { decoder.read(code: code) }
    decoder.finish()
    return decoder.takeEvents()
}

@Test(arguments: [
    ("a", Key.character("a")), ("A", .character("A")), (" ", .character(" ")), ("\r", .enter), ("\n", .enter),
    ("\t", .tab), ("\u{7F}", .backspace), ("\u{8}", .backspace), ("\u{3}", .control("c")), ("\u{1B}", .escape),
    ("\u{0}", .control(" ")), ("\u{1C}", .control("\\")), ("日", .character("日")),
])
func aCharacterIsItsKey(text: String, key: Key) {
    #expect(events(text) == [.key(key)])
}

@Test func aMarkTypedAfterItsBaseIsOneCharacterWithIt() {
    #expect(events("e\u{301}x") == [.key(.character("é")), .key(.character("x"))])
}

@Test func anUnknownSequenceIsNoKeys() {
    #expect(events("\u{1B}[1;9X") == [])
    #expect(events("\u{1B}[1;9Xq") == [.key(.character("q"))])
    #expect(events("\u{1B}Oz") == [])
}

@Test func escapeFollowedByAKeyIsTwoKeys() {
    #expect(events("\u{1B}a") == [.key(.escape), .key(.character("a"))])
    #expect(events("\u{1B}\u{1B}") == [.key(.escape), .key(.escape)])
}

@Test func aPasteIsOneEventWithoutControls() {
    var decoder = KeyDecoder()
    decoder.read(code: KeyDecoder.pasteStart)
    for scalar in "a\u{1B}q\r\u{3}日\t\u{9B}".unicodeScalars { decoder.read(scalar: scalar) }
    decoder.finish()
    #expect(decoder.isPasting && decoder.takeEvents() == [])
    decoder.read(code: KeyDecoder.pasteEnd)
    #expect(decoder.takeEvents() == [.paste("aq\n日\t")])
}

@Test func aPasteIsBounded() {
    var decoder = KeyDecoder()
    decoder.read(code: KeyDecoder.pasteStart)
    for _ in 0..<(KeyDecoder.longestPaste + 10) { decoder.read(scalar: "x") }
    decoder.finishPaste()
    guard case .paste(let text)? = decoder.takeEvents().first else { return #expect(Bool(false)) }
    #expect(text.utf8.count == KeyDecoder.longestPaste)
}

@Test func aPasteEndAloneIsNothing() {
    #expect(events("", codes: [KeyDecoder.pasteEnd, 0x1FF, 9_999]) == [])
}
