import Foundation

/// Which thresholds are shown to meet a wished risk, all of them at once with one chance of failure.
///
/// Learn then Test (Angelopoulos, Bates, Candès, Jordan and Lei 2021, arXiv:2110.01052): for each threshold the hypothesis
/// "the share of errors above it is at least the wished risk" has an exact binomial p-value. The thresholds are tested
/// from high to low in a fixed sequence with several starts: each start gets an equal part of delta, and what was rejected
/// hands its part on to the next (the fallback procedure: Wiens 2003; Wiens and Dmitrienko 2005), which keeps the chance of
/// one false rejection at delta, whatever the p-values have to do with each other.
package enum FixedSequence {
    /// So many answers without an error are needed to show the risk: the least n with (1 - risk)^n <= delta.
    package static func fewest(risk: Double, delta: Double) -> Int {
        let n = (log(delta) / log1p(-risk)).rounded(.up)
        return n.isFinite && n < 1e15 ? max(1, Int(n)) : Int.max
    }

    /// How many starts: one for each doubling of what could show the risk.
    static func starts(n: Int, risk: Double, delta: Double) -> Int {
        var (starts, needed) = (0, fewest(risk: risk, delta: delta))
        while needed <= n, starts < 12 {
            starts += 1
            let (double, isTooLarge) = needed.multipliedReportingOverflow(by: 2)
            needed = isTooLarge ? Int.max : double
        }
        return starts
    }

    /// - Parameters:
    ///   - counts: of each threshold, from high to low: the answers above it whose truth is known, and the wrong ones.
    ///   - shares: of each threshold, the share of the answers that lie above it; it must not depend on which of them
    ///     are right, for the starts are chosen by it.
    /// - Returns: for each threshold, whether it is shown to meet the risk.
    static func shown(
        _ counts: [(n: Int, errors: Int)], shares: [Double], n: Int, risk: Double, delta: Double
    ) -> [Bool] {
        var shown = [Bool](repeating: false, count: counts.count)
        let starts = starts(n: n, risk: risk, delta: delta)
        guard starts > 0, !counts.isEmpty else { return shown }
        var given = [Double](repeating: 0, count: counts.count)
        let first = Double(fewest(risk: risk, delta: delta / Double(starts)))
        for start in 0..<starts {
            let wanted = first * exp2(Double(start))
            let place = shares.firstIndex { $0 * Double(n) >= wanted } ?? counts.count - 1
            given[place] += delta / Double(starts)
        }
        var carried = 0.0
        for (place, count) in counts.enumerated() {
            let level = carried + given[place]
            if level > 0, count.n > 0, ClopperPearson.chance(ofAtMost: count.errors, of: count.n, share: risk) <= level
            {
                shown[place] = true
                carried = level
            } else {
                carried = 0
            }
        }
        return shown
    }
}
