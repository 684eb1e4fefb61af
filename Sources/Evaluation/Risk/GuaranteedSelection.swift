/// Selection with guaranteed risk (SGR): Geifman and El-Yaniv 2017, "Selective classification for deep neural networks",
/// algorithm 1.
///
/// A binary search over the answers in the order of their confidence; each of its ⌈log2 m⌉ steps bounds the risk of one
/// threshold by Clopper and Pearson at delta / ⌈log2 m⌉, so that all its bounds hold at once. The paper gives out the last
/// step's threshold, whose bound may lie above the wished risk; here it is the last one whose bound does not.
package struct GuaranteedSelection: Hashable, Sendable {
    package var threshold: Double
    /// Accepted answers whose truth is known, and the wrong ones.
    package var n: Int
    package var errors: Int
    /// Below the wished risk.
    package var upper: Double
    package var steps: Int

    /// Nil: no step showed the risk.
    init?(_ levels: ConfidenceLevels, risk: Double, delta: Double) {
        let m = levels.totalTruth
        guard m > 1 else { return nil }
        let steps = Int.bitWidth - (m - 1).leadingZeroBitCount
        // Places count from 1, from the least confident on, as in the paper.
        var (low, high) = (1, m)
        var found: GuaranteedSelection?
        for _ in 0..<steps {
            let place = (low + high + 1) / 2
            // The level of the answer with so many at or above it.
            let level = GuaranteedSelection.level(of: m - place + 1, in: levels.n)
            let (n, errors) = (levels.n[level], levels.errors[level])
            let upper = ClopperPearson.upper(errors: errors, of: n, delta: delta / Double(steps))
            if upper < risk {
                high = place
                found = GuaranteedSelection(
                    threshold: levels.confidence[level], n: n, errors: errors, upper: upper, steps: steps)
            } else {
                low = place
            }
        }
        guard let found else { return nil }
        self = found
    }

    private init(threshold: Double, n: Int, errors: Int, upper: Double, steps: Int) {
        self.threshold = threshold
        self.n = n
        self.errors = errors
        self.upper = upper
        self.steps = steps
    }

    /// The first level with at least so many.
    private static func level(of rank: Int, in counts: [Int]) -> Int {
        var (low, high) = (0, counts.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if counts[middle] >= rank { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
