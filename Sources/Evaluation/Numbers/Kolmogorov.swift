import Foundation

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
