import Labeling

/// The labelling configuration of a Label Studio project that holds our tasks.
///
/// Format: labelstud.io/tags/choices; attributes `value`, `hint`, `hotkey` of `Choice`.
enum LabelStudioConfiguration {
    static func bytes(_ context: ExportContext, _ names: LabelStudioNames) -> [UInt8] {
        var lines = ["<View>"]
        if !context.instructions.isEmpty { lines.append("  <Header value=\(quoted(context.instructions))/>") }
        lines.append("  <Text name=\(quoted(names.to)) value=\(quoted("$\(names.text)"))/>")
        let choice = context.labels.allowsSeveral ? "multiple" : "single"
        lines.append(
            "  <Choices name=\(quoted(names.from)) toName=\(quoted(names.to)) choice=\"\(choice)\" showInLine=\"true\">"
        )
        for (definition, key) in zip(context.labels.definitions, hotkeys(context.labels)) {
            var line = "    <Choice value=\(quoted(definition.label.name))"
            let hint = [definition.title == definition.label.name ? "" : definition.title, definition.description]
                .filter { !$0.isEmpty }.joined(separator: ": ")
            if !hint.isEmpty { line += " hint=\(quoted(hint))" }
            if let key { line += " hotkey=\(quoted(String(key)))" }
            lines.append(line + "/>")
        }
        lines += ["  </Choices>", "</View>", ""]
        return Array(lines.joined(separator: "\n").utf8)
    }

    /// The keys of the task; labels without one have their digit, as in our review, while it is free.
    private static func hotkeys(_ labels: LabelSet) -> [Character?] {
        let taken = Set(labels.definitions.compactMap(\.key))
        return labels.definitions.enumerated().map { index, definition in
            if let key = definition.key { return key }
            guard index < 9, let digit = String(index + 1).first, !taken.contains(digit) else { return nil }
            return digit
        }
    }

    /// An attribute's value; what XML 1.0 cannot hold is left out.
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\n": result += "&#10;"
            case "\r": result += "&#13;"
            case "\t": result += "&#9;"
            case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF: continue
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}

/// What a Label Studio project calls the text in `data`, the choices, and the text in its configuration.
struct LabelStudioNames: Hashable {
    var text = "text"
    var from = LabelStudioDecoder.usualName
    var to = "text"

    init() {}

    init(_ kept: KeptFields) {
        text = kept.string("text_field") ?? "text"
        from = kept.string("from_name") ?? LabelStudioDecoder.usualName
        to = kept.string("to_name") ?? "text"
    }
}
