import Cells
import Labeling
import ReviewUI
import TestSupport
import Testing

/// The label picker and the marks of quotation, as people see them. `UPDATE_GOLDENS=1` writes them anew.
struct PickerGoldenTests {
    private static let sizes = [
        Size(rows: 24, columns: 80), Size(rows: 15, columns: 60), Size(rows: 50, columns: 200),
        Size(rows: 12, columns: 40),
    ]

    private func check(
        _ name: String, _ items: [ItemDetail], _ labels: LabelSet, ascii: Bool = false, _ keys: String,
        typing text: String = "", then last: String = ""
    ) throws {
        for size in Self.sizes {
            var bench = Bench(items, task: Fixture.task(labels), size: size, ascii: ascii)
            for key in keys.split(separator: " ") {
                bench.press(String(key))
                bench.answerAll()
            }
            bench.type(text)
            bench.press(last)
            try Golden.check(view(bench.model).canvas, "\(name)-\(size.columns)x\(size.rows)", in: Golden.folder())
        }
    }

    @Test func seventySevenLabels() throws {
        try check("picker-many", Fixture.bankItems, Fixture.manyLabels, "l")
        try check("picker-many-typed", Fixture.bankItems, Fixture.manyLabels, "l", typing: "card bu", then: "down")
        try check("picker-no-match", Fixture.bankItems, Fixture.manyLabels, "1 l", typing: "zebra", then: "enter")
    }

    @Test func whatWasUsedLately() throws {
        try check("picker-recent", Fixture.bankItems, Fixture.manyLabels, "j 2 5 k k k l")
    }

    @Test func aTree() throws {
        try check("picker-tree", Fixture.treeItems, Fixture.treeLabels, "l", then: "down down down down")
        try check("picker-tree-typed", Fixture.treeItems, Fixture.treeLabels, "l", typing: "other")
    }

    @Test func wideCharacters() throws {
        try check("picker-wide", Fixture.treeItems, Fixture.treeLabels, "j l", typing: "破損")
        try check("picker-ascii", Fixture.treeItems, Fixture.treeLabels, ascii: true, "a l")
    }

    @Test func quotedWords() throws {
        try check("quoted", Fixture.treeItems, Fixture.treeLabels, "")
        try check("decided-path", Fixture.treeItems, Fixture.treeLabels, "a k")
    }
}
