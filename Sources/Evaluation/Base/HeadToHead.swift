/// A smaller model against the big one, on the items with ground truth that both answered.
///
/// An answer without a valid label is wrong, as everywhere.
package struct HeadToHeadReport: Hashable, Sendable {
    package var small: String
    package var big: String
    package var n: Int
    /// Of `n`, right in one model and wrong in the other.
    package var onlySmall: Int
    package var onlyBig: Int
    /// Accuracy of the big model minus that of the small one; nil when `n` is 0.
    package var difference: PairedDifference?
    /// Nil when `n` is 0.
    package var advice: SizeAdvice?
    /// Whether the whole interval calls for the same advice.
    package var isSettled: Bool
    /// How many more items of the same kind with ground truth would settle the advice if the shares stayed as they are;
    /// 0 when it is settled, nil when the difference lies on a limit, where no number does, and when `n` is 0.
    package var needsMore: Int?
}

/// Whether a smaller model can take the big one's place.
package enum SizeAdvice: String, Hashable, Sendable, CaseIterable {
    /// The big model is at most 5 points better: keep the small one.
    case keep
    /// Over 5, up to 10 points better.
    case watch
    /// Over 10 points better: do not use the small one.
    case avoid

    /// In points of accuracy, 1 point being 0.01.
    static let limits = (keep: 5, watch: 10)

    /// Compared as whole numbers: 5 of 100 is exactly 5 points.
    init(onlySmall: Int, onlyBig: Int, of n: Int) {
        let hundredths = (onlyBig - onlySmall) * 100
        if hundredths <= SizeAdvice.limits.keep * n {
            self = .keep
        } else {
            self = hundredths <= SizeAdvice.limits.watch * n ? .watch : .avoid
        }
    }

    /// The limits that bound this advice, in points.
    fileprivate var bounds: [Int] {
        switch self {
        case .keep: [SizeAdvice.limits.keep]
        case .watch: [SizeAdvice.limits.keep, SizeAdvice.limits.watch]
        case .avoid: [SizeAdvice.limits.watch]
        }
    }
}

extension HeadToHeadReport {
    /// - Parameter counts: the small model as `a`, the big one as `b`.
    init(small: String, big: String, _ counts: McNemarCounts) {
        let (onlySmall, onlyBig, n) = (counts.onlyA, counts.onlyB, counts.n)
        self.init(
            small: small, big: big, n: n, onlySmall: onlySmall, onlyBig: onlyBig,
            difference: .tango(onlyFirst: onlySmall, onlySecond: onlyBig, of: n), advice: nil, isSettled: false,
            needsMore: nil)
        guard n > 0 else { return }
        let advice = SizeAdvice(onlySmall: onlySmall, onlyBig: onlyBig, of: n)
        self.advice = advice
        guard !advice.bounds.contains(where: { (onlyBig - onlySmall) * 100 == $0 * n }) else { return }
        let score = TangoScore(onlyFirst: onlySmall, onlySecond: onlyBig, n: n)
        // The statistic grows with the root of n: it passes the quantile at n · (quantile / statistic)².
        let needed = advice.bounds.map { limit -> Double in
            let ratio = Interval.normalQuantile / score.statistic(Double(limit) / 100)
            return (Double(n) * ratio * ratio).rounded(.down) + 1
        }
        // Beyond this the difference is on a limit for every purpose.
        guard let most = needed.max(), most < 1e15 else { return }
        needsMore = max(0, Int(most) - n)
        isSettled = needsMore == 0
    }

    /// What to make of it, in one sentence.
    package var words: String {
        guard let advice, let difference else { return "no item with ground truth was answered by both" }
        let sentence =
            switch advice {
            case .keep where difference.value <= 0: "no worse than the big model here: keep the small one"
            case .keep where difference.value <= 0.03: "within 3 points of the big model: keep the small one"
            case .keep: "within 5 points of the big model: keep the small one"
            case .watch: "between 5 and 10 points behind: watch it"
            case .avoid: "over 10 points behind: do not use the small one"
            }
        if isSettled { return sentence + " (settled)" }
        guard let needsMore else { return sentence + " (on a limit: no number of items settles it)" }
        return sentence + " (not settled; about \(needsMore) more reviewed items would)"
    }
}
