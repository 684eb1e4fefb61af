import Evaluation
import Interchange
import Labeling

extension JSONDocument {
    init(_ report: ErrorsReport) {
        self = [
            "model": .string(report.model), "n": JSONDocument(report.n), "count": JSONDocument(report.count),
            "share": JSONDocument(report.errors),
            "listed": .array(
                report.listed.map { error in
                    [
                        "id": JSONDocument(error.id), "item": JSONDocument(Int(error.number)),
                        "truth": .string(error.truth), "label": JSONDocument(error.answer),
                        "outcome": .string(error.outcome.rawValue), "confidence": JSONDocument(error.confidence),
                        "reviewer": JSONDocument(error.reviewer), "rationale": JSONDocument(error.rationale),
                        "text": JSONDocument(error.text),
                    ]
                }),
        ]
    }
}
