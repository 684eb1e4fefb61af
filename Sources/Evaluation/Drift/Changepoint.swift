import Foundation

/// Whether the share of hits in a sequence changes once, and where.
///
/// The test is the CUSUM test: the largest distance of the sum of hits from the line it would follow without a change, in
/// units of its standard deviation. Its limit is the supremum of a Brownian bridge (Page 1954; Csörgő and Horváth 1997),
/// whose distribution is Kolmogorov's. Short sequences are shuffled instead.
///
/// Where the change is, and whether there are more, is told by binary segmentation (Scott and Knott 1974) with the cost
/// -2 log likelihood of a segment, and a penalty of 2 log n for each change (two numbers more: its place, and a share).
struct Changepoint: Hashable, Sendable {
    static let fewest = 40
    static let shortestSegment = 20
    /// Up to so many items the sequence is shuffled.
    static let mostShuffled = 1_000
    static let shuffles = 999
    /// More places than this are first looked at in blocks.
    static let mostPlaces = 20_000
    static let mostChanges = 8

    var n: Int
    var hits: Int
    /// The largest distance, times √n.
    var statistic: Double
    var p: Double
    var isShuffled: Bool
    /// The likeliest place of one change: so many items come before it. Nil: no place has enough items on both sides.
    var place: Int?
    /// How far -2 log likelihood falls with that one change.
    var gain: Double
    /// The places of all changes that are worth their penalty, in order.
    var changes: [Int]

    /// - Parameters:
    ///   - sequence: in order of time.
    ///   - isPlace: whether something lies between the item at this index and the one before: items of one moment have
    ///     no order.
    /// - Returns: nil for sequences shorter than `fewest`.
    init?(_ sequence: [Bool], seed: UInt64, isPlace: (Int) -> Bool = { _ in true }) {
        guard sequence.count >= Changepoint.fewest else { return nil }
        let count = sequence.count
        n = count
        var sums = [Int32](repeating: 0, count: count + 1)
        for index in 0..<count { sums[index + 1] = sums[index] + (sequence[index] ? 1 : 0) }
        hits = Int(sums[count])
        let places = (1..<count).filter(isPlace)
        let spread = (Double(hits) * Double(count - hits)).squareRoot()
        statistic = 0
        p = 1
        isShuffled = count <= Changepoint.mostShuffled
        changes = []
        gain = 0
        guard hits > 0, hits < count, !places.isEmpty else { return }
        let total = hits
        var largest = 0
        for place in places { largest = max(largest, abs(Int(sums[place]) * count - place * total)) }
        // |S(k) - k p| / √(n p q), with p q n² = hits · misses.
        statistic = Double(largest) / (spread * Double(count).squareRoot())
        p =
            isShuffled
            ? Changepoint.shuffledP(largest, count, total, places, seed: seed)
            : kolmogorovUpper(statistic)
        let search = SegmentSearch(sums: sums, places: places)
        (place, gain) = search.best(0, count).map { ($0.place, $0.gain) } ?? (nil, 0)
        changes = search.segments(penalty: 2 * log(Double(count)), most: Changepoint.mostChanges)
    }

    /// The share of shuffled sequences that are as far from the line somewhere: (1 + as far) / (1 + shuffled).
    private static func shuffledP(_ seen: Int, _ n: Int, _ hits: Int, _ places: [Int], seed: UInt64) -> Double {
        var generator = SplitMix64(seed: seed)
        var isPlace = [Bool](repeating: false, count: n + 1)
        for place in places { isPlace[place] = true }
        var extreme = 1
        for _ in 0..<shuffles {
            var left = hits
            var sum = 0
            for index in 0..<n {
                // The item is a hit with the share of hits among what is left.
                if generator.below(n - index) < left {
                    left -= 1
                    sum += 1
                }
                if isPlace[index + 1], abs(sum * n - (index + 1) * hits) >= seen {
                    extreme += 1
                    break
                }
            }
        }
        return Double(extreme) / Double(shuffles + 1)
    }
}

/// Looks for the place at which two shares explain a part of the sequence best.
struct SegmentSearch {
    let sums: [Int32]
    let places: [Int]

    /// -2 log likelihood of the items from `start` up to `end`, at their own share.
    private func cost(_ start: Int, _ end: Int) -> Double {
        let n = Double(end - start)
        let hits = Double(sums[end] - sums[start])
        let misses = n - hits
        guard hits > 0, misses > 0 else { return 0 }
        return -2 * (hits * log(hits / n) + misses * log(misses / n))
    }

    /// The index of the first place at or after.
    private func firstPlace(from value: Int) -> Int {
        var (low, high) = (0, places.count)
        while low < high {
            let middle = (low + high) / 2
            if places[middle] >= value { high = middle } else { low = middle + 1 }
        }
        return low
    }

    /// Of equally good places the first.
    func best(_ start: Int, _ end: Int) -> (place: Int, gain: Double)? {
        let first = firstPlace(from: start + Changepoint.shortestSegment)
        let last = firstPlace(from: end - Changepoint.shortestSegment + 1)
        guard first < last else { return nil }
        let whole = cost(start, end)
        var found: (index: Int, gain: Double)?
        func look(_ range: some Sequence<Int>) {
            for index in range {
                let gain = whole - cost(start, places[index]) - cost(places[index], end)
                if gain > found?.gain ?? -.infinity { found = (index, gain) }
            }
        }
        let step = (last - first) / (Changepoint.mostPlaces / 2)
        if step <= 1 {
            look(first..<last)
        } else {
            look(stride(from: first, to: last, by: step))
            if let coarse = found {
                found = nil
                look(max(first, coarse.index - step)..<min(last, coarse.index + step + 1))
            }
        }
        return found.map { (places[$0.index], max(0, $0.gain)) }
    }

    /// The places of the changes, one after the other where most is gained, as long as that is more than the penalty.
    func segments(penalty: Double, most: Int) -> [Int] {
        var open: [(start: Int, end: Int, place: Int, gain: Double)] = []
        func add(_ start: Int, _ end: Int) {
            if let best = best(start, end), best.gain > penalty { open.append((start, end, best.place, best.gain)) }
        }
        var changes: [Int] = []
        add(0, sums.count - 1)
        while changes.count < most, let next = open.indices.max(by: { open[$0].gain < open[$1].gain }) {
            let segment = open.remove(at: next)
            changes.append(segment.place)
            add(segment.start, segment.place)
            add(segment.place, segment.end)
        }
        return changes.sorted()
    }
}
