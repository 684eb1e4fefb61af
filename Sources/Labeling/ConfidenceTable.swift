/// How often a model was right where it was about as confident: measured on items with a ground truth.
package struct Reliability: Hashable, Sendable {
    package var right: Int
    package var n: Int
    /// The 95 % interval of the share, 0 to 1.
    package var low: Double
    package var high: Double
    /// Only truth that was decided without this model's answer in view went in.
    package var isBlind: Bool

    package init(right: Int, n: Int, low: Double, high: Double, isBlind: Bool) {
        self.right = right
        self.n = n
        self.low = low
        self.high = high
        self.isBlind = isBlind
    }

    package var share: Double { n > 0 ? Double(right) / Double(n) : 0 }
}

/// The reliabilities of one model by the confidence it stated. Only what has enough truth is in it.
package struct ConfidenceTable: Hashable, Sendable {
    /// Ranges of confidence that do not overlap, from low to high; between them there is no truth.
    package var bins: [Bin]

    package init(bins: [Bin]) { self.bins = bins }

    package struct Bin: Hashable, Sendable {
        package var range: ClosedRange<Double>
        package var reliability: Reliability

        package init(range: ClosedRange<Double>, reliability: Reliability) {
            self.range = range
            self.reliability = reliability
        }
    }

    /// What a stated confidence is worth: the bin that has it, or the nearest where it lies between two; nil: there is
    /// too little truth, or the confidence lies outside of all that was measured.
    package func reliability(at confidence: Double) -> Reliability? {
        guard let first = bins.first, let last = bins.last else { return nil }
        // Confidences are measured to the thousandth.
        guard confidence >= first.range.lowerBound - 0.0005, confidence <= last.range.upperBound + 0.0005 else {
            return nil
        }
        func distance(_ range: ClosedRange<Double>) -> Double {
            max(range.lowerBound - confidence, confidence - range.upperBound, 0)
        }
        return bins.min { distance($0.range) < distance($1.range) }?.reliability
    }
}

/// Items whose model stated the same confidence, to the thousandth.
package struct ConfidenceCount: Hashable, Sendable {
    /// In thousandths, 0 to 1000.
    package var thousandths: Int
    package var n: Int
    package var right: Int
    /// Those of them whose truth was decided without this model's answer in view.
    package var blind: Int
    package var blindRight: Int

    package init(thousandths: Int, n: Int, right: Int, blind: Int, blindRight: Int) {
        self.thousandths = thousandths
        self.n = n
        self.right = right
        self.blind = blind
        self.blindRight = blindRight
    }
}

/// What one more answer of a model is expected to cost.
package struct ExpectedCost: Hashable, Sendable {
    package var cost: Cost
    /// The answers in this task it is the mean of; nil: it is worked out from the prompt.
    package var answers: Int?

    package init(cost: Cost, answers: Int?) {
        self.cost = cost
        self.answers = answers
    }
}

/// What a review measures of its models while it goes on, by their names.
package struct ModelMeasures: Hashable, Sendable {
    package var confidences: [String: ConfidenceTable]
    package var costs: [String: ExpectedCost]
    /// Those in force, whether they are better than what is stated or not.
    package var calibrators: [String: ModelCalibrators]

    package init(
        confidences: [String: ConfidenceTable] = [:], costs: [String: ExpectedCost] = [:],
        calibrators: [String: ModelCalibrators] = [:]
    ) {
        self.confidences = confidences
        self.costs = costs
        self.calibrators = calibrators
    }
}
