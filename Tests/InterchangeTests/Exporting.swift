import Foundation
import Interchange
import Labeling

func exportContext(_ names: [String], several: Bool = false, name: String = "T") throws -> ExportContext {
    ExportContext(
        taskName: name, instructions: "Choose {{it}}.",
        labels: try LabelSet(names.map { LabelDefinition(label: Label($0)) }, allowsSeveral: several))
}

/// The bytes of the one main file of an export.
func exported(_ format: ExportFormat, _ items: [ExportedItem], labels: String...) throws -> String {
    try exported(format, items, exportContext(labels))
}

func exported(_ format: ExportFormat, _ items: [ExportedItem], _ context: ExportContext) throws -> String {
    let folder = try TemporaryFolder()
    try export(format, items, context, to: folder.path("out"))
    return try folder.content("out")
}

/// Writes the items in turn into the splits, if there are any.
@discardableResult
func export(
    _ format: ExportFormat, _ items: [ExportedItem], _ context: ExportContext, to path: String, splits: [String]? = nil
) throws -> ExportSummary {
    let session = try ExportSession(
        format, context, to: ExportTarget(path, format: format.shape, splits: splits))
    for (index, item) in items.enumerated() { try session.write(item, split: index % (splits?.count ?? 1)) }
    return try session.publish()
}

/// An item with a decision for this label; nil: nothing is decided.
func decided(_ id: String, _ text: String, _ label: String?) -> ExportedItem {
    var item = AnnotatedItem(item: Item(id: Item.ID(id), text: text))
    guard let label else { return ExportedItem(item, truth: nil) }
    let decision = Decision(
        reviewer: "ana", verdict: .override(Label(label)), at: Timestamp(milliseconds: 1_000), seconds: 2)
    item.decisions = [decision]
    return ExportedItem(item, truth: GroundTruth(label: Label(label), provenance: .single, decision: decision))
}

let hostileTexts = [
    "=1+1", "+1", "-1", "@x", "\ttab", "\r\nline", "\n=1", "'quoted", "''", "＝1", "a,b;\"c\"", "{{text}}", "{% raw %}",
    "file:///etc/passwd", "package:x", "a\u{2028}b\u{85}c", "\u{FEFF}bom", "tail\n", "  x  ", "null", "2026-11-01",
    "\u{1B}[31m", "e\u{301}", "👩‍👧", "[\"a\"]", "{", "ana;ben",
]
