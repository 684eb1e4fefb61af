/// How often each label was true where the models answered like this, counted on one part of the truth.
///
/// Counts fall back from the cell (both answers and the bin of confidence) to both answers, to this model's label, and to
/// equal chances, each as if two items of the wider cell had been seen in the narrower one. Whatever these chances are
/// worth, sets calibrated on other items keep their coverage.
struct LabelChances {
    private struct Cell: Hashable {
        var label: Evidence.Code
        /// `unset` in the wider cells.
        var other: Evidence.Code
        var bin: Int
        /// `unset`: all of them together.
        var truth: Evidence.Code
    }

    private static let unset: Evidence.Code = -2
    private static let weight = 2.0
    let categories: Int
    private var counts: [Cell: Int] = [:]
    /// Of each label: what was true where the model gave it.
    private var truths: [Evidence.Code: [Evidence.Code]] = [:]
    /// Of cells met: the chances of those labels, falling.
    private var ranked: [Cell: [(truth: Evidence.Code, chance: Double)]] = [:]

    init(_ answers: [LabelSetsReport.Answer], categories: Int) {
        self.categories = categories
        for answer in answers {
            for cell in Self.cells(answer, truth: answer.truth) { counts[cell, default: 0] += 1 }
            for cell in Self.cells(answer, truth: Self.unset) { counts[cell, default: 0] += 1 }
            let wide = Cell(label: answer.label, other: Self.unset, bin: -1, truth: answer.truth)
            if counts[wide] == 1 { truths[answer.label, default: []].append(answer.truth) }
        }
    }

    /// From the widest to the narrowest.
    private static func cells(_ answer: LabelSetsReport.Answer, truth: Evidence.Code) -> [Cell] {
        [
            Cell(label: answer.label, other: unset, bin: -1, truth: truth),
            Cell(label: answer.label, other: answer.other, bin: -1, truth: truth),
            Cell(label: answer.label, other: answer.other, bin: answer.bin, truth: truth),
        ]
    }

    func chance(of truth: Evidence.Code, for answer: LabelSetsReport.Answer) -> Double {
        var chance = 1 / Double(categories)
        for (cell, all) in zip(Self.cells(answer, truth: truth), Self.cells(answer, truth: Self.unset)) {
            chance =
                (Double(counts[cell] ?? 0) + Self.weight * chance) / (Double(counts[all] ?? 0) + Self.weight)
        }
        return chance
    }

    /// The set of all labels whose score, 1 less their chance, is at most the quantile; never empty: the likeliest label
    /// is always in it.
    ///
    /// - Returns: its size, and whether it holds the truth.
    mutating func set(for answer: LabelSetsReport.Answer, quantile: Double) -> (size: Int, holds: Bool) {
        let cell = Cell(label: answer.label, other: answer.other, bin: answer.bin, truth: Self.unset)
        let list: [(truth: Evidence.Code, chance: Double)]
        if let known = ranked[cell] {
            list = known
        } else {
            list = (truths[answer.label] ?? []).map { ($0, chance(of: $0, for: answer)) }
                .sorted { ($1.chance, $0.truth) < ($0.chance, $1.truth) }
            ranked[cell] = list
        }
        var size = 0
        var holds = false
        for entry in list {
            guard 1 - entry.chance <= quantile else { break }
            size += 1
            if entry.truth == answer.truth { holds = true }
        }
        // Labels that were never true where the model said this all have the same chance, with which they are in or out
        // together.
        let others = categories - list.count
        if others > 0 {
            let isListed = list.contains { $0.truth == answer.truth }
            // A label's own: any that is not listed has it.
            let rest = isListed ? restChance(for: answer) : chance(of: answer.truth, for: answer)
            if 1 - rest <= quantile {
                size += others
                if !isListed { holds = true }
            }
        }
        if size == 0 {
            size = 1
            holds = list.first.map { $0.truth == answer.truth } ?? (answer.label == answer.truth)
        }
        return (size, holds)
    }

    /// Of a label that was never true where the model said this.
    private func restChance(for answer: LabelSetsReport.Answer) -> Double { chance(of: Self.unset - 1, for: answer) }
}
