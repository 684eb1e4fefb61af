extension ClopperPearson {
    /// Whether the lower bound is above `share`: as many errors would come with a smaller chance. No bound is searched for,
    /// and the tail is summed by itself: taken from 1, a small chance would lose its digits.
    static func isOver(_ share: Double, errors: Int, of n: Int, delta: Double) -> Bool {
        guard n > 0, errors > 0 else { return false }
        return IncompleteBeta.value(Double(errors), Double(n - errors + 1), at: share) < delta
    }

    /// The most errors of `n` with which the upper bound is at most `share`; nil: not even none are few enough.
    static func mostErrors(of n: Int, share: Double, delta: Double) -> Int? {
        guard n > 0, upper(errors: 0, of: n, delta: delta) <= share else { return nil }
        var (fits, fails) = (0, n)
        while fails - fits > 1 {
            let middle = fits + (fails - fits) / 2
            if chance(ofAtMost: middle, of: n, share: share) <= delta { fits = middle } else { fails = middle }
        }
        return fits
    }

    /// No plan goes further than so many items.
    static let mostPlanned = 100_000

    /// The least number of items at which the upper bound is at most `share`, if errors came as often as before.
    ///
    /// - Returns: nil where they came as often as that, or nearly.
    static func needed(errors: Int, of n: Int, share: Double, delta: Double) -> Int? {
        let rate = n > 0 ? Double(errors) / Double(n) : 0
        guard rate < share else { return nil }
        func fits(_ count: Int) -> Bool {
            // Between whole numbers of errors the incomplete beta function goes on.
            let errors = rate * Double(count)
            return IncompleteBeta.value(Double(count) - errors, errors + 1, at: 1 - share) <= delta
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
}
