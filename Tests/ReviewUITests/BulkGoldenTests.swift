import Cells
import Labeling
import ReviewUI
import TestSupport
import Testing

/// Groups, selections and what is asked before many items are decided, text and roles.
struct BulkGoldenTests {
    private static let sizes = [
        Size(rows: 24, columns: 80), Size(rows: 15, columns: 60), Size(rows: 50, columns: 200),
        Size(rows: 12, columns: 40),
    ]

    private func check(_ name: String, _ scene: (Size) -> Bench) throws {
        for size in Self.sizes {
            let canvas = view(scene(size).model).canvas
            try Golden.check(canvas, "\(name)-\(size.columns)x\(size.rows)", in: Golden.folder())
        }
    }

    private func bench(_ size: Size, _ keys: String, grouped: Bool = true, ascii: Bool = false) -> Bench {
        var bench = BulkScene.bench(size: size, grouped: grouped, ascii: ascii)
        for key in keys.split(separator: " ") {
            bench.press(String(key))
            bench.answerReads()
        }
        return bench
    }

    @Test func aFoldedGroup() throws { try check("group") { bench($0, "j") } }

    @Test func anUnfoldedGroup() throws { try check("group-unfolded") { bench($0, "j + j") } }

    @Test func aSavedGroup() throws {
        try check("group-saved") { size in
            var bench = bench(size, "j x")
            bench.answerAll()
            return bench
        }
    }

    @Test func selectedLines() throws { try check("selection") { bench($0, "S j j", grouped: false) } }

    @Test func onlyASCII() throws { try check("selection-ascii") { bench($0, "S j", ascii: true) } }

    @Test func whatASelectionWouldDo() throws { try check("bulk-preview") { bench($0, "* a") } }

    @Test func whatARuleWouldAccept() throws {
        try check("auto-accept") { size in
            var bench = BulkScene.bench(size: size)
            bench.send(.bulk(.propose("0.75")))
            bench.answerReads()
            return bench
        }
    }
}
