import Foundation

/// The exact two-sided McNemar test: `min(1, 2 P(X <= min(onlyFirst, onlySecond)))` with X binomial over the
/// discordant pairs and one half, as statsmodels `mcnemar(exact=True)`. 1 when there are no discordant pairs.
///
/// Near 1e-14 relative for any counts; a value below the smallest double comes out as 0.
package func mcnemarExactP(onlyFirst: Int, onlySecond: Int) -> Double {
    let smaller = max(0, min(onlyFirst, onlySecond))
    let trials = smaller + max(0, max(onlyFirst, onlySecond))
    guard smaller * 2 < trials else { return 1 }
    // The tail is its largest term times 1 + k/(n-k+1) + ...: each ratio is below 1, so the sum stops early.
    var sum = 1.0
    var term = 1.0
    var successes = smaller
    while successes > 0 {
        term *= Double(successes) / Double(trials - successes + 1)
        let next = sum + term
        if next == sum { break }
        sum = next
        successes -= 1
    }
    return min(1, 2 * sum * HalfBinomial.probability(of: smaller, in: trials))
}

/// The binomial distribution with one half, by the saddle-point expansion of Loader (2000), "Fast and Accurate
/// Computation of Binomial Probabilities": no large logarithms cancel, as they do with log-gamma.
enum HalfBinomial {
    /// - Parameter successes: 0...trials.
    static func probability(of successes: Int, in trials: Int) -> Double {
        let n = Double(trials)
        guard successes > 0, successes < trials else { return exp2(-n) }
        let k = Double(successes)
        let rest = Double(trials - successes)
        let exponent =
            stirlingError(trials) - stirlingError(successes) - stirlingError(trials - successes)
            - deviance(k, n / 2) - deviance(rest, n / 2)
        return exp(exponent) * (n / (2 * Double.pi * k * rest)).squareRoot()
    }

    /// log(n!) minus Stirling's formula.
    static func stirlingError(_ count: Int) -> Double {
        if count < small.count { return small[count] }
        let n = Double(count)
        let square = n * n
        let tail = (1.0 / 1260 - (1.0 / 1680 - 1.0 / 1188 / square) / square) / square
        return (1.0 / 12 - (1.0 / 360 - tail) / square) / n
    }

    // 15! is below 2^53: each of these is exact but for one logarithm.
    private static let small: [Double] = (0...15).map { count in
        guard count > 0 else { return 0 }
        let n = Double(count)
        let factorial = (1...count).reduce(1.0) { $0 * Double($1) }
        return log(factorial) - (0.5 * log(2 * Double.pi * n) + n * log(n) - n)
    }

    /// `x log(x / mean) + mean - x`, without cancellation where the two are close.
    static func deviance(_ x: Double, _ mean: Double) -> Double {
        guard abs(x - mean) < 0.1 * (x + mean) else { return x * log(x / mean) + mean - x }
        let ratio = (x - mean) / (x + mean)
        var sum = (x - mean) * ratio
        var term = 2 * x * ratio
        var divisor = 3.0
        while true {
            term *= ratio * ratio
            let next = sum + term / divisor
            if next == sum { return next }
            sum = next
            divisor += 2
        }
    }
}
