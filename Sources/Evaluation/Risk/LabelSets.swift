/// Sets of labels that hold the true one with a stated share, instead of one label and a confidence: split conformal
/// prediction (Vovk, Gammerman and Shafer 2005; Papadopoulos et al. 2002), calibrated on some of the truth and checked on
/// the rest.
package struct LabelSetsReport: Hashable, Sendable {
    /// Items that the chances of labels were counted on, that the sets were calibrated on, and checked on.
    package var counted: Int
    package var calibrated: Int
    package var checked: Int
    /// The model beside whose answers this model's were looked at.
    package var beside: String?
    /// Categories: the labels, and "no label fits".
    package var categories: Int
    package var rows: [Row]

    package enum Method: String, Hashable, Sendable {
        /// {the prediction}, or all labels, which is to ask a person: all that one confidence can tell.
        case predictionOrAsk = "prediction-or-ask"
        /// Labels by their share of the truth where the models answered like this.
        case labelsByConfusion = "labels-by-confusion"
    }

    package struct Row: Hashable, Sendable {
        package var method: Method
        /// The share of items whose set may miss the truth.
        package var alpha: Double
        /// The calibrated score: a label is in the set where its score is at most this; nil: too little truth for so small
        /// an alpha, and every set would hold all labels.
        package var quantile: Double?
        /// Of the checked items.
        package var n: Int
        package var covered: Int
        package var coverage: Interval?
        package var meanSize: Double?
        /// Sets of one label, and how many of these hold the truth.
        package var singletons: Int
        package var rightSingletons: Int
    }
}

/// Calibrated scores of split conformal prediction.
enum Conformal {
    /// The ⌈(n + 1)(1 − alpha)⌉-th smallest score; nil: there are too few.
    ///
    /// - Parameter sorted: rising.
    static func quantile(_ sorted: [Double], alpha: Double) -> Double? {
        // 10 · 0.9 is no more than 9: the last digit must not ask for one score more.
        let rank = (Double(sorted.count + 1) * (1 - alpha) - 1e-9).rounded(.up)
        guard rank <= Double(sorted.count), rank >= 1 else { return nil }
        return sorted[Int(rank) - 1]
    }
}

extension LabelSetsReport {
    /// So many items at most are looked at, drawn by a hash of their numbers.
    private static let mostItems = 60_000
    /// Fewer say nothing.
    private static let fewestItems = 100

    private enum Part { case count, calibrate, check }

    /// One answer with its truth.
    struct Answer {
        var label: Evidence.Code
        /// Of the other model; `absent`: it was not asked.
        var other: Evidence.Code
        var bin: Int
        var confidence: Double
        var truth: Evidence.Code
    }

    /// Nil: too little truth.
    init?(_ evidence: Evidence, _ sample: RiskSample, model: Int, next: Int?, alphas: [Double]) {
        let total = sample.levels.totalTruth
        guard total >= Self.fewestItems else { return nil }
        let columns = evidence.models[model]
        var parts: [[Answer]] = [[], [], []]
        let kept = total <= Self.mostItems ? UInt64.max : UInt64(Double(Self.mostItems) / Double(total) * 0x1p64)
        for item in 0..<evidence.count where columns.label[item] > 0 && sample.isUsable(item) {
            guard sample.truth(item) != .unknown else { continue }
            let hash = SplitMix64.hash(evidence.items.number[item])
            guard hash <= kept else { continue }
            let answer = Answer(
                label: columns.label[item], other: next.map { evidence.models[$0].label[item] } ?? Evidence.absent,
                bin: Self.bin(columns.confidence[item]), confidence: columns.confidence[item],
                truth: evidence.items.truth[item])
            // Other digits than those that the item was drawn by.
            parts[hash & 1 == 1 ? 2 : hash & 2 == 2 ? 1 : 0].append(answer)
        }
        guard parts.allSatisfy({ $0.count >= 5 }) else { return nil }
        self.init(
            counting: parts[0], calibrating: parts[1], checking: parts[2], categories: evidence.labels.count + 1,
            alphas: alphas)
        beside = next.map { evidence.models[$0].model }
    }

    init(counting: [Answer], calibrating: [Answer], checking: [Answer], categories: Int, alphas: [Double]) {
        (counted, calibrated, checked) = (counting.count, calibrating.count, checking.count)
        (self.categories, beside, rows) = (categories, nil, [])
        // What is counted on for the other method is calibration here: this score needs no counts.
        let selection = (counting + calibrating).map(Self.selectionScore).sorted()
        for alpha in alphas {
            rows.append(Self.selection(selection, checking, alpha: alpha, categories: categories))
        }
        var chances = LabelChances(counting, categories: categories)
        let scores = calibrating.map { 1 - chances.chance(of: $0.truth, for: $0) }.sorted()
        for alpha in alphas { rows.append(Self.byConfusion(scores, checking, &chances, alpha: alpha)) }
    }

    /// 0 for the label that was predicted, the confidence for every other: those are left out where it is high.
    private static func selectionScore(_ answer: Answer) -> Double {
        answer.label == answer.truth ? 0 : answer.confidence
    }

    private static func selection(
        _ sorted: [Double], _ checking: [Answer], alpha: Double, categories: Int
    ) -> Row {
        let quantile = Conformal.quantile(sorted, alpha: alpha)
        var row = Row(method: .predictionOrAsk, alpha: alpha, quantile: quantile, n: checking.count)
        var sizes = 0
        for answer in checking {
            let isAsked = quantile.map { answer.confidence <= $0 } ?? true
            if isAsked {
                sizes += categories
                row.covered += 1
                continue
            }
            sizes += 1
            row.singletons += 1
            if answer.label == answer.truth {
                row.covered += 1
                row.rightSingletons += 1
            }
        }
        row.finish(sizes: sizes)
        return row
    }

    private static func byConfusion(
        _ sorted: [Double], _ checking: [Answer], _ chances: inout LabelChances, alpha: Double
    ) -> Row {
        let quantile = Conformal.quantile(sorted, alpha: alpha)
        var row = Row(method: .labelsByConfusion, alpha: alpha, quantile: quantile, n: checking.count)
        var sizes = 0
        for answer in checking {
            guard let quantile else {
                sizes += chances.categories
                row.covered += 1
                continue
            }
            let (size, holds) = chances.set(for: answer, quantile: quantile)
            sizes += size
            if holds { row.covered += 1 }
            guard size == 1 else { continue }
            row.singletons += 1
            if holds { row.rightSingletons += 1 }
        }
        row.finish(sizes: sizes)
        return row
    }

    /// The bins of confidence that chances are counted in.
    static let edges = [0.5, 0.8, 0.9, 0.95, 0.99]
    static func bin(_ confidence: Double) -> Int { edges.count { confidence >= $0 } }
}

extension LabelSetsReport.Row {
    fileprivate init(method: LabelSetsReport.Method, alpha: Double, quantile: Double?, n: Int) {
        self.init(
            method: method, alpha: alpha, quantile: quantile, n: n, covered: 0, coverage: nil, meanSize: nil,
            singletons: 0, rightSingletons: 0)
    }

    fileprivate mutating func finish(sizes: Int) {
        coverage = Interval.wilson(successes: covered, of: n)
        meanSize = n > 0 ? Double(sizes) / Double(n) : nil
    }
}
