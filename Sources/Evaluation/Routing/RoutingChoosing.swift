import Labeling

extension PolicyKind {
    /// Short, for tables and sentences.
    func words(_ threshold: Double?) -> String {
        let under = threshold.map { " under " + Shown.threshold($0) } ?? ""
        return switch self {
        case .firstAlone: "first alone"
        case .firstThenSecond: "first, second\(under)"
        case .firstThenHuman: "first, person\(under)"
        case .secondAlone: "second"
        case .humanAlone: "person"
        }
    }
}

extension RoutingChoice {
    /// The cheapest policy that is shown to meet the wished risk.
    static func meeting(_ wish: RiskWish, _ policies: [RoutingPolicy], threshold: Double?) -> RoutingChoice {
        let shown = policies.filter { $0.isComparable && $0.meetsRisk == true }
        let priced = shown.filter { $0.total != nil }
        // Without prices the policy that asks the fewest: they stand in that order.
        let best = priced.min { ($0.total ?? .zero) < ($1.total ?? .zero) } ?? shown.first
        guard let best else {
            return RoutingChoice(
                basis: .risk, policy: nil, isSettled: false, needsMore: nil, words: "no item with ground truth")
        }
        var choice = RoutingChoice(basis: .risk, policy: best.kind, isSettled: true, needsMore: 0, words: "")
        let open = policies.filter { $0.isComparable && $0.meetsRisk == false && !$0.failsRisk }
        let isLastResort = best.kind == .humanAlone
        if isLastResort, !open.isEmpty {
            choice.isSettled = false
            choice.needsMore = open.compactMap(\.needsMore).min()
        }
        let wished = Shown.share(wish.risk)
        let name = best.kind.words(threshold)
        if isLastResort {
            choice.words = "only people are shown to keep \(wished)"
            if let nearest = open.min(by: { ($0.needsMore ?? .max) < ($1.needsMore ?? .max) }) {
                choice.words += " (n = \(nearest.n))"
                if let more = nearest.needsMore {
                    choice.words += "; about \(more) more would show \(nearest.kind.words(threshold))"
                }
            } else {
                choice.words += "; all else is shown to be over it"
            }
        } else {
            choice.words = "\(name): at most \(Shown.share(best.upper)) errors (n = \(best.n))"
        }
        if best.total == nil { choice.words += "; prices are missing" }
        return choice
    }

    /// The lowest expected cost. Whether it is settled is looked at apart.
    static func cheapest(_ policies: [RoutingPolicy], threshold: Double?) -> RoutingChoice {
        let best = policies.filter { $0.total != nil }.min { ($0.total ?? .zero) < ($1.total ?? .zero) }
        guard let best else {
            return RoutingChoice(
                basis: .cost, policy: nil, isSettled: false, needsMore: nil,
                words: policies.isEmpty ? "no item with ground truth" : "prices are missing")
        }
        return RoutingChoice(
            basis: .cost, policy: best.kind, isSettled: false, needsMore: nil,
            words: "\(best.kind.words(threshold)): $\(best.total?.rounded(decimals: 6) ?? Shown.undefined) an item")
    }

    /// Whether the second model says the same.
    static func agreeing(
        answered: Int, compared: Int, agreements: Int, onlyFirst: Int, onlySecond: Int
    ) -> RoutingChoice {
        var choice = RoutingChoice(basis: .agreement, policy: nil, isSettled: false, needsMore: nil, words: "")
        guard let share = Interval.wilson(successes: agreements, of: compared) else {
            choice.words = "the second model answered none of these"
            return choice
        }
        let advice = Advice(agreements: agreements, of: compared)
        let settled = Advice.settled(agreements: agreements, of: compared)
        choice.words = "\(advice.rawValue): the second says the same in \(Shown.interval(share)), n = \(compared)"
        guard RoutingTally.isComparable(missing: answered - compared, of: answered) else {
            choice.words += "; it answered only \(compared) of \(answered), which may be the harder ones"
            return choice
        }
        (choice.isSettled, choice.needsMore) = (settled.isSettled, settled.needsMore)
        switch advice {
        case .keep: choice.policy = .firstAlone
        case .watch: break
        case .route:
            if onlyFirst > onlySecond {
                choice.isSettled = false
                choice.needsMore = nil
                choice.words +=
                    "; but with ground truth the first alone is right \(onlyFirst) times, the second "
                    + "alone \(onlySecond)"
            } else {
                choice.policy = .secondAlone
            }
        }
        if !settled.isSettled {
            choice.words += settled.needsMore.map { "; about \($0) more would settle it" } ?? "; it lies on a limit"
        }
        return choice
    }
}

/// Whether the policy with the lowest expected cost is really cheaper than another, by the differences item by item.
struct CostDifference: Hashable, Sendable {
    private var sum = CompensatedSum()
    private var squares = CompensatedSum()

    init() {}

    /// - Parameter difference: dollars that the other costs more.
    mutating func add(_ difference: Double) {
        sum.add(difference)
        squares.add(difference * difference)
    }

    /// The lower bound of the mean difference is above 0: a normal 95 % interval of paired differences, whose variance
    /// has two further observations: half of one a dearest error one way, half the other way, and one without a difference
    /// (as Agresti and Min 2005, Statistics in Medicine 24:729-740, add to the paired table). Without them policies that
    /// were never seen to err would be settled by three items.
    ///
    /// - Returns: how many items would settle it if the differences stayed as they are; `n`: it is settled; nil: no number
    ///   would.
    func needed(n: Int, dearestError: Double) -> Int? {
        guard n > 0 else { return nil }
        let count = Double(n)
        let mean = sum.value / count
        guard mean > 0 else { return nil }
        // What varies grows with the number of items, the two added observations do not.
        let variance = max(0, squares.value / count - mean * mean)
        let square = Interval.normalQuantile * Interval.normalQuantile
        func isSettled(_ number: Double) -> Bool {
            square * (variance * number + dearestError * dearestError) < mean * mean * (number + 2) * (number + 2)
        }
        if isSettled(count) { return n }
        // The larger root of that parabola in number + 2.
        let b = square * variance
        let c = square * (2 * variance - dearestError * dearestError)
        let root = (b + max(0, b * b - 4 * mean * mean * c).squareRoot()) / (2 * mean * mean)
        let needed = (root - 2).rounded(.down) + 1
        return needed < 1e15 ? max(n + 1, Int(needed)) : nil
    }
}
