/// The difference of two shares of different items, the first less the second, with its 95 % interval. All three lie in
/// -1...1, `low <= value <= high`; 0.05 is five points.
package struct IndependentDifference: Hashable, Sendable {
    package var value: Double
    package var low: Double
    package var high: Double

    /// Newcombe's hybrid score interval (Newcombe 1998, Statistics in Medicine 17:873-890, method 10), as statsmodels
    /// `confint_proportions_2indep(method="newcomb")`.
    ///
    /// - Parameters:
    ///   - first: a share with its Wilson interval.
    ///   - second: the same of the other items.
    static func newcombe(_ first: Interval, _ second: Interval) -> IndependentDifference {
        let value = first.value - second.value
        let below = root(first.value - first.low, second.high - second.value)
        let above = root(second.value - second.low, first.high - first.value)
        return IndependentDifference(value: value, low: max(-1, value - below), high: min(1, value + above))
    }

    private static func root(_ one: Double, _ other: Double) -> Double { (one * one + other * other).squareRoot() }
}
