import Foundation

/// The exact bounds of Clopper and Pearson (1934) for a share of which `errors` of `n` were seen, each one-sided: the
/// true share lies above `lower`, and below `upper`, with 95 % confidence or more, unless another share of failures is
/// named. As `scipy.stats.beta.ppf` gives them.
package enum ClopperPearson {
    /// - Parameter delta: with which the bound may fail, above 0 and below 1.
    /// - Returns: 1 where nothing was seen.
    package static func upper(errors: Int, of n: Int, delta: Double = 0.05) -> Double {
        guard n > 0, errors < n else { return 1 }
        let seen = max(0, errors)
        if seen == 0 { return -expm1(log(delta) / Double(n)) }
        // The share under which so few errors are as rare as the confidence leaves.
        return bisect { atMost(seen, of: n, share: $0) > delta }
    }

    /// - Parameter delta: with which the bound may fail, above 0 and below 1.
    /// - Returns: 0 where nothing was seen.
    package static func lower(errors: Int, of n: Int, delta: Double = 0.05) -> Double {
        guard n > 0, errors > 0 else { return 0 }
        let seen = min(errors, n)
        if seen == n { return pow(delta, 1 / Double(n)) }
        return bisect { 1 - atMost(seen - 1, of: n, share: $0) < delta }
    }

    /// The chance of at most so many errors among `n`, were their share just this, above 0 and below 1: the exact p-value of
    /// "the share is at least this". As `scipy.stats.binom.cdf` gives it.
    package static func chance(ofAtMost errors: Int, of n: Int, share: Double) -> Double {
        guard errors >= 0 else { return 0 }
        guard errors < n else { return 1 }
        return atMost(errors, of: n, share: share)
    }

    /// The share up to which the condition holds.
    private static func bisect(_ isBelow: (Double) -> Bool) -> Double {
        var (low, high) = (0.0, 1.0)
        while true {
            let middle = low + (high - low) / 2
            guard middle > low, middle < high else { return middle }
            if isBelow(middle) { low = middle } else { high = middle }
        }
    }

    /// The chance of at most so many errors: the terms of the binomial sum, each from the largest one, so that none is
    /// lost below the smallest double that counts.
    private static func atMost(_ errors: Int, of n: Int, share: Double) -> Double {
        let mode = min(errors, Int(Double(n) * share))
        let odds = share / (1 - share)
        let largest = Binomial.chance(of: mode, in: n, share: share)
        var sum = 1.0
        var term = 1.0
        var k = mode
        while k > 0, term > sum * 1e-18 {
            term *= Double(k) / (Double(n - k + 1) * odds)
            sum += term
            k -= 1
        }
        (term, k) = (1, mode)
        while k < errors, term > sum * 1e-18 {
            term *= Double(n - k) * odds / Double(k + 1)
            sum += term
            k += 1
        }
        return min(1, largest * sum)
    }
}
