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
    return min(1, 2 * sum * Binomial.halves(smaller, of: trials))
}
