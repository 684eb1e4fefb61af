import Labeling

/// What doccano's import of document classification takes as JSONL: `text`, `label` as a list, and the meta data flat.
package struct DoccanoShape: ExportShape {
    package static let fileExtension = "jsonl"

    private let context: ExportContext
    private var tally = LossTally()

    package init(_ context: ExportContext) { self.context = context }

    package var losses: ExportLosses { tally.losses }

    package var warnings: [String] {
        let hashed = context.labels.labels.first { $0.name.contains("#") }
        return hashed.map { ["doccano's CSV joins labels by #, and the label \($0) holds one"] } ?? []
    }

    package mutating func append(_ item: ExportedItem, to bytes: inout [UInt8]) throws(ExportOmission) {
        let annotated = item.annotated
        let kept = KeptFields(annotated.item, tool: DoccanoDecoder.tool)
        let (textField, labelField) = (kept.string("text_field") ?? "text", kept.string("label_field") ?? "label")
        var lost = LossFields(heldBy: annotated, truth: item.truth)
        bytes.append(UInt8(ascii: "{"))
        bytes.add(key: "id")
        if let id = kept["id"] {
            JSONDocument(id).append(to: &bytes)
        } else {
            bytes.add(string: annotated.item.id.value)
        }
        bytes.add(textField, annotated.item.text)
        switch annotated.item.images.count {
        case 0: break
        case 1: bytes.add("image", annotated.item.images[0])
        default: bytes.add("image", annotated.item.images)
        }
        bytes.add(labelField, item.truth?.label.map(context.names)?.sorted() ?? [])
        let votes = ExportedVotes(annotated.decisions)
        let notes = votes.votes.map(\.note).filter { !$0.isEmpty }
        comments(notes, kept, &bytes)
        let taken: Set<String> = ["id", textField, labelField, "image", "Comments"]
        for (key, value) in annotated.item.meta.sorted(by: { $0.key < $1.key }) where key != DoccanoDecoder.tool {
            if taken.contains(key) { lost.insert(.meta) } else { bytes.add(key, value) }
        }
        bytes.add("}\n")
        // Reviewers, times and models' answers have no place; a note is a comment.
        lost.remove(.image)
        lost.subtract([.note])
        if !annotated.predictions.isEmpty {
            lost.subtract(.ofPredictions)
            lost.insert(.predictions)
        }
        // An empty list is no answer there, and not the answer that no label fits.
        if let label = item.truth?.label, context.names(label).isEmpty { lost.insert(.label) }
        if let provenance = item.truth?.provenance, provenance != .imported { lost.insert(.provenance) }
        if !annotated.decisions.isEmpty { lost.formUnion([.reviewer, .action, .at]) }
        if votes.votes.count > 1 || votes.hasOthers || votes.adjudication != nil { lost.insert(.decisions) }
        tally.note(lost)
    }

    private func comments(_ notes: [String], _ kept: KeptFields, _ bytes: inout [UInt8]) {
        let given = kept.array("Comments")
        bytes.add(key: "Comments")
        bytes.append(UInt8(ascii: "["))
        for (index, comment) in (given + notes.map(JSONValue.string)).enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            JSONDocument(comment).append(to: &bytes)
        }
        bytes.append(UInt8(ascii: "]"))
    }
}
