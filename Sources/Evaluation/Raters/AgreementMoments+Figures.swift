extension AgreementMoments {
    /// Fleiss' kappa (1971; for differing numbers of ratings Gwet 2014), Krippendorff's alpha (nominal) and Gwet's AC1
    /// (2008) with the variances of Gwet (Handbook of Inter-Rater Reliability, 4th edition 2014), over items as a sample
    /// of many, and Student's t with items - 1 degrees of freedom: as irrCAC's `CAC` over the items with two ratings.
    ///
    /// - Parameter scale: the number of answers that could have been given, whether they were or not: AC1 depends on it.
    func figures(scale: Int) -> AgreementFigures {
        var figures = AgreementFigures(items: items, ratings: ratings)
        guard figures.items > 0 else { return figures }
        let apart = apart
        figures.isUnanimous = apart == 0
        let shares = shares
        figures.isOneCategory = shares.count(where: { $0 > 0 }) < 2
        let solver = AgreementSolver(moments: self, items: Double(figures.items), isUnanimous: apart == 0)
        figures.agreement = solver.agreement
        figures.gwetAC1 = solver.ac1(shares, scale: Double(max(2, scale)))
        guard !figures.isOneCategory else { return figures }
        figures.fleissKappa = solver.fleiss(shares)
        figures.krippendorffAlpha = solver.alpha(ratings: figures.ratings)
        return figures
    }

    /// Of each category the share of an item's ratings, averaged over the items.
    private var shares: [Double] {
        var shares = [Double](repeating: 0, count: categories)
        let all = Double(items)
        for stratum in strata {
            for (category, count) in stratum.given.enumerated() where count > 0 {
                shares[category] += Double(count) / Double(stratum.ratings) / all
            }
        }
        return shares
    }

    /// Pairs of ratings of one item: of two categories that differ, or of the same one; each pair once.
    func pairs(_ first: Int, _ second: Int) -> Int {
        let cell = Cell(first: Int32(min(first, second)), second: Int32(max(first, second)))
        var sum = 0.0
        for stratum in strata {
            let together = stratum.together[cell] ?? 0
            if first != second {
                sum += together
            } else {
                let squares = together + Double(stratum.alike[first] * stratum.ratings * stratum.ratings)
                sum += (squares - Double(stratum.given[first])) / 2
            }
        }
        return Int(sum)
    }

    /// The pairs of categories that were given to the same item, each once, in the order of their numbers.
    var confused: [(first: Int, second: Int, pairs: Int)] {
        var cells: Set<Cell> = []
        for stratum in strata {
            for cell in stratum.together.keys where cell.first != cell.second { cells.insert(cell) }
        }
        return cells.sorted { ($0.first, $0.second) < ($1.first, $1.second) }
            .map { (Int($0.first), Int($0.second), pairs(Int($0.first), Int($0.second))) }
    }
}

/// The coefficients of one table of moments.
struct AgreementSolver {
    let moments: AgreementMoments
    let items: Double
    let isUnanimous: Bool

    /// The mean over the items of the share of their pairs that differ.
    private var disagreement: Double {
        var sum = 0.0
        for stratum in moments.strata {
            sum += Double(stratum.apart) / Double(stratum.ratings * (stratum.ratings - 1))
        }
        return sum / items
    }

    /// The mean over the items of the share of their pairs that agree; by the same steps as `ManyRaters.fleissKappa`, for
    /// the two may not differ in the last digit.
    private var observed: Double {
        var sum = 0.0
        for stratum in moments.strata {
            let pairs = stratum.ratings * (stratum.ratings - 1)
            sum += Double(pairs * stratum.items - stratum.apart) / Double(pairs) / items
        }
        return sum
    }

    var agreement: AgreementFigure {
        let value = observed
        // With two ratings an item agrees or does not, and the share is a proportion as any other.
        if isUnanimous || moments.strata.allSatisfy({ $0.ratings == 2 }) {
            let all = moments.items
            let apart = moments.apart / 2
            var wilson = Interval.wilson(successes: all - (isUnanimous ? 0 : apart), of: all)
            if isUnanimous { wilson = wilson.map { Interval(value: 1, low: $0.low, high: 1) } }
            return AgreementFigure(wilson)
        }
        let mean = disagreement
        let squares = sumOfSquares { stratum in
            (constant: mean, apart: 1 / Double(stratum.ratings * (stratum.ratings - 1)), factor: 0)
        } weight: { _ in
            0
        }
        return AgreementFigure(value, half: half(squares), least: 0)
    }

    func fleiss(_ shares: [Double]) -> AgreementFigure {
        let chance = shares.reduce(0) { $0 + $1 * $1 }
        return figure((observed - chance) / (1 - chance), chance: chance) { shares[$0] - chance }
    }

