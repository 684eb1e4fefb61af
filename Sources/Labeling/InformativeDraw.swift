import Foundation

/// The order `informative`: items that promise to teach most come early, by a draw whose probabilities are known.
///
/// Each item has a weight, `0.05 + uncertainty + 1 if the two opinions differ`, where the uncertainty is 1 − confidence
/// of the first opinion, 1 where that has no label or no confidence, and 0 where no model has answered. The floor gives
/// every item a chance. Its waiting time is exponential, `T = −ln(u) / weight`, where u is the item's shuffle value,
/// uniform in (0, 1) and the same every time: in order of T, each next item is drawn with a probability proportional to
/// its weight among those left (successive sampling; the keys of Efraimidis and Spirakis, "Weighted random sampling with
/// a reservoir", Inf. Process. Lett. 97, 2006).
///
/// The order is taken in rounds, so that the probabilities are exact: round k holds the items with 2^(k−1) < T ≤ 2^k.
/// Each item is in the round, independently of all others (Poisson sampling), with
///
///     p = exp(−weight · 2^(k−1)) − exp(−weight · 2^k)
///
/// which is positive for every item in every round: each round is a sample of all items by itself, and
/// 1/p weighs it (Horvitz and Thompson, JASA 47, 1952). Within a round the order is random, by other digits of u, so that
/// a part of a round is an equal share of it. p is exact for the weight at that moment: an opinion that comes later
/// changes the weight, and may move an item that is not decided yet to another round.
package struct InformativeDraw: Hashable, Sendable, Comparable {
    /// k, from below zero in large tasks.
    package let round: Int
    /// The place within the round.
    package let place: Double
    /// With which the item is in this round: above 0, at most 1.
    package let probability: Double

    /// - Parameters:
    ///   - shuffle: of the item, in [0, 1), with 53 digits.
    ///   - weight: see `weight(uncertain:disagrees:)`.
    package init(shuffle: Double, weight: Double) {
        round = Int(InformativeDraw.round(shuffle: shuffle, weight: weight))
        let end = exp2(Double(round))
        let probability = exp(-weight * end / 2) * -expm1(-weight * end / 2)
        self.probability = min(max(probability, .leastNormalMagnitude), 1)
        place = InformativeDraw.place(of: shuffle)
    }

    private static func round(shuffle: Double, weight: Double) -> Double {
        // A damaged store may hold 1, of which the logarithm is 0, and that of it no number.
        let time = -log(min(max(shuffle, 0x1p-54), 1 - 0x1p-53)) / weight
        return log2(time).rounded(.up)
    }

    /// Digits of u that its round hardly depends on: 25 of them.
    private static func place(of shuffle: Double) -> Double {
        (shuffle * 0x1p28).truncatingRemainder(dividingBy: 1)
    }

    /// Round and place in one number, in the same order, exactly: for lists of a million.
    package static func key(shuffle: Double, weight: Double) -> Double {
        round(shuffle: shuffle, weight: weight) + place(of: shuffle)
    }

    package static func < (left: InformativeDraw, right: InformativeDraw) -> Bool {
        (left.round, left.place) < (right.round, right.place)
    }

    /// - Parameter uncertain: the queue's sort key: the first opinion's confidence; below 0 where that or its label is
    ///   missing, above 1 where nothing has answered.
    package static func weight(uncertain: Double, disagrees: Bool) -> Double {
        let uncertainty = uncertain > 1 ? 0 : uncertain < 0 ? 1 : 1 - uncertain
        return 0.05 + uncertainty + (disagrees ? 1 : 0)
    }
}
