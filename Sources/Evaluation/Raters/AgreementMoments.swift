/// What the coefficients of agreement and their variances need of the items, in whole numbers, so that neither the order
/// of items nor their number costs a digit.
///
/// Sums of squares are doubles: they are whole numbers too, exact up to 2⁵³, and cannot overflow.
struct AgreementMoments: Hashable, Sendable {
    /// Two categories, the lower first, and what they have in common.
    struct Cell: Hashable, Sendable {
        var first: Int32
        var second: Int32
    }

    /// The items that have the same number of ratings.
    struct Stratum: Hashable, Sendable {
        let ratings: Int
        var items = 0
        /// Ordered pairs of ratings of one item that differ, summed, and their squares.
        var apart = 0
        var apartSquares = 0.0
        /// By category: its ratings; the same times the differing pairs of their item; items with no other category.
        var given: [Int]
        var givenApart: [Double]
        var alike: [Int]
        /// Of items that are not unanimous: the products of the numbers of ratings of two categories, summed.
        var together: [Cell: Double] = [:]
    }

    let categories: Int
    /// By the number of ratings, rising.
    private(set) var strata: [Stratum] = []
    private var places: [Int] = []

    /// - Parameter categories: their numbers are below this.
    init(categories: Int) { self.categories = categories }

    var items: Int { strata.reduce(0) { $0 + $1.items } }
    var ratings: Int { strata.reduce(0) { $0 + $1.items * $1.ratings } }
    var apart: Int { strata.reduce(0) { $0 + $1.apart } }
    /// Categories that were given.
    var occurring: Int {
        (0..<categories).count { category in strata.contains { $0.given[category] > 0 } }
    }

    /// Where items with so many ratings are counted.
    private mutating func place(_ ratings: Int) -> Int {
        if ratings < places.count, places[ratings] >= 0 { return places[ratings] }
        let place = strata.firstIndex { $0.ratings > ratings } ?? strata.count
        let zeros = [Int](repeating: 0, count: categories)
        strata.insert(
            Stratum(
                ratings: ratings, given: zeros, givenApart: [Double](repeating: 0, count: categories), alike: zeros),
            at: place)
        places = [Int](repeating: -1, count: (strata.last?.ratings ?? 0) + 1)
        for (place, stratum) in strata.enumerated() { places[stratum.ratings] = place }
        return place
    }

    /// - Parameters:
    ///   - categories: those of an item, each once, with the number of its ratings.
    ///   - times: for so many items.
    mutating func add(_ categories: [(category: Int, count: Int)], times: Int = 1) {
        var ratings = 0
        var same = 0
        for entry in categories {
            ratings += entry.count
            same += entry.count * entry.count
        }
        guard ratings >= 2, times > 0 else { return }
        let place = place(ratings)
        strata[place].add(categories, apart: ratings * ratings - same, times: times)
    }
}

extension AgreementMoments.Stratum {
    fileprivate mutating func add(_ categories: [(category: Int, count: Int)], apart: Int, times: Int) {
        items += times
        if apart == 0 {
            let category = categories.first { $0.count > 0 }?.category ?? 0
            given[category] += ratings * times
            alike[category] += times
            return
        }
        self.apart += apart * times
        apartSquares += Double(apart) * Double(apart) * Double(times)
        for (place, one) in categories.enumerated() where one.count > 0 {
            given[one.category] += one.count * times
            givenApart[one.category] += Double(one.count) * Double(apart) * Double(times)
            for other in categories[place...] where other.count > 0 {
                let cell = AgreementMoments.Cell(
                    first: Int32(min(one.category, other.category)), second: Int32(max(one.category, other.category)))
                together[cell, default: 0] += Double(one.count) * Double(other.count) * Double(times)
            }
        }
    }
}