    func ac1(_ shares: [Double], scale: Double) -> AgreementFigure {
        let chance = shares.reduce(0) { $0 + $1 * (1 - $1) } / (scale - 1)
        return figure((observed - chance) / (1 - chance), chance: chance) { (1 - shares[$0]) / (scale - 1) - chance }
    }

    /// - Parameter weight: of a category, what a rating of it adds to the chance of its item, less the mean.
    private func figure(_ value: Double, chance: Double, weight: (Int) -> Double) -> AgreementFigure {
        if isUnanimous { return unanimous(chance: chance) }
        let mean = disagreement
        let squares = sumOfSquares { stratum in
            let ratings = Double(stratum.ratings)
            return (mean, 1 / (ratings * (ratings - 1)), -2 * (1 - value) / ratings)
        } weight: {
            weight($0)
        }
        return AgreementFigure(value, half: half(squares).map { $0 / (1 - chance) })
    }

    func alpha(ratings total: Int) -> AgreementFigure {
        var totals = [Int](repeating: 0, count: moments.categories)
        var apart = 0.0
        for stratum in moments.strata {
            apart += Double(stratum.apart) / Double(stratum.ratings - 1)
            for (category, count) in stratum.given.enumerated() { totals[category] += count }
        }
        let all = Double(total)
        var same = 0.0
        for count in totals { same += Double(count) * Double(count) }
        let value = 1 - (all - 1) * apart / (all * all - same)
        let chance = same / (all * all)
        if isUnanimous { return unanimous(chance: chance) }
        let mean = all / items
        let raw = 1 - apart / all
        let adjusted = (1 - 1 / all) * raw + 1 / all
        let uncorrected = (raw - chance) / (1 - chance)
        let shares = totals.map { Double($0) / all }
        let squares = sumOfSquares { stratum in
            let ratings = Double(stratum.ratings)
            let excess = (ratings - mean) / mean
            return (
                ratings / mean - adjusted * excess - raw, 1 / (mean * (ratings - 1)), -2 * (1 - uncorrected) / mean
            )
        } weight: {
            shares[$0] - chance
        }
        return AgreementFigure(value, half: half(squares).map { $0 / (1 - chance) })
    }

    /// Where all agree on everything every variance is 0, and an interval without width would claim to know the
    /// unseen. The share of items on which all agree has Wilson's bound; it is put in the place of the observed one.
    private func unanimous(chance: Double) -> AgreementFigure {
        let bound = Interval.wilson(successes: moments.items, of: moments.items)?.low ?? 0
        return AgreementFigure(value: 1, low: max(-1, (bound - chance) / (1 - chance)), high: 1)
    }

    /// Σ over the items of (constant - apart · differing pairs + factor · Σ weights of their ratings)².
    private func sumOfSquares(
        _ terms: (AgreementMoments.Stratum) -> (constant: Double, apart: Double, factor: Double),
        weight: (Int) -> Double
    ) -> Double {
        var sum = 0.0
        for stratum in moments.strata {
            let (constant, apart, factor) = terms(stratum)
            let ratings = Double(stratum.ratings)
            sum += Double(stratum.items) * constant * constant + apart * apart * stratum.apartSquares
            sum -= 2 * constant * apart * Double(stratum.apart)
            guard factor != 0 else { continue }
            var squares = 0.0
            var given = 0.0
            var givenApart = 0.0
            for category in 0..<moments.categories where stratum.given[category] > 0 {
                let weight = weight(category)
                given += weight * Double(stratum.given[category])
                givenApart += weight * stratum.givenApart[category]
                squares += weight * weight * ratings * ratings * Double(stratum.alike[category])
            }
            // In a fixed order: dictionaries have none, and sums of doubles depend on it.
            for (cell, count) in stratum.together.sorted(by: { $0.key < $1.key }) {
                let product = weight(Int(cell.first)) * weight(Int(cell.second)) * count
                squares += cell.first == cell.second ? product : 2 * product
            }
            sum += factor * factor * squares + 2 * constant * factor * given - 2 * apart * factor * givenApart
        }
        return sum
    }

    /// Half the interval of a mean over the items; nil where their number or their likeness allows none.
    private func half(_ squares: Double) -> Double? {
        guard items >= 2 else { return nil }
        let error = (max(0, squares) / (items * (items - 1))).squareRoot()
        return error > 1e-12 ? error * StudentT.quantile975(Int(items) - 1) : nil
    }
}

extension AgreementMoments.Cell: Comparable {
    static func < (one: Self, other: Self) -> Bool { (one.first, one.second) < (other.first, other.second) }
}
