package import Labeling

/// Cost against quality: every policy, those with a threshold at many of them.
package struct FrontierReport: Hashable, Sendable {
    /// By kind, then by threshold.
    package var points: [FrontierPoint]
    /// Nil: neither a risk nor costs of errors are given, or nothing does.
    package var recommended: FrontierChoice?
}

package struct FrontierPoint: Hashable, Sendable {
    package var kind: PolicyKind
    /// Nil: the policy has none.
    package var threshold: Double?
    package var n: Int
    /// Items that it asks the second model, or a person, about.
    package var asked: Int
    package var correct: Int
    /// Nil: only people decide, and their labels count as the truth.
    package var accuracy: Interval?
    /// The share of the items that no person decides.
    package var coverage: Double
    /// Models and people together; nil: a price is not known.
    package var costPerThousand: Money?
    /// No other point that is listed is as good and cheaper, or as cheap and better.
    package var isPareto = false
    /// The threshold that is in force.
    package var isCurrent = false

    package var quality: Double { Double(correct) / Double(n) }
}

/// The policy that meets the wish at the least cost, and how it does on items that it was not chosen on.
package struct FrontierChoice: Hashable, Sendable {
    package var point: FrontierPoint
    /// Chosen on one half of the items and counted on the other, both ways round; nil: in one half nothing met the wish.
    package var outOfSample: OutOfSample?

    package struct OutOfSample: Hashable, Sendable {
        package var n: Int
        package var errors: Int
        package var error: Interval?
        package var costPerThousand: Money?
        /// What each half chose.
        package var kinds: [PolicyKind]
        package var thresholds: [Double?]
    }
}

extension FrontierReport {
    /// So many thresholds of a policy are listed.
    static let mostThresholds = 18

    init(_ source: DetailSource, _ columns: RoutingColumns, _ table: RoutingTable) {
        let cells = FrontierCells(columns, numbers: source.evidence.items.number)
        let chooser = FrontierChooser(
            cells: cells, pricing: table.pricing, hasSecond: columns.second != nil,
            hasErrorCosts: columns.hasErrorCosts,
            wish: source.settings.risk.map { RiskWish(risk: $0, delta: source.settings.delta) })
        var wanted = FrontierReport.thinned(cells)
        let current = columns.threshold.flatMap { threshold in
            cells.cuts.firstIndex { $0.threshold >= threshold }
        }
        if let current { wanted.insert(current) }
        let best = chooser.best(on: [0, 1])
        if let best, best.kind.hasThreshold { wanted.insert(best.cut) }
        var points: [FrontierPoint] = []
        for kind in PolicyKind.allCases where kind != .firstThenSecond && kind != .secondAlone || chooser.hasSecond {
            for cut in kind.hasThreshold ? wanted.sorted() : [0] {
                guard var point = chooser.point(kind, cut: cut, on: [0, 1]) else { continue }
                point.isCurrent = kind.hasThreshold && cut == current
                points.append(point)
            }
        }
        FrontierReport.markPareto(&points)
        self.points = points
        recommended = best.flatMap { best in
            guard let point = chooser.point(best.kind, cut: best.cut, on: [0, 1]) else { return nil }
            let isPareto = points.first { $0.kind == point.kind && $0.threshold == point.threshold }?.isPareto
            var marked = point
            marked.isPareto = isPareto ?? false
            marked.isCurrent = best.kind.hasThreshold && best.cut == current
            return FrontierChoice(point: marked, outOfSample: chooser.outOfSample())
        }
    }

    /// Cuts that lie about equally far apart in the items under them, and the two ends.
    private static func thinned(_ cells: FrontierCells) -> Set<Int> {
        let cuts = cells.cuts
        guard cuts.count > mostThresholds, let last = cuts.last else { return Set(cuts.indices) }
        func below(_ cut: FrontierCells.Cut) -> Int { cut.below.0.n + cut.below.1.n }
        let (start, end) = (below(cuts[0]), below(last))
        var wanted: Set<Int> = [0, cuts.count - 1]
        var cut = 0
        for step in 1..<(mostThresholds - 1) {
            let goal = start + (end - start) / (mostThresholds - 1) * step
            while cut < cuts.count - 1, below(cuts[cut]) < goal { cut += 1 }
            wanted.insert(cut)
        }
        return wanted
    }

    static func markPareto(_ points: inout [FrontierPoint]) {
        let priced = points.indices.filter { points[$0].costPerThousand != nil }
        // Of equal costs the best first; of equal quality too they are all as good.
        let order = priced.sorted {
            let (one, two) = (points[$0].costPerThousand ?? .zero, points[$1].costPerThousand ?? .zero)
            return one == two ? points[$0].correct > points[$1].correct : one < two
        }
        var best: (cost: Money, correct: Int)?
        for place in order {
            let (cost, correct) = (points[place].costPerThousand ?? .zero, points[place].correct)
            if let best, correct < best.correct || (correct == best.correct && cost > best.cost) { continue }
            points[place].isPareto = true
            best = (cost, correct)
        }
    }
}
