/// How much better the second of two models is than the first on the same items: the difference of their accuracies
/// with its 95 % interval. All three lie in -1...1, `low <= value <= high`; 0.05 is five points.
package struct PairedDifference: Hashable, Sendable {
    package var value: Double
    package var low: Double
    package var high: Double

    package init(value: Double, low: Double, high: Double) {
        self.value = value
        self.low = low
        self.high = high
    }

    /// Tango's asymptotic score interval (Tango 1998, Statistics in Medicine 17:891-908): the differences that a
    /// two-sided score test at 5 % does not reject. Fagerland, Lydersen and Laake (2014, Statistics in Medicine
    /// 33:2850-2875) recommend it; unlike Wald's it stays honest where the models hardly ever differ.
    ///
    /// - Parameters:
    ///   - onlyFirst: items that the first model alone has right.
    ///   - onlySecond: items that the second alone has right.
    ///   - n: all items that both answered.
    /// - Returns: nil when `n` is 0.
    package static func tango(onlyFirst: Int, onlySecond: Int, of n: Int) -> PairedDifference? {
        guard n > 0 else { return nil }
        let score = TangoScore(onlyFirst: onlyFirst, onlySecond: onlySecond, n: n)
        let value = score.difference
        return PairedDifference(
            value: value, low: score.bound(from: value, to: -1), high: score.bound(from: value, to: 1))
    }
}

/// Tango's score statistic of a paired difference.
struct TangoScore {
    let onlyFirst: Int
    let onlySecond: Int
    let n: Int

    var difference: Double { Double(onlySecond - onlyFirst) / Double(n) }

    /// How many standard errors the observed difference is above `assumed`; it falls as `assumed` grows, and for the
    /// same shares it grows as the root of the number of items.
    ///
    /// - Parameter assumed: -1...1.
    func statistic(_ assumed: Double) -> Double {
        let (first, second, count) = (Double(onlyFirst), Double(onlySecond), Double(n))
        let distance = second - first - count * assumed
        guard distance != 0 else { return 0 }
        // The likeliest share of items that the first alone has right, were the true difference the assumed one: the
        // larger root of 2n·q² + b·q + c.
        let b = (2 * count - second + first) * assumed - first - second
        let c = -first * assumed * (1 - assumed)
        let root = max(0, b * b - 8 * count * c).squareRoot()
        // Of two ways to write that root, the one in which nothing cancels.
        let share = b <= 0 ? (root - b) / (4 * count) : -2 * c / (root + b)
        let variance = count * (2 * share + assumed * (1 - assumed))
        return variance > 0 ? distance / variance.squareRoot() : distance.sign == .minus ? -.infinity : .infinity
    }

    /// Where the test turns from not rejecting to rejecting, between the observed difference and an end.
    func bound(from value: Double, to end: Double) -> Double {
        guard abs(statistic(end)) > Interval.normalQuantile else { return end }
        var (kept, rejected) = (value, end)
        // Halving the range until no number is left in between.
        while true {
            let middle = kept + (rejected - kept) / 2
            guard middle != kept, middle != rejected else { return kept }
            if abs(statistic(middle)) > Interval.normalQuantile { rejected = middle } else { kept = middle }
        }
    }
}
