import Evaluation
import Labeling
import ReviewUI
import Storage

/// One model's figures in the making, out of the groups that the store has counted.
struct DashboardTally {
    /// On fewer days than this, blocks of equal numbers of decisions say more.
    static let fewestDays = 8
    static let mostBlocks = 40
    /// The newest days are shown.
    static let mostDays = 120

    private struct Count {
        var n = 0
        var right = 0

        var share: DashboardShare? { DashboardShare(right, of: n) }

        mutating func add(_ count: Int, isRight: Bool) {
            n += count
            if isRight { right += count }
        }
    }

    private struct Bin {
        var count = Count()
        var confidence = 0.0
    }

    private let model: String
    private let labels: [Label]
    /// Where items have several labels: the rule by which an answer is a set of them.
    private let sets: LabelSet?
    private var index: [String: Int] = [:]
    /// Of sets: for each label in how many true ones it is, in how many said ones, and in how many of both.
    private var members: [(truths: Int, said: Int, both: Int)]
    private var confusion: [[Int]]
    private var truths = 0
    private var importedTruths = 0
    private var all = Count()
    private var blind = Count()
    private var seen = Count()
    private var bins = [Bin](repeating: Bin(), count: 10)
    private var squares = 0.0
    private var charged = Money.zero
    private var estimated = Money.zero
    private var estimates = 0
    private var unknownCosts = 0
    /// Items of `all` that reviewers decided.
    private(set) var decided = 0

    init(labels: [Label], model: String, sets: LabelSet? = nil) {
        self.labels = labels
        self.model = model
        self.sets = sets
        members = Array(repeating: (0, 0, 0), count: labels.count)
        confusion = Array(repeating: Array(repeating: 0, count: labels.count + 1), count: labels.count)
        for (position, label) in labels.enumerated() { index[DashboardTally.folded(label)] = position }
    }

    /// The rule by which labels are one and the same, as in `LabelSet`.
    private static func folded(_ label: Label) -> String {
        var name = label.name[...]
        while name.first?.isWhitespace == true { name.removeFirst() }
        while name.last?.isWhitespace == true { name.removeLast() }
        return name.lowercased()
    }

    private func position(_ label: Label?) -> Int? { label.flatMap { index[DashboardTally.folded($0)] } }

    /// The places of the labels that an answer is made of, in the task's order; nil: it is no answer of this task.
    private func places(_ label: Label?) -> [Int]? {
        guard let label else { return nil }
        guard let sets else { return position(label).map { [$0] } }
        return sets.members(of: label)?.compactMap { position($0) }
    }

    mutating func add(_ figures: TruthFigures) {
        guard places(figures.label) != nil else { return }
        truths += figures.count
        if figures.isImported { importedTruths += figures.count }
    }

    mutating func add(_ group: JudgedAnswers) {
        guard let truth = places(group.truth) else { return }
        let answer = places(group.label)
        let isRight = answer == truth
        if sets == nil, let row = truth.first {
            confusion[row][answer?.first ?? labels.count] += group.count
        }
        for place in truth { members[place].truths += group.count }
        for place in answer ?? [] {
            members[place].said += group.count
            if truth.contains(place) { members[place].both += group.count }
        }
        all.add(group.count, isRight: isRight)
        if !group.isImportedTruth { decided += group.count }
        if group.shown.contains(model) {
            seen.add(group.count, isRight: isRight)
        } else {
            blind.add(group.count, isRight: isRight)
        }
        if let bin = group.bin, bins.indices.contains(bin) {
            bins[bin].count.add(group.count, isRight: isRight)
            bins[bin].confidence += group.confidence
            // Σ (c − y)², with y the same throughout the group.
            squares += group.squares + (isRight ? Double(group.count) - 2 * group.confidence : 0)
        }
        charged += group.charged
        estimated += group.estimated
        estimates += group.estimates
        unknownCosts += group.unknownCosts
    }

    func report(_ groups: [AgreementGroup]) -> DashboardModel {
        let cost = unknownCosts < all.n ? charged : nil
        var report = DashboardModel(
            model: model, truths: truths, importedTruths: importedTruths, accuracy: all.share, blind: blind.share,
            seen: seen.share, confusion: confusion, labels: labels, calibration: calibration, blocks: blocks(groups),
            cost: cost, estimatedCost: estimates > 0 ? estimated : nil, unknownCosts: unknownCosts,
            costPerRight: unknownCosts == 0 ? cost?.times(1, over: all.right) : nil)
        report.perLabel = perLabel
        return report
    }

    private var calibration: DashboardModel.Calibration {
        let n = bins.reduce(0) { $0 + $1.count.n }
        guard n > 0 else { return DashboardModel.Calibration() }
        let error = bins.reduce(0) { $0 + abs(Double($1.count.right) - $1.confidence) }
        return DashboardModel.Calibration(
            n: n, brier: max(0, squares) / Double(n), ece: error / Double(n),
            bins: bins.enumerated().map { index, bin in
                DashboardModel.Bin(
                    low: Double(index) / 10, high: Double(index + 1) / 10, n: bin.count.n,
                    meanConfidence: bin.count.n > 0 ? bin.confidence / Double(bin.count.n) : nil, right: bin.count.share
                )
            })
    }

