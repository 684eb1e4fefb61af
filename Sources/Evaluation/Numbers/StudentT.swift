import Foundation

/// Student's t distribution, as far as intervals of 95 % need it.
enum StudentT {
    /// Where the asymptotic series is good to the last digits of a double.
    private static let many = 1_000

    /// The 0.975 quantile, as `scipy.stats.t.ppf(0.975, df)`, to about 10⁻¹³ relative.
    ///
    /// - Parameter degrees: of freedom, at least 1.
    static func quantile975(_ degrees: Int) -> Double {
        degrees >= many ? asymptotic(Double(degrees)) : exact(max(1, degrees))
    }

    /// Abramowitz and Stegun 26.7.5, four terms.
    private static func asymptotic(_ degrees: Double) -> Double {
        let x = Interval.normalQuantile
        let square = x * x
        let first = x * (square + 1) / 4
        let second = x * ((5 * square + 16) * square + 3) / 96
        let third = x * (((3 * square + 19) * square + 17) * square - 15) / 384
        let fourth = x * ((((79 * square + 776) * square + 1_482) * square - 1_920) * square - 945) / 92_160
        return x + (first + (second + (third + fourth / degrees) / degrees) / degrees) / degrees
    }

    /// The root of the distribution function, which is a finite sum for whole degrees of freedom.
    private static func exact(_ degrees: Int) -> Double {
        // 12.71 for one degree is the largest.
        var (below, above) = (1.9, 13.0)
        while true {
            let middle = below + (above - below) / 2
            guard middle != below, middle != above else { return middle }
            if central(middle, degrees) < 0.95 { below = middle } else { above = middle }
        }
    }

    /// The probability of lying between -t and t (Abramowitz and Stegun 26.7.3 and 26.7.4).
    private static func central(_ t: Double, _ degrees: Int) -> Double {
        let count = Double(degrees)
        let angle = atan(t / count.squareRoot())
        let squaredCosine = count / (count + t * t)
        let sine = t / (count + t * t).squareRoot()
        let isOdd = degrees % 2 == 1
        var term = isOdd ? squaredCosine.squareRoot() : 1
        var sum = degrees == 1 ? 0 : term
        var number = isOdd ? 3 : 2
        while number <= degrees - 2 {
            term *= Double(number - 1) / Double(number) * squaredCosine
            sum += term
            number += 2
        }
        return isOdd ? 2 / Double.pi * (angle + sine * sum) : sine * sum
    }
}
