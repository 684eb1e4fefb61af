import Evaluation
import Interchange
import Labeling

extension JSONDocument {
    init(_ report: ConfidenceReport) {
        self = [
            "escalation_threshold": JSONDocument(report.escalationThreshold),
            "models": .array(report.models.map(JSONDocument.init)),
        ]
    }

    private init(_ model: ModelConfidence) {
        self = [
            "model": .string(model.model),
            "all": JSONDocument(model.all),
            "blind": model.blind.map(JSONDocument.init) ?? .null,
            "per_label": [
                "blind": JSONDocument(model.isBlindEnough),
                "labels": .array(model.perLabel.map(JSONDocument.init)),
            ],
            "calibration": JSONDocument(model.calibration),
        ]
    }

    private init(_ figures: ConfidenceFigures) {
        self = [
            "n": JSONDocument(figures.n),
            "accuracy": JSONDocument(figures.accuracy),
            "mean_confidence": JSONDocument(figures.meanConfidence),
            "overconfidence": JSONDocument(figures.overconfidence),
            "equal_width": JSONDocument(figures.equalWidth),
            "equal_mass": JSONDocument(figures.equalMass),
            "brier": JSONDocument(figures.brier),
            "brier_parts": [
                "reliability": JSONDocument(figures.brierParts.reliability),
                "resolution": JSONDocument(figures.brierParts.resolution),
                "uncertainty": JSONDocument(figures.brierParts.uncertainty),
                "within_variance": JSONDocument(figures.brierParts.withinVariance),
                "within_covariance": JSONDocument(figures.brierParts.withinCovariance),
            ],
            "log_loss": JSONDocument(figures.logLoss).with("clip", JSONDocument(Calibrator.clip))
                .with("clipped", JSONDocument(figures.clipped)),
            "auroc": [
                "value": JSONDocument(figures.ranking.auroc), "low": JSONDocument(figures.ranking.low),
                "high": JSONDocument(figures.ranking.high), "right": JSONDocument(figures.ranking.right),
                "wrong": JSONDocument(figures.ranking.wrong),
            ],
            "calibration_test": [
                "chi_square": JSONDocument(figures.test.chiSquare), "df": JSONDocument(figures.test.degrees),
                "p": JSONDocument(figures.test.p),
            ],
        ]
    }

    private init(_ estimate: MeanEstimate) {
        self = [
            "value": JSONDocument(estimate.value), "low": JSONDocument(estimate.low),
            "high": JSONDocument(estimate.high),
        ]
    }

    private init(_ bins: ReliabilityBins) {
        self = [
            "ece": JSONDocument(bins.ece),
            "ece_by_chance": JSONDocument(bins.eceByChance),
            "largest_gap": ["value": JSONDocument(bins.largest), "n": JSONDocument(bins.largestN)],
            "bins": .array(
                bins.bins.map { bin in
                    [
                        "low": JSONDocument(bin.low), "high": JSONDocument(bin.high), "n": JSONDocument(bin.n),
                        "right": JSONDocument(bin.right), "mean_confidence": JSONDocument(bin.meanConfidence),
                        "accuracy": JSONDocument(bin.accuracy),
                    ]
                }),
        ]
    }

    private init(_ label: LabelConfidence) {
        self = [
            "label": .string(label.label.name), "n": JSONDocument(label.n), "accuracy": JSONDocument(label.accuracy),
            "mean_confidence": JSONDocument(label.meanConfidence), "ece": JSONDocument(label.ece),
            "ece_by_chance": JSONDocument(label.eceByChance),
        ]
    }

    private init(_ calibration: ModelCalibration) {
        self = [
            "n": JSONDocument(calibration.n),
            "blind": JSONDocument(calibration.isBlind),
            "folds": JSONDocument(CalibrationFolds.count),
            "overall": calibration.overall.map(JSONDocument.init) ?? .null,
            "labels": .array(calibration.labels.map(JSONDocument.init)),
        ]
    }

    private init(_ choice: CalibratorChoice) {
        self = [
            "label": JSONDocument(choice.label?.name),
            "n": JSONDocument(choice.n),
            "right": JSONDocument(choice.right),
            "before": JSONDocument(choice.before),
            "best": JSONDocument(choice.best.map { choice.candidates[$0].calibrator.kind.rawValue }),
            "candidates": .array(
                choice.candidates.map { candidate in
                    [
                        "kind": .string(candidate.calibrator.kind.rawValue),
                        "parameters": JSONDocument(candidate.calibrator),
                        "after": JSONDocument(candidate.scores),
                        "brier_gained": JSONDocument(candidate.gain),
                        "standard_error": JSONDocument(candidate.gainError),
                        "better": JSONDocument(candidate.isBetter),
                    ]
                }),
        ]
    }

    private init(_ scores: CalibrationScores) {
        self = [
            "brier": JSONDocument(scores.brier), "log_loss": JSONDocument(scores.logLoss),
            "ece": JSONDocument(scores.ece),
        ]
    }

    private init(_ calibrator: Calibrator) {
        let range: JSONDocument = [
            JSONDocument(calibrator.range.lowerBound), JSONDocument(calibrator.range.upperBound),
        ]
        switch calibrator.map {
        case .identity: self = ["range": range]
        case .isotonic(let knots):
            self = ["range": range, "knots": .array(knots.map { [JSONDocument($0.x), JSONDocument($0.y)] })]
        case .platt(let slope, let intercept):
            self = ["range": range, "slope": JSONDocument(slope), "intercept": JSONDocument(intercept)]
        case .temperature(let slope): self = ["range": range, "slope": JSONDocument(slope)]
        case .beta(let a, let b, let intercept):
            self = ["range": range, "a": JSONDocument(a), "b": JSONDocument(b), "intercept": JSONDocument(intercept)]
        }
    }
}
