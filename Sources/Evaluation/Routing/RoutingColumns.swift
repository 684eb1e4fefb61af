import Labeling

/// The columns that the routing looks at, one item at a time.
struct RoutingColumns {
    let first: AnswerColumns
    let second: AnswerColumns?
    private let truth: [Evidence.Code]
    /// Nil: there is no rule.
    let threshold: Double?
    /// What a wrong label costs where this is the truth, by its code.
    private let errorCosts: [Int64]
    let hasErrorCosts: Bool
    var count: Int { truth.count }

    init(_ source: DetailSource, first: Int, second: Int?) {
        let evidence = source.evidence
        self.first = evidence.models[first]
        self.second = second.map { evidence.models[$0] }
        truth = evidence.items.truth
        threshold = source.settings.escalationThreshold
        let costs = evidence.singles.map { source.settings.errorCosts[$0]?.picodollars ?? 0 }
        hasErrorCosts = costs.contains { $0 != 0 }
        if evidence.isMultiLabel {
            // Of a set of labels the dearest counts: a wrong set is one error.
            errorCosts = [0] + evidence.members.map { $0.map { costs[$0] }.max() ?? 0 }
        } else {
            errorCosts = [0] + costs
        }
    }

    /// Nil: no ground truth, or the first model did not answer.
    @inline(__always)
    func item(_ place: Int) -> RoutingItem? {
        let (right, answer) = (truth[place], first.label[place])
        guard right > 0, answer != Evidence.absent else { return nil }
        var item = RoutingItem(
            firstIsRight: answer == right, hasSecond: false, secondIsRight: false, isBelow: isBelow(place),
            errorCost: errorCosts[Int(right)], firstCost: first.cost[place], firstBasis: first.basis[place],
            secondCost: 0, secondBasis: .unknown)
        if let second {
            let other = second.label[place]
            if other != Evidence.absent {
                item.hasSecond = true
                item.secondIsRight = other == right
                (item.secondCost, item.secondBasis) = (second.cost[place], second.basis[place])
            }
        }
        return item
    }

    /// As the ladder decides it: an answer that is not valid, and a confidence that was not said, count as under any
    /// threshold.
    func isBelow(_ place: Int) -> Bool {
        if first.label[place] == Evidence.besides { return true }
        guard let threshold, threshold > 0 else { return false }
        return (first.usableConfidence(place) ?? 0) < threshold
    }

    /// The label that a policy ends with; `besides` where an answer is missing, the truth where a person is asked.
    func outcome(_ kind: PolicyKind, _ place: Int) -> Evidence.Code {
        func secondSays() -> Evidence.Code {
            let code = second?.label[place] ?? Evidence.besides
            return code == Evidence.absent ? Evidence.besides : code
        }
        switch kind {
        case .firstAlone: return first.label[place]
        case .firstThenSecond: return isBelow(place) ? secondSays() : first.label[place]
        case .firstThenHuman: return isBelow(place) ? truth[place] : first.label[place]
        case .secondAlone: return secondSays()
        case .humanAlone: return truth[place]
        }
    }
}
