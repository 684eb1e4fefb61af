import Evaluation
import Interchange
import Labeling

extension JSONDocument {
    init(_ report: DoubtsReport) {
        self = [
            "n": JSONDocument(report.n), "candidates": JSONDocument(report.candidates),
            "listed": JSONDocument(report.items.count),
            "reasons": .object(report.kinds.map { Member($0.kind.rawValue, JSONDocument($0.n)) }),
            "items": .array(report.items.map(JSONDocument.init)),
            "models": .array(report.models.map(JSONDocument.init)),
        ]
    }

    private init(_ doubt: Doubt) {
        self = [
            "item": .integer(doubt.number), "id": JSONDocument(doubt.id), "truth": JSONDocument(doubt.truth),
            "reviewer": JSONDocument(doubt.reviewer), "suggested": JSONDocument(doubt.suggested),
            "score": JSONDocument(doubt.score),
            "reasons": .array(
                doubt.reasons.map { ["kind": .string($0.kind.rawValue), "words": .string($0.words)] }),
        ]
    }

    private init(_ model: DoubtsReport.Model) {
        self = [
            "model": .string(model.model), "n": JSONDocument(model.n), "doubted": JSONDocument(model.doubted),
            "thresholds": .array(
                model.thresholds.map {
                    ["label": JSONDocument($0.label), "n": JSONDocument($0.n), "value": JSONDocument($0.value)]
                }),
            "pairs": .array(
                model.pairs.map {
                    [
                        "truth": JSONDocument($0.truth), "suggested": JSONDocument($0.suggested),
                        "n": JSONDocument($0.n),
                    ]
                }),
        ]
    }
}
