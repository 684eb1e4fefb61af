import Foundation

/// Whether a share is the same in all groups.
package struct Homogeneity: Hashable, Sendable {
    package var what: What
    /// Whose share it is; empty for the labels of the truth.
    package var models: [String]
    package var groups: Int
    package var n: Int
    package var statistic: Double
    package var degrees: Int
    package var p: Double
    package var method: Method
    /// `p` corrected for the number of shares that were tested in this report (Holm).
    package var corrected: Double
    /// The group that differs most from all others together; nil for labels.
    package var standout: Standout?

    package enum What: String, Hashable, Sendable { case accuracy, invalid, agreement, labels }

    package enum Method: String, Hashable, Sendable {
        case chiSquare = "chi-square"
        /// Groups, or labels, of which too little was to be expected were taken together.
        case joined = "chi-square, small ones joined"
        /// All tables with the same margins.
        case exact
        /// Tables drawn with the same margins.
        case permutation
        /// Many cells of a large table expect fewer than five.
        case approximate = "chi-square, approximate"
    }

    package struct Standout: Hashable, Sendable {
        package var group: String
        package var share: Interval
        package var others: Interval
        /// Fisher's exact test of it against all others, corrected for the number of groups (Holm).
        package var corrected: Double
    }
}

/// A share in one group.
struct GroupShare: Hashable, Sendable {
    var group: String
    var hits: Int
    var n: Int
}

extension Homogeneity {
    static let fewestExpected = 5.0
    static let mostTables = 100_000.0
    static let draws = 1_999

    /// Pearson's test over the groups that have an item, without a continuity correction, as
    /// `scipy.stats.chi2_contingency(correction=False)`; where fewer than five are expected somewhere, exact over all
    /// tables with these margins, or by drawing them.
    ///
    /// - Returns: nil where fewer than two groups have an item.
    init?(_ what: What, models: [String], _ shares: [GroupShare], seed: UInt64) {
        let shares = shares.filter { $0.n > 0 }
        guard shares.count > 1 else { return nil }
        let (hits, n) = shares.reduce((0, 0)) { ($0.0 + $1.hits, $0.1 + $1.n) }
        var table = BinaryTable(shares.map { ($0.hits, $0.n) })
        var (p, method) = (1.0, Method.chiSquare)
        if hits == 0 || hits == n {
            // One and the same everywhere: nothing differs.
        } else if table.leastExpected >= Homogeneity.fewestExpected {
            p = chiSquareUpper(table.statistic, degrees: table.degrees)
        } else if table.tables <= Homogeneity.mostTables {
            (p, method) = (table.exactP, .exact)
        } else if min(hits, n - hits) <= 500 {
            (p, method) = (table.permutationP(draws: Homogeneity.draws, seed: seed), .permutation)
        } else {
            table = table.joined(fewest: Homogeneity.fewestExpected)
            (p, method) = (chiSquareUpper(table.statistic, degrees: table.degrees), .joined)
        }
        self.init(
            what: what, models: models, groups: shares.count, n: n, statistic: table.statistic, degrees: table.degrees,
            p: p, method: method, corrected: p, standout: Homogeneity.standout(shares, hits: hits, n: n))
    }

    private static func standout(_ shares: [GroupShare], hits: Int, n: Int) -> Standout? {
        let p = shares.map { fisherExactP($0.hits, of: $0.n, hits - $0.hits, of: n - $0.n) }
        guard let least = p.indices.min(by: { (p[$0], -shares[$0].n) < (p[$1], -shares[$1].n) }),
            let share = Interval.wilson(successes: shares[least].hits, of: shares[least].n),
            let others = Interval.wilson(successes: hits - shares[least].hits, of: n - shares[least].n)
        else { return nil }
        return Standout(group: shares[least].group, share: share, others: others, corrected: holm(p)[least])
    }

    /// Whether the labels of the truth are spread alike. Labels of which fewer than five are expected in the smallest
    /// group are taken together.
    ///
    /// - Parameter counts: of each group, how often each label.
    init?(labels counts: [[Int]]) {
        let rows = counts.filter { $0.contains { $0 > 0 } }
        guard rows.count > 1, let columns = rows.map(\.count).max() else { return nil }
        var totals = [Int](repeating: 0, count: columns)
        let sizes = rows.map { $0.reduce(0, +) }
        for row in rows { for (label, count) in row.enumerated() { totals[label] += count } }
        let n = sizes.reduce(0, +)
        let smallest = Double(sizes.min() ?? 0)
        var statistic = 0.0
        var degrees = 0
        var isSparse = false
        var rare = [Int](repeating: 0, count: rows.count)
        func add(_ column: [Int], _ total: Int) {
            degrees += 1
            for (row, count) in column.enumerated() {
                let expected = Double(sizes[row]) * Double(total) / Double(n)
                if expected < Homogeneity.fewestExpected { isSparse = true }
                statistic += (Double(count) - expected) * (Double(count) - expected) / expected
            }
        }
        var isJoined = 0
        for label in 0..<columns where totals[label] > 0 {
            let column = rows.map { label < $0.count ? $0[label] : 0 }
            if smallest * Double(totals[label]) / Double(n) < Homogeneity.fewestExpected {
                isJoined += 1
                for row in rows.indices { rare[row] += column[row] }
            } else {
                add(column, totals[label])
            }
        }
        let rareTotal = rare.reduce(0, +)
        if rareTotal > 0 { add(rare, rareTotal) }
        guard degrees > 1 else { return nil }
        degrees = (degrees - 1) * (rows.count - 1)
        let p = chiSquareUpper(statistic, degrees: degrees)
        self.init(
            what: .labels, models: [], groups: rows.count, n: n, statistic: statistic, degrees: degrees, p: p,
            method: isSparse ? .approximate : isJoined > 1 ? .joined : .chiSquare, corrected: p, standout: nil)
    }
}

