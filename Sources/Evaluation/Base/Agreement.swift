/// Chance-corrected agreement of two raters, from what each said how often and what both said.
struct PairCounts: Hashable, Sendable {
    private(set) var n = 0
    private(set) var agreements = 0
    private var first = Counts()
    private var second = Counts()
    private var common = Counts()

    mutating func add(_ a: Category, _ b: Category) {
        n += 1
        first.add(a.value)
        second.add(b.value)
        if a == b {
            agreements += 1
            common.add(a.value)
        }
    }

    mutating func add(_ a: Category, _ b: Category, times: Int) {
        guard times > 0 else { return }
        n += times
        first.add(a.value, times)
        second.add(b.value, times)
        if a == b {
            agreements += times
            common.add(a.value, times)
        }
    }

    /// How often the first rater said it.
    func first(_ category: Category) -> Int { first[category.value] }

    /// How often the second rater said it, and the first one too.
    func second(_ category: Category) -> (n: Int, agreements: Int) {
        (second[category.value], common[category.value])
    }

    var cohenKappa: Double? {
        var chance = 0
        for (a, b) in zip(first.values, second.values) { chance += a * b }
        return Evaluation.cohenKappa(n: n, agreements: agreements, chance: chance)
    }

    /// Whether one of the raters said the same of everything: then kappa is 0 at best, whatever the agreement.
    var isOneSided: Bool {
        n > 0 && (first.values.contains(n) || second.values.contains(n))
    }
}

/// Agreement of any number of raters, not all of whom rated every item.
///
/// Kept in whole numbers, apart for each number of ratings an item has: both coefficients follow from them.
struct ManyRaters: Hashable, Sendable {
    private struct Stratum: Hashable, Sendable {
        var items = 0
        /// Ordered pairs of ratings of one item that agree.
        var agreeing = 0
        var categories = Counts()
    }

    private var strata: [Int: Stratum] = [:]

    /// Items with two ratings or more.
    var items: Int { strata.values.reduce(0) { $0 + $1.items } }
    /// The numbers of ratings that occur.
    var ratingCounts: [Int] { strata.keys.sorted() }

    /// An item's ratings; fewer than two say nothing about agreement and are left out.
    mutating func add(_ ratings: [Category]) {
        guard ratings.count >= 2 else { return }
        var stratum = strata.removeValue(forKey: ratings.count) ?? Stratum()
        stratum.items += 1
        var perCategory: [Int: Int] = [:]
        for rating in ratings {
            stratum.categories.add(rating.value)
            perCategory[rating.value, default: 0] += 1
        }
        for count in perCategory.values { stratum.agreeing += count * (count - 1) }
        strata[ratings.count] = stratum
    }

    /// Fleiss' kappa (Fleiss 1971), as statsmodels `fleiss_kappa`. Where items differ in their number of ratings, the
    /// generalisation of Gwet (2014), as irrCAC: mean over items of the agreeing pairs' share, and of each category's.
    /// Nil without items, and when one category is all there is.
    var fleissKappa: Double? {
        guard items > 0, !isOneCategory else { return nil }
        let all = Double(items)
        var observed = 0.0
        var shares: [Double] = []
        for ratings in ratingCounts {
            guard let stratum = strata[ratings] else { continue }
            observed += Double(stratum.agreeing) / Double(ratings * (ratings - 1)) / all
            for (category, count) in stratum.categories.values.enumerated() {
                while shares.count <= category { shares.append(0) }
                shares[category] += Double(count) / Double(ratings) / all
            }
        }
        let expected = shares.reduce(0) { $0 + $1 * $1 }
        return (observed - expected) / (1 - expected)
    }

    /// Krippendorff's alpha for nominal data with missing values (Krippendorff 2011), as the package krippendorff.
    /// Nil without items, and when one category is all there is.
    var krippendorffAlpha: Double? {
        guard items > 0, !isOneCategory else { return nil }
        var disagreement = 0.0
        var total = 0
        for ratings in ratingCounts {
            guard let stratum = strata[ratings] else { continue }
            total += ratings * stratum.items
            disagreement += Double(ratings * (ratings - 1) * stratum.items - stratum.agreeing) / Double(ratings - 1)
        }
        var same = 0
        for count in categoryTotals.values { same += count * count }
        return 1 - Double(total - 1) * disagreement / Double(total * total - same)
    }

    private var categoryTotals: Counts {
        var totals = Counts()
        for stratum in strata.values {
            for (category, count) in stratum.categories.values.enumerated() { totals.add(category, count) }
        }
        return totals
    }

    private var isOneCategory: Bool { categoryTotals.values.count(where: { $0 > 0 }) < 2 }
}
