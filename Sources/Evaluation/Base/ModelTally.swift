import Labeling

/// One model's answers, counted.
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
    let snapshots: [String]
    let promptVersions: [String]
    /// Nil: an item has one label.
    private(set) var sets: ModelSetsTally?

    /// - Parameter severe: for each label of the set, whether it is marked severe; empty: none is.
    init(_ evidence: Evidence, model number: Int, severe: [Bool]) {
        let answers = evidence.models[number]
        model = answers.model
        sets = evidence.index.several.map { ModelSetsTally(labelCount: $0.count, isSevere: severe) }
        snapshots = answers.named(answers.snapshots)
        promptVersions = answers.named(answers.promptVersions)
        if sets == nil { confusion = Array(repeating: Counts(), count: evidence.labels.count) }
        for item in 0..<evidence.count where answers.label[item] != Evidence.absent {
            outcomes.add(answers.outcome[item])
            guard let truth = Evidence.label(of: evidence.items.truth[item]) else {
                others.add(answers, item)
                continue
            }
            evaluated.add(answers, item)
            let wasShown = number < 64 && evidence.items.shown[item] >> UInt64(number) & 1 == 1
            add(answers, item, truth: truth, wasShown: wasShown, members: evidence.members)
        }
    }

    /// - Parameters:
    ///   - wasShown: whether the answer was in view when the truth was decided.
    ///   - members: of each number the labels it stands for; empty unless an item can have several.
    private mutating func add(
        _ answers: AnswerColumns, _ item: Int, truth: Int, wasShown: Bool, members: [[Int]]
    ) {
        let category = Category(code: answers.label[item])
        if sets == nil {
            confusion[truth].add(category.value)
        } else {
            // Of all sets against all others there would be too much to keep, and to read.
            sets?.add(truth: truth, answer: category, members: members)
        }
        let isCorrect = category.position == truth
        n += 1
        if isCorrect { correct += 1 }
        if category == .besides { noLabel += 1 }
        if wasShown {
            shown.n += 1
            if isCorrect { shown.correct += 1 }
        } else {
            blind.n += 1
            if isCorrect { blind.correct += 1 }
        }
        let confidence = answers.confidence[item]
        if AnswerColumns.isSaid(confidence) { calibration.add(confidence, isCorrect: isCorrect) }
    }
}

extension AnswerColumns {
    /// A sentence names no more than so many.
    private static let mostNamed = 8

    /// What else the answers come from than one model asked in one way; the first few.
    fileprivate func named(_ values: [String]) -> [String] {
        Array(values.dropFirst().prefix(AnswerColumns.mostNamed))
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

    mutating func add(_ answers: AnswerColumns, _ item: Int) {
        n += 1
        if answers.label[item] == Evidence.besides { noLabel += 1 }
        switch answers.basis[item] {
        case .charged: charged += Money(picodollars: answers.cost[item])
        case .estimated:
            estimated += Money(picodollars: answers.cost[item])
            estimates += 1
        case .unknown: unknownCosts += 1
        }
        let latency = answers.latency[item]
        guard AnswerColumns.isSaid(latency) else { return }
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
