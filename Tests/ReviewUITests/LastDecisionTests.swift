import Cells
import Labeling
import ReviewUI
import Testing

/// The last decision and the key that takes it back are always on screen.
struct LastDecisionTests {
    private static let sizes = [(24, 80), (50, 200), (15, 60), (12, 40), (8, 40), (16, 120)].map {
        Size(rows: $0.0, columns: $0.1)
    }

    private func decided(_ size: Size, id: String = "a-rather-long-id-of-an-item-0000001") -> Bench {
        var bench = Bench(
            [
                Fixture.detail(1, "one", id: id, first: Fixture.first("billing", 0.4)),
                Fixture.detail(2, "two", first: Fixture.first("bug", 0.5)), Fixture.detail(3, "three"),
            ], size: size)
        bench.press("a")
        bench.answerAll()
        return bench
    }

    @Test(arguments: sizes)
    func whateverTheReviewerIsDoing(size: Size) {
        let scenes: [(String, keys: String, undo: String)] = [
            ("reviewing", "", "u undo"), ("a notice", "! ", "u undo"), ("a refusal", "v", "u undo"),
            ("picking", "l b", "escape u undo"), ("no match", "l z z q enter", "escape u undo"),
            ("a note", "C h e l l o", "escape u undo"), ("a search", "/ h i", "escape u undo"),
            ("help", "?", "escape u undo"), ("guidelines", "i", "escape u undo"),
            ("a filter", "F c o", "escape u undo"), ("a wrong filter", "F ( (", "escape u undo"),
            ("a command", ": t h e m e", "escape u undo"), ("a key that goes on", "Z", "u undo"),
            ("a history", "H", "escape u undo"), ("pictures", "D", "escape u undo"),
            ("many items", "* x", "escape u undo"),
        ]
        for (name, keys, undo) in scenes {
            var bench = decided(size)
            bench.press(keys)
            #expect(bench.text.contains(undo), "\(name) at \(size):\n\(bench.text)")
            let isSaid = bench.text.contains(": accept Billing  ") || bench.text.contains(": Billing  ")
            #expect(isSaid, "\(name) at \(size):\n\(bench.text)")
        }
    }

    @Test func theWholeNoticeStaysReadable() {
        for size in Self.sizes where size.columns >= 60 {
            var bench = decided(size)
            bench.press("v")
            #expect(bench.text.contains("This item has no image."), "\(size)")
        }
    }

    @Test func theVerdictIsKeptBeforeTheItemsName() {
        var bench = decided(Size(rows: 12, columns: 40))
        #expect(bench.text.contains(": accept Billing  u undo"))
        bench.press("v")
        #expect(bench.text.contains("saved a-r…: accept Billing  u undo"))
        bench.press("u")
        bench.answerAll()
        #expect(bench.model.lastDecision == nil && !bench.text.contains("saved"))
    }
}
