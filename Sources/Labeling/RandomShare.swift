/// The random share of a list: at every so many places it has not its order's next item but that of the random order.
///
/// What can be known from it. Every item has a place u in the random order, a hash of its id: uniform in [0, 1) and
/// independent of its text, of the models and of the reviewers. The places of the random share go through the items
/// from the lowest u up, leaving out what the list has had. When it has come to u = c, every item with u ≤ c that the
/// list could offer has been offered: through the share, or earlier by the list's own order. So the items with u ≤ c,
/// however each came up, are a Bernoulli sample of all items: each is in it with probability c, whatever it is (u does
/// not know), and independently of the others. That is the sample from which the whole is estimated; an item with a
/// higher u that the order brought up early is in none.
///
/// c is where the last item of the share lies, so one item of about cN is in the sample for certain (inverse sampling,
/// Haldane 1945): a bias of the order 1 / (cN), far below the standard error. It is the same however the share's size,
/// the order or the filter of single sessions change, and whatever is decided beside, because it asks only for u and
/// for what is decided: an item with u ≤ c that nobody has decided is a hole in the sample, and counted as such.
package enum RandomShare {
    /// Whether a list's place, from 0, belongs to the share: so many of any number of places, evenly spread, and the
    /// first of them in the middle of its stretch, so that neither a short session nor the first item is all of it.
    package static func holds(_ place: Int, share: Double) -> Bool {
        guard share > 0 else { return false }
        guard share < 1 else { return true }
        let before = (Double(place) * share + 0.5).rounded(.down)
        return (Double(place + 1) * share + 0.5).rounded(.down) > before
    }

    /// How many items of the random order a list of so many needs to be shown: the share itself, and about as many again
    /// that the list has had by its own order. They last for nine tenths of the list, and what is decided by then has
    /// changed it.
    package static func needed(for items: Int, share: Double) -> Int {
        min(items, Int(min(2 * share, 1) * Double(items)) + 200)
    }

    /// Puts the share into a list.
    ///
    /// - Parameters:
    ///   - ordered: each item at most once.
    ///   - shuffled: the same items, or the first of them, in the random order.
    ///   - limit: the result has so many at most. Nil: all; of lists that are cut off as many are needed of both.
    /// - Returns: the items of `ordered`, and of `shuffled` those that stand in a place of the share.
    package static func mix(
        _ ordered: [ItemNumber], with shuffled: [ItemNumber], share: Double, limit: Int? = nil
    ) -> (numbers: [ItemNumber], drawn: Set<ItemNumber>) {
        guard share > 0, var used = NumberSet(ordered, shuffled) else { return (ordered, []) }
        var list: [ItemNumber] = []
        list.reserveCapacity(ordered.count)
        var drawn: Set<ItemNumber> = []
        var (next, random) = (0, 0)
        while list.count < limit ?? .max {
            while next < ordered.count, used.contains(ordered[next]) { next += 1 }
            while random < shuffled.count, used.contains(shuffled[random]) { random += 1 }
            let isDrawn = random < shuffled.count && (next >= ordered.count || holds(list.count, share: share))
            guard isDrawn || next < ordered.count else { break }
            let number = isDrawn ? shuffled[random] : ordered[next]
            if isDrawn { drawn.insert(number) }
            used.insert(number)
            list.append(number)
        }
        return (list, drawn)
    }
}

/// Numbers of items as bits: a store numbers its items from 1 on.
private struct NumberSet {
    private var words: [UInt64]
    private let first: Int64

    /// Nil: the numbers lie too far apart.
    init?(_ lists: [ItemNumber]...) {
        var (low, high) = (Int64.max, Int64.min)
        for list in lists {
            for number in list {
                low = min(low, number.value)
                high = max(high, number.value)
            }
        }
        first = low
        guard low <= high else {
            words = []
            return
        }
        let (span, overflows) = high.subtractingReportingOverflow(low)
        guard !overflows, span < 1 << 30 else { return nil }
        words = Array(repeating: 0, count: Int(span) / 64 + 1)
    }

    func contains(_ number: ItemNumber) -> Bool {
        let bit = Int(number.value - first)
        return words[bit >> 6] & (1 << UInt64(bit & 63)) != 0
    }

    mutating func insert(_ number: ItemNumber) {
        let bit = Int(number.value - first)
        words[bit >> 6] |= 1 << UInt64(bit & 63)
    }
}
