package import Labeling

/// Writes ground truth, an item at a time. The same items give the same bytes every time.
package struct GroundTruthWriter {
    /// How many items were written.
    package private(set) var written = 0

    private let output: OutputFile
    private let format: ExportFormat
    private let includesUndecided: Bool
    private let labels: LabelSet?
    private let models: (first: String?, second: String?)
    private var line: [UInt8] = []

    /// - Parameters:
    ///   - includesUndecided: whether items without a ground truth are written too, with a null label.
    ///   - first: the model of the `first_…` columns of CSV; nil: that of an item's first prediction.
    ///   - second: the model of the `second_…` columns; nil: the first other model among an item's predictions.
    ///   - labels: the task's; where an answer can be several of them, JSON Lines have their list too.
    package init(
        to output: OutputFile, format: ExportFormat, includingUndecided includesUndecided: Bool = false,
        first: String? = nil, second: String? = nil, labels: LabelSet? = nil
    ) throws(OutputProblem) {
        guard format.isWritable else { throw .unsupported(format) }
        self.output = output
        self.format = format
        self.includesUndecided = includesUndecided
        models = (first, second)
        self.labels = labels
        if format == .csv { try output.write(CSVRow.line(of: GroundTruthWriter.columns)) }
    }

    /// Writes the item, unless nothing is decided and undecided items are left out.
    ///
    /// - Returns: whether it was written.
    @discardableResult
    package mutating func write(_ item: AnnotatedItem, truth: GroundTruth?) throws(OutputProblem) -> Bool {
        guard truth != nil || includesUndecided else { return false }
        if format == .csv {
            try output.write(CSVRow.line(of: row(item, truth: truth)))
        } else {
            line.removeAll(keepingCapacity: true)
            GroundTruthDocument.append(item, truth: truth, labels: labels, to: &line)
            line.append(10)
            try output.write(line)
        }
        written += 1
        return true
    }

    /// Ends the output, see `OutputFile.commit`.
    package func finish() throws(OutputProblem) {
        try output.commit()
    }

    private static let columns = [
        "id", "text", "label", "action", "reviewer", "decided_at", "seconds", "note", "shown", "first_choice",
        "probability", "provenance", "first_model", "first_label", "first_confidence", "second_model", "second_label",
        "second_confidence", "image", "reviewers", "unclear", "truth_probability",
    ]

    private func row(_ item: AnnotatedItem, truth: GroundTruth?) -> [String] {
        let decision = truth?.decision
        let first = models.first.map { name in item.predictions.last { $0.model == name } } ?? item.predictions.first
        let second =
            models.second.map { name in item.predictions.last { $0.model == name } }
            ?? item.predictions.first { $0.model != first?.model }
        let decided = [
            item.item.id.value, item.item.text, truth?.label?.name ?? "", decision?.verdict.action.rawValue ?? "",
            decision?.reviewer ?? "", decision?.at.rfc3339 ?? "", text(decision?.seconds), decision?.note ?? "",
            decision?.shown.joined(separator: ";") ?? "", decision?.firstChoice?.name ?? "",
            text(decision?.probability), truth?.provenance.rawValue ?? "",
        ]
        let opinions = [first, second].flatMap { [$0?.model ?? "", $0?.label?.name ?? "", text($0?.confidence)] }
        let reviewers = truth?.reviewers(among: item.decisions).joined(separator: ";") ?? ""
        let unclear = decision?.isUnclear == true ? "true" : ""
        return decided + opinions + [
            ImageReferences.cell(item.item.images), reviewers, unclear, text(truth?.probability),
        ]
    }

    private func text(_ number: Double?) -> String { number.map { $0.description } ?? "" }
}