    private var perLabel: [DashboardModel.PerLabel] {
        let all = labels.indices.compactMap { label -> DashboardModel.PerLabel? in
            let (support, predicted, right) = members[label]
            guard support + predicted > 0 else { return nil }
            return DashboardModel.PerLabel(
                label: label, truths: support, precision: DashboardShare(right, of: predicted),
                recall: DashboardShare(right, of: support))
        }
        return all.sorted { ($0.f1, -$0.truths, $0.label) < ($1.f1, -$1.truths, $1.label) }
    }

    private func blocks(_ groups: [AgreementGroup]) -> [DashboardModel.Block] {
        var blocks: [(id: Int64, first: Timestamp, last: Timestamp, all: Count, blind: Count, seen: Count)] = []
        for group in groups {
            guard let truth = places(group.truth) else { continue }
            let isRight = places(group.label) == truth
            if blocks.last?.id != group.block {
                blocks.append((group.block, group.first, group.last, Count(), Count(), Count()))
            }
            let last = blocks.count - 1
            blocks[last].first = min(blocks[last].first, group.first)
            blocks[last].last = max(blocks[last].last, group.last)
            blocks[last].all.add(group.count, isRight: isRight)
            if group.shown.contains(model) {
                blocks[last].seen.add(group.count, isRight: isRight)
            } else {
                blocks[last].blind.add(group.count, isRight: isRight)
            }
        }
        return blocks.suffix(DashboardTally.mostDays).compactMap { block in
            block.all.share.map {
                DashboardModel.Block(
                    first: block.first, last: block.last, all: $0, blind: block.blind.share, seen: block.seen.share)
            }
        }
    }
}

/// How fast reviewers decide, without their breaks.
struct DashboardPaceReading {
    /// A longer gap is a break.
    static let longestGap: Int64 = 120_000
    static let mostBlocks = 60

    private let query: DashboardQuery

    init(_ query: DashboardQuery) {
        self.query = query
    }

    /// What one decision took.
    private struct Step {
        var at: Timestamp
        var seconds: Double
    }

    func pace(_ decisions: [RecentDecision]) -> DashboardPace {
        var byReviewer: [String: [RecentDecision]] = [:]
        for decision in decisions where !decision.isOfAct && !decision.isUndone && !decision.isSkip {
            byReviewer[decision.reviewer, default: []].append(decision)
        }
        let steps = byReviewer.mapValues(DashboardPaceReading.steps)
        let own = steps[query.reviewer] ?? []
        let hourAgo = query.now.milliseconds - 3_600_000
        return DashboardPace(
            session: rate(own.filter { $0.at >= query.began }),
            lastHour: rate(own.filter { $0.at.milliseconds >= hourAgo }),
            overTime: steps.sorted { ($0.value.count, $1.key) > ($1.value.count, $0.key) }.compactMap { name, steps in
                series(name, steps)
            })
    }

    private func rate(_ steps: [Step]) -> DashboardPace.Rate {
        DashboardPace.Rate(decisions: steps.count, activeSeconds: steps.reduce(0) { $0 + $1.seconds })
    }

    /// In the order of time. The first after a break took as long as the item was on screen; where that is not known,
    /// it is no part of the pace.
    private static func steps(_ decisions: [RecentDecision]) -> [Step] {
        let sorted = decisions.sorted { $0.at < $1.at }
        return sorted.enumerated().compactMap { index, decision in
            let gap = index > 0 ? decision.at.milliseconds - sorted[index - 1].at.milliseconds : .max
            if gap <= longestGap { return Step(at: decision.at, seconds: Double(gap) / 1_000) }
            guard let seconds = decision.seconds, seconds.isFinite else { return nil }
            return Step(at: decision.at, seconds: min(max(seconds, 0), Double(longestGap) / 1_000))
        }
    }

    private func series(_ reviewer: String, _ steps: [Step]) -> DashboardPace.Series? {
        guard steps.count >= DashboardPace.Rate.fewest else { return nil }
        let size = max(5, (steps.count + Self.mostBlocks - 1) / Self.mostBlocks)
        // The newest block is a whole one.
        let start = steps.count % size
        let blocks = stride(from: start, to: steps.count, by: size).map { steps[$0..<min($0 + size, steps.count)] }
        return DashboardPace.Series(
            reviewer: reviewer,
            perMinute: blocks.map { block in
                let seconds = block.reduce(0) { $0 + $1.seconds }
                return seconds > 0 ? Double(block.count) / seconds * 60 : 0
            }, blockSize: size)
    }
}
