import Evaluation
package import Interchange
package import Labeling

extension JSONDocument {
    init(_ report: RiskReport) {
        self = [
            "risk": JSONDocument(report.risk), "delta": JSONDocument(report.delta),
            "models": .array(report.models.map(JSONDocument.init)),
            "policies": .array(report.policies.map(JSONDocument.init)),
        ]
    }

    private init(_ model: RiskReport.ModelRisk) {
        let basis = model.basis
        self = [
            "model": .string(model.model), "answers": JSONDocument(model.answers),
            "unusable": JSONDocument(model.unusable), "n": JSONDocument(basis.n),
            "errors": JSONDocument(model.curve?.errors ?? 0),
            "basis": [
                "truth": .string(basis.isBlind ? "blind" : "all"), "blind": JSONDocument(basis.blind),
                "shown": JSONDocument(basis.shown), "rejected": JSONDocument(basis.rejected),
                "random": JSONDocument(basis.random), "preferred_by_order": JSONDocument(basis.chosen),
                "left_out_preferred": JSONDocument(basis.leavesOutChosen),
                "complete": JSONDocument(basis.isComplete),
            ],
            "warnings": JSONDocument(model.warnings), "aurc": JSONDocument(model.curve?.area),
            "optimal_aurc": JSONDocument(model.curve?.optimum), "excess_aurc": JSONDocument(model.curve?.excess),
            "curve": .array(
                (model.curve?.points ?? []).map { point in
                    [
                        "confidence": JSONDocument(point.confidence), "coverage": JSONDocument(point.coverage),
                        "risk": JSONDocument(point.risk), "n": JSONDocument(point.n),
                        "errors": JSONDocument(point.errors),
                    ]
                }),
            "savings": JSONDocument(model.savings),
            "thresholds": .array(model.rows.map { JSONDocument($0).with("upper_alone", JSONDocument($0.upperAlone)) }),
            "choice": model.choice.map(JSONDocument.init) ?? .null,
            "sgr": model.guaranteed.map(JSONDocument.init) ?? .null,
            "per_label": model.labels.map(JSONDocument.init) ?? .null,
            "sets": model.sets.map(JSONDocument.init) ?? .null,
        ]
    }

    private init(_ savings: RiskSavings) {
        self = [
            "second_model": JSONDocument(savings.nextModel), "second_opinion_usd": JSONDocument(savings.secondOpinion),
            "second_opinions": JSONDocument(savings.secondOpinions),
            "second_opinion_is_estimate": JSONDocument(savings.isEstimate),
            "median_seconds": JSONDocument(savings.seconds), "timed_decisions": JSONDocument(savings.decisions),
            "reviewer_usd_per_hour": JSONDocument(savings.perHour),
        ]
    }

    private init(_ row: RiskRow) {
        self = [
            "threshold": JSONDocument(row.threshold), "n": JSONDocument(row.n), "errors": JSONDocument(row.errors),
            "risk": JSONDocument(row.risk), "upper": JSONDocument(row.upper),
            "accepted": JSONDocument(row.accepted), "coverage": JSONDocument(row.coverage),
            "second_opinions_saved_usd": JSONDocument(row.money), "minutes_saved": JSONDocument(row.minutes),
            "labour_saved_usd": JSONDocument(row.labour),
        ]
    }

    private init(_ choice: RiskChoice) {
        let promising = choice.promising.map { promising -> JSONDocument in
            [
                "threshold": JSONDocument(promising.threshold), "n": JSONDocument(promising.n),
                "errors": JSONDocument(promising.errors), "more": JSONDocument(promising.more),
            ]
        }
        self = [
            "method": "fixed-sequence", "risk": JSONDocument(choice.risk), "delta": JSONDocument(choice.delta),
            "n": JSONDocument(choice.n), "fewest": JSONDocument(choice.fewest),
            "threshold": JSONDocument(choice.row?.threshold), "row": choice.row.map(JSONDocument.init) ?? .null,
            "needs": promising ?? .null,
        ]
    }

    private init(_ sgr: GuaranteedSelection) {
        self = [
            "method": "sgr", "threshold": JSONDocument(sgr.threshold), "n": JSONDocument(sgr.n),
            "errors": JSONDocument(sgr.errors), "upper": JSONDocument(sgr.upper), "steps": JSONDocument(sgr.steps),
        ]
    }

    private init(_ labels: LabelRisk) {
        self = [
            "labels": JSONDocument(labels.labels), "accepted": JSONDocument(labels.accepted),
            "coverage": JSONDocument(labels.coverage),
            "rows": .array(
                labels.rows.map { row in
                    [
                        "label": .string(row.label.name), "answers": JSONDocument(row.answers),
                        "n": JSONDocument(row.n), "errors": JSONDocument(row.errors), "risk": JSONDocument(row.risk),
                        "choice": JSONDocument(row.choice),
                    ]
                }),
        ]
    }

    private init(_ sets: LabelSetsReport) {
        self = [
            "counted": JSONDocument(sets.counted), "calibrated": JSONDocument(sets.calibrated),
            "checked": JSONDocument(sets.checked), "beside": JSONDocument(sets.beside),
            "categories": JSONDocument(sets.categories),
            "rows": .array(
                sets.rows.map { row in
                    [
                        "method": .string(row.method.rawValue), "coverage_wished": JSONDocument(1 - row.alpha),
                        "quantile": JSONDocument(row.quantile), "n": JSONDocument(row.n),
                        "coverage": JSONDocument(row.coverage), "mean_size": JSONDocument(row.meanSize),
                        "singletons": JSONDocument(row.singletons),
                        "right_singletons": JSONDocument(row.rightSingletons),
                    ]
                }),
        ]
    }

    /// An acceptance by rule that was not taken back, with its audit.
    package init(_ policy: StandingPolicy) {
        self = [
            "act": .string(policy.act.key), "reviewer": .string(policy.reviewer),
            "threshold": JSONDocument(policy.rule.threshold), "accepted": JSONDocument(policy.accepted),
            "stated_upper": JSONDocument(policy.upper), "promised": JSONDocument(policy.promised),
            "audit": ["n": JSONDocument(policy.audit.n), "errors": JSONDocument(policy.audit.errors)],
            "audit_lower": JSONDocument(policy.auditLow), "evidence": JSONDocument(policy.evidence),
            "contradicted": JSONDocument(policy.isContradicted),
            "revoked_at": JSONDocument(policy.revocation?.at),
        ]
    }
}
