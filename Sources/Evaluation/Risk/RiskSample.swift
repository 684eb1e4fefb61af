import Labeling

/// Which truth of a model's answers a risk is measured on.
///
/// An item of which a reviewer said that no label fits is an error here: a machine that accepts would have stored a label.
package struct RiskBasis: Hashable, Sendable {
    /// Only truth that was decided without the model's answer in view.
    package var isBlind: Bool
    /// Truth from orders that prefer doubtful items was left out, for there is enough other.
    package var leavesOutChosen: Bool
    /// Of the truth that counts.
    package var n: Int
    package var rejected: Int
    /// Of it: decided in an order that prefers doubtful or disputed items.
    package var chosen: Int
    /// Of it: decided in an order that is random.
    package var random: Int
    /// All truth: decided without, and with, the model's answer in view.
    package var blind: Int
    package var shown: Int
    /// Every answer that could be accepted has truth that counts: nothing was chosen.
    package var isComplete: Bool

    /// From so much on, truth decided blind is used alone; as where a rule is applied.
    package static let enoughBlind = AcceptanceStatement.enoughBlindTruth
    /// From so much on, truth that was not chosen by its difficulty is used alone.
    package static let enoughUnchosen = 100
}

/// One model's answers that could be accepted, and what is known of them.
struct RiskSample: Sendable {
    /// All answers of the model.
    private(set) var answers = 0
    /// Without a valid label, or without a confidence in 0 to 1: no threshold accepts them.
    private(set) var unusable = 0
    let basis: RiskBasis
    let levels: ConfidenceLevels
    private let columns: AnswerColumns
    private let items: ItemColumns
    private let bit: UInt64
    /// For each of `Evidence.orders`, whether it prefers doubtful items.
    private let prefers: [Bool]
    private let orders: [UInt8]

    private static let preferring: Set<String> = ["uncertain", "disagreement", "informative"]

    init(_ evidence: Evidence, model: Int) {
        columns = evidence.models[model]
        items = evidence.items
        bit = model < 64 ? 1 << UInt64(model) : 0
        prefers = evidence.orders.map { Self.preferring.contains($0) }
        orders = evidence.ratings.order
        let randomOrder = evidence.orders.firstIndex(of: "random")
        var counts: [[Counts]] = [[Counts(), Counts()], [Counts(), Counts()]]
        var usable = 0
        for item in 0..<evidence.count where columns.label[item] != Evidence.absent {
            answers += 1
            guard RiskSample.isUsable(columns, item) else {
                unusable += 1
                continue
            }
            usable += 1
            guard items.truth[item] != Evidence.absent else { continue }
            let rating = Int(items.truthRating[item])
            let isChosen = rating >= 0 && prefers[Int(orders[rating])]
            let isShown = items.shown[item] & bit != 0
            counts[isShown ? 1 : 0][isChosen ? 1 : 0].n += 1
            if items.truth[item] == Evidence.besides { counts[isShown ? 1 : 0][isChosen ? 1 : 0].rejected += 1 }
            if rating >= 0, let randomOrder, Int(orders[rating]) == randomOrder {
                counts[isShown ? 1 : 0][0].random += 1
            }
        }
        let blind = counts[0][0].n + counts[0][1].n
        let shown = counts[1][0].n + counts[1][1].n
        let isBlind = blind >= RiskBasis.enoughBlind || (blind > 0 && shown == 0)
        var pool = counts[0]
        if !isBlind {
            pool[0] += counts[1][0]
            pool[1] += counts[1][1]
        }
        let isComplete = pool[0].n + pool[1].n == usable
        let leavesOut = !isComplete && pool[1].n > 0 && pool[0].n >= RiskBasis.enoughUnchosen
        if leavesOut { pool[1] = Counts() }
        basis = RiskBasis(
            isBlind: isBlind, leavesOutChosen: leavesOut, n: pool[0].n + pool[1].n,
            rejected: pool[0].rejected + pool[1].rejected, chosen: pool[1].n, random: pool[0].random, blind: blind,
            shown: shown, isComplete: isComplete)
        var keys: [UInt64] = []
        keys.reserveCapacity(usable)
        for item in 0..<evidence.count where columns.label[item] != Evidence.absent {
            guard RiskSample.isUsable(columns, item) else { continue }
            let known = RiskSample.truth(
                item, columns, items, bit: bit, orders: orders, prefers: prefers, basis: basis)
            keys.append(ConfidenceLevels.key(columns.confidence[item], known))
        }
        levels = ConfidenceLevels(keys: keys)
    }

    private struct Counts {
        var n = 0
        var rejected = 0
        var random = 0

        static func += (left: inout Counts, right: Counts) {
            left.n += right.n
            left.rejected += right.rejected
            left.random += right.random
        }
    }

    private static func isUsable(_ columns: AnswerColumns, _ item: Int) -> Bool {
        let confidence = columns.confidence[item]
        return columns.label[item] > 0 && confidence >= 0 && confidence <= 1
    }

    func isUsable(_ item: Int) -> Bool { RiskSample.isUsable(columns, item) }

    /// What is known of an answer, as far as it counts.
    func truth(_ item: Int) -> ConfidenceLevels.Truth {
        RiskSample.truth(item, columns, items, bit: bit, orders: orders, prefers: prefers, basis: basis)
    }

    private static func truth(
        _ item: Int, _ columns: AnswerColumns, _ items: ItemColumns, bit: UInt64, orders: [UInt8], prefers: [Bool],
        basis: RiskBasis
    ) -> ConfidenceLevels.Truth {
        let truth = items.truth[item]
        guard truth != Evidence.absent else { return .unknown }
        if basis.isBlind, items.shown[item] & bit != 0 { return .unknown }
        if basis.leavesOutChosen {
            let rating = Int(items.truthRating[item])
            if rating >= 0, prefers[Int(orders[rating])] { return .unknown }
        }
        return truth == columns.label[item] ? .right : .wrong
    }

    /// The levels of each label that the model gave, by the label's number; labels that it never gave have none.
    func levelsByLabel(_ labels: Int) -> [ConfidenceLevels] {
        var keys = [[UInt64]](repeating: [], count: labels)
        for item in columns.label.indices where isUsable(item) {
            guard let label = Evidence.label(of: columns.label[item]), label < labels else { continue }
            keys[label].append(ConfidenceLevels.key(columns.confidence[item], truth(item)))
        }
        return keys.map(ConfidenceLevels.init(keys:))
    }
}
