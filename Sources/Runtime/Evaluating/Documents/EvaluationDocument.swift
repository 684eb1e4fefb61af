package import Evaluation
package import Interchange
import Labeling

extension JSONDocument {
    /// The document of `renga evaluate --json`.
    package init(_ report: EvaluationReport) {
        let truth: JSONDocument = [
            "n": JSONDocument(report.groundTruth.n),
            "labels": .counts(report.groundTruth.labels.map { ($0.label.name, $0.n) }),
            "rejected": JSONDocument(report.groundTruth.rejected),
            "by_policy": JSONDocument(report.groundTruth.byPolicy),
            "provenance": .counts(report.groundTruth.provenances.map { ($0.provenance.rawValue, $0.n) }),
        ]
        self = [
            "ground_truth": truth.with("empty", report.groundTruth.empty.map { JSONDocument($0) }),
            "models": .array(report.models.map(JSONDocument.init)),
            "pairs": .array(report.pairs.map(JSONDocument.init)),
            "head_to_head": .array(report.headToHead.map(JSONDocument.init)),
            "reviewers": JSONDocument(report.reviewers).with(agreement: report.details.raters),
            "notes": JSONDocument(report.notes),
            "summary": JSONDocument(report.summary.sentences),
        ]
        let details = report.details
        self = with("raters", details.raters.map(JSONDocument.init))
            .with("exposure", details.exposure.map(JSONDocument.init))
            .with("estimates", details.sampling.map(JSONDocument.init))
            .with("confidence", details.confidence.map(JSONDocument.init))
            .with("risk", details.risk.map(JSONDocument.init))
            .with("routing", details.routing.map(JSONDocument.init))
            .with("drift", details.drift.map(JSONDocument.init))
            .with("doubts", details.doubts.map(JSONDocument.init))
            .with("errors", details.errors.map(JSONDocument.init))
            .with("limits", details.limits.map(JSONDocument.init))
    }

    /// With a further member; nil: as it is.
    func with(_ name: String, _ value: JSONDocument?) -> JSONDocument {
        guard case .object(let members) = self, let value else { return self }
        return .object(members + [Member(name, value)])
    }

    private static func counts(_ members: [(String, Int)]) -> JSONDocument {
        .object(members.map { Member($0.0, JSONDocument($0.1)) })
    }

    init(_ interval: Interval?) {
        guard let interval else {
            self = ["value": nil, "low": nil, "high": nil]
            return
        }
        self = [
            "value": JSONDocument(interval.value), "low": JSONDocument(interval.low),
            "high": JSONDocument(interval.high),
        ]
    }

    private init(_ model: ModelReport) {
        self = [
            "model": .string(model.model),
            "n": JSONDocument(model.n),
            "correct": JSONDocument(model.correct),
            "no_label": JSONDocument(model.noLabel),
            "accuracy": JSONDocument(model.accuracy),
            "macro_f1": JSONDocument(model.macroF1),
            "weighted_f1": JSONDocument(model.weightedF1),
            "cohen_kappa": JSONDocument(model.cohenKappa),
            "per_label": .array(
                model.perLabel.map { label in
                    JSONDocument(label).with("cohen_kappa", model.sets.map { _ in JSONDocument(label.cohenKappa) })
                }),
            "confusion": model.sets == nil ? JSONDocument(model.confusion) : .null,
            "brier": JSONDocument(model.brier),
            "ece": ["bins": JSONDocument(model.ece.bins), "value": JSONDocument(model.ece.value)],
            "cost_usd": JSONDocument(model.cost),
            "estimated_cost_usd": JSONDocument(model.estimatedCost),
            "cost_per_correct_usd": JSONDocument(model.costPerCorrect),
            "latency_ms": ["p50": JSONDocument(model.latency.p50), "p99": JSONDocument(model.latency.p99)],
            "by_exposure": [
                "blind": JSONDocument(model.byExposure.blind), "shown": JSONDocument(model.byExposure.shown),
                "all": ["n": JSONDocument(model.n), "accuracy": JSONDocument(model.accuracy)],
                "difference": JSONDocument(model.byExposure.difference),
            ],
            "outcomes": JSONDocument(model.outcomes),
            "cost_per_1000_usd": JSONDocument(model.answers.costPerThousand),
            "severity": model.severity.map(JSONDocument.init) ?? .null,
        ]
        self = with("multi_label", model.sets.map { JSONDocument($0, accuracy: model.accuracy) })
    }

