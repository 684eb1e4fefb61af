package import Labeling

extension ConfidenceTable {
    /// Fewer items than this say nothing.
    package static let fewest = 30
    /// From so many blind truths on, the others are left out: truth that was decided with a model's answer in view
    /// flatters the model.
    package static let enoughBlind = 100
    private static let mostBins = 10

    /// Bins of about equal size, of at least `fewest` items each; what is left over at the end goes to the last bin.
    /// Items with the same confidence stay together. Empty where there are fewer items altogether.
    ///
    /// - Parameter counts: of one model, each confidence once.
    package init(_ counts: [ConfidenceCount]) {
        let isBlind = counts.reduce(0) { $0 + $1.blind } >= ConfidenceTable.enoughBlind
        let sorted = counts.sorted { $0.thousandths < $1.thousandths }
        let points = sorted.map { count in
            (at: count.thousandths, n: isBlind ? count.blind : count.n, right: isBlind ? count.blindRight : count.right)
        }.filter { $0.n > 0 }
        let total = points.reduce(0) { $0 + $1.n }
        let size = max(ConfidenceTable.fewest, (total + ConfidenceTable.mostBins - 1) / ConfidenceTable.mostBins)
        var groups: [(low: Int, high: Int, n: Int, right: Int)] = []
        var isOpen = false
        for point in points {
            if isOpen, let last = groups.indices.last {
                groups[last].high = point.at
                groups[last].n += point.n
                groups[last].right += point.right
            } else {
                groups.append((point.at, point.at, point.n, point.right))
            }
            isOpen = (groups.last?.n ?? 0) < size
        }
        if groups.count > 1, let last = groups.last, last.n < ConfidenceTable.fewest {
            groups.removeLast()
            let end = groups.count - 1
            groups[end].high = last.high
            groups[end].n += last.n
            groups[end].right += last.right
        }
        self.init(
            bins: groups.filter { $0.n >= ConfidenceTable.fewest }.compactMap { group in
                Interval.wilson(successes: group.right, of: group.n).map { interval in
                    Bin(
                        range: Double(group.low) / 1_000...Double(group.high) / 1_000,
                        reliability: Reliability(
                            right: group.right, n: group.n, low: interval.low, high: interval.high, isBlind: isBlind))
                }
            })
    }
}
