import Labeling

/// RFC 4180, one row an item: what a spreadsheet shows of a ground truth, and our import reads back (`ExportedTable`).
package struct CSVExport: ExportShape {
    package static let fileExtension = "csv"

    static let columns = [
        "id", "text", "label", "action", "reviewer", "decided_at", "seconds", "note", "shown", "first_choice",
        "probability", "provenance", "first_model", "first_label", "first_confidence", "second_model", "second_label",
        "second_confidence", "image", "reviewers", "unclear", "truth_probability", "gold", "decisions", "meta",
    ]

    private let context: ExportContext
    private var lost = LostFields()

    package init(_ context: ExportContext) { self.context = context }

    package var losses: ExportLosses { lost.losses }

    package mutating func head() -> [UInt8] { Array(CSVRow.line(of: CSVExport.columns).utf8) }

    /// What a row says by itself.
    private static let said = LostFields.Fields(
        .image, .meta, .gold, .decisions, .provenance, .truthProbability, .action, .reviewer, .decidedAt,
        .seconds, .note, .shown, .firstChoice, .probability, .unclear, .confidence)

    package mutating func append(_ item: ExportedItem, to bytes: inout [UInt8]) throws(ExportOmission) {
        let (annotated, truth, decision) = (item.annotated, item.truth, item.truth?.decision)
        let (first, second) = context.opinions(of: annotated)
        // The row has room for the decision behind the truth; where there are others, all stand in a cell of their own.
        let history = annotated.decisions.count > (decision == nil ? 0 : 1) ? annotated.decisions : []
        CSVRow.append(annotated.item.id.value, to: &bytes)
        func add(_ text: String?) {
            bytes.append(UInt8(ascii: ","))
            if let text, !text.isEmpty { CSVRow.append(text, to: &bytes) }
        }
        func add(_ number: Double?) { add(number?.description) }
        add(annotated.item.text)
        add(truth?.label?.name)
        add(decision?.verdict.action.rawValue)
        add(decision?.reviewer)
        add(decision?.at.rfc3339)
        add(decision?.seconds)
        add(decision?.note)
        add(decision.map { ListCell.cell($0.shown) })
        add(decision?.firstChoice?.name)
        add(decision?.probability)
        add(truth?.provenance.rawValue)
        for prediction in [first, second] {
            add(prediction?.model)
            add(prediction?.label?.name)
            add(prediction?.confidence)
        }
        add(ImageReferences.cell(annotated.item.images))
        add(truth.map { ListCell.cell($0.reviewers(among: annotated.decisions)) })
        add(decision?.isUnclear == true ? "true" : nil)
        add(truth?.probability)
        add(annotated.gold?.name)
        let labels = context.labels
        add(
            history.isEmpty
                ? nil : JSONDocument.array(history.map { GroundTruthDocument.decision($0, labels: labels) }).rendered())
        add(annotated.item.meta.isEmpty ? nil : JSONDocument(annotated.item.meta).rendered())
        bytes.append(10)
        var missing = LostFields.Fields(of: item, keeping: [first, second].compactMap(\.self)).subtracting(
            CSVExport.said)
        if !history.isEmpty { missing.subtract(LostFields.Fields(.exposure, .act)) }
        lost.note(missing)
    }
}
