import Cells
import Testing

@testable import ReviewUI

struct LineEditorTests {
    /// The line after these keys, with its cursor as `|`.
    private func line(_ text: String, _ keys: String) -> String {
        var line = LineEditor(text)
        for name in keys.split(separator: " ") {
            guard let key = Key(name: String(name)) else { return "no key \(name)" }
            _ = line.edit(key)
        }
        return "\(line.beforeCursor)|\(line.afterCursor)"
    }

    @Test(arguments: [
        ("one two", "", "one two|"), ("one two", "left left X", "one tX|wo"), ("one two", "home X", "X|one two"),
        ("one two", "ctrl-a ctrl-k", "|"), ("one two", "left ctrl-u", "|o"), ("one two", "ctrl-w", "one |"),
        ("one two  ", "ctrl-w ctrl-w", "|"), ("one two", "ctrl-left X", "one X|two"),
        ("one two", "home ctrl-right X", "oneX| two"), ("one", "home delete", "|ne"), ("one", "delete", "one|"),
        ("one", "home backspace", "|one"), ("one", "home left end right", "one|"), ("one", "left ctrl-d", "on|"),
        ("one", "ctrl-b ctrl-e ctrl-f", "one|"), ("返金", "left X", "返X|金"), ("", "ctrl-w ctrl-k ctrl-u", "|"),
    ])
    func keysEdit(text: String, keys: String, result: String) { #expect(line(text, keys) == result) }

    @Test func backspaceOnAnEmptyLineAndEscapeLeave() {
        var line = LineEditor("a")
        #expect(line.edit(.backspace) == .changed)
        #expect(line.edit(.backspace) == .left)
        #expect(line.edit(.escape) == .left && line.edit(.control("g")) == .left)
        #expect(line.edit(.up) == .nothing)
    }

    @Test func marksJoinTheCharacterBeforeThem() {
        var line = LineEditor("e")
        line.insert("\u{301}x\ny")
        #expect(line.text == "e\u{301}x y" && line.isAtEnd)
        #expect(line.edit(.backspace) == .changed)
        #expect(line.text == "e\u{301}x ")
    }

    @Test func whatIsTypedInTheMiddleShowsTheCursorThere() {
        for columns in [40, 60, 80] {
            var bench = Bench(size: Size(rows: 15, columns: columns))
            bench.press("/")
            bench.type(String(repeating: "word ", count: 40))
            for _ in 0..<30 { bench.press("left") }
            bench.type("返")
            let screen = view(bench.model)
            #expect(screen.cursor?.row == 14)
            let column = screen.cursor?.column ?? 0
            #expect((1..<columns).contains(column))
            #expect(screen.canvas[14, column - 2]?.text == "返", "\(screen.canvas.text[14])")
        }
    }
}
