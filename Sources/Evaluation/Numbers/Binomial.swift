import Foundation

/// The binomial distribution, by the saddle-point expansion of Loader (2000), "Fast and Accurate
/// Computation of Binomial Probabilities": no large logarithms cancel, as they do with log-gamma.
enum Binomial {
    /// The chance of just so many errors, were their share this.
    ///
    /// - Parameter share: above 0 and below 1.
    static func chance(of errors: Int, in n: Int, share: Double) -> Double {
        let (count, wrong, right) = (Double(n), Double(errors), Double(n - errors))
        if errors == 0 { return exp(count * log1p(-share)) }
        if errors == n { return exp(count * log(share)) }
        let corrections = stirlingError(n) - stirlingError(errors) - stirlingError(n - errors)
        let exponent = corrections - deviance(wrong, count * share) - deviance(right, count * (1 - share))
        return exp(exponent) * (count / (2 * Double.pi * wrong * right)).squareRoot()
    }

    /// The same with a share of one half.
    ///
    /// - Parameter successes: 0...trials.
    static func halves(_ successes: Int, of trials: Int) -> Double {
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
    private static func stirlingError(_ count: Int) -> Double {
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
    private static func deviance(_ x: Double, _ mean: Double) -> Double {
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
