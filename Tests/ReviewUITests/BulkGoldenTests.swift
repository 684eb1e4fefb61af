import Cells
import Labeling
import ReviewUI
import TestSupport
import Testing

/// Groups, selections and what is asked before many items are decided, text and roles.
struct BulkGoldenTests {
    private func bench(_ size: Size, _ keys: String, grouped: Bool = true, ascii: Bool = false) -> Bench {
        var bench = BulkScene.bench(size: size, grouped: grouped, ascii: ascii)
        for key in keys.split(separator: " ") {
            bench.press(String(key))
            bench.answerReads()
        }
        return bench
    }

    @Test func aFoldedGroup() throws { try checkGolden("group") { bench($0, "j") } }

    @Test func anUnfoldedGroup() throws { try checkGolden("group-unfolded") { bench($0, "j + j") } }

    @Test func aSavedGroup() throws {
        try checkGolden("group-saved") { size in
            var bench = bench(size, "j x")
            bench.answerAll()
            return bench
        }
    }

    @Test func selectedLines() throws { try checkGolden("selection") { bench($0, "S j j", grouped: false) } }

    @Test func onlyASCII() throws { try checkGolden("selection-ascii") { bench($0, "S j", ascii: true) } }

    @Test func whatASelectionWouldDo() throws { try checkGolden("bulk-preview") { bench($0, "* a") } }

    @Test func whatARuleWouldAccept() throws {
        try checkGolden("auto-accept") { size in
            var bench = BulkScene.bench(size: size)
            bench.send(.bulk(.propose("0.75")))
            bench.answerReads()
            return bench
        }
    }
}
