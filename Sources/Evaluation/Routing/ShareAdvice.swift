/// Whether the advice that a share gives is settled, and how many items would settle it.
struct SettledAdvice: Hashable, Sendable {
    /// The whole Wilson interval of the share lies on the advice's side of its limits.
    var isSettled: Bool
    /// How many more items would settle it if the share stayed as it is; 0 when settled; nil when the share lies on a
    /// limit, where no number does.
    var needsMore: Int?
}

extension Advice {
    /// The limits that bound this advice, in hundredths.
    private var bounds: [Int] {
        switch self {
        case .keep: [95]
        case .watch: [90, 95]
        case .route: [90]
        }
    }

    /// Wilson's interval holds the shares that a score test does not reject: a limit p lies outside of it where
    /// |share - p| · √n > z · √(p(1 - p)). The left side grows with √n, so the least number of items is
    /// ⌊z² p(1 - p) / (share - p)²⌋ + 1.
    ///
    /// - Parameter n: at least 1.
    static func settled(agreements: Int, of n: Int) -> SettledAdvice {
        let bounds = Advice(agreements: agreements, of: n).bounds
        guard !bounds.contains(where: { agreements * 100 == $0 * n }) else {
            return SettledAdvice(isSettled: false, needsMore: nil)
        }
        let share = Double(agreements) / Double(n)
        let needed = bounds.map { bound -> Double in
            let limit = Double(bound) / 100
            let distance = share - limit
            let square = Interval.normalQuantile * Interval.normalQuantile
            return (square * limit * (1 - limit) / (distance * distance)).rounded(.down) + 1
        }
        // Beyond this the share is on a limit for every purpose.
        guard let most = needed.max(), most < 1e15 else { return SettledAdvice(isSettled: false, needsMore: nil) }
        let more = max(0, Int(most) - n)
        return SettledAdvice(isSettled: more == 0, needsMore: more)
    }
}

/// Who of two models is right, by the second one's label: for each label the items with ground truth.
struct PairLabelTally: Sendable {
    private var counts: [McNemarCounts]

    init(labelCount: Int) {
        counts = Array(repeating: McNemarCounts(n: 0, onlyA: 0, onlyB: 0), count: labelCount)
    }

    mutating func add(label: Int, aIsRight: Bool, bIsRight: Bool) {
        guard label < counts.count else { return }
        counts[label].n += 1
        if aIsRight != bIsRight { if aIsRight { counts[label].onlyA += 1 } else { counts[label].onlyB += 1 } }
    }

    /// With sets of labels each label of b's set is a yes or no of its own: b is right where the truth has it too.
    mutating func add(a: [Int], b: [Int], truth: [Int]) {
        for label in b {
            let isTrue = truth.contains(label)
            add(label: label, aIsRight: a.contains(label) == isTrue, bIsRight: isTrue)
        }
    }

    /// By label; nil where no item has ground truth. The correction is over the others.
    var tests: [LabelTest?] {
        let tested = counts.indices.filter { counts[$0].n > 0 }
        let values = tested.map { mcnemarExactP(onlyFirst: counts[$0].onlyA, onlySecond: counts[$0].onlyB) }
        let adjusted = holm(values)
        var tests = [LabelTest?](repeating: nil, count: counts.count)
        for (place, label) in tested.enumerated() {
            tests[label] = LabelTest(counts: counts[label], p: values[place], holmP: adjusted[place])
        }
        return tests
    }
}

/// The exact McNemar test within the items that the second model gave one label.
package struct LabelTest: Hashable, Sendable {
    package var counts: McNemarCounts
    package var p: Double
    /// Corrected by Holm's method over the labels that have one.
    package var holmP: Double
}
