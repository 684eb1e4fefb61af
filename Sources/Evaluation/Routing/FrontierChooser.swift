import Labeling

/// Counts policies over the cells of confidence, in one half of the items or in both, and chooses among them.
struct FrontierChooser {
    let cells: FrontierCells
    let pricing: RoutingPricing
    let hasSecond: Bool
    let hasErrorCosts: Bool
    /// Nil: the lowest expected cost is chosen, where costs of errors are known.
    let wish: RiskWish?

    struct Choice: Hashable {
        var kind: PolicyKind
        var cut: Int
    }

    private struct Outcome {
        var n: Int
        var errors: Int
        var asked: Int
        var errorCost: Int128
    }

    /// - Returns: nil: too many answers of the second model are missing, or there is no item.
    private func outcome(_ kind: PolicyKind, cut: Int, on halves: [Int]) -> Outcome? {
        var all = FrontierCells.Side()
        var below = FrontierCells.Side()
        for half in halves {
            all = all + cells.all(half)
            below = below + cells.cuts[cut].below(half)
        }
        guard all.n > 0 else { return nil }
        let above = all - below
        switch kind {
        case .firstAlone: return Outcome(n: all.n, errors: all.firstErrors, asked: 0, errorCost: all.firstErrorCost)
        case .firstThenSecond:
            guard RoutingTally.isComparable(missing: below.missing, of: all.n) else { return nil }
            return Outcome(
                n: all.n, errors: above.firstErrors + below.secondErrors, asked: below.n,
                errorCost: above.firstErrorCost + below.secondErrorCost)
        case .firstThenHuman:
            return Outcome(n: all.n, errors: above.firstErrors, asked: below.n, errorCost: above.firstErrorCost)
        case .secondAlone:
            guard RoutingTally.isComparable(missing: all.missing, of: all.n) else { return nil }
            return Outcome(n: all.n, errors: all.secondErrors, asked: all.n, errorCost: all.secondErrorCost)
        case .humanAlone: return Outcome(n: all.n, errors: 0, asked: all.n, errorCost: 0)
        }
    }

    /// Picodollars for models and people, of `n` items together.
    private func cost(_ kind: PolicyKind, _ outcome: Outcome) -> Int128? {
        let (model, human) = pricing.money(kind, n: outcome.n, asked: outcome.asked)
        return model.flatMap { sum in human.map { sum + $0 } }
    }

    func point(_ kind: PolicyKind, cut: Int, on halves: [Int]) -> FrontierPoint? {
        guard let outcome = outcome(kind, cut: cut, on: halves) else { return nil }
        let correct = outcome.n - outcome.errors
        return FrontierPoint(
            kind: kind, threshold: kind.hasThreshold ? cells.cuts[cut].threshold : nil, n: outcome.n,
            asked: outcome.asked, correct: correct,
            accuracy: kind == .humanAlone ? nil : .wilson(successes: correct, of: outcome.n),
            coverage: kind.asksHuman ? Double(outcome.n - outcome.asked) / Double(outcome.n) : 1,
            costPerThousand: cost(kind, outcome).flatMap { Money(mean: $0 * 1_000, of: outcome.n) })
    }

    private var kinds: [PolicyKind] { PolicyKind.allCases.filter { !$0.asksSecond || hasSecond } }

    /// The cheapest policy that meets the wish on these items; without a wish the lowest expected cost.
    func best(on halves: [Int]) -> Choice? {
        let n = halves.reduce(0) { $0 + cells.all($1).n }
        var allowed: Int?
        if let wish {
            // The bound at one policy alone: that the best of many was taken is what the other half is for.
            allowed = ClopperPearson.mostErrors(of: n, share: wish.risk, delta: wish.delta)
        } else if !hasErrorCosts {
            return nil
        }
        var best: (choice: Choice, cost: Int128)?
        for kind in kinds {
            for cut in kind.hasThreshold ? 0..<cells.cuts.count : 0..<1 {
                guard let outcome = outcome(kind, cut: cut, on: halves), var cost = cost(kind, outcome) else {
                    continue
                }
                if wish != nil, kind != .humanAlone { guard let allowed, outcome.errors <= allowed else { continue } }
                if hasErrorCosts { cost += outcome.errorCost }
                if best.map({ cost < $0.cost }) ?? true { best = (Choice(kind: kind, cut: cut), cost) }
            }
        }
        return best?.choice
    }

    /// What each half chooses, counted on the other.
    func outOfSample() -> FrontierChoice.OutOfSample? {
        guard let one = best(on: [0]), let other = best(on: [1]),
            let onOther = outcome(one.kind, cut: one.cut, on: [1]),
            let onOne = outcome(other.kind, cut: other.cut, on: [0])
        else { return nil }
        let (n, errors) = (onOne.n + onOther.n, onOne.errors + onOther.errors)
        let costs = [cost(one.kind, onOther), cost(other.kind, onOne)].compactMap(\.self)
        return FrontierChoice.OutOfSample(
            n: n, errors: errors, error: .wilson(successes: errors, of: n),
            costPerThousand: costs.count == 2 ? Money(mean: (costs[0] + costs[1]) * 1_000, of: n) : nil,
            kinds: [one.kind, other.kind],
            thresholds: [one, other].map { $0.kind.hasThreshold ? cells.cuts[$0.cut].threshold : nil })
    }
}
