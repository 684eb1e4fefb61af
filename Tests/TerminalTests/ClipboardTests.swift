import Foundation
import Testing

@testable import Terminal

private func kind(_ name: String, _ variables: [String: String] = [:]) -> TerminalKind {
    TerminalKind(name: name) { variables[$0] }
}

@Test(arguments: 0...40)
func base64IsFoundations(count: Int) {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ 200) }
    #expect(Clipboard.base64(bytes) == Data(bytes).base64EncodedString())
}

@Test func noByteOfACopiedTextIsAControl() {
    let text = "a\u{1B}\\\u{7}\u{9C}]52;c;!\u{0}日"
    for multiplexer in [nil, TerminalKind.Multiplexer.tmux, .screen] {
        let sequence = Clipboard.sequence(for: text, through: multiplexer)
        #expect(sequence.contains(Data(text.utf8).base64EncodedString()))
        #expect(!sequence.contains("日") && sequence.unicodeScalars.allSatisfy(\.isASCII))
    }
    #expect(Clipboard.sequence(for: "hi", through: nil) == "\u{1B}]52;c;aGk=\u{7}")
}

@Test func tmuxIsToldTwiceAndScreenInPieces() {
    #expect(
        Clipboard.sequence(for: "hi", through: .tmux)
            == "\u{1B}]52;c;aGk=\u{7}\u{1B}Ptmux;\u{1B}\u{1B}]52;c;aGk=\u{7}\u{1B}\\")
    let text = String(repeating: "x", count: 2_000)
    let pieces = Clipboard.sequence(for: text, through: .screen).components(separatedBy: "\u{1B}\\").dropLast()
    #expect(pieces.count > 1 && pieces.allSatisfy { $0.hasPrefix("\u{1B}P") && $0.utf8.count <= 502 })
    // Each is taken off its wrapping by screen; what is left is the one sequence.
    #expect(pieces.map { $0.dropFirst(2) }.joined() == Clipboard.sequence(for: text, through: nil))
}

@Test func theLongestCopyIsWhatXtermTakes() {
    #expect(Clipboard.base64(Array(repeating: 1, count: Clipboard.longest)).utf8.count <= 74_994)
    #expect(Clipboard.base64(Array(repeating: 1, count: Clipboard.longest + 1)).utf8.count > 74_994)
}

@Test func whatIsBetweenTheProgramAndTheTerminalIsKnown() {
    #expect(kind("xterm-256color").multiplexer == nil)
    #expect(kind("tmux-256color").multiplexer == .tmux)
    #expect(kind("screen-256color").multiplexer == .screen)
    // Many have TERM=screen in tmux.
    #expect(kind("screen-256color", ["TMUX": "/tmp/tmux-0/default,1,0"]).multiplexer == .tmux)
    #expect(kind("xterm", ["TMUX": ""]).multiplexer == nil)
}

@Test(arguments: [
    ("xterm", true), ("xterm-256color", true), ("tmux-256color", true), ("screen", true),
    ("rxvt-unicode-256color", true),
    ("st-256color", true), ("foot", true), ("linux", false), ("vt100", false), ("vt220", false), ("ansi", false),
    ("st52", false), ("", false),
])
func onlyTerminalsInWindowsHaveAMouseAndAClipboard(name: String, has: Bool) {
    #expect(kind(name).hasDesktop == has)
}

@Test func allColorsAreTakenWhereTheTerminalSaysSo() {
    #expect(kind("xterm-256color").descriptions(colorTerm: nil) == ["xterm-256color"])
    #expect(kind("xterm-256color").descriptions(colorTerm: "truecolor") == ["xterm-direct", "xterm-256color"])
    #expect(kind("tmux-256color").descriptions(colorTerm: "24bit") == ["tmux-direct", "tmux-256color"])
    #expect(kind("linux").descriptions(colorTerm: "truecolor") == ["linux"])
    #expect(kind("xterm").descriptions(colorTerm: "yes") == ["xterm"])
}
