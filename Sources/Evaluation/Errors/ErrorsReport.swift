package import Labeling

/// Where one model was wrong, its surest errors first.
package struct ErrorsReport: Hashable, Sendable {
    package var model: String
    /// Items with a label as ground truth and an answer.
    package var n: Int
    /// The share of them that the model got wrong; nil when there are none.
    package var errors: Interval?
    package var count: Int
    /// By confidence, from the highest; answers without one last. At most as many as were asked for.
    package var listed: [ModelError]

    /// Nil: the model has no answer at all.
    init?(_ evidence: Evidence, model: String, most: Int) {
        guard let answers = evidence.models.first(where: { $0.model == model }) else { return nil }
        var wrong: [Int] = []
        var n = 0
        for item in 0..<evidence.count where evidence.items.hasTruth(item) && answers.isAnswered(item) {
            n += 1
            if answers.label[item] != evidence.items.truth[item] { wrong.append(item) }
        }
        guard n > 0 || answers.label.contains(where: { $0 != Evidence.absent }) else { return nil }
        func confidence(_ item: Int) -> Double { answers.usableConfidence(item) ?? -1 }
        wrong.sort { (confidence($1), $0) < (confidence($0), $1) }
        self.model = model
        self.n = n
        errors = .wilson(successes: wrong.count, of: n)
        count = wrong.count
        listed = wrong.prefix(most).map { item in
            let rating = Int(evidence.items.truthRating[item])
            return ModelError(
                number: evidence.items.number[item], truth: evidence.name(of: evidence.items.truth[item]),
                answer: Evidence.label(of: answers.label[item]).map { evidence.labels[$0].name },
                outcome: answers.outcome[item], confidence: answers.usableConfidence(item),
                reviewer: rating >= 0 ? evidence.reviewers[Int(evidence.ratings.reviewer[rating])] : nil)
        }
    }

    package var sections: [ReportSection] {
        var blocks: [ReportBlock] = []
        for error in listed {
            let confidence = error.confidence.map { Shown.fixed($0, decimals: 2) } ?? Shown.undefined
            let said = error.answer ?? "(\(error.outcome.rawValue))"
            let reviewer = error.reviewer.map { ", by \($0)" } ?? ""
            blocks.append(
                .text(
                    "\(confidence)  \(said), in truth \(error.truth) (\(error.id ?? "item \(error.number)")\(reviewer))"
                ))
            if let text = error.text { blocks.append(.text("      \(ErrorsReport.oneLine(text))")) }
        }
        if listed.count < count { blocks.append(.text("\(count - listed.count) more: --most lists them")) }
        return [
            ReportSection(
                "Errors of \(model): \(Shown.rate(count, errors)) of n = \(n)",
                reading: "the surest first: those that no threshold would catch", blocks: blocks)
        ]
    }

    private static let longest = 400

    private static func oneLine(_ text: String) -> String {
        let line = text.prefix(longest + 1).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return text.count > longest ? line + "…" : line
    }
}

/// One item that a model got wrong.
package struct ModelError: Hashable, Sendable {
    /// `ItemColumns.number`
    package var number: Int64
    package var truth: String
    /// Nil: no valid label.
    package var answer: String?
    package var outcome: Prediction.Outcome
    package var confidence: Double?
    /// Who decided the truth; nil: it was imported, or is that of several.
    package var reviewer: String?
    // What the columns do not have: filled in by who has the items.
    package var id: String?
    package var text: String?
    package var rationale: String?
}
