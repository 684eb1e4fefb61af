import Foundation
import Labeling

/// The items with ground truth that were drawn with a known probability, and what each of them stands for.
///
/// Two draws of Renga are known, and both follow from one uniform number of each item, u, its place in the random order.
/// By the random order, or its share of another (`RandomShare`), an item is in the sample when u ≤ c, where c is how far
/// the draw has come. By the order `informative` it is when its round and place (`InformativeDraw`) come no later than
/// those of the last item drawn. Which items were drawn how far is told by the marks of the decisions
/// (`Exposure.draw`); which items are in the sample follows from u, for the list's own order may have brought up one of
/// them before. Both together are one Poisson sample: the probability of an item is the measure of all u by which it
/// would be in.
struct DrawnSample: Sendable {
    enum Basis: String, Sendable {
        /// Every item has a ground truth.
        case census
        case random, informative
        case both = "random+informative"
        /// The probabilities that decisions of other tools, or of earlier versions, state.
        case stated
        /// No decided item's probability is known.
        case unknown
    }

    var basis = Basis.unknown
    /// Rows of `Evidence` with a truth, rejections among them; ascending.
    var rows: [Int] = []
    /// 1 / probability, for each of `rows`.
    var weights: [Double] = []
    /// All items, but for those that a rule accepted.
    var population = 0
    var byPolicy = 0
    /// Of the population: with a truth, or a rejection.
    var decided = 0
    /// Items that the draw has come to, and that have no truth; of these, how many are flagged.
    var holes = 0
    var flagged = 0
    /// How far the random draw has come, 0 to 1.
    var reach: Double?

    /// All weigh the same.
    var isEqual: Bool { basis == .census || basis == .random }

    /// Below this share of items with a truth or a flag, what a draw has come to was not decided as it was drawn: the
    /// last of it was jumped to.
    static let leastAnswered = 0.8

    init(_ evidence: Evidence, holdsAll: Bool) {
        let items = evidence.items
        let policy = items.marks.map { $0.contains(.byPolicy) }
        byPolicy = policy.count(where: { $0 })
        population = evidence.count - byPolicy
        for row in 0..<evidence.count where !policy[row] && items.truth[row] != Evidence.absent { decided += 1 }
        guard decided > 0 else { return }
        let isComplete = decided == population
        if isComplete, holdsAll {
            takeAll(evidence, policy)
            return
        }
        let draws = Draws(evidence, policy: policy)
        if draws.random != nil || draws.informative != nil {
            take(draws, evidence, policy)
        } else if !takeStated(evidence, policy), isComplete {
            takeAll(evidence, policy)
        }
    }

    private mutating func takeAll(_ evidence: Evidence, _ policy: [Bool]) {
        basis = .census
        rows = (0..<evidence.count).filter { !policy[$0] }
        weights = Array(repeating: 1, count: rows.count)
    }

    private mutating func take(_ draws: Draws, _ evidence: Evidence, _ policy: [Bool]) {
        basis = draws.informative == nil ? .random : draws.random == nil ? .informative : .both
        reach = draws.random
        for row in 0..<evidence.count where !policy[row] && draws.contains(row, evidence) {
            guard evidence.items.truth[row] != Evidence.absent else {
                holes += 1
                if evidence.items.marks[row].contains(.flagged) { flagged += 1 }
                continue
            }
            rows.append(row)
            weights.append(1 / draws.probability(row))
        }
    }

    /// - Returns: whether any decision states that it was drawn.
    private mutating func takeStated(_ evidence: Evidence, _ policy: [Bool]) -> Bool {
        let ratings = evidence.ratings
        var isStated = false
        var found: [(row: Int, probability: Double)] = []
        for row in 0..<evidence.count where !policy[row] && evidence.items.truth[row] != Evidence.absent {
            let own = Int(evidence.items.truthRating[row])
            let places = own >= 0 ? own..<(own + 1) : evidence.ratings(of: row)
            // A list of this program that draws nothing states no probability by its 1.
            let known = places.first {
                ratings.probability[$0] < 1 && ratings.draw[$0] == RatingColumns.noDraw || ratings.order[$0] == 0
            }
            guard let known else { continue }
            if ratings.probability[known] < 1 { isStated = true }
            found.append((row, ratings.probability[known]))
        }
        guard isStated, let least = found.map(\.probability).min() else { return false }
        basis = .stated
        rows = found.map(\.row)
        // Weights only count against each other, and a file may state 1e-300, whose square is beyond all numbers.
        weights = found.map { least / $0.probability }
        return true
    }
}

