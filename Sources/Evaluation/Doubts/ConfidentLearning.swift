/// Confident learning (Northcutt, Jiang and Chuang 2021, JAIR 70:1373-1411) with what a model says of an item: one label,
/// and how sure it is.
///
/// A probability for every label is needed, and only that of the predicted one is known. The rest is spread evenly over
/// the other labels: with a confidence c for one of K labels, the others have (1 - c) / (K - 1) each. With two labels that
/// is exact; with more it says nothing of which other label is likely, so no item is ever doubted but in favour of the
/// label that the model gave it.
///
/// The counts and the items off the diagonal are those of `cleanlab.count.compute_confident_joint(calibrate=False)` and
/// `cleanlab.filter.find_label_issues(filter_by="confident_learning")` on such probabilities.
struct ConfidentLearning: Sendable {
    private static let slack = 1e-6

    let labels: Int
    /// Of each label, the mean probability that the model gives it where it is the truth; nil: it never is.
    let thresholds: [Double?]
    /// Of each label, the items of whose truth it is and that have a usable answer.
    let support: [Int]
    /// Thresholds in rising order with their labels, to count those that a spread rest reaches.
    private let rising: [(value: Double, label: Int)]

    /// What an item says.
    enum Finding: Hashable, Sendable {
        /// The model is not sure of any label.
        case unsure
        case agrees
        /// The number of the label that it is sure of, though the truth is another.
        case doubts(Int)
    }

    /// - Parameters:
    ///   - truth, answer: codes; those that are no label, and answers without a confidence, are left out.
    ///   - labels: how many labels there are.
    init(truth: [Evidence.Code], answers: AnswerColumns, labels: Int) {
        self.labels = labels
        var sums = [CompensatedSum](repeating: CompensatedSum(), count: labels)
        var support = [Int](repeating: 0, count: labels)
        let (given, confidence) = (answers.label, answers.confidence)
        for item in truth.indices where truth[item] > 0 && given[item] > 0 {
            let c = confidence[item]
            guard c >= 0, c <= 1 else { continue }
            let label = Int(truth[item]) - 1
            sums[label].add(truth[item] == given[item] ? c : ConfidentLearning.rest(c, labels))
            support[label] += 1
        }
        self.support = support
        thresholds = (0..<labels).map { support[$0] > 0 ? max(sums[$0].value / Double(support[$0]), 2e-16) : nil }
        rising = thresholds.enumerated().compactMap { label, value in value.map { ($0, label) } }
            .sorted { ($0.value, $0.label) < ($1.value, $1.label) }
    }

    private static func rest(_ confidence: Double, _ labels: Int) -> Double {
        labels > 1 ? (1 - confidence) / Double(labels - 1) : 0
    }

    /// - Parameters: labels by number, the confidence in 0...1.
    func finding(truth: Int, answer: Int, confidence: Double) -> Finding {
        let rest = ConfidentLearning.rest(confidence, labels)
        let isSure = thresholds[answer].map { confidence >= $0 - ConfidentLearning.slack } ?? false
        // Labels that the spread rest reaches: the beginning of `rising`, the answer left out.
        var (low, high) = (0, rising.count)
        while low < high {
            let middle = (low + high) / 2
            if rest >= rising[middle].value - ConfidentLearning.slack { low = middle + 1 } else { high = middle }
        }
        let answerIsAmong = low > 0 && (thresholds[answer].map { rest >= $0 - ConfidentLearning.slack } ?? false)
        let others = low - (answerIsAmong ? 1 : 0)
        let guess: Int
        switch (isSure, others) {
        case (false, 0): return .unsure
        case (true, 0): guess = answer
        case (false, 1): guess = rising[..<low].first { $0.label != answer }?.label ?? answer
        // Of several, the likeliest; the first of equals.
        default: guess = likeliest(answer, confidence, rest)
        }
        guard guess != truth else { return .agrees }
        // Where the truth is as likely as anything else, nothing speaks against it.
        let ofTruth = (truth == answer ? confidence : rest) + ConfidentLearning.slack
        let isBest = truth == answer ? ofTruth > rest || labels < 2 : ofTruth >= confidence
        return isBest ? .agrees : .doubts(guess)
    }

    private func likeliest(_ answer: Int, _ confidence: Double, _ rest: Double) -> Int {
        let first = answer == 0 && labels > 1 ? 1 : 0
        return confidence > rest || confidence == rest && answer < first || labels < 2 ? answer : first
    }
}
