/// What two reviewers said of the same items: how often which two categories, each once that occurred.
struct PairTable: Hashable, Sendable {
    struct Cell: Hashable, Sendable {
        var first: Int32
        var second: Int32
        var n: Int
    }

    private(set) var n = 0
    private(set) var agreements = 0
    /// By the categories.
    private(set) var cells: [Cell]

    /// - Parameter counts: by first and second category, in any order, each two once.
    init(_ counts: [Cell]) {
        cells = counts.filter { $0.n > 0 }.sorted { ($0.first, $0.second) < ($1.first, $1.second) }
        for cell in cells {
            n += cell.n
            if cell.first == cell.second { agreements += cell.n }
        }
    }

    /// With the two exchanged.
    var transposed: PairTable { PairTable(cells.map { Cell(first: $0.second, second: $0.first, n: $0.n) }) }

    /// Of a table of yes or no: both said no.
    var neither: Int { cells.first { $0.first == 0 && $0.second == 0 }?.n ?? 0 }

    /// - Parameter scale: as in `AgreementMoments.figures`.
    func figures(scale: Int) -> PairAgreement {
        var result = PairAgreement(n: n, isUnanimous: n > 0 && agreements == n)
        guard n > 0 else { return result }
        let moments = moments
        let figures = moments.figures(scale: scale)
        result.agreement = AgreementFigure(.wilson(successes: agreements, of: n))
        result.cohenKappa = cohenKappa
        result.krippendorffAlpha = figures.krippendorffAlpha
        result.gwetAC1 = figures.gwetAC1
        return result
    }

    /// The categories that occur are numbered anew: two reviewers use few of a thousand.
    private var moments: AgreementMoments {
        let known = Set(cells.flatMap { [$0.first, $0.second] }).sorted()
        var numbers: [Int32: Int] = [:]
        for (number, category) in known.enumerated() { numbers[category] = number }
        var moments = AgreementMoments(categories: known.count)
        for cell in cells {
            guard let first = numbers[cell.first], let second = numbers[cell.second] else { continue }
            moments.add(first == second ? [(first, 2)] : [(first, 1), (second, 1)], times: cell.n)
        }
        return moments
    }

    /// Cohen's kappa (1960) with the large-sample interval of Fleiss, Cohen and Everitt (Psychological Bulletin 72, 1969),
    /// as statsmodels `cohens_kappa`. Nil without items, and where both gave one and the same category throughout.
    var cohenKappa: AgreementFigure {
        var rows: [Int32: Int] = [:]
        var columns: [Int32: Int] = [:]
        for cell in cells {
            rows[cell.first, default: 0] += cell.n
            columns[cell.second, default: 0] += cell.n
        }
        var product = 0.0
        for (category, count) in rows { product += Double(count) * Double(columns[category] ?? 0) }
        let all = Double(n)
        let expected = all * all - product
        guard n > 0, expected > 0 else { return AgreementFigure() }
        let value = 1 - all * Double(n - agreements) / expected
        let chance = product / (all * all)
        if agreements == n {
            let bound = Interval.wilson(successes: n, of: n)?.low ?? 0
            return AgreementFigure(value: 1, low: max(-1, (bound - chance) / (1 - chance)), high: 1)
        }
        // Where one of the two always says the same the variance is 0 too, and rounding must not hide it.
        guard !rows.values.contains(n), !columns.values.contains(n) else { return AgreementFigure(value: value) }
        let centre = value - chance * (1 - value)
        var variance = 0.0
        for cell in cells {
            let given = Double((columns[cell.first] ?? 0) + (rows[cell.second] ?? 0)) / all
            // Its mean is the centre: summed around it, nothing cancels.
            let part = (cell.first == cell.second ? 1 : 0) - given * (1 - value) - centre
            variance += Double(cell.n) / all * part * part
        }
        let error = variance.squareRoot() / ((1 - chance) * all.squareRoot())
        return AgreementFigure(value, half: error > 1e-12 ? error * Interval.normalQuantile : nil)
    }

    /// Each label against all other answers, yes or no; only labels that one of the two gave, by their numbers.
    ///
    /// - Parameter labels: those that a category stands for.
    func byLabel(_ labels: (Int32) -> [Int]) -> [(label: Int, table: PairTable)] {
        // By label: only the second gave it, only the first, both.
        var counts: [Int: (second: Int, first: Int, both: Int)] = [:]
        for cell in cells {
            let (one, other) = (labels(cell.first), labels(cell.second))
            for label in one {
                if other.contains(label) {
                    counts[label, default: (0, 0, 0)].both += cell.n
                } else {
                    counts[label, default: (0, 0, 0)].first += cell.n
                }
            }
            for label in other where !one.contains(label) { counts[label, default: (0, 0, 0)].second += cell.n }
        }
        return counts.sorted { $0.key < $1.key }.map { label, count in
            let neither = n - count.first - count.second - count.both
            let table = PairTable([
                Cell(first: 0, second: 0, n: neither), Cell(first: 0, second: 1, n: count.second),
                Cell(first: 1, second: 0, n: count.first), Cell(first: 1, second: 1, n: count.both),
            ])
            return (label, table)
        }
    }
}
