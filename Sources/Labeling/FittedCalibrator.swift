/// A calibrator as it was fitted on ground truth, with what it was worth on items that it had not seen.
package struct FittedCalibrator: Hashable, Sendable {
    package var model: String
    /// Where the model says this label; nil: whatever it says.
    package var label: Label?
    /// `identity`: nothing is better than what would be shown without it, which is the model's own calibrator for a
    /// label, and what the model states for a model.
    package var calibrator: Calibrator
    /// Items with a ground truth that it was fitted on, and those of them that the model had right.
    package var n: Int
    package var right: Int
    /// Only truth that was decided without this model's answer in view went in.
    package var isBlind: Bool
    /// Out of sample, without it and with it.
    package var before: CalibrationScores
    package var after: CalibrationScores

    package init(
        model: String, label: Label?, calibrator: Calibrator, n: Int, right: Int, isBlind: Bool,
        before: CalibrationScores, after: CalibrationScores
    ) {
        self.model = model
        self.label = label
        self.calibrator = calibrator
        self.n = n
        self.right = right
        self.isBlind = isBlind
        self.before = before
        self.after = after
    }
}

/// How good confidences are, by items that went into none of them: all are errors, 0 is perfect.
package struct CalibrationScores: Hashable, Sendable {
    package var brier: Double
    /// In nats, of confidences no nearer to 0 and 1 than `Calibrator.clip`.
    package var logLoss: Double
    /// Over 10 bins of equal width.
    package var ece: Double

    package init(brier: Double, logLoss: Double, ece: Double) {
        self.brier = brier
        self.logLoss = logLoss
        self.ece = ece
    }
}

/// The calibrators of one model in force: the newest of each.
package struct ModelCalibrators: Hashable, Sendable {
    package var overall: FittedCalibrator?
    package var labels: [Label: FittedCalibrator]

    package init(overall: FittedCalibrator? = nil, labels: [Label: FittedCalibrator] = [:]) {
        self.overall = overall
        self.labels = labels
    }

    /// What a stated confidence is worth; nil: no calibrator is better than what was stated, or none was fitted on
    /// confidences such as this.
    package func calibrated(_ confidence: Double, of label: Label) -> CalibratedConfidence? {
        for fitted in [labels[label], overall].compactMap(\.self)
        where fitted.calibrator.kind != .identity && fitted.calibrator.covers(confidence) {
            return CalibratedConfidence(
                value: fitted.calibrator.apply(confidence), kind: fitted.calibrator.kind, n: fitted.n,
                isBlind: fitted.isBlind, isOfLabel: fitted.label != nil)
        }
        return nil
    }
}

/// A confidence after a calibrator that was better out of sample.
package struct CalibratedConfidence: Hashable, Sendable {
    package var value: Double
    package var kind: Calibrator.Kind
    /// Items that the calibrator was fitted on.
    package var n: Int
    package var isBlind: Bool
    /// It was fitted on the items alone that the model gave this label.
    package var isOfLabel: Bool

    package init(value: Double, kind: Calibrator.Kind, n: Int, isBlind: Bool, isOfLabel: Bool) {
        self.value = value
        self.kind = kind
        self.n = n
        self.isBlind = isBlind
        self.isOfLabel = isOfLabel
    }
}

/// Items that a model gave the same label with the same confidence, in the same part of the cross-validation.
package struct CalibrationCount: Hashable, Sendable {
    package var label: Label
    /// 0 to `CalibrationFolds.count` - 1.
    package var fold: Int
    package var confidence: ConfidenceCount

    package init(label: Label, fold: Int, confidence: ConfidenceCount) {
        self.label = label
        self.fold = fold
        self.confidence = confidence
    }
}

/// Which items are left out together when a calibrator is tried on what it has not seen.
package enum CalibrationFolds {
    package static let count = 5

    /// By a hash of the item's number (Knuth's multiplicative), never by an order: the same fold every time.
    /// `sql` says the same of a column.
    package static func fold(of number: Int64) -> Int {
        Int(((((number & 0x7FFF_FFFF) * 2_654_435_761) % 4_294_967_296) >> 16) % Int64(count))
    }

    package static func sql(_ column: String) -> String {
        "((((\(column) & 2147483647) * 2654435761) % 4294967296) >> 16) % \(count)"
    }
}

extension [CalibrationCount] {
    /// The same counts by confidence alone, from low to high.
    package var byConfidence: [ConfidenceCount] {
        var sums: [Int: ConfidenceCount] = [:]
        for count in self {
            let one = count.confidence
            var sum =
                sums[one.thousandths]
                ?? ConfidenceCount(thousandths: one.thousandths, n: 0, right: 0, blind: 0, blindRight: 0)
            sum.n += one.n
            sum.right += one.right
            sum.blind += one.blind
            sum.blindRight += one.blindRight
            sums[one.thousandths] = sum
        }
        return sums.values.sorted { $0.thousandths < $1.thousandths }
    }
}
