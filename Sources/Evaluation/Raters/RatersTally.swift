import Labeling

/// The reviewers' labels, item by item, counted. Adjudications are no independent ratings, and left out.
struct RatersTally: Sendable {
    struct Pair: Hashable, Sendable {
        var first: Int32
        var second: Int32
    }

    private struct Counted: Hashable, Sendable {
        var pair: Pair
        var first: Evidence.Code
        var second: Evidence.Code
    }

    /// More than so many numbers by label would fill the memory, and nobody reads them.
    static let mostCounts = 4_000_000

    private(set) var moments: AgreementMoments
    private(set) var labels: LabelCounts
    private(set) var pairs: [Pair: PairTable] = [:]
    /// Somebody said that no label fits.
    private(set) var hasBesides = false
    /// Of the ratings counted: those whose reviewer had others' decisions on screen.
    private(set) var sawPeers = 0
    /// Reviewers with a label or rejection of their own.
    private(set) var reviewers = 0

    init(_ evidence: Evidence) {
        moments = AgreementMoments(categories: evidence.labels.count + 1)
        labels = LabelCounts(labels: evidence.singles.count)
        var counts: [Counted: Int] = [:]
        var scratch = [Int](repeating: 0, count: evidence.labels.count + 1)
        var isKnown = [Bool](repeating: false, count: evidence.reviewers.count)
        let columns = evidence.ratings
        var rated: [(reviewer: Int32, code: Evidence.Code)] = []
        var entries: [(category: Int, count: Int)] = []
        for item in 0..<evidence.count {
            let places = evidence.ratings(of: item)
            guard !places.isEmpty else { continue }
            rated.removeAll(keepingCapacity: true)
            var withPeers = 0
            for place in places where !columns.marks[place].contains(.adjudication) {
                rated.append((columns.reviewer[place], columns.label[place]))
                isKnown[Int(columns.reviewer[place])] = true
                if columns.label[place] == Evidence.besides { hasBesides = true }
                if columns.marks[place].contains(.sawPeers) { withPeers += 1 }
            }
            guard rated.count >= 2 else { continue }
            sawPeers += withPeers
            entries.removeAll(keepingCapacity: true)
            for rating in rated { scratch[Int(rating.code)] += 1 }
            for rating in rated where scratch[Int(rating.code)] > 0 {
                entries.append((Int(rating.code), scratch[Int(rating.code)]))
                scratch[Int(rating.code)] = 0
            }
            moments.add(entries)
            labels.add(entries, ratings: rated.count, members: evidence.members)
            if rated.count == 2, rated[0].reviewer > rated[1].reviewer {
                rated.swapAt(0, 1)
            } else if rated.count > 2 {
                rated.sort { $0.reviewer < $1.reviewer }
            }
            for one in rated.indices.dropLast() {
                for other in (one + 1)..<rated.count {
                    let pair = Pair(first: rated[one].reviewer, second: rated[other].reviewer)
                    counts[Counted(pair: pair, first: rated[one].code, second: rated[other].code), default: 0] += 1
                }
            }
        }
        reviewers = isKnown.count(where: { $0 })
        var cells: [Pair: [PairTable.Cell]] = [:]
        for (counted, n) in counts {
            cells[counted.pair, default: []].append(.init(first: counted.first, second: counted.second, n: n))
        }
        pairs = cells.mapValues { PairTable($0) }
    }
}

/// Of each label, and each number of ratings an item has, how many items have it how many times.
struct LabelCounts: Hashable, Sendable {
    private struct Stratum: Hashable, Sendable {
        let ratings: Int
        var items = 0
        /// `counts[label * ratings + times - 1]`
        var counts: [Int]
    }

    private let labels: Int
    private var strata: [Stratum] = []
    private var size = 0
    /// There would have been too many numbers: nothing is said by label.
    private(set) var isGivenUp = false

    init(labels: Int) { self.labels = labels }

    /// - Parameters:
    ///   - entries: codes with the number of an item's ratings.
    ///   - members: of each number the labels it stands for; empty where an item has one label.
    mutating func add(_ entries: [(category: Int, count: Int)], ratings: Int, members: [[Int]]) {
        guard !isGivenUp else { return }
        var place = strata.firstIndex { $0.ratings == ratings } ?? -1
        if place < 0 {
            size += labels * ratings
            guard size <= RatersTally.mostCounts else {
                isGivenUp = true
                strata = []
                return
            }
            place = strata.firstIndex { $0.ratings > ratings } ?? strata.count
            strata.insert(
                Stratum(ratings: ratings, counts: [Int](repeating: 0, count: labels * ratings)), at: place)
        }
        strata[place].items += 1
        if members.isEmpty {
            for entry in entries where entry.category > 0 {
                strata[place].counts[(entry.category - 1) * ratings + entry.count - 1] += 1
            }
            return
        }
        var sums: [Int: Int] = [:]
        for entry in entries where entry.category > 0 {
            for label in members[entry.category - 1] { sums[label, default: 0] += entry.count }
        }
        for (label, count) in sums { strata[place].counts[label * ratings + count - 1] += 1 }
    }

    /// A label against all other answers: 1 yes, 0 no. Nil: nobody gave it.
    ///
    /// - Returns: with the number of items that somebody gave it to, and of ratings.
    func table(_ label: Int) -> (moments: AgreementMoments, items: Int, ratings: Int)? {
        var moments = AgreementMoments(categories: 2)
        var (items, ratings) = (0, 0)
        for stratum in strata {
            var others = stratum.items
            for times in 1...stratum.ratings {
                let count = stratum.counts[label * stratum.ratings + times - 1]
                moments.add([(1, times), (0, stratum.ratings - times)], times: count)
                items += count
                ratings += count * times
                others -= count
            }
            moments.add([(0, stratum.ratings)], times: others)
        }
        return items > 0 ? (moments, items, ratings) : nil
    }
}
