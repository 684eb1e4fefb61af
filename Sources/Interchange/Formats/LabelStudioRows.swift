import Labeling

extension LabelStudioDecoder {
    private static let known: Set<String> = [
        "annotator", "annotation_id", "created_at", "updated_at", "lead_time", "agreement",
    ]

    /// A row of JSON_MIN or CSV: the data's fields, those of the answers, and who gave them; one row an annotation.
    ///
    /// Source: `convert_to_json_min` and `exports/csv2.py` of label-studio-sdk. Several choices are an object with
    /// `choices`, in CSV as text.
    func row(_ fields: FieldReader) throws(LineProblem) -> AnnotatedItem {
        let images = ForeignRules.images(fields)
        let idField = idField(fields)
        let id = try rules.id(fields.value(idField), fields.name(idField))
        let text = try rules.text(fields, images: images, id: id)
        var result = AnnotatedItem(
            item: Item(id: id ?? .hash(ofText: text, images: images), text: text, images: images))
        let textField = rules.options.textField ?? "text"
        let answer = answer(fields, except: [textField, idField, "id"])
        if let answer {
            let reviewer = LabelStudioDecoder.reviewer(fields.value("annotator")) ?? LabelStudioDecoder.nobody
            let at = ForeignRules.time(fields.value("created_at")) ?? ForeignRules.time(fields.value("updated_at"))
            let label = try rules.decided(answer.names, as: "label in \"\(answer.field)\"")
            var decision = rules.decision(reviewer, label, at: at, among: [])
            if let seconds = ForeignRules.number(fields.value("lead_time")), seconds >= 0, seconds <= 1_000_000_000 {
                decision.seconds = seconds
            }
            result.decisions = [decision]
        }
        var kept: [JSONDocument.Member] = []
        var annotation: [JSONDocument.Member] = []
        for member in fields.members where member.value != .null {
            switch member.key {
            case "annotator": annotation.append(JSONDocument.Member("completed_by", integer(member.value)))
            case "annotation_id": annotation.append(JSONDocument.Member("id", integer(member.value)))
            case "created_at", "updated_at": annotation.append(member)
            default: break
            }
        }
        if answer != nil, !annotation.isEmpty {
            kept.append(JSONDocument.Member("annotations", .array([.object(annotation)])))
        }
        if let value = fields.value("id"), case .number = integer(value) {
            kept.append(JSONDocument.Member("id", integer(value)))
        }
        if let agreement = fields.value("agreement") { kept.append(JSONDocument.Member("agreement", agreement)) }
        if let answer, answer.field != LabelStudioDecoder.usualName {
            kept.append(JSONDocument.Member("from_name", .string(answer.field)))
        }
        let meta = fields.members.filter {
            !LabelStudioDecoder.known.contains($0.key) && ![textField, idField, "id", answer?.field].contains($0.key)
                && !($0.key == "image" && !images.isEmpty)
        }
        result.item.meta = try ForeignRules.meta(meta, tool: LabelStudioDecoder.tool, kept)
        return result
    }

    /// A whole number, from a table too.
    private func integer(_ value: JSONDocument) -> JSONDocument {
        guard case .string(let text) = value, let number = Int64(text), String(number) == text else { return value }
        return .number(text)
    }

    /// The field with the answer: `--gold-field`, else the first that holds labels of the task, else the usual names.
    private func answer(_ fields: FieldReader, except: [String]) -> (field: String, names: [String])? {
        if let name = rules.options.goldField {
            return fields.value(name).flatMap(names).map { (name, $0) }
        }
        for member in fields.members
        where !LabelStudioDecoder.known.contains(member.key) && !except.contains(member.key) {
            guard let found = names(member.value), let labels = rules.rule.labels, !found.isEmpty else { continue }
            if found.allSatisfy({ labels.member(matching: $0) != nil }) { return (member.key, found) }
        }
        for name in [LabelStudioDecoder.usualName, "choice", "sentiment"] {
            if let found = fields.value(name).flatMap(names), !found.isEmpty { return (name, found) }
        }
        return nil
    }

    private func names(_ value: JSONDocument) -> [String]? {
        switch value {
        case .string(let text):
            guard text.hasPrefix("{"), let object = try? JSONDocument.parse(Array(text.utf8)), object["choices"] != nil
            else { return text.isEmpty ? nil : [text] }
            return names(object)
        case .object:
            guard case .array(let choices)? = value["choices"] else { return nil }
            return choices.compactMap { ForeignRules.word($0) }
        default: return nil
        }
    }
}
