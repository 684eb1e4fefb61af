import Evaluation
import Interchange

extension JSONDocument {
    init(_ report: ExposureFindings) {
        let reviewers = report.reviewers.map { row -> JSONDocument in
            ["reviewer": .string(row.reviewer), "figures": JSONDocument(row.figures)]
        }
        self = [
            "models": .array(report.models.map(JSONDocument.init)),
            "anchoring": ["all": report.anchoring.map(JSONDocument.init) ?? .null, "reviewers": .array(reviewers)],
        ]
    }

    init(_ difference: IndependentDifference?) {
        self = [
            "value": JSONDocument(difference?.value), "low": JSONDocument(difference?.low),
            "high": JSONDocument(difference?.high),
        ]
    }

    private init(_ model: ModelExposure) {
        self = [
            "model": .string(model.model), "all": JSONDocument(model.all),
            "blind": JSONDocument(model.blind).with("imported", JSONDocument(model.imported)),
            "shown": JSONDocument(model.shown), "difference": JSONDocument(model.difference),
            "only_seen": JSONDocument(model.isOnlySeen),
        ]
    }

    private init(_ figures: ExposureFigures) {
        self = [
            "n": JSONDocument(figures.n), "accuracy": JSONDocument(figures.accuracy),
            "macro_f1": JSONDocument(figures.macroF1), "cohen_kappa": JSONDocument(figures.cohenKappa),
        ]
    }

    private init(_ figures: Anchoring) {
        func share(_ count: Int, _ n: Int, _ interval: Interval?) -> JSONDocument {
            ["count": JSONDocument(count), "n": JSONDocument(n), "share": JSONDocument(interval)]
        }
        let effect = figures.effect
        self = [
            "n": JSONDocument(figures.n),
            "changed": share(figures.changed, figures.n, figures.changedShare),
            "towards": share(figures.towards, figures.n, figures.towardsShare),
            "away": share(figures.away, figures.n, figures.awayShare),
            "elsewhere": JSONDocument(figures.elsewhere),
            "truth": [
                "adjudicated": JSONDocument(figures.byAdjudication), "others": JSONDocument(figures.byOthers),
                "gold": JSONDocument(figures.byGold), "undecidable": JSONDocument(figures.undecidable),
            ],
            "right_changed": share(figures.rightChanged, figures.right, figures.rightChangedShare),
            "wrong_changed": share(figures.wrongChanged, figures.wrong, figures.wrongChangedShare),
            "wrong_mended": share(figures.wrongMended, figures.wrong, figures.wrongMendedShare),
            "followed": share(figures.followed, figures.differed, figures.followedShare),
            "followed_right": share(figures.followedRight, figures.differedFromRight, figures.followedRightShare),
            "followed_wrong": share(figures.followedWrong, figures.differedFromWrong, figures.followedWrongShare),
            "effect": [
                "n": JSONDocument(figures.decidable), "value": JSONDocument(effect?.value),
                "low": JSONDocument(effect?.low), "high": JSONDocument(effect?.high),
            ],
        ]
    }
}
