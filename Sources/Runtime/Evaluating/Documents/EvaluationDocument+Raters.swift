import Evaluation
import Interchange
import Labeling

extension JSONDocument {
    init(_ report: RatersReport) {
        let labels = report.labels.map { label in
            JSONDocument.heading(label.label, given: label.given).joined(JSONDocument.figures(label.figures))
        }
        let confused = report.confused.map { confusion -> JSONDocument in
            ["a": .string(confusion.a), "b": .string(confusion.b), "n": JSONDocument(confusion.pairs)]
        }
        let rest: JSONDocument = [
            "reviewers": JSONDocument(report.reviewers), "scale": JSONDocument(report.scale),
            "per_label": .array(labels), "pairs": .array(report.pairs.map(JSONDocument.init)),
            "against": .array(report.standings.map(JSONDocument.init)), "confused": .array(confused),
            "differing": JSONDocument(report.differing), "saw_peers": JSONDocument(report.sawPeers),
            "unclear": JSONDocument(report.unclear),
        ]
        self = JSONDocument.figures(report.all).joined(rest).with("truth", report.truth.map(JSONDocument.init))
    }

    private init(_ unclear: UnclearItems) {
        let labels = unclear.labels.map { label -> JSONDocument in
            ["label": .string(label.label), "items": JSONDocument(label.items)]
        }
        self = [
            "items": JSONDocument(unclear.items), "by_label": .array(labels),
            "numbers": .array(unclear.numbers.map { .integer($0) }),
            "ids": .array(unclear.ids.map { .string($0) }),
        ]
    }

    /// The members that a document of reviewers has beside its old ones.
    func with(agreement report: RatersReport?) -> JSONDocument {
        let all = report?.all
        let intervals: JSONDocument = [
            "fleiss_kappa": JSONDocument(all?.fleissKappa), "krippendorff_alpha": JSONDocument(all?.krippendorffAlpha),
        ]
        return with("percent_agreement", JSONDocument(all?.agreement)).with("gwet_ac1", JSONDocument(all?.gwetAC1))
            .with("intervals", intervals)
    }

    private init(_ figure: AgreementFigure?) {
        self = [
            "value": JSONDocument(figure?.value), "low": JSONDocument(figure?.low), "high": JSONDocument(figure?.high),
        ]
    }

    private static func heading(_ label: Label, given: Int) -> JSONDocument {
        ["label": .string(label.name), "given": JSONDocument(given)]
    }

    private static func figures(_ figures: AgreementFigures) -> JSONDocument {
        [
            "items": JSONDocument(figures.items), "ratings": JSONDocument(figures.ratings),
            "percent_agreement": JSONDocument(figures.agreement), "fleiss_kappa": JSONDocument(figures.fleissKappa),
            "krippendorff_alpha": JSONDocument(figures.krippendorffAlpha), "gwet_ac1": JSONDocument(figures.gwetAC1),
        ]
    }

    private init(_ figures: PairAgreement) {
        self = [
            "n": JSONDocument(figures.n), "percent_agreement": JSONDocument(figures.agreement),
            "cohen_kappa": JSONDocument(figures.cohenKappa),
            "krippendorff_alpha": JSONDocument(figures.krippendorffAlpha), "gwet_ac1": JSONDocument(figures.gwetAC1),
        ]
    }

    private init(_ pair: RaterPair) {
        let labels = pair.labels.map { label in
            JSONDocument.heading(label.label, given: label.given).joined(JSONDocument(label.figures))
        }
        let names: JSONDocument = ["a": .string(pair.a), "b": .string(pair.b)]
        self = names.joined(JSONDocument(pair.figures)).with("per_label", .array(labels))
    }

    private init(_ standing: ReviewerStanding) {
        func figures(_ found: PairAgreement) -> JSONDocument {
            [
                "n": JSONDocument(found.n), "agreement": JSONDocument(found.agreement),
                "cohen_kappa": JSONDocument(found.cohenKappa),
            ]
        }
        self = [
            "reviewer": .string(standing.reviewer), "n": JSONDocument(standing.n), "others": figures(standing.others),
            "adjudicated": figures(standing.adjudicated), "gold": figures(standing.gold),
        ]
    }

    private init(_ truth: TruthFindings) {
        self = [
            "policy": .string(truth.policy.rawValue), "overlap": JSONDocument(truth.overlap),
            "resolved": JSONDocument(truth.resolved), "ties": JSONDocument(truth.ties),
            "disputed": JSONDocument(truth.disputed), "too_few": JSONDocument(truth.tooFew),
            "flagged": JSONDocument(truth.flagged), "changed": JSONDocument(truth.changed),
            "dawid_skene": truth.dawidSkene.map(JSONDocument.init) ?? .null,
        ]
    }

    private init(_ model: DawidSkeneFindings) {
        self = [
            "items": JSONDocument(model.items), "known": JSONDocument(model.known),
            "alone": JSONDocument(model.alone), "rounds": JSONDocument(model.rounds),
            "converged": JSONDocument(model.isConverged),
            "log_likelihood": JSONDocument(model.logLikelihood),
            "mean_probability": JSONDocument(model.meanProbability), "labels": JSONDocument(model.answers),
            "priors": .array(model.priors.map { JSONDocument($0) }),
            "reviewers": .array(
                model.reviewers.map { reviewer in
                    [
                        "reviewer": .string(reviewer.reviewer), "n": JSONDocument(reviewer.n),
                        "shared": JSONDocument(reviewer.shared), "accuracy": JSONDocument(reviewer.accuracy),
                        "errors": reviewer.errors.map { rows in
                            .array(rows.map { .array($0.map { JSONDocument($0) }) })
                        } ?? .null,
                    ]
                }),
        ]
    }

    /// With all members of another object after its own.
    private func joined(_ other: JSONDocument) -> JSONDocument {
        guard case .object(let members) = self, case .object(let more) = other else { return self }
        return .object(members + more)
    }
}
