import Labeling

/// One reviewer's own labels against what is known of the items without them.
package struct ReviewerStanding: Hashable, Sendable {
    package var reviewer: String
    /// Items that the reviewer labelled or rejected, adjudications aside.
    package var n: Int
    /// Against what more than half of the item's other reviewers said.
    package var others: PairAgreement
    /// Against the adjudication in force, where another made it.
    package var adjudicated: PairAgreement
    /// Against the imported ground truth, where the reviewer did not have it in view.
    package var gold: PairAgreement
}

/// What is known of an item without one of its reviewers.
struct OutsideTruth {
    enum Source: Int, CaseIterable { case adjudicated, others, gold }

    let evidence: Evidence

    /// The last adjudication in force, but for the reviewer's own. `absent`: none.
    func adjudicated(_ item: Int, without reviewer: Int32) -> Evidence.Code {
        let columns = evidence.ratings
        guard evidence.items.marks[item].contains(.adjudicated) else { return Evidence.absent }
        var found = Evidence.absent
        var newest = Int64.min
        for place in evidence.ratings(of: item)
        where columns.marks[place].contains(.adjudication) && columns.at[place] >= newest {
            newest = columns.at[place]
            // The one in force is theirs: nobody else's has replaced it.
            found = columns.reviewer[place] == reviewer ? Evidence.absent : columns.label[place]
        }
        return found
    }

    /// What more than half of the other reviewers said. `absent`: there are none, or no such label.
    func others(_ item: Int, without reviewer: Int32) -> Evidence.Code {
        let columns = evidence.ratings
        // A label that more than half gave outlives all others when two that differ cancel out (Boyer and Moore 1981).
        var (candidate, lead) = (Evidence.absent, 0)
        let places = evidence.ratings(of: item)
        for place in places
        where columns.reviewer[place] != reviewer && !columns.marks[place].contains(.adjudication) {
            if lead == 0 { candidate = columns.label[place] }
            lead += columns.label[place] == candidate ? 1 : -1
        }
        guard candidate != Evidence.absent else { return Evidence.absent }
        var (all, same) = (0, 0)
        for place in places
        where columns.reviewer[place] != reviewer && !columns.marks[place].contains(.adjudication) {
            all += 1
            if columns.label[place] == candidate { same += 1 }
        }
        return 2 * same > all ? candidate : Evidence.absent
    }

    /// The imported ground truth, where it was not in view.
    func gold(_ item: Int, rating place: Int) -> Evidence.Code {
        evidence.ratings.marks[place].contains(.sawGold) ? Evidence.absent : evidence.items.gold[item]
    }
}

/// The standings of all reviewers in the making.
struct StandingsTally {
    private struct Counted: Hashable {
        var reviewer: Int32
        var source: Int8
        var rated: Evidence.Code
        var truth: Evidence.Code
    }

    private var counts: [Counted: Int] = [:]
    private var ratings: [Int]

    init(_ evidence: Evidence) {
        ratings = [Int](repeating: 0, count: evidence.reviewers.count)
        let columns = evidence.ratings
        let outside = OutsideTruth(evidence: evidence)
        let hasGold = evidence.items.gold.contains { $0 != Evidence.absent }
        for item in 0..<evidence.count {
            let places = evidence.ratings(of: item)
            let isShared = places.count > 1
            for place in places where !columns.marks[place].contains(.adjudication) {
                let reviewer = columns.reviewer[place]
                ratings[Int(reviewer)] += 1
                if isShared {
                    add(reviewer, .others, columns.label[place], outside.others(item, without: reviewer))
                    add(reviewer, .adjudicated, columns.label[place], outside.adjudicated(item, without: reviewer))
                }
                if hasGold { add(reviewer, .gold, columns.label[place], outside.gold(item, rating: place)) }
            }
        }
    }

    private mutating func add(
        _ reviewer: Int32, _ source: OutsideTruth.Source, _ rated: Evidence.Code, _ truth: Evidence.Code
    ) {
        guard truth != Evidence.absent else { return }
        let counted = Counted(reviewer: reviewer, source: Int8(source.rawValue), rated: rated, truth: truth)
        counts[counted, default: 0] += 1
    }

    /// By name; only reviewers with labels of their own.
    func standings(_ evidence: Evidence, scale: Int) -> [ReviewerStanding] {
        var cells: [Int32: [[PairTable.Cell]]] = [:]
        for (counted, n) in counts {
            cells[counted.reviewer, default: [[], [], []]][Int(counted.source)]
                .append(.init(first: counted.rated, second: counted.truth, n: n))
        }
        return evidence.reviewers.indices.filter { ratings[$0] > 0 }.map { number in
            let tables = (cells[Int32(number)] ?? [[], [], []]).map { PairTable($0).figures(scale: scale) }
            return ReviewerStanding(
                reviewer: evidence.reviewers[number], n: ratings[number], others: tables[1], adjudicated: tables[0],
                gold: tables[2])
        }.sorted { $0.reviewer < $1.reviewer }
    }
}
