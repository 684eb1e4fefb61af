/// Fisher's exact test of two shares, two-sided: the probability of all tables with these margins that are no likelier
/// than the one seen, as `scipy.stats.fisher_exact`. 1 where a margin is 0.
///
/// - Parameters: successes, each 0...n, of so many.
func fisherExactP(_ first: Int, of firstN: Int, _ second: Int, of secondN: Int) -> Double {
    let (n, successes) = (firstN + secondN, first + second)
    let (low, high) = (max(0, successes - secondN), min(successes, firstN))
    guard low < high else { return 1 }
    // Each probability relative to that of the mode, from there outwards: nothing overflows, and the sum of all is what
    // they are divided by.
    let mode = min(high, max(low, Int((Double(successes + 1) * Double(firstN + 1) / Double(n + 2)).rounded(.down))))
    func ratio(_ k: Int) -> Double {
        // P(k + 1) / P(k)
        Double(successes - k) / Double(k + 1) * (Double(firstN - k) / Double(secondN - successes + k + 1))
    }
    var seen = 1.0
    if first > mode { for k in mode..<first { seen *= ratio(k) } }
    if first < mode { for k in (first..<mode).reversed() { seen /= ratio(k) } }
    let limit = seen * (1 + 1e-7)
    var all = 1.0
    var unlikely = 1 <= limit ? 1.0 : 0
    var weight = 1.0
    var k = mode
    while k < high {
        weight *= ratio(k)
        all += weight
        if weight <= limit { unlikely += weight }
        k += 1
        if weight < 1e-300 { break }
    }
    (weight, k) = (1, mode)
    while k > low {
        weight /= ratio(k - 1)
        all += weight
        if weight <= limit { unlikely += weight }
        k -= 1
        if weight < 1e-300 { break }
    }
    return min(1, unlikely / all)
}