/// How far the two draws have come.
struct Draws: Sendable {
    private(set) var random: Double?
    /// The round and the place in it, as one number: the place is below 1.
    private(set) var informative: Double?
    /// Of each item; empty without an `informative` draw.
    private var weights: [Double] = []
    private var keys: [Double] = []

    init(_ evidence: Evidence, policy: [Bool]) {
        let (items, ratings) = (evidence.items, evidence.ratings)
        var marks: [Double] = []
        var recorded: [Int: Double] = [:]
        for row in 0..<evidence.count where !policy[row] {
            for place in evidence.ratings(of: row) where ratings.draw[place] != RatingColumns.noDraw {
                let draw = ratings.draw[place]
                // Of an item that has another id now nothing is known.
                if draw == RatingColumns.randomDraw {
                    if abs(ratings.probability[place] - items.shuffle[row]) < 1e-12 { marks.append(items.shuffle[row]) }
                } else if Draws.isClose(
                    InformativeDraw(shuffle: items.shuffle[row], weight: draw).probability, ratings.probability[place])
                {
                    recorded[row] = draw
                }
            }
        }
        random = Draws.reach(marks, of: items.shuffle, evidence, policy)
        guard !recorded.isEmpty else { return }
        weights = (0..<evidence.count).map { recorded[$0] ?? Draws.weight($0, evidence) }
        keys = zip(items.shuffle, weights).map {
            let draw = InformativeDraw(shuffle: $0, weight: $1)
            return Double(draw.round) + draw.place
        }
        informative = Draws.reach(recorded.keys.map { keys[$0] }, of: keys, evidence, policy)
    }

    private static func isClose(_ one: Double, _ other: Double) -> Bool { abs(one - other) <= 1e-9 * other }

    /// The weight by what the first two models say now, as the queue has it.
    private static func weight(_ row: Int, _ evidence: Evidence) -> Double {
        guard let first = evidence.models.first, first.isAnswered(row) else {
            return InformativeDraw.weight(uncertain: 2, disagrees: false)
        }
        let second = evidence.models.count > 1 ? evidence.models[1].label[row] : Evidence.absent
        let label = first.label[row]
        return InformativeDraw.weight(
            uncertain: label > 0 ? first.usableConfidence(row) ?? -1 : -2,
            disagrees: label > 0 && second > 0 && label != second)
    }

    /// The last of the marks up to which enough is answered; nil: there is none.
    private static func reach(
        _ marks: [Double], of keys: [Double], _ evidence: Evidence, _ policy: [Bool]
    ) -> Double? {
        let marks = marks.sorted()
        guard let last = marks.last else { return nil }
        var reached = Array(repeating: 0, count: marks.count)
        var answered = reached
        for row in 0..<evidence.count where !policy[row] && keys[row] <= last {
            // The first mark that is not below.
            var (low, high) = (0, marks.count - 1)
            while low < high {
                let middle = (low + high) / 2
                if marks[middle] < keys[row] { low = middle + 1 } else { high = middle }
            }
            reached[low] += 1
            if evidence.items.truth[row] != Evidence.absent || evidence.items.marks[row].contains(.flagged) {
                answered[low] += 1
            }
        }
        var best: Double?
        var (all, known) = (0, 0)
        for (place, mark) in marks.enumerated() {
            all += reached[place]
            known += answered[place]
            if Double(known) >= DrawnSample.leastAnswered * Double(all) { best = mark }
        }
        return best
    }

    func contains(_ row: Int, _ evidence: Evidence) -> Bool {
        if let random, evidence.items.shuffle[row] <= random { return true }
        if let informative, keys[row] <= informative { return true }
        return false
    }

    /// The measure of all u by which the item would be in the sample.
    func probability(_ row: Int) -> Double {
        guard let informative else { return random ?? 1 }
        let round = informative.rounded(.down)
        return Draws.probability(
            weight: weights[row], random: random ?? 0, round: round, part: informative - round)
    }

    /// - Parameters:
    ///   - random: c: the items with u ≤ c are in.
    ///   - round: of the order `informative`, the one that has been begun, and the part of it that has been gone
    ///     through: the items with −ln(u) / weight ≤ 2^(round−1) are in, and this part of those up to 2^round.
    static func probability(weight: Double, random: Double, round: Double, part: Double) -> Double {
        let rate = weight * exp2(round - 1)
        let (upper, lower) = (exp(-rate), exp(-2 * rate))
        let drawn = -expm1(-rate) + part * upper * -expm1(-rate)
        let common = max(0, random - upper) + part * max(0, min(random, upper) - lower)
        return min(max(random + drawn - common, .leastNormalMagnitude), 1)
    }
}
