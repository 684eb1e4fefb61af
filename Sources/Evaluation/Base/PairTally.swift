import Labeling

/// Two models' answers to the same items, counted.
struct PairTally: Sendable {
    private(set) var answers = PairCounts()
    /// Over ground truth both answered.
    private(set) var mcnemar = McNemarCounts(n: 0, onlyA: 0, onlyB: 0)
    /// Nil: an item has one label.
    private(set) var sets: SetsTally?
    private var byLabel: PairLabelTally

    init(_ evidence: Evidence, _ first: Int, _ second: Int) {
        sets = evidence.index.several.map { SetsTally(labelCount: $0.count) }
        byLabel = PairLabelTally(labelCount: evidence.singles.count)
        let (a, b) = (evidence.models[first].label, evidence.models[second].label)
        for item in 0..<evidence.count where a[item] != Evidence.absent && b[item] != Evidence.absent {
            add(
                Category(code: a[item]), Category(code: b[item]), truth: Evidence.label(of: evidence.items.truth[item]),
                members: evidence.members)
        }
    }

    /// - Parameter members: of each number the labels it stands for; empty unless an item can have several.
    private mutating func add(_ a: Category, _ b: Category, truth: Int?, members: [[Int]] = []) {
        answers.add(a, b)
        sets?.add(a.position.map { members[$0] }, b.position.map { members[$0] })
        guard let truth else { return }
        mcnemar.n += 1
        if sets != nil {
            byLabel.add(
                a: a.position.map { members[$0] } ?? [], b: b.position.map { members[$0] } ?? [],
                truth: members[truth])
        } else if let label = b.position {
            byLabel.add(label: label, aIsRight: a.position == truth, bIsRight: label == truth)
        }
        switch (a.position == truth, b.position == truth) {
        case (true, false): mcnemar.onlyA += 1
        case (false, true): mcnemar.onlyB += 1
        default: break
        }
    }

    func report(a: String, b: String, labels: [Label]) -> PairReport {
        let tests = byLabel.tests
        return PairReport(
            a: a, b: b, n: answers.n, agreement: .wilson(successes: answers.agreements, of: answers.n),
            cohenKappa: answers.cohenKappa,
            mcnemarP: mcnemar.n > 0 ? mcnemarExactP(onlyFirst: mcnemar.onlyA, onlySecond: mcnemar.onlyB) : nil,
            mcnemar: mcnemar,
            perLabel: labels.enumerated().compactMap { position, label in
                let (n, agreements) =
                    sets.map { $0.labels[position].second(SetsTally.given) } ?? answers.second(.label(position))
                guard let interval = Interval.wilson(successes: agreements, of: n) else { return nil }
                let settled = Advice.settled(agreements: agreements, of: n)
                return PairLabelReport(
                    label: label, n: n, agreement: interval.value, interval: interval,
                    advice: Advice(agreements: agreements, of: n), isSettled: settled.isSettled,
                    needsMore: settled.needsMore, test: tests[position],
                    cohenKappa: sets?.labels[position].cohenKappa)
            }, jaccard: sets?.jaccard)
    }
}