    private init(_ confusion: ConfusionMatrix) {
        self = [
            "labels": JSONDocument(confusion.labels.map(\.name)),
            "counts": .array(confusion.counts.map { .array($0.map { JSONDocument($0) }) }),
            "no_label": .array(confusion.noLabel.map { JSONDocument($0) }),
        ]
    }

    private init(_ sets: SetsReport, accuracy: Interval?) {
        self = [
            "subset_accuracy": JSONDocument(accuracy), "jaccard": JSONDocument(sets.jaccard),
            "micro_f1": JSONDocument(sets.microF1), "hamming_loss": JSONDocument(sets.hammingLoss),
        ]
    }

    private init(_ exposure: ExposureAccuracy) {
        self = ["n": JSONDocument(exposure.n), "accuracy": JSONDocument(exposure.accuracy)]
    }

    private init(_ label: LabelReport) {
        self = [
            "label": .string(label.label.name),
            "precision": JSONDocument(label.precision),
            "recall": JSONDocument(label.recall),
            "f1": JSONDocument(label.f1),
            "support": JSONDocument(label.support),
            "predicted": JSONDocument(label.predicted),
            "intervals": [
                "precision": JSONDocument(label.precisionInterval), "recall": JSONDocument(label.recallInterval),
                "f1": JSONDocument(label.f1Interval),
            ],
        ]
    }

    private init(_ pair: PairReport) {
        self = [
            "a": .string(pair.a),
            "b": .string(pair.b),
            "n": JSONDocument(pair.n),
            "agreement": JSONDocument(pair.agreement),
            "cohen_kappa": JSONDocument(pair.cohenKappa),
            "mcnemar_p": JSONDocument(pair.mcnemarP),
            "mcnemar": [
                "n": JSONDocument(pair.mcnemar.n), "only_a_right": JSONDocument(pair.mcnemar.onlyA),
                "only_b_right": JSONDocument(pair.mcnemar.onlyB),
            ],
            "per_label": .array(
                pair.perLabel.map { label in
                    let document: JSONDocument = [
                        "label": .string(label.label.name), "n": JSONDocument(label.n),
                        "agreement": JSONDocument(label.agreement), "low": JSONDocument(label.interval.low),
                        "high": JSONDocument(label.interval.high), "advice": .string(label.advice.rawValue),
                        "settled": JSONDocument(label.isSettled), "needs_more": JSONDocument(label.needsMore),
                        "mcnemar": label.test.map(JSONDocument.init) ?? .null,
                    ]
                    return document.with("cohen_kappa", pair.jaccard.map { _ in JSONDocument(label.cohenKappa) })
                }),
        ]
        self = with("jaccard", pair.jaccard.map { JSONDocument($0) })
    }

    private init(_ reviewers: ReviewersReport) {
        self = [
            "n": JSONDocument(reviewers.n),
            "items": JSONDocument(reviewers.items),
            "fleiss_kappa": JSONDocument(reviewers.fleissKappa),
            "krippendorff_alpha": JSONDocument(reviewers.krippendorffAlpha),
            "pairs": .array(
                reviewers.pairs.map { pair in
                    let document: JSONDocument = [
                        "a": .string(pair.a), "b": .string(pair.b), "n": JSONDocument(pair.n),
                        "agreement": JSONDocument(pair.agreement), "cohen_kappa": JSONDocument(pair.cohenKappa),
                    ]
                    let labels = pair.labelKappas.map { label -> JSONDocument in
                        ["label": .string(label.label.name), "cohen_kappa": JSONDocument(label.cohenKappa)]
                    }
                    return document.with("jaccard", pair.jaccard.map { JSONDocument($0) })
                        .with("per_label", pair.jaccard.map { _ in .array(labels) })
                }),
        ]
    }
}
