import Evaluation
import Foundation
import Interchange
import Labeling

extension JSONDocument {
    init(_ report: SamplingReport) {
        self = [
            "basis": .string(report.basis), "items": JSONDocument(report.items),
            "by_policy": JSONDocument(report.byPolicy), "decided": JSONDocument(report.decided),
            "used": JSONDocument(report.used), "left_out": JSONDocument(report.decided - report.used),
            "undecided_drawn": JSONDocument(report.holes), "flagged_drawn": JSONDocument(report.flagged),
            "reach": JSONDocument(report.reach), "effective_n": JSONDocument(report.effective),
            "models": .array(report.models.map(JSONDocument.init)),
            "prevalence": .array(report.prevalence.map(JSONDocument.init)),
            "unsupported": .array(
                report.unsupported.prefix(100).map {
                    [
                        "model": .string($0.model), "by": .string($0.kind.rawValue), "name": .string($0.name),
                        "items": JSONDocument($0.items),
                    ]
                }),
            "unsupported_count": JSONDocument(report.unsupported.count),
            "warnings": JSONDocument(report.warnings),
        ]
    }

    private init(_ model: ModelEstimates) {
        self = [
            "model": .string(model.model),
            "accuracy": [
                "decided": JSONDocument(model.plainAccuracy).with("n", JSONDocument(model.plainN)),
                "weighted": .estimate(model.accuracy), "powered": .powered(model.poweredAccuracy),
                "differs": JSONDocument(model.differs),
            ],
            "cohen_kappa": .estimate(model.kappa),
            "per_label": .array(
                model.perLabel.map {
                    [
                        "label": .string($0.label.name), "precision": .estimate($0.precision),
                        "recall": .estimate($0.recall), "f1": .estimate($0.f1),
                    ]
                }),
            "error_cost_per_1000_usd": [
                "weighted": .dollars(model.errorCost), "powered": .dollars(model.poweredErrorCost?.estimate),
            ],
        ]
    }

    private init(_ prevalence: PrevalenceEstimate) {
        self = [
            "label": JSONDocument(prevalence.label), "decided": JSONDocument(prevalence.plain),
            "weighted": .estimate(prevalence.weighted), "powered": .powered(prevalence.powered),
        ]
    }

    private static func estimate(_ estimate: Estimate?) -> JSONDocument {
        guard let estimate else { return .null }
        return [
            "value": .double(estimate.value), "low": .double(estimate.low), "high": .double(estimate.high),
            "standard_error": .double(estimate.standardError), "n": JSONDocument(estimate.n),
            "effective_n": .double(estimate.effective),
        ]
    }

    private static func powered(_ powered: PoweredEstimate?) -> JSONDocument {
        guard let powered else { return .null }
        return estimate(powered.estimate).with("lambda", .double(powered.lambda)).with("proxy", .string(powered.proxy))
    }

    private static func dollars(_ estimate: Estimate?) -> JSONDocument {
        guard let estimate else { return .null }
        func money(_ dollars: Double) -> JSONDocument {
            // An estimate is good to a millionth of a dollar; beyond what money can hold it stays there.
            let micro = min(max((dollars * 1_000_000).rounded(), -9e12), 9e12)
            return .money(Money(picodollars: Int64(micro) * 1_000_000))
        }
        return [
            "value": money(estimate.value), "low": money(estimate.low), "high": money(estimate.high),
            "n": JSONDocument(estimate.n), "effective_n": .double(estimate.effective),
        ]
    }
}