/// Hits and misses of some groups, each with an item.
struct BinaryTable: Hashable, Sendable {
    private(set) var hits: [Int]
    private(set) var sizes: [Int]
    let total: Int
    let n: Int

    init(_ groups: [(hits: Int, n: Int)]) {
        hits = groups.map(\.hits)
        sizes = groups.map(\.n)
        total = hits.reduce(0, +)
        n = sizes.reduce(0, +)
    }

    var degrees: Int { max(0, sizes.count - 1) }

    var leastExpected: Double {
        Double(sizes.min() ?? 0) * Double(min(total, n - total)) / Double(max(n, 1))
    }

    /// How many tables there can be at most with these margins.
    var tables: Double {
        sizes.reduce(1.0) { $0 * Double(min($1, total, n - total) + 1) }
    }

    var statistic: Double { statistic(squares(hits)) }

    /// The statistic grows with the sum of the squared hits by the size of their group, and with nothing else.
    private func squares(_ hits: [Int]) -> Double {
        zip(hits, sizes).reduce(0.0) { $0 + Double($1.0) * Double($1.0) / Double($1.1) }
    }

    private func statistic(_ squares: Double) -> Double {
        let share = Double(total) / Double(max(n, 1))
        guard share > 0, share < 1 else { return 0 }
        return max(0, (squares - Double(total) * share) / (share * (1 - share)))
    }

    /// The probability of a statistic as large, over all tables with these margins.
    var exactP: Double {
        // Of the two kinds the rarer: fewer tables to go through, and the same statistic.
        let isTurned = total * 2 > n
        let counts = isTurned ? zip(hits, sizes).map { $1 - $0 } : hits
        let sum = isTurned ? n - total : total
        let least = squares(counts) * (1 - 1e-9)
        var rest = sizes
        for index in rest.indices.dropLast().reversed() { rest[index] += rest[index + 1] }
        var (all, extreme) = (0.0, 0.0)
        func chooseLog(_ n: Int, _ k: Int) -> Double {
            lgamma(Double(n) + 1) - lgamma(Double(k) + 1) - lgamma(Double(n - k) + 1)
        }
        let whole = chooseLog(n, sum)
        func go(_ group: Int, _ left: Int, _ weight: Double, _ squares: Double) {
            guard group < sizes.count else {
                let probability = exp(weight - whole)
                all += probability
                if squares >= least { extreme += probability }
                return
            }
            let after = group + 1 < rest.count ? rest[group + 1] : 0
            let (low, high) = (max(0, left - after), min(left, sizes[group]))
            guard low <= high else { return }
            for k in low...high {
                go(
                    group + 1, left - k, weight + chooseLog(sizes[group], k),
                    squares + Double(k) * Double(k) / Double(sizes[group]))
            }
        }
        go(0, sum, 0, 0)
        return all > 0 ? min(1, extreme / all) : 1
    }

    /// The same by drawing: (1 + as large) / (1 + drawn), which is never 0.
    func permutationP(draws: Int, seed: UInt64) -> Double {
        let isTurned = total * 2 > n
        let counts = isTurned ? zip(hits, sizes).map { $1 - $0 } : hits
        let sum = isTurned ? n - total : total
        let least = squares(counts) * (1 - 1e-9)
        var ends = sizes
        for index in ends.indices.dropFirst() { ends[index] += ends[index - 1] }
        var generator = SplitMix64(seed: seed)
        var extreme = 1
        var drawn = [Int](repeating: 0, count: sizes.count)
        for _ in 0..<draws {
            for index in drawn.indices { drawn[index] = 0 }
            var left = sum
            while left > 0 {
                let place = Int(generator.next() % UInt64(n))
                let group = ends.partition(above: place)
                // An item that was drawn already is not drawn again.
                guard drawn[group] == 0 || Int(generator.next() % UInt64(sizes[group])) >= drawn[group] else {
                    continue
                }
                drawn[group] += 1
                left -= 1
            }
            if squares(drawn) >= least { extreme += 1 }
        }
        return Double(extreme) / Double(draws + 1)
    }

    /// With the smallest groups taken together until each expects so many.
    func joined(fewest: Double) -> BinaryTable {
        let share = Double(min(total, n - total)) / Double(max(n, 1))
        let order = sizes.indices.sorted { (sizes[$0], $0) < (sizes[$1], $1) }
        var groups: [(hits: Int, n: Int)] = []
        var small = (hits: 0, n: 0)
        for index in order {
            if Double(sizes[index]) * share < fewest || small.n > 0 && Double(small.n) * share < fewest {
                small.hits += hits[index]
                small.n += sizes[index]
            } else {
                groups.append((hits[index], sizes[index]))
            }
        }
        if small.n > 0 { groups.append(small) }
        return BinaryTable(groups)
    }
}

extension [Int] {
    /// The first place of a rising list whose value is above.
    fileprivate func partition(above value: Int) -> Int {
        var (low, high) = (0, count - 1)
        while low < high {
            let middle = (low + high) / 2
            if self[middle] > value { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
