import Foundation
import Interchange
import Labeling
import Storage

/// One event of the log, for people and for machines. Words are not cleaned yet.
enum LogWords {
    static func words(_ what: StoreEvent.What) -> String {
        switch what {
        case .imported: return "imported"
        case .gold(let label): return "gold \(label.name)"
        case .prediction(let prediction):
            let said = prediction.invalidAnswer.map { ": \"\($0.prefix(80))\"" } ?? ""
            let label = prediction.label?.name ?? prediction.outcome.rawValue + said
            let confidence = prediction.confidence.map { String(format: " %.2f", $0) } ?? ""
            let repaired = prediction.isRepair ? ", asked once more" : ""
            return "\(prediction.model) says \(label)\(confidence)\(repaired)"
        case .escalated(let reason, let rung): return "escalated to model \(rung + 1): \(reason.rawValue)"
        case .attempt(let model, let attempt):
            let cost = attempt.cost.spent.map { ", $\($0.decimal())" } ?? ""
            let possible = attempt.possible.map { ", may have cost up to $\($0.decimal())" } ?? ""
            let detail = attempt.detail.isEmpty ? "" : ": \(attempt.detail)"
            return "\(model): \(attempt.kind.rawValue)\(cost)\(possible)\(detail)"
        case .failed(let model, let message, let status, let attempts):
            let code = status.map { " (HTTP \($0))" } ?? ""
            return "\(model) gave no answer\(code) in \(attempts) attempts: \(message)"
        case .decision(_, let decision):
            let seconds = decision.seconds.map { String(format: " in %.1f s", $0) } ?? ""
            let note = decision.note.isEmpty ? "" : ", note: \(decision.note)"
            let shown = decision.shown.isEmpty ? "blind" : "saw \(decision.shown.joined(separator: ", "))"
            let together = decision.act.map { ", in the \($0.kind.rawValue) act \($0.key)" } ?? ""
            let verb = decision.isAdjudication ? "adjudicated: " : ""
            let unclear = decision.isUnclear ? ", guideline unclear" : ""
            return
                "\(decision.reviewer) \(verb)\(words(decision.verdict))\(seconds), \(shown)\(together)\(unclear)\(note)"
        case .undone(_, let decision):
            return "\(decision.undoneBy ?? "somebody") undid \(decision.reviewer)'s \(words(decision.verdict))"
        case .tagged(_, let decision, let isUnclear):
            let finds = isUnclear ? "finds the guideline unclear" : "no longer finds the guideline unclear"
            return "\(decision.reviewer) \(finds), having said \(words(decision.verdict))"
        case .act(let act): return ActWords.words(act)
        case .note(let reviewer, let text): return "\(reviewer) noted: \(text)"
        case .batchMade(let batch):
            return "batch \(batch.id.value) of \(batch.requests) requests to \(batch.model)"
        case .batch(let id, let model, let event): return "batch \(id.value) to \(model) \(words(event))"
        }
    }

    private static func words(_ verdict: Verdict) -> String {
        verdict.label.map { "\(verdict.action.rawValue) \($0.name)" } ?? verdict.action.rawValue
    }

    private static func words(_ event: BatchEvent) -> String {
        switch event {
        case .submitted(let provider, _): "submitted as \(provider)"
        case .ended: "ended"
        case .collected: "collected"
        case .abandoned(let reason): "given up: \(reason)"
        case .note(let text): text
        }
    }

    /// Appends the event's document. Predictions, of which there may be ten million, without making one.
    static func append(_ event: StoreEvent, to bytes: inout [UInt8]) {
        if case .prediction(let prediction) = event.what {
            GroundTruthDocument.append(prediction, at: event.at, of: event.item, to: &bytes)
        } else {
            bytes += document(event).rendered().utf8
        }
    }

    static func document(_ event: StoreEvent) -> JSONDocument {
        let (name, rest) = members(event.what)
        return .object(
            [
                .init("at", .string(event.at.rfc3339)), .init("item", JSONDocument(event.item?.value)),
                .init("event", .string(name)),
            ] + rest)
    }

    private static func members(_ what: StoreEvent.What) -> (String, [JSONDocument.Member]) {
        switch what {
        case .imported: ("imported", [])
        case .gold(let label): ("gold", [.init("label", .string(label.name))])
        case .prediction(let prediction):
            ("prediction", [.init("prediction", GroundTruthDocument.prediction(prediction))])
        case .escalated(let reason, let rung):
            ("escalated", [.init("reason", .string(reason.rawValue)), .init("rung", JSONDocument(rung))])
        case .attempt(let model, let attempt): ("attempt", members(model, attempt))
        case .failed(let model, let message, let status, let attempts):
            (
                "failed",
                [
                    .init("model", .string(model)), .init("message", .string(message)),
                    .init("http_status", JSONDocument(status)), .init("attempts", JSONDocument(attempts)),
                ]
            )
        case .decision(_, let decision): ("decision", [.init("decision", GroundTruthDocument.decision(decision))])
        case .undone(_, let decision): ("undone", [.init("decision", GroundTruthDocument.decision(decision))])
        case .tagged(_, let decision, let isUnclear):
            (
                "tagged",
                [
                    .init("reviewer", .string(decision.reviewer)), .init("unclear", JSONDocument(isUnclear)),
                    .init("decision", GroundTruthDocument.decision(decision)),
                ]
            )
        case .act(let act): ("act", ActWords.members(act))
        case .note(let reviewer, let text):
            ("note", [.init("reviewer", .string(reviewer)), .init("text", .string(text))])
        case .batchMade(let batch):
            (
                "batch",
                [
                    .init("batch", JSONDocument(Int(batch.id.value))), .init("model", .string(batch.model)),
                    .init("requests", JSONDocument(batch.requests)),
                ]
            )
        case .batch(let id, let model, let event):
            (
                "batch",
                [
                    .init("batch", JSONDocument(Int(id.value))), .init("model", .string(model)),
                    .init("what", .string(words(event))),
                ]
            )
        }
    }

    private static func members(_ model: String, _ attempt: Attempt) -> [JSONDocument.Member] {
        [
            .init("model", .string(model)), .init("kind", .string(attempt.kind.rawValue)),
            .init("outcome", JSONDocument(attempt.outcome?.rawValue)),
            .init("input_tokens", JSONDocument(attempt.usage.promptTokens)),
            .init("output_tokens", JSONDocument(attempt.usage.outputTokens)),
            .init("cost_usd", JSONDocument(attempt.cost.spent)),
            .init("possible_cost_usd", JSONDocument(attempt.possible)),
            .init("request_id", JSONDocument(attempt.requestID)), .init("detail", .string(attempt.detail)),
        ]
    }
}
