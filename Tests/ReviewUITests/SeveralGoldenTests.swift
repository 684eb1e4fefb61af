import Cells
import Labeling
import ReviewUI
import TestSupport
import Testing

/// The screens of a task in which an item can have several labels.
struct SeveralGoldenTests {
    private static let sizes = [Size(rows: 24, columns: 80), Size(rows: 15, columns: 60), Size(rows: 50, columns: 200)]

    private func check(_ name: String, _ scene: (Size) -> Bench) throws {
        try checkGolden(name, at: Self.sizes, scene)
    }

    @Test func nothingChosenYet() throws { try check("several-disputed") { Bench.several($0) } }

    @Test func someChosen() throws {
        try check("several-chosen") { size in
            var bench = Bench.several(size)
            bench.press("6 c")
            return bench
        }
    }

    @Test func oneSavedAndAnotherChosen() throws {
        try check("several-saved") { size in
            var bench = Bench.several(size)
            bench.press("6 enter")
            bench.answerAll()
            bench.press("3 j")
            bench.answerAll()
            return bench
        }
    }

    @Test func blind() throws {
        try check("several-blind") { size in
            var bench = Bench.several(size, blind: true)
            bench.press("1 6")
            return bench
        }
    }

    @Test func thePicker() throws {
        try check("several-picker") { size in
            var bench = Bench.several(size)
            bench.press("l")
            bench.type("leg")
            bench.press("enter")
            return bench
        }
    }

    @Test func withoutUnicode() throws {
        try check("several-ascii") { size in
            var bench = Bench.several(size, ascii: true)
            bench.press("6")
            return bench
        }
    }
}
