import Labeling

/// What the parts of a policy cost for one item, in a line of the table.
struct RoutingPricing {
    var first: Money?
    var second: Money?
    var human: Money?
    /// All items: the second model, or a person, may be asked without the first. In a label's line the first model must
    /// have answered, for nobody else names the label.
    var isWhole: Bool

    func asksFirst(_ kind: PolicyKind) -> Bool { !isWhole || (kind != .secondAlone && kind != .humanAlone) }

    /// - Returns: the money for the models and for the person, of `n` items together; nil: a price is not known.
    func money(
        _ kind: PolicyKind, n: Int, asked: Int
    ) -> (model: Int128?, human: Int128?) {
        var model: Int128? = asksFirst(kind) ? first.map { Int128($0.picodollars) * Int128(n) } : 0
        if kind.asksSecond, asked > 0 {
            model = model.flatMap { sum in second.map { sum + Int128($0.picodollars) * Int128(asked) } }
        }
        var person: Int128? = 0
        if kind.asksHuman, asked > 0 { person = human.map { Int128($0.picodollars) * Int128(asked) } }
        return (model, person)
    }
}

extension RoutingTally {
    /// How many items a policy asks the second model, or the person, about.
    func asked(_ kind: PolicyKind) -> Int {
        switch kind {
        case .firstAlone: 0
        case .firstThenSecond, .firstThenHuman: below
        case .secondAlone, .humanAlone: n
        }
    }

    /// Where the errors of a policy are: with missing answers as errors, and without them.
    private func errors(_ kind: PolicyKind) -> (errors: Int, missing: Int, cost: Int128) {
        switch kind {
        case .firstAlone: (firstErrors, 0, firstErrorCost)
        case .firstThenSecond:
            (firstErrors - belowFirstErrors + belowSecondErrors, belowMissing, thenSecondErrorCost)
        case .firstThenHuman: (firstErrors - belowFirstErrors, 0, thenHumanErrorCost)
        case .secondAlone: (secondErrors, n - both, secondErrorCost)
        case .humanAlone: (0, 0, 0)
        }
    }

    /// What can be compared; empty where there is no item.
    ///
    /// - Parameters:
    ///   - kinds: those that the task could follow.
    ///   - wish: the wished risk, and how often a bound on it may fail.
    func policies(_ kinds: [PolicyKind], pricing: RoutingPricing, hasErrorCosts: Bool, wish: RiskWish?)
        -> [RoutingPolicy]
    {
        guard n > 0 else { return [] }
        let looked = max(1, kinds.count(where: { $0 != .humanAlone }))
        // A report without a wished risk has bounds too.
        let delta = (wish?.delta ?? 0.05) / Double(looked)
        return kinds.map { kind in
            var (errors, missing, cost) = errors(kind)
            let isComparable = RoutingTally.isComparable(missing: missing, of: n)
            let counted = isComparable ? n : n - missing
            if isComparable { errors += missing }
            let asked = asked(kind)
            let (model, human) = pricing.money(kind, n: n, asked: asked)
            let errorCost: Int128? = hasErrorCosts && isComparable ? cost : nil
            var total = model.flatMap { sum in human.map { sum + $0 } }
            if let errorCost { total = total.map { $0 + errorCost } }
            var policy = RoutingPolicy(
                kind: kind, n: counted, errors: errors,
                error: kind == .humanAlone ? nil : .wilson(successes: errors, of: counted), missing: missing,
                isComparable: isComparable, upper: nil, meetsRisk: nil, failsRisk: false, needsMore: nil,
                model: model.flatMap { Money(mean: $0, of: n) }, human: human.flatMap { Money(mean: $0, of: n) },
                errorCost: errorCost.flatMap { Money(mean: $0, of: n) },
                total: isComparable ? total.flatMap { Money(mean: $0, of: n) } : nil)
            if kind == .humanAlone {
                policy.meetsRisk = wish.map { _ in true }
            } else if isComparable {
                policy.upper = ClopperPearson.upper(errors: errors, of: counted, delta: delta)
                if let wish { policy.hold(against: wish, delta: delta) }
            }
            return policy
        }
    }

    /// One missing answer in a hundred is what happens; more are a choice of items that somebody made.
    static func isComparable(missing: Int, of n: Int) -> Bool { missing * 100 <= n }
}

/// The share of errors that is wished for, and how often a bound on it may fail.
struct RiskWish: Hashable, Sendable {
    var risk: Double
    var delta: Double
}

extension RoutingPolicy {
    fileprivate mutating func hold(against wish: RiskWish, delta: Double) {
        guard isComparable, let upper else { return }
        let meets = upper <= wish.risk
        meetsRisk = meets
        failsRisk = ClopperPearson.isOver(wish.risk, errors: errors, of: n, delta: delta)
        needsMore =
            meets
            ? 0
            : ClopperPearson.needed(errors: errors, of: n, share: wish.risk, delta: delta).map { max(1, $0 - n) }
    }
}
