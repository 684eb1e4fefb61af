import Foundation

/// How fast each reviewer decides, and which of their decisions are far faster.
///
/// The robust z of a decision is 0.6745 · (log seconds − median) / median absolute deviation, over the reviewer's own
/// decisions (Iglewicz and Hoaglin 1993). Times to decide are skewed: their logarithms are nearly symmetric.
struct DecisionPace: Sendable {
    /// Fewer decisions say nothing of a reviewer's pace.
    static let fewest = 20
    static let limit = -3.5
    /// And no more than so much of the reviewer's median.
    static let mostShare = 1.0 / 3

    private struct Own: Sendable {
        var median: Double
        var deviation: Double
        /// The median of the seconds.
        var usual: Double
    }

    /// By reviewer; nil: too few, or all alike.
    private let own: [Own?]
    let notes: [String]

    init(_ evidence: Evidence) {
        let columns = evidence.ratings
        var counts = [Int](repeating: 0, count: evidence.reviewers.count)
        for place in 0..<columns.end where DecisionPace.isTimed(columns, place) {
            counts[Int(columns.reviewer[place])] += 1
        }
        var logs = [[Double]](repeating: [], count: counts.count)
        for (reviewer, count) in counts.enumerated() { logs[reviewer].reserveCapacity(count) }
        for place in 0..<columns.end where DecisionPace.isTimed(columns, place) {
            logs[Int(columns.reviewer[place])].append(log(Double(columns.seconds[place])))
        }
        var (few, alike) = (0, 0)
        own = logs.map { logs in
            guard logs.count >= DecisionPace.fewest, let median = Quantile.linear(logs, at: [0.5])[0] else {
                if !logs.isEmpty { few += 1 }
                return nil
            }
            let deviation = Quantile.linear(logs.map { abs($0 - median) }, at: [0.5])[0] ?? 0
            guard deviation > 0 else {
                alike += 1
                return nil
            }
            return Own(median: median, deviation: deviation, usual: exp(median))
        }
        var notes: [String] = []
        if few > 0 {
            notes.append(
                "Doubts: \(few) reviewers have fewer than \(DecisionPace.fewest) timed decisions: none of theirs is called fast."
            )
        }
        if alike > 0 {
            notes.append("Doubts: the times of \(alike) reviewers hardly differ: none of theirs is called fast.")
        }
        self.notes = notes
    }

    /// What was decided with others took no time of its own.
    private static func isTimed(_ columns: RatingColumns, _ place: Int) -> Bool {
        columns.seconds[place] > 0 && columns.seconds[place].isFinite && columns.marks[place].isDisjoint(with: [.bulk])
    }

    func isFast(_ place: Int, _ evidence: Evidence) -> Bool {
        guard DecisionPace.isTimed(evidence.ratings, place), let own = own[Int(evidence.ratings.reviewer[place])] else {
            return false
        }
        let seconds = Double(evidence.ratings.seconds[place])
        // Nearly all stop here, before the logarithm.
        guard seconds <= own.usual * DecisionPace.mostShare else { return false }
        return 0.6745 * (log(seconds) - own.median) / own.deviation <= DecisionPace.limit
    }

    func words(_ place: Int, _ evidence: Evidence) -> String? {
        guard isFast(place, evidence), let own = own[Int(evidence.ratings.reviewer[place])] else { return nil }
        return "decided in \(Shown.fixed(Double(evidence.ratings.seconds[place]), decimals: 1)) s; "
            + "\(evidence.reviewers[Int(evidence.ratings.reviewer[place])]) usually takes "
            + "\(Shown.fixed(own.usual, decimals: 1)) s"
    }
}
