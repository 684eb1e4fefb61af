import ArgumentParser
import Foundation
import Interchange
import Labeling
import Runtime
import Storage

struct Log: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Every event on an item or by a reviewer, oldest first.")

    @OptionGroup var options: TaskOptions

    @Argument(help: "Only this item.")
    var item: String?

    @Option(help: "Only what this reviewer did.")
    var reviewer: String?

    func run() throws {
        let task = try options.open()
        let id = item.map { Item.ID($0) }
        if let id, try task.store.number(of: id) == nil {
            throw Failure(.noSuchFile, "there is no item \(Console.clean(id.value)) in this task")
        }
        var isFirst = true
        if options.json { try Console.write("[", to: .standardOutput) }
        try task.store.forEachEvent(item: id, reviewer: reviewer) { event in
            if options.json {
                try Console.write((isFirst ? "" : ",") + document(event).rendered(), to: .standardOutput)
            } else {
                try Console.print("\(event.at.rfc3339)  \(Console.clean(event.item.value))  \(words(event.what))")
            }
            isFirst = false
        }
        if options.json { try Console.print("]") }
    }

    private func words(_ what: StoreEvent.What) -> String {
        switch what {
        case .imported: return "imported"
        case .gold(let label): return Console.clean("gold \(label.name)")
        case .prediction(let prediction):
            let label = prediction.label?.name ?? prediction.outcome.rawValue
            let confidence = prediction.confidence.map { String(format: " %.2f", $0) } ?? ""
            return Console.clean("\(prediction.model) says \(label)\(confidence)")
        case .escalated(let reason): return "escalated: \(reason.rawValue)"
        case .failed(let model, let message, let status, let attempts):
            let code = status.map { " (HTTP \($0))" } ?? ""
            return Console.clean("\(model) gave no answer\(code) in \(attempts) attempts: \(message)")
        case .decision(_, let decision):
            let seconds = decision.seconds.map { String(format: " in %.1f s", $0) } ?? ""
            let note = decision.note.isEmpty ? "" : ", note: \(decision.note)"
            let shown = decision.shown.isEmpty ? "blind" : "saw \(decision.shown.joined(separator: ", "))"
            return Console.clean(
                "\(decision.reviewer) \(words(decision.verdict))\(seconds), \(shown)\(note)")
        case .undone(_, let decision):
            return Console.clean(
                "\(decision.undoneBy ?? "somebody") undid \(decision.reviewer)'s \(words(decision.verdict))")
        case .note(let reviewer, let text): return Console.clean("\(reviewer) noted: \(text)")
        }
    }

    private func words(_ verdict: Verdict) -> String {
        verdict.label.map { "\(verdict.action.rawValue) \($0.name)" } ?? verdict.action.rawValue
    }

    private func document(_ event: StoreEvent) -> JSONDocument {
        let rest: (String, [JSONDocument.Member]) =
            switch event.what {
            case .imported: ("imported", [])
            case .gold(let label): ("gold", [.init("label", .string(label.name))])
            case .prediction(let prediction):
                ("prediction", [.init("prediction", GroundTruthDocument.prediction(prediction))])
            case .escalated(let reason): ("escalated", [.init("reason", .string(reason.rawValue))])
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
            case .note(let reviewer, let text):
                ("note", [.init("reviewer", .string(reviewer)), .init("text", .string(text))])
            }
        return .object(
            [
                .init("at", .string(event.at.rfc3339)), .init("item", .string(event.item.value)),
                .init("event", .string(rest.0)),
            ] + rest.1)
    }
}
