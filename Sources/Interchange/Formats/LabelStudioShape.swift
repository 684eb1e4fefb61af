import Crypto
import Labeling

/// Label Studio's tasks as one JSON array: the predictions of every model, an annotation of each reviewer. The labelling
/// configuration that they need lies beside.
package struct LabelStudioShape: ExportShape {
    package static let fileExtension = "json"

    private let context: ExportContext
    private var tally = LossTally()
    private var isFirst = true
    private var hasNames = false
    /// The names of the first task's text field, choices and text, which the configuration takes over.
    private var names = LabelStudioNames()
    private var hasOtherNames = false

    package init(_ context: ExportContext) { self.context = context }

    package var losses: ExportLosses { tally.losses }

    package var warnings: [String] {
        var warnings: [String] = []
        if hasNames {
            warnings.append(
                "Label Studio knows annotators by number or e-mail address: annotations of other reviewers will be taken "
                    + "for those of whoever imports the file; their names are in created_username")
        }
        if hasOtherNames {
            warnings.append(
                "tasks of several Label Studio projects are in the file, with other names of their choices than the "
                    + "configuration's: export each project by itself")
        }
        return warnings
    }

    package mutating func head() -> [UInt8] { Array("[\n".utf8) }
    package mutating func tail() -> [UInt8] { Array((isFirst ? "]\n" : "\n]\n").utf8) }

    package mutating func append(_ item: ExportedItem, to bytes: inout [UInt8]) throws(ExportOmission) {
        let annotated = item.annotated
        let kept = KeptFields(annotated.item, tool: LabelStudioDecoder.tool)
        let names = LabelStudioNames(kept)
        if isFirst { self.names = names } else { hasOtherNames = hasOtherNames || names != self.names }
        if !isFirst { bytes.add(",\n") }
        isFirst = false
        var lost = LossFields(heldBy: annotated, truth: item.truth)
        lost.subtract([.image, .seconds, .at, .predictedAt])
        bytes.append(UInt8(ascii: "{"))
        bytes.add(key: "id")
        if let id = kept["id"] {
            JSONDocument(id).append(to: &bytes)
        } else {
            bytes.add(String(LabelStudioShape.number(of: annotated.item.id)))
        }
        data(annotated.item, kept, names, &lost, &bytes)
        annotations(item, kept, names, &lost, &bytes)
        predictions(annotated.predictions, kept, names, &lost, &bytes)
        for (key, value) in kept.members.sorted(by: { $0.key < $1.key }) where !LabelStudioShape.placed.contains(key) {
            bytes.add(key, value)
        }
        bytes.append(UInt8(ascii: "}"))
        tally.note(lost)
    }

    private static let placed: Set<String> = [
        "id", "data_id", "text_field", "from_name", "to_name", "annotations", "other_annotations",
        "predictions", "other_predictions",
    ]

    /// The same number for the same id every time, below 2^53, which every reader of JSON keeps.
    static func number(of id: Item.ID) -> Int {
        var number = 0
        for byte in SHA256.hash(data: Array(id.value.utf8)).prefix(7) { number = number << 8 | Int(byte) }
        return max(number >> 3, 1)
    }

    private func data(
        _ item: Item, _ kept: KeptFields, _ names: LabelStudioNames, _ lost: inout LossFields, _ bytes: inout [UInt8]
    ) {
        bytes.add(key: "data")
        bytes.append(UInt8(ascii: "{"))
        bytes.add(names.text, item.text)
        var taken: Set<String> = [names.text]
        if let id = kept["data_id"] {
            for (key, value) in KeptFields(id).members {
                bytes.add(key, value)
                taken.insert(key)
            }
        } else if kept.word("id") != item.id.value {
            bytes.add(LabelStudioDecoder.idField, item.id.value)
            taken.insert(LabelStudioDecoder.idField)
        }
        switch item.images.count {
        case 0: break
        case 1: bytes.add("image", item.images[0])
        default: bytes.add("image", item.images)
        }
        if !item.images.isEmpty { taken.insert("image") }
        for (key, value) in item.meta.sorted(by: { $0.key < $1.key }) where key != LabelStudioDecoder.tool {
            if taken.contains(key) { lost.insert(.meta) } else { bytes.add(key, value) }
        }
        bytes.append(UInt8(ascii: "}"))
    }

    // MARK: Annotations

    private mutating func annotations(
        _ item: ExportedItem, _ kept: KeptFields, _ names: LabelStudioNames, _ lost: inout LossFields,
        _ bytes: inout [UInt8]
    ) {
        let votes = ExportedVotes(item.annotated.decisions)
        if votes.hasOthers { lost.insert(.decisions) }
        lost.remove(.adjudication)
        var rests = kept.array("annotations")
        var list = JSONList("annotations", &bytes)
        for decision in votes.inOrder {
            list.next(&bytes)
            if decision.verdict == .flag { lost.insert(.action) }
            let rest = rests.firstIndex { LabelStudioShape.isOf(decision, KeptFields($0)) }
            annotation(decision, rest.map { KeptFields(rests.remove(at: $0)) }, names, &bytes)
        }
        if item.truth?.provenance == .imported, let label = item.truth?.label {
            list.next(&bytes)
            bytes.append(UInt8(ascii: "{"))
            bytes.add("was_cancelled", literal: "false")
            bytes.add("ground_truth", literal: "true")
            result(label, "g1", names, &bytes)
            bytes.append(UInt8(ascii: "}"))
        }
        list.add(kept.array("other_annotations"), &bytes)
        list.end(&bytes)
    }

    private static func isOf(_ decision: Decision, _ rest: KeptFields) -> Bool {
        let annotator =
            rest["completed_by"].map { JSONDocument($0) } ?? rest["created_username"].map { JSONDocument($0) }
        let reviewer = LabelStudioDecoder.reviewer(annotator) ?? LabelStudioDecoder.nobody
        let at = ForeignRules.time(rest["created_at"].map { JSONDocument($0) }) ?? Timestamp(milliseconds: 0)
        return reviewer == decision.reviewer && at == decision.at
    }

    private mutating func annotation(
        _ decision: Decision, _ rest: KeptFields?, _ names: LabelStudioNames, _ bytes: inout [UInt8]
    ) {
        bytes.append(UInt8(ascii: "{"))
        let isSkip = decision.verdict == .skip || decision.verdict == .flag
        if rest?["completed_by"] == nil, rest?["created_username"] == nil { annotator(decision.reviewer, &bytes) }
        if rest?["created_at"] == nil, decision.at.milliseconds != 0 { bytes.add("created_at", decision.at.rfc3339) }
        if rest?["lead_time"] == nil {
            bytes.add(key: "lead_time")
            bytes.add(decision.seconds.map(\.description) ?? "null")
        }
        if rest?["was_cancelled"] == nil { bytes.add("was_cancelled", literal: isSkip ? "true" : "false") }
        if rest?["ground_truth"] == nil {
            bytes.add("ground_truth", literal: decision.isAdjudication ? "true" : "false")
        }
        for (key, value) in (rest?.members ?? [:]).sorted(by: { $0.key < $1.key }) where key != "result" {
            bytes.add(key, value)
        }
        answer(decision.verdict.label.map(context.names), rest, "r1", names, &bytes)
        bytes.append(UInt8(ascii: "}"))
    }

    /// As Label Studio's import takes it: a number, an address; other names are for people.
    private mutating func annotator(_ name: String, _ bytes: inout [UInt8]) {
        if name == LabelStudioDecoder.nobody { return }
        if let number = Int64(name), number > 0, String(number) == name {
            bytes.add("completed_by", literal: name)
        } else if name.contains("@") {
            bytes.add(key: "completed_by")
            bytes.append(UInt8(ascii: "{"))
            bytes.add("email", name)
            bytes.append(UInt8(ascii: "}"))
        } else {
            hasNames = true
            bytes.add("created_username", name)
        }
    }

    /// The `result`: what was kept of the source's, with the labels in their place, or a new one.
    private func answer(
        _ labels: [String]?, _ rest: KeptFields?, _ id: String, _ names: LabelStudioNames, _ bytes: inout [UInt8]
    ) {
        guard case .array(let regions)? = rest?["result"] else {
            return result(labels ?? [], isEmpty: labels == nil, id, names, &bytes)
        }
        var isPlaced = false
        var list = JSONList("result", &bytes)
        for region in regions {
            list.next(&bytes)
            let fields = KeptFields(region)
            guard fields["value"] == nil, fields.string("type") == "choices" else {
                JSONDocument(region).append(to: &bytes)
                continue
            }
            bytes.append(UInt8(ascii: "{"))
            for (key, value) in fields.members.sorted(by: { $0.key < $1.key }) { bytes.add(key, value) }
            choices(isPlaced ? [] : labels ?? [], &bytes)
            bytes.append(UInt8(ascii: "}"))
            isPlaced = true
        }
        list.end(&bytes)
    }

    private func choices(_ labels: [String], _ bytes: inout [UInt8]) {
        bytes.add(key: "value")
        bytes.append(UInt8(ascii: "{"))
        bytes.add("choices", labels)
        bytes.append(UInt8(ascii: "}"))
    }

    private func result(_ label: Label, _ id: String, _ names: LabelStudioNames, _ bytes: inout [UInt8]) {
        result(context.names(label), isEmpty: false, id, names, &bytes)
    }

    private func result(
        _ labels: [String], isEmpty: Bool, _ id: String, _ names: LabelStudioNames, _ bytes: inout [UInt8]
    ) {
        bytes.add(key: "result")
        guard !isEmpty else { return bytes.add("[]") }
        bytes.add("[{")
        bytes.add("id", id)
        bytes.add("from_name", names.from)
        bytes.add("to_name", names.to)
        bytes.add("type", "choices")
        choices(labels, &bytes)
        bytes.add("}]")
    }

    // MARK: Predictions

    private func predictions(
        _ predictions: [Prediction], _ kept: KeptFields, _ names: LabelStudioNames, _ lost: inout LossFields,
        _ bytes: inout [UInt8]
    ) {
        let rests = kept.array("predictions").map { KeptFields($0) }
        var list = JSONList("predictions", &bytes)
        for (index, prediction) in predictions.enumerated() {
            var rest = index < rests.count ? rests[index] : nil
            if (rest?.word("model_version") ?? LabelStudioDecoder.nobody) != prediction.model { rest = nil }
            let labels = prediction.label.map(context.names) ?? prediction.invalidAnswer.map { [$0] }
            guard prediction.label != nil || rest != nil, let labels else {
                lost.insert(.predictions)
                continue
            }
            if rest != nil { lost.remove(.outcome) }
            list.next(&bytes)
            bytes.append(UInt8(ascii: "{"))
            if rest == nil { bytes.add("model_version", prediction.model) }
            if rest?["score"] == nil, let confidence = prediction.confidence { bytes.add("score", confidence) }
            if rest == nil, let at = prediction.at { bytes.add("created_at", at.rfc3339) }
            for (key, value) in (rest?.members ?? [:]).sorted(by: { $0.key < $1.key }) where key != "result" {
                bytes.add(key, value)
            }
            answer(labels, rest, "p\(index + 1)", names, &bytes)
            bytes.append(UInt8(ascii: "}"))
        }
        list.add(kept.array("other_predictions"), &bytes)
        list.end(&bytes)
    }

    package mutating func takeOver(_ other: any ExportShape) {
        guard let other = other as? LabelStudioShape else { return }
        hasNames = hasNames || other.hasNames
        guard !other.isFirst else { return }
        if isFirst { names = other.names }
        hasOtherNames = hasOtherNames || other.hasOtherNames || other.names != names
        isFirst = false
    }

    package func companions(of files: [ExportedFile]) -> [CompanionFile] {
        let stem = files.first?.stem ?? "label-studio"
        return [CompanionFile(name: "\(stem).config.xml", bytes: LabelStudioConfiguration.bytes(context, names))]
    }
}
