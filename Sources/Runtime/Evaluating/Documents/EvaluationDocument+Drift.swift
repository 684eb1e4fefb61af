import Evaluation
import Interchange
import Labeling

extension JSONDocument {
    init(_ report: DriftReport) {
        self = [
            "by": .string(report.by), "without": JSONDocument(report.without), "joined": JSONDocument(report.joined),
            "groups": .array(report.groups.map(JSONDocument.init)),
            "tests": .array(report.tests.map(JSONDocument.init)),
            "over_time": .array(report.series.map(JSONDocument.init)),
            "versions": .array(report.versions.map(JSONDocument.init)),
        ]
    }

    private init(_ group: DriftGroup) {
        self = [
            "group": .string(group.name), "items": JSONDocument(group.items), "n": JSONDocument(group.truths),
            "labels": .array(
                group.labels.map { label, n in
                    let share = Interval.wilson(successes: n, of: group.truths)
                    return [
                        "label": .string(label.name), "n": JSONDocument(n), "share": JSONDocument(share),
                    ]
                }),
            "models": .array(group.figures.map(JSONDocument.init)),
        ]
        self = with("agreement", group.agreement.map(JSONDocument.init))
            .with("sample_agreement", group.sampleAgreement.map(JSONDocument.init))
    }

    private init(_ figures: GroupFigures) {
        self = [
            "model": .string(figures.model), "n": JSONDocument(figures.n), "correct": JSONDocument(figures.correct),
            "accuracy": JSONDocument(figures.accuracy), "macro_f1": JSONDocument(figures.macroF1),
            "cohen_kappa": JSONDocument(figures.cohenKappa), "ece": JSONDocument(figures.ece),
            "brier": JSONDocument(figures.brier), "answers": JSONDocument(figures.answered),
            "invalid": ["count": JSONDocument(figures.invalid), "rate": JSONDocument(figures.invalidShare)],
        ]
    }

    private init(_ agreement: GroupAgreement) {
        self = [
            "n": JSONDocument(agreement.n), "agreement": JSONDocument(agreement.share),
            "cohen_kappa": JSONDocument(agreement.cohenKappa),
        ]
    }

    private init(_ test: Homogeneity) {
        self = [
            "figure": .string(test.what.rawValue), "models": JSONDocument(test.models),
            "groups": JSONDocument(test.groups), "n": JSONDocument(test.n), "statistic": JSONDocument(test.statistic),
            "degrees_of_freedom": JSONDocument(test.degrees), "p": JSONDocument(test.p),
            "p_holm": JSONDocument(test.corrected), "method": .string(test.method.rawValue),
            "standout": test.standout.map { standout in
                [
                    "group": .string(standout.group), "share": JSONDocument(standout.share),
                    "others": JSONDocument(standout.others), "p_holm": JSONDocument(standout.corrected),
                ]
            } ?? .null,
        ]
    }

    private init(_ series: DriftSeries) {
        self = [
            "figure": .string(series.what.rawValue), "models": JSONDocument(series.models),
            "items": .string(series.source.rawValue), "n": JSONDocument(series.n),
            "without_time": JSONDocument(series.withoutTime), "share": JSONDocument(series.share),
            "test": series.test.map { test in
                [
                    "statistic": JSONDocument(test.statistic), "p": JSONDocument(test.p),
                    "p_holm": JSONDocument(test.corrected),
                    "method": .string(test.isShuffled ? "permutation" : "kolmogorov"),
                ]
            } ?? .null,
            "change": series.change.map { change in
                [
                    "last_item_before": JSONDocument(Int(clamping: change.lastBefore)),
                    "first_item_after": JSONDocument(Int(clamping: change.firstAfter)),
                    "last_id_before": JSONDocument(change.lastBeforeID),
                    "first_id_after": JSONDocument(change.firstAfterID),
                    "before": JSONDocument(change.before), "after": JSONDocument(change.after),
                    "difference": JSONDocument(change.difference),
                ]
            } ?? .null,
            "segments": .array(series.segments.map(JSONDocument.init)),
            "blocks": .array(series.blocks.map(JSONDocument.init)),
        ]
    }

    private init(_ segment: DriftSeries.Segment) {
        self = [
            "from": .string(Timestamp(milliseconds: segment.from).rfc3339),
            "to": .string(Timestamp(milliseconds: segment.to).rfc3339),
            "n": JSONDocument(segment.n), "share": JSONDocument(segment.share),
        ]
    }

    private init(_ model: ModelVersions) {
        self = [
            "model": .string(model.model), "mixed": JSONDocument(model.isMixed),
            "unlisted": JSONDocument(model.unlisted),
            "versions": .array(
                model.versions.map { version in
                    let time = { (at: Int64?) in JSONDocument(at.map { Timestamp(milliseconds: $0).rfc3339 }) }
                    return [
                        "snapshot": JSONDocument(version.snapshot),
                        "prompt_version": JSONDocument(version.promptVersion),
                        "first": time(version.figures.first), "last": time(version.figures.last),
                        "figures": JSONDocument(version.figures),
                        "difference": JSONDocument(version.difference),
                        "p_holm": JSONDocument(version.corrected),
                    ]
                }),
        ]
    }
}
