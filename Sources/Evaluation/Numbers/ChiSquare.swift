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
