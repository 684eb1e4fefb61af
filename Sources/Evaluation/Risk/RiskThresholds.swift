import Foundation
package import Labeling

/// What accepting by machine from a confidence on would do.
package struct RiskRow: Hashable, Sendable {
    package var threshold: Double
    /// Accepted answers whose truth counts, and the wrong ones.
    package var n: Int
    package var errors: Int
    /// The expected share of errors among what is accepted; nil: n is 0.
    package var risk: Double?
    /// The share is at most this: with 1 - delta for all rows of the table at once (Clopper and Pearson with Bonferroni).
    package var upper: Double
    /// The same for this row alone, had it been named before anybody looked.
    package var upperAlone: Double
    /// Accepted answers of the whole stream, with truth or without, and their share of all answers of the model.
    package var accepted: Int
    package var coverage: Double
    /// Spared, against asking the next model, and a person, about every item.
    package var money: Money?
    package var minutes: Double?
    package var labour: Money?
}

/// The smallest confidence that is shown to meet a wished risk.
package struct RiskChoice: Hashable, Sendable {
    /// Nil: none is.
    package var row: RiskRow?
    package var risk: Double
    /// With which the statement may fail.
    package var delta: Double
    /// Truth that counts, over all confidences.
    package var n: Int
    /// So many answers without an error are needed at least.
    package var fewest: Int
    /// Where none is shown: the threshold at which the fewest decisions more would show it, if the rate that was seen there
    /// held, and how many; nil: at no confidence with enough truth was the rate below the wished risk.
    package var promising: Promising?

    package struct Promising: Hashable, Sendable {
        package var threshold: Double
        package var n: Int
        package var errors: Int
        /// More blind decisions on answers from this confidence on.
        package var more: Int
    }
}

/// The thresholds of one model.
struct RiskTables {
    let levels: ConfidenceLevels
    /// All answers of the model: what coverage is a share of.
    let answers: Int
    let savings: RiskSavings

    /// Rows of a table for people.
    static let mostRows = 10
    /// Thresholds that are tested.
    static let mostTested = 200
    /// A rate that was seen on fewer says too little to plan by.
    static let enoughToPlan = 20

    func counts(_ threshold: Double) -> (n: Int, errors: Int, answers: Int) {
        guard let level = levels.level(from: threshold) else { return (0, 0, 0) }
        return (levels.n[level], levels.errors[level], levels.answers[level])
    }

    /// - Parameter looks: at how many thresholds one looks at once.
    func row(_ threshold: Double, delta: Double, looks: Int) -> RiskRow {
        let (n, errors, accepted) = counts(threshold)
        return RiskRow(
            threshold: threshold, n: n, errors: errors, risk: n > 0 ? Double(errors) / Double(n) : nil,
            upper: ClopperPearson.upper(errors: errors, of: n, delta: delta / Double(max(1, looks))),
            upperAlone: ClopperPearson.upper(errors: errors, of: n, delta: delta), accepted: accepted,
            coverage: answers > 0 ? Double(accepted) / Double(answers) : 0, money: savings.money(accepted),
            minutes: savings.minutes(accepted), labour: savings.labour(accepted))
    }

    /// The rows of the table, from high to low.
    func rows(delta: Double) -> [RiskRow] {
        let grid = levels.grid(RiskTables.mostRows)
        return grid.map { row($0, delta: delta, looks: grid.count) }
    }

    /// The smallest threshold that is shown to meet the risk, by testing in a fixed sequence.
    func choice(risk: Double, delta: Double) -> RiskChoice {
        let grid = levels.grid(RiskTables.mostTested)
        let counts = grid.map { threshold in
            let all = self.counts(threshold)
            return (n: all.n, errors: all.errors)
        }
        let total = Double(max(1, levels.totalAnswers))
        let shares = grid.map { Double(self.counts($0).answers) / total }
        let shown = FixedSequence.shown(counts, shares: shares, n: levels.totalTruth, risk: risk, delta: delta)
        var choice = RiskChoice(
            row: nil, risk: risk, delta: delta, n: levels.totalTruth,
            fewest: FixedSequence.fewest(risk: risk, delta: delta), promising: nil)
        if let place = shown.lastIndex(of: true) {
            var row = row(grid[place], delta: delta, looks: 1)
            // A bound for this row alone would forget that it was found by testing others too.
            (row.upper, row.upperAlone) = (risk, risk)
            choice.row = row
        } else {
            choice.promising = promising(risk: risk, delta: delta)
        }
        return choice
    }

    private func promising(risk: Double, delta: Double) -> RiskChoice.Promising? {
        var best: RiskChoice.Promising?
        for threshold in levels.grid(40) {
            let (n, errors, _) = counts(threshold)
            guard n >= RiskTables.enoughToPlan || (n > 0 && n == levels.totalTruth),
                let needed = RiskTables.needed(errors: errors, of: n, risk: risk, delta: delta)
            else { continue }
            let more = max(1, needed - n)
            guard best.map({ more <= $0.more }) ?? true else { continue }
            best = RiskChoice.Promising(threshold: threshold, n: n, errors: errors, more: more)
        }
        return best
    }

    /// With how many answers the risk would be shown if errors stayed as frequent; nil: it would not, or with more than ten
    /// million.
    static func needed(errors: Int, of n: Int, risk: Double, delta: Double) -> Int? {
        let rate = Double(errors) / Double(max(1, n))
        guard rate < risk else { return nil }
        func shows(_ count: Int) -> Bool {
            let expected = Int((rate * Double(count)).rounded(.up))
            return ClopperPearson.chance(ofAtMost: expected, of: count, share: risk) <= delta
        }
        var (low, high) = (0, max(1, FixedSequence.fewest(risk: risk, delta: delta)))
        while !shows(high) {
            guard high < 10_000_000 else { return nil }
            (low, high) = (high, high * 2)
        }
        while high - low > 1 {
            let middle = (low + high) / 2
            if shows(middle) { high = middle } else { low = middle }
        }
        return high
    }
}
