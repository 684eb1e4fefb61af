import Evaluation
import Interchange
import Labeling

extension JSONDocument {
    init(_ report: RoutingReport) {
        self = [
            "first": .string(report.first), "second": JSONDocument(report.second),
            "threshold": JSONDocument(report.threshold), "risk": JSONDocument(report.risk),
            "delta": JSONDocument(report.delta),
            "per_label": .array(report.rows.map(JSONDocument.init)),
            "all": JSONDocument(report.whole),
            "block": [
                "text": .string(report.block.text),
                "routed": .object(report.block.entries.map { Member($0.label.name, .string($0.target)) }),
                "open": .object(report.block.open.map { Member($0.label.name, .string($0.words)) }),
            ],
            "truth": .array(
                report.truths.map {
                    [
                        "model": .string($0.model), "blind": JSONDocument($0.blind), "shown": JSONDocument($0.shown),
                    ]
                }),
            "warnings": JSONDocument(report.warnings),
            "frontier": report.frontier.map(JSONDocument.init) ?? .null,
            "safety": report.safety.map(JSONDocument.init) ?? .null,
        ]
    }

    init(_ test: LabelTest) {
        self = [
            "n": JSONDocument(test.counts.n), "only_a_right": JSONDocument(test.counts.onlyA),
            "only_b_right": JSONDocument(test.counts.onlyB), "p": JSONDocument(test.p),
            "holm_p": JSONDocument(test.holmP),
        ]
    }

    private init(_ row: RoutingRow) {
        self = [
            "label": JSONDocument(row.label?.name), "n": JSONDocument(row.n),
            "first_errors": JSONDocument(row.firstErrors), "first_error": JSONDocument(row.firstError),
            "n_both": JSONDocument(row.both), "second_errors": JSONDocument(row.secondErrors),
            "second_error": JSONDocument(row.secondError), "only_first_right": JSONDocument(row.onlyFirst),
            "only_second_right": JSONDocument(row.onlySecond),
            "first_price": JSONDocument(row.firstPrice),
            "second_price": row.secondPrice.map(JSONDocument.init) ?? .null,
            "human": [
                "seconds": JSONDocument(row.humanSeconds), "n": JSONDocument(row.timed),
                "cost_usd": JSONDocument(row.humanCost),
            ],
            "error_cost_usd": JSONDocument(row.costPerError),
            "answered": JSONDocument(row.answered), "compared": JSONDocument(row.compared),
            "agreement": JSONDocument(row.agreement),
            "policies": .array(row.policies.map(JSONDocument.init)),
            "basis": .string(row.choice.basis.rawValue), "policy": JSONDocument(row.choice.policy?.rawValue),
            "settled": JSONDocument(row.choice.isSettled), "needs_more": JSONDocument(row.choice.needsMore),
            "words": .string(row.choice.words),
        ]
    }

    private init(_ price: PriceReport) {
        self = [
            "mean_usd": JSONDocument(price.charged), "n": JSONDocument(price.chargedN),
            "estimated_mean_usd": JSONDocument(price.estimated), "n_estimated": JSONDocument(price.estimatedN),
            "n_unknown": JSONDocument(price.unknown),
        ]
    }

    private init(_ policy: RoutingPolicy) {
        self = [
            "policy": .string(policy.kind.rawValue), "n": JSONDocument(policy.n),
            "errors": JSONDocument(policy.errors), "error": JSONDocument(policy.error),
            "missing": JSONDocument(policy.missing), "compared": JSONDocument(policy.isComparable),
            "upper": JSONDocument(policy.upper),
            "meets_risk": policy.meetsRisk.map { JSONDocument($0) } ?? .null,
            "needs_more": JSONDocument(policy.needsMore),
            "models_usd": JSONDocument(policy.model), "people_usd": JSONDocument(policy.human),
            "errors_usd": JSONDocument(policy.errorCost), "total_usd": JSONDocument(policy.total),
        ]
    }

    private init(_ frontier: FrontierReport) {
        self = [
            "points": .array(frontier.points.map(JSONDocument.init)),
            "recommended": frontier.recommended.map { choice in
                let check: JSONDocument =
                    choice.outOfSample.map { check in
                        [
                            "n": JSONDocument(check.n), "errors": JSONDocument(check.errors),
                            "error": JSONDocument(check.error),
                            "cost_per_1000_usd": JSONDocument(check.costPerThousand),
                            "policies": JSONDocument(check.kinds.map(\.rawValue)),
                            "thresholds": .array(check.thresholds.map { JSONDocument($0) }),
                        ]
                    } ?? .null
                return JSONDocument(choice.point).with("out_of_sample", check)
            } ?? .null,
        ]
    }

    private init(_ point: FrontierPoint) {
        self = [
            "policy": .string(point.kind.rawValue), "threshold": JSONDocument(point.threshold),
            "n": JSONDocument(point.n), "asked": JSONDocument(point.asked), "correct": JSONDocument(point.correct),
            "accuracy": JSONDocument(point.accuracy), "coverage": JSONDocument(point.coverage),
            "cost_per_1000_usd": JSONDocument(point.costPerThousand), "pareto": JSONDocument(point.isPareto),
            "in_force": JSONDocument(point.isCurrent),
        ]
    }

    private init(_ safety: SafetyReport) {
        self = .array(
            safety.lines.map { line in
                let labels = line.labels.map { label -> JSONDocument in
                    [
                        "label": .string(label.label.name),
                        "false_accepts": [
                            "n": JSONDocument(label.n), "count": JSONDocument(label.misses),
                            "rate": JSONDocument(label.missRate),
                        ],
                        "false_rejects": [
                            "n": JSONDocument(line.notSevere), "count": JSONDocument(label.falseAlarms),
                            "rate": JSONDocument(label.falseAlarmRate),
                        ],
                    ]
                }
                return [
                    "model": JSONDocument(line.model), "policy": JSONDocument(line.policy?.rawValue),
                    "n": JSONDocument(line.n), "missing": JSONDocument(line.missing), "per_label": .array(labels),
                ]
            })
    }
}
