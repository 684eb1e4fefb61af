import Foundation

/// The regularised incomplete beta function, as `scipy.special.betainc`, to about ten digits: the binomial distribution
/// where counts need not be whole.
enum IncompleteBeta {
    /// I_x(a, b) by its continued fraction (NIST Digital Library of Mathematical Functions 8.17.22), evaluated by Lentz'
    /// method; on the side where it converges quickly.
    static func value(_ a: Double, _ b: Double, at x: Double) -> Double {
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
