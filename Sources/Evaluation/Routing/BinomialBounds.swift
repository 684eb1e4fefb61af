import Foundation

/// One-sided bounds of Clopper and Pearson (1934) for a share, with any confidence: the quantiles of a beta
/// distribution, as `scipy.stats.beta.ppf` gives them, to about ten digits.
enum BinomialBounds {
    /// The share above which so few errors would come with a chance of at most `chance`.
    ///
    /// - Returns: 1 where nothing was seen.
    static func upper(errors: Int, of n: Int, chance: Double) -> Double {
        guard n > 0, errors < n else { return 1 }
        if errors <= 0 { return -expm1(log(chance) / Double(n)) }
        return bisect { atMost(Double(errors), of: Double(n), share: $0) > chance }
    }

    /// The share below which so many errors would come with a chance of at most `chance`.
    ///
    /// - Returns: 0 where nothing was seen.
    static func lower(errors: Int, of n: Int, chance: Double) -> Double {
        guard n > 0, errors > 0 else { return 0 }
        if errors >= n { return exp(log(chance) / Double(n)) }
        // The other tail by itself: taken from 1, a small chance would lose its digits.
        return bisect { incompleteBeta(Double(errors), Double(n - errors + 1), at: $0) < chance }
    }

    /// Whether the lower bound is above `share`: as many errors would come with a smaller chance. No bound is searched for.
    static func isOver(_ share: Double, errors: Int, of n: Int, chance: Double) -> Bool {
        guard n > 0, errors > 0 else { return false }
        return incompleteBeta(Double(errors), Double(n - errors + 1), at: share) < chance
    }

    /// The chance of at most so many errors; between whole numbers the incomplete beta function goes on.
    ///
    /// - Parameters:
    ///   - errors: 0 or more, less than `n`.
    ///   - share: above 0 and below 1.
    static func atMost(_ errors: Double, of n: Double, share: Double) -> Double {
        incompleteBeta(n - errors, errors + 1, at: 1 - share)
    }

    /// The most errors of `n` with which the upper bound is at most `share`; nil: not even none are few enough.
    static func mostErrors(of n: Int, share: Double, chance: Double) -> Int? {
        guard n > 0, upper(errors: 0, of: n, chance: chance) <= share else { return nil }
        var (fits, fails) = (0, n)
        while fails - fits > 1 {
            let middle = fits + (fails - fits) / 2
            if atMost(Double(middle), of: Double(n), share: share) <= chance { fits = middle } else { fails = middle }
        }
        return fits
    }

    /// No plan goes further than so many items.
    static let mostPlanned = 100_000

    /// The least number of items at which the upper bound is at most `share`, if errors came as often as before.
    ///
    /// - Returns: nil where they came as often as that, or nearly.
    static func needed(errors: Int, of n: Int, share: Double, chance: Double) -> Int? {
        let rate = n > 0 ? Double(errors) / Double(n) : 0
        guard rate < share else { return nil }
        func fits(_ count: Int) -> Bool {
            atMost(rate * Double(count), of: Double(count), share: share) <= chance
        }
        var fails = 0
        var enough = max(1, n)
        while !fits(enough) {
            guard enough < mostPlanned else { return nil }
            (fails, enough) = (enough, min(mostPlanned, enough * 2))
        }
        while enough - fails > 1 {
            let middle = fails + (enough - fails) / 2
            if fits(middle) { enough = middle } else { fails = middle }
        }
        return enough
    }

    private static func bisect(_ isBelow: (Double) -> Bool) -> Double {
        var (low, high) = (0.0, 1.0)
        while true {
            let middle = low + (high - low) / 2
            guard middle > low, middle < high, high - low > low * 1e-15 else { return middle }
            if isBelow(middle) { low = middle } else { high = middle }
        }
    }

    /// I_x(a, b) by its continued fraction (NIST Digital Library of Mathematical Functions 8.17.22), evaluated by Lentz'
    /// method; on the side where it converges quickly.
    static func incompleteBeta(_ a: Double, _ b: Double, at x: Double) -> Double {
        guard x > 0 else { return 0 }
        guard x < 1 else { return 1 }
        let front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x))
        if x < (a + 1) / (a + b + 2) { return min(1, front * fraction(a, b, x) / a) }
        return max(0, 1 - front * fraction(b, a, 1 - x) / b)
    }

    private static func fraction(_ a: Double, _ b: Double, _ x: Double) -> Double {
        func kept(_ value: Double) -> Double { abs(value) < 1e-300 ? 1e-300 : value }
        var c = 1.0
        var d = 1 / kept(1 - (a + b) * x / (a + 1))
        var value = d
        // The square root of the larger parameter is about how many terms it takes.
        for step in 1...100_000 {
            let m = Double(step)
            let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
            d = 1 / kept(1 + even * d)
            c = kept(1 + even / c)
            value *= d * c
            let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
            d = 1 / kept(1 + odd * d)
            c = kept(1 + odd / c)
            let factor = d * c
            value *= factor
            if abs(factor - 1) < 1e-15 { break }
        }
        return value
    }
}
