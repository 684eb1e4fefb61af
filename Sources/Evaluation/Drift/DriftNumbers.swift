import Foundation

/// The upper tail of the chi-square distribution, as `scipy.stats.chi2.sf` gives it.
func chiSquareUpper(_ statistic: Double, degrees: Int) -> Double {
    guard degrees > 0, statistic > 0 else { return 1 }
    guard statistic.isFinite else { return 0 }
    let (a, x) = (Double(degrees) / 2, statistic / 2)
    let scale = exp(a * log(x) - x - lgamma(a))
    if x < a + 1 {
        // The series of the lower incomplete gamma function (Abramowitz and Stegun 6.5.29).
        var term = 1 / a
        var sum = term
        var n = a
        while term > sum * 1e-17 {
            n += 1
            term *= x / n
            sum += term
        }
        return max(0, min(1, 1 - sum * scale))
    }
    // The continued fraction of the upper one (6.5.31), evaluated as Lentz does.
    let tiny = 1e-300
    var b = x + 1 - a
    var c = 1 / tiny
    var d = 1 / b
    var fraction = d
    for step in 1...1_000_000 {
        let i = Double(step)
        let factor = -i * (i - a)
        b += 2
        d = factor * d + b
        if abs(d) < tiny { d = tiny }
        c = b + factor / c
        if abs(c) < tiny { c = tiny }
        d = 1 / d
        fraction *= d * c
        if abs(d * c - 1) < 1e-16 { break }
    }
    return max(0, min(1, scale * fraction))
}

/// The upper tail of Kolmogorov's distribution, of the largest distance of a Brownian bridge from 0, as
/// `scipy.stats.kstwobign.sf` gives it.
func kolmogorovUpper(_ x: Double) -> Double {
    guard x > 0 else { return 1 }
    if x < 1 {
        // The other form of the same theta function: this one converges at once where the usual one does not.
        var sum = 0.0
        for k in 1...10 {
            let odd = Double(2 * k - 1)
            sum += exp(-odd * odd * Double.pi * Double.pi / (8 * x * x))
        }
        return max(0, min(1, 1 - (2 * Double.pi).squareRoot() / x * sum))
    }
    var sum = 0.0
    for k in 1...20 {
        let j = Double(k)
        let term = exp(-2 * j * j * x * x)
        sum += k % 2 == 1 ? term : -term
    }
    return max(0, min(1, 2 * sum))
}

/// Fisher's exact test of two shares, two-sided: the probability of all tables with these margins that are no likelier
/// than the one seen, as `scipy.stats.fisher_exact`. 1 where a margin is 0.
///
/// - Parameters: successes, each 0...n, of so many.
func fisherExactP(_ first: Int, of firstN: Int, _ second: Int, of secondN: Int) -> Double {
    let (n, successes) = (firstN + secondN, first + second)
    let (low, high) = (max(0, successes - secondN), min(successes, firstN))
    guard low < high else { return 1 }
    // Each probability relative to that of the mode, from there outwards: nothing overflows, and the sum of all is what
    // they are divided by.
    let mode = min(high, max(low, Int((Double(successes + 1) * Double(firstN + 1) / Double(n + 2)).rounded(.down))))
    func ratio(_ k: Int) -> Double {
        // P(k + 1) / P(k)
        Double(successes - k) / Double(k + 1) * (Double(firstN - k) / Double(secondN - successes + k + 1))
    }
    var seen = 1.0
    if first > mode { for k in mode..<first { seen *= ratio(k) } }
    if first < mode { for k in (first..<mode).reversed() { seen /= ratio(k) } }
    let limit = seen * (1 + 1e-7)
    var all = 1.0
    var unlikely = 1 <= limit ? 1.0 : 0
    var weight = 1.0
    var k = mode
    while k < high {
        weight *= ratio(k)
        all += weight
        if weight <= limit { unlikely += weight }
        k += 1
        if weight < 1e-300 { break }
    }
    (weight, k) = (1, mode)
    while k > low {
        weight /= ratio(k - 1)
        all += weight
        if weight <= limit { unlikely += weight }
        k -= 1
        if weight < 1e-300 { break }
    }
    return min(1, unlikely / all)
}

/// Holm's correction (1979) of several p, in their order, as statsmodels `multipletests(method="holm")`.
func holm(_ p: [Double]) -> [Double] {
    var corrected = p
    var least = 0.0
    for (rank, index) in p.indices.sorted(by: { p[$0] < p[$1] }).enumerated() {
        least = max(least, min(1, p[index] * Double(p.count - rank)))
        corrected[index] = least
    }
    return corrected
}

/// How much larger a share of one group of items is than that of another, with its 95 % interval; in -1...1.
package struct ShareDifference: Hashable, Sendable {
    package var value: Double
    package var low: Double
    package var high: Double

    /// The second share less the first, with Newcombe's hybrid score interval (1998, Statistics in Medicine 17:873-890,
    /// method 10), as statsmodels `confint_proportions_2indep(method="newcomb")`.
    static func newcombe(_ first: Interval, _ second: Interval) -> ShareDifference {
        let value = second.value - first.value
        func distance(_ a: Double, _ b: Double) -> Double { (a * a + b * b).squareRoot() }
        return ShareDifference(
            value: value, low: value - distance(second.value - second.low, first.high - first.value),
            high: value + distance(second.high - second.value, first.value - first.low))
    }
}

/// SplitMix64 (Steele, Lea and Flood 2014): the same seed draws the same.
struct DriftGenerator: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    /// 0..<bound; `bound` above 0 and far below 2^32, so that the bias is nothing.
    mutating func below(_ bound: Int) -> Int { Int(((next() >> 32) &* UInt64(bound)) >> 32) }
}
