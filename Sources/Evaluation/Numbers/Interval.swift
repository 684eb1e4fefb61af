import Foundation

/// A share with its 95 % interval. All three lie in 0...1, `low <= value <= high`.
package struct Interval: Hashable, Sendable {
    package var value: Double
    package var low: Double
    package var high: Double

    package init(value: Double, low: Double, high: Double) {
        self.value = value
        self.low = low
        self.high = high
    }

    /// The 0.975 quantile of the normal distribution, as `scipy.stats.norm.ppf` gives it.
    static let normalQuantile = 1.959963984540054

    /// The Wilson score interval (Wilson 1927), as statsmodels `proportion_confint(method="wilson")`.
    ///
    /// - Parameter successes: 0...n.
    /// - Returns: nil when `n` is 0.
    package static func wilson(successes: Int, of n: Int) -> Interval? {
        guard n > 0 else { return nil }
        let count = Double(n)
        let share = Double(successes) / count
        let square = normalQuantile * normalQuantile
        let denominator = 1 + square / count
        let centre = (share + square / (2 * count)) / denominator
        let variance = share * (1 - share) / count + square / (4 * count * count)
        let half = normalQuantile * variance.squareRoot() / denominator
        // At both ends the bound is exact in the formula; rounding must not turn it into -1e-17.
        return Interval(
            value: share, low: successes <= 0 ? 0 : max(0, centre - half),
            high: successes >= n ? 1 : min(1, centre + half))
    }
}
