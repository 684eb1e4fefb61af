import Labeling

/// What is kept of the reviewers while items stream by.
struct ReviewersTally: Sendable {
    private struct Pair: Hashable, Sendable {
        var first: Int
        var second: Int
    }

    private var names: [String] = []
    private var numbers: [String: Int] = [:]
    private var pairs: [Pair: PairCounts] = [:]
    /// Empty where an item has one label.
    private var sets: [Pair: SetsTally] = [:]
    private(set) var ratings = ManyRaters()
    /// Decided labels outside the label set: left out.
    private(set) var outside = 0
    /// Of the item at hand: where each reviewer's last decision is, and what it says. Fields, so that a million items
    /// share their memory.
    private var last: [Int] = []
    private var rated: [(reviewer: Int, category: Category)] = []

    /// Takes each reviewer's label in force: the last in time of the decisions that were not undone and are no skip;
    /// among equal times the later recorded. A flag is no label.
    mutating func add(_ decisions: [Decision], labels: inout LabelIndex) {
        last.removeAll(keepingCapacity: true)
        for index in decisions.indices where decisions[index].undoneAt == nil && decisions[index].verdict != .skip {
            let earlier = last.firstIndex { decisions[$0].reviewer == decisions[index].reviewer }
            if let earlier {
                if decisions[index].at >= decisions[last[earlier]].at { last[earlier] = index }
            } else {
                last.append(index)
            }
        }
        rated.removeAll(keepingCapacity: true)
        for index in last {
            guard let category = category(of: decisions[index].verdict, labels: &labels) else { continue }
            rated.append((number(of: decisions[index].reviewer), category))
        }
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

    private mutating func category(of verdict: Verdict, labels: inout LabelIndex) -> Category? {
        switch verdict {
        case .accept(let label), .override(let label):
            if let position = labels.position(of: label) { return .label(position) }
            outside += 1
            return nil
        case .reject: return .besides
        case .flag, .skip: return nil
        }
    }

    private mutating func number(of reviewer: String) -> Int {
        if let number = numbers[reviewer] { return number }
        numbers[reviewer] = names.count
        names.append(reviewer)
        return names.count - 1
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
            n: names.count, items: ratings.items, fleissKappa: ratings.fleissKappa,
            krippendorffAlpha: ratings.krippendorffAlpha, pairs: reports.sorted { ($0.a, $0.b) < ($1.a, $1.b) })
    }

    /// The names of pairs whose kappa says 0 because one of the two always gave the same answer.
    var oneSidedPairs: [(String, String)] {
        pairs.filter { $0.value.isOneSided && $0.value.cohenKappa != nil }
            .map { (min(names[$0.key.first], names[$0.key.second]), max(names[$0.key.first], names[$0.key.second])) }
            .sorted { $0 < $1 }
    }
}
