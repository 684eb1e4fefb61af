import Labeling

/// What a model under test is told, the same in every evaluation format.
struct TaskPrompt {
    private let context: ExportContext

    init(_ context: ExportContext) { self.context = context }

    /// The task's instructions, the labels with their descriptions, and how to answer.
    var system: String {
        let labels = context.labels
        let lines = labels.definitions.map { definition in
            let about = definition.description.isEmpty ? "" : ": \(definition.description)"
            return "- \(definition.label.name)\(about)"
        }
        let answer =
            labels.allowsSeveral
            ? "Any number of them can fit, or none. Answer with a JSON object alone that has each label as a key, and "
                + "true or false as its value."
            : "Answer with the one label that fits, exactly as it is written here, and nothing else."
        let parts = [context.instructions, "Labels:\n" + lines.joined(separator: "\n"), answer]
        return parts.filter { $0.contains { !$0.isWhitespace } }.joined(separator: "\n\n")
    }

    /// Appends the answer in which several labels are compared whatever their order: every label, and whether it holds.
    static func append(_ members: [Label], of labels: LabelSet, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "{"))
        let chosen = Set(members)
        for (index, label) in labels.labels.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            JSONDocument.append(string: label.name, to: &bytes)
            bytes += (chosen.contains(label) ? ":true" : ":false").utf8
        }
        bytes.append(UInt8(ascii: "}"))
    }
}

extension ExportedItem {
    /// The labels that hold, in the task's order.
    ///
    /// - Throws: there are none to speak of: nothing is decided, or no label fits.
    func labels(of set: LabelSet) throws(ExportOmission) -> [Label] {
        guard let truth else { throw ExportOmission("nothing is decided") }
        guard let label = truth.label else { throw ExportOmission("no label fits, its reviewer said") }
        guard let members = set.members(of: label) else {
            throw ExportOmission("its label is not one of the task's any more")
        }
        return members
    }
}

/// Texts inside of other languages' files.
enum Quoted {
    /// As a JSON string: also one of JavaScript, of Python, and of YAML, for which two code points more are escaped.
    static func string(_ text: String) -> String {
        JSONDocument.string(text).rendered().unicodeScalars.map { scalar in
            switch scalar.value {
            case 0xFFFE, 0xFFFF, 0xFEFF: "\\u" + String(scalar.value, radix: 16)
            default: String(scalar)
            }
        }.joined()
    }

    /// A text that a nunjucks template gives back as it is.
    static func template(_ text: String) -> String {
        let literal = text.split(separator: "{", omittingEmptySubsequences: false).joined(separator: "{{\"{\"}}")
        // What begins so would be read from a file, or run.
        guard ["file://", "package:"].contains(where: literal.hasPrefix), let first = literal.first else {
            return literal
        }
        return "{{\"\(first)\"}}" + literal.dropFirst()
    }
}
