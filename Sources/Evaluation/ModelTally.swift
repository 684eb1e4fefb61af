import Labeling

/// What counts of one prediction. Copying whole predictions is most of the work of a million items.
struct Answer: Sendable {
    var category: Category
    var outcome: Prediction.Outcome
    var confidence: Double?
    var cost: Cost
    var latencyMilliseconds: Double?
    var snapshot: String?
    var promptVersion: String?
}

/// What is kept of one model while items stream by: counts, sums, and eight bytes for each latency.
struct ModelTally: Sendable {
    let model: String
    /// `confusion[truth][category]`; rows exist once their label was true.
    private(set) var confusion: [Counts] = []
    private(set) var n = 0
    private(set) var correct = 0
    private(set) var noLabel = 0
    private(set) var blind = (n: 0, correct: 0)
    private(set) var shown = (n: 0, correct: 0)
    private(set) var calibration = CalibrationTally()
    /// Over the items of `n`, and over the other answered items.
    private(set) var evaluated = AnswersTally()
    private(set) var others = AnswersTally()
    private(set) var outcomes = OutcomesTally()
    /// What else the answers come from than one model asked in one way; the first few of each.
    private(set) var snapshots = Variants()
    private(set) var promptVersions = Variants()
    /// Nil: an item has one label.
    private(set) var sets: ModelSetsTally?

    init(model: String, sets: ModelSetsTally? = nil) {
        self.model = model
        self.sets = sets
    }

    /// An answer to an item without a label as ground truth.
    mutating func add(_ answer: Answer) {
        others.add(answer)
        outcomes.add(answer.outcome)
        note(answer)
    }

    private mutating func note(_ answer: Answer) {
        snapshots.add(answer.snapshot)
        promptVersions.add(answer.promptVersion)
    }

    /// - Parameters:
    ///   - wasShown: whether the answer was in view when the truth was decided.
    ///   - members: of each number the labels it stands for; empty unless an item can have several.
    mutating func add(_ answer: Answer, truth: Int, wasShown: Bool, members: [[Int]] = []) {
        evaluated.add(answer)
        outcomes.add(answer.outcome)
        note(answer)
        if sets == nil {
            while confusion.count <= truth { confusion.append(Counts()) }
            confusion[truth].add(answer.category.value)
        } else {
            // Of all sets against all others there would be too much to keep, and to read.
            sets?.add(truth: truth, answer: answer.category, members: members)
        }
        let isCorrect = answer.category.position == truth
        n += 1
        if isCorrect { correct += 1 }
        if answer.category == .besides { noLabel += 1 }
        if wasShown {
            shown.n += 1
            if isCorrect { shown.correct += 1 }
        } else {
            blind.n += 1
            if isCorrect { blind.correct += 1 }
        }
        if let confidence = answer.confidence { calibration.add(confidence, isCorrect: isCorrect) }
    }
}

/// The different values of a text, the first few of them.
struct Variants: Sendable {
    private(set) var values: [String] = []
    private static let most = 8

    mutating func add(_ value: String?) {
        // Nearly always the one that is known.
        guard let value, !values.contains(value), values.count < Variants.most else { return }
        values.append(value)
    }
}

/// Brier score and expected calibration error in the making.
struct CalibrationTally: Sendable {
    static let binCount = 10
    /// `numpy.linspace(0, 1, 11)`, to the bit.
    static let edges: [Double] = (0..<binCount).map { Double($0) * 0.1 } + [1]

    private struct Bin: Sendable {
        var n = 0
        var correct = 0
        var confidence = CompensatedSum()
    }

    private(set) var n = 0
    /// Confidences that are no number in 0...1: left out.
    private(set) var unusable = 0
    private var squares = CompensatedSum()
    private var bins = [Bin](repeating: Bin(), count: binCount)

    mutating func add(_ confidence: Double, isCorrect: Bool) {
        guard confidence >= 0, confidence <= 1 else {
            unusable += 1
            return
        }
        n += 1
        let error = confidence - (isCorrect ? 1 : 0)
        squares.add(error * error)
        // Right-closed, as `searchsorted` in scikit-learn's `calibration_curve`: 0.1 belongs to the first bin.
        var index = min(Int(confidence * 10), CalibrationTally.binCount - 1)
        while index > 0, confidence <= CalibrationTally.edges[index] { index -= 1 }
        while confidence > CalibrationTally.edges[index + 1] { index += 1 }
        bins[index].n += 1
        if isCorrect { bins[index].correct += 1 }
        bins[index].confidence.add(confidence)
    }

    var brier: Double? { n > 0 ? squares.value / Double(n) : nil }

    var report: CalibrationReport {
        var error = CompensatedSum()
        let table = bins.enumerated().map { index, bin in
            let count = Double(bin.n)
            error.add(abs(Double(bin.correct) - bin.confidence.value))
            return CalibrationBin(
                low: CalibrationTally.edges[index], high: CalibrationTally.edges[index + 1], n: bin.n,
                meanConfidence: bin.n > 0 ? bin.confidence.value / count : nil,
                accuracy: bin.n > 0 ? Double(bin.correct) / count : nil)
        }
        return CalibrationReport(
            bins: CalibrationTally.binCount, n: n, value: n > 0 ? error.value / Double(n) : nil, table: table)
    }
}

/// Costs and latencies of a set of answers.
struct AnswersTally: Sendable {
    private(set) var n = 0
    private(set) var noLabel = 0
    private(set) var unknownCosts = 0
    private(set) var unusableLatencies = 0
    private var charged = Money.zero
    private var estimated = Money.zero
    private var estimates = 0
    private(set) var latencies: [Double] = []

    mutating func add(_ answer: Answer) {
        n += 1
        if answer.category == .besides { noLabel += 1 }
        switch answer.cost {
        case .charged(let money): charged += money
        case .estimated(let money, as: _):
            estimated += money
            estimates += 1
        case .unknown: unknownCosts += 1
        }
        guard let latency = answer.latencyMilliseconds else { return }
        if latency.isFinite, latency >= 0 { latencies.append(latency) } else { unusableLatencies += 1 }
    }

    /// Nil when no answer's cost is known.
    var cost: Money? { unknownCosts < n ? charged : nil }
    var estimatedCost: Money? { estimates > 0 ? estimated : nil }

    var latency: LatencyReport {
        let quantiles = Quantile.linear(latencies, at: [0.5, 0.99])
        return LatencyReport(n: latencies.count, p50: quantiles[0], p99: quantiles[1])
    }

    func joined(with other: AnswersTally) -> AnswersTally {
        var sum = self
        sum.n += other.n
        sum.noLabel += other.noLabel
        sum.unknownCosts += other.unknownCosts
        sum.unusableLatencies += other.unusableLatencies
        sum.charged += other.charged
        sum.estimated += other.estimated
        sum.estimates += other.estimates
        sum.latencies += other.latencies
        return sum
    }

    var report: AnswersReport {
        AnswersReport(
            n: n, noLabel: noLabel, cost: cost, estimatedCost: estimatedCost, unknownCosts: unknownCosts,
            costPerThousand: unknownCosts == 0 ? cost?.times(1_000, over: n) : nil,
            latency: latency)
    }
}
