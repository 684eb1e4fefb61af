import Labeling

/// The reviewers' labels, pair by pair, counted.
struct ReviewersTally: Sendable {
    private struct Pair: Hashable, Sendable {
        var first: Int
        var second: Int
    }

    private let names: [String]
    /// Who has done nothing but adjudicate is none of them.
    private let reviewers: Int
    private var pairs: [Pair: PairCounts] = [:]
    /// Empty where an item has one label.
    private var sets: [Pair: SetsTally] = [:]
    private(set) var ratings = ManyRaters()
    /// Decided labels outside the label set: left out.
    let outside: Int

    /// Adjudications are no independent ratings, and left out.
    init(_ evidence: Evidence) {
        names = evidence.reviewers
        outside = evidence.ratingsOutside
        let columns = evidence.ratings
        var hasVoted = Set<Int>()
        var hasAdjudicated = Set<Int>()
        for (place, mark) in columns.marks.enumerated() {
            let reviewer = Int(columns.reviewer[place])
            if mark.contains(.adjudication) { hasAdjudicated.insert(reviewer) } else { hasVoted.insert(reviewer) }
        }
        reviewers = names.count - hasAdjudicated.subtracting(hasVoted).count
        var rated: [(reviewer: Int, category: Category)] = []
        for item in 0..<evidence.count {
            let places = evidence.ratings(of: item)
            guard places.count >= 2 else { continue }
            rated.removeAll(keepingCapacity: true)
            for place in places where !columns.marks[place].contains(.adjudication) {
                rated.append((Int(columns.reviewer[place]), Category(code: columns.label[place])))
            }
            add(&rated, labels: evidence.index)
        }
    }

    private mutating func add(_ rated: inout [(reviewer: Int, category: Category)], labels: LabelIndex) {
        guard rated.count >= 2 else { return }
        ratings.add(rated.map(\.category))
        rated.sort { $0.reviewer < $1.reviewer }
        for first in rated.indices.dropLast() {
            for second in rated.indices[(first + 1)...] {
                let pair = Pair(first: rated[first].reviewer, second: rated[second].reviewer)
                pairs[pair, default: PairCounts()].add(rated[first].category, rated[second].category)
                guard let several = labels.several else { continue }
                sets[pair, default: SetsTally(labelCount: several.count)].add(
                    rated[first].category.position.map { labels.members[$0] },
                    rated[second].category.position.map { labels.members[$0] })
            }
        }
    }

    /// - Parameter labels: those of the label set.
    func report(labels: [Label]) -> ReviewersReport {
        let reports = pairs.map { pair, counts in
            // Agreement and kappa are the same both ways round.
            let (a, b) = (names[pair.first], names[pair.second])
            return ReviewerPairReport(
                a: min(a, b), b: max(a, b), n: counts.n, agreement: .wilson(successes: counts.agreements, of: counts.n),
                cohenKappa: counts.cohenKappa, jaccard: sets[pair]?.jaccard,
                labelKappas: sets[pair].map {
                    zip(labels, $0.labels).map { LabelKappa(label: $0, cohenKappa: $1.cohenKappa) }
                }
                    ?? [])
        }
        return ReviewersReport(
            n: reviewers, items: ratings.items, fleissKappa: ratings.fleissKappa,
            krippendorffAlpha: ratings.krippendorffAlpha, pairs: reports.sorted { ($0.a, $0.b) < ($1.a, $1.b) })
    }

    /// The names of pairs whose kappa says 0 because one of the two always gave the same answer.
    var oneSidedPairs: [(String, String)] {
        pairs.filter { $0.value.isOneSided && $0.value.cohenKappa != nil }
            .map { (min(names[$0.key.first], names[$0.key.second]), max(names[$0.key.first], names[$0.key.second])) }
            .sorted { $0 < $1 }
    }
}
