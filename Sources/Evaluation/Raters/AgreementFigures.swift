/// A figure of agreement with its 95 % interval. Nil where undefined; `low` and `high` are both there, or both not.
package struct AgreementFigure: Hashable, Sendable {
    package var value: Double?
    package var low: Double?
    package var high: Double?

    package init(value: Double? = nil, low: Double? = nil, high: Double? = nil) {
        self.value = value
        self.low = low
        self.high = high
    }

    init(_ interval: Interval?) {
        self.init(value: interval?.value, low: interval?.low, high: interval?.high)
    }

    /// - Parameter half: half the width of a symmetric interval; nil: there is none.
    init(_ value: Double?, half: Double?, least: Double = -1) {
        guard let value, let half else {
            self.init(value: value)
            return
        }
        self.init(value: value, low: max(least, value - half), high: min(1, value + half))
    }
}

/// How far any number of reviewers agree, over the items that two or more of them labelled.
package struct AgreementFigures: Hashable, Sendable {
    /// Items with two labels or more.
    package var items = 0
    /// The labels of these items.
    package var ratings = 0
    /// All of them agree in all of the items.
    package var isUnanimous = false
    /// One label is all that was given.
    package var isOneCategory = false
    /// The share of pairs of labels of one item that agree, averaged over the items.
    package var agreement = AgreementFigure()
    package var fleissKappa = AgreementFigure()
    package var krippendorffAlpha = AgreementFigure()
    package var gwetAC1 = AgreementFigure()
}

/// How far two reviewers agree, over the items that both labelled.
package struct PairAgreement: Hashable, Sendable {
    package var n = 0
    package var isUnanimous = false
    package var agreement = AgreementFigure()
    package var cohenKappa = AgreementFigure()
    package var krippendorffAlpha = AgreementFigure()
    package var gwetAC1 = AgreementFigure()
}
