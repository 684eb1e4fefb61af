import Labeling

/// Columns of a table, or fields of flat JSON objects, that hold what models and reviewers said of the items.
package struct AnnotationColumns: Hashable, Sendable {
    /// As `MODEL:LABEL` or `MODEL:LABEL:CONFIDENCE`, the latter two being names of columns.
    package var predictions: [String]
    /// As `REVIEWER:LABEL`.
    package var decisions: [String]

    package init(predictions: [String] = [], decisions: [String] = []) {
        self.predictions = predictions
        self.decisions = decisions
    }

    package var isEmpty: Bool { predictions.isEmpty && decisions.isEmpty }

    /// Who said something, and in which columns.
    struct Column: Hashable, Sendable {
        var name: String
        var label: String
        var confidence: String?

        var fields: [String] { [label, confidence].compactMap(\.self) }
    }

    /// A model's name may hold colons, as Bedrock's do: what is a column is found from the end.
    ///
    /// - Parameter names: of the columns there are; nil: not known, then three parts are two columns.
    static func prediction(_ text: String, columns names: [String]?) -> Column? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        func isColumn(_ part: String) -> Bool { names?.contains(part) ?? true }
        func name(_ count: Int) -> String { parts.dropLast(count).joined(separator: ":") }
        if parts.count > 2, isColumn(parts[parts.count - 2]), isColumn(parts[parts.count - 1]), !name(2).isEmpty {
            return Column(name: name(2), label: parts[parts.count - 2], confidence: parts[parts.count - 1])
        }
        guard parts.count > 1, isColumn(parts[parts.count - 1]), !name(1).isEmpty else { return nil }
        return Column(name: name(1), label: parts[parts.count - 1])
    }

    static func decision(_ text: String, columns names: [String]?) -> Column? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count > 1, let label = parts.last, names?.contains(label) ?? true else { return nil }
        let name = parts.dropLast().joined(separator: ":")
        return name.isEmpty ? nil : Column(name: name, label: label)
    }
}

extension LabelRule {
    /// Nil: the model said nothing there.
    func prediction(
        _ column: AnnotationColumns.Column, label: String, confidence: String?
    ) throws(LineProblem) -> Prediction? {
        let isEmpty = !label.contains { !$0.isWhitespace }
        let stated = confidence.map { $0.filter { !$0.isWhitespace } } ?? ""
        guard !isEmpty || !stated.isEmpty else { return nil }
        var prediction = Prediction(model: column.name)
        if !isEmpty, let known = known(label) {
            prediction.label = known
        } else {
            prediction.outcome = .invalidOutput
            prediction.invalidAnswer = label
        }
        guard !stated.isEmpty, let name = column.confidence else { return prediction }
        guard let value = Double(stated), value >= 0, value <= 1 else {
            throw LineProblem(
                "the confidence in \"\(name)\" must be a number from 0 to 1; found \"\(stated.prefix(40))\"")
        }
        prediction.confidence = value
        prediction.confidenceSource = .imported
        return prediction
    }

    /// Nil: the reviewer said nothing there.
    func decision(_ column: AnnotationColumns.Column, label: String) throws(LineProblem) -> Decision? {
        guard label.contains(where: { !$0.isWhitespace }) else { return nil }
        return Decision(
            reviewer: column.name, verdict: .override(try required(label, as: "label in \"\(column.label)\"")),
            at: Timestamp(milliseconds: 0))
    }
}
