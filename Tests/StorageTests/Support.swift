import Foundation
import GRDB
import Labeling
import Storage
import TestSupport

/// A store in a folder of its own.
final class Scratch: Sendable {
    let folder: URL
    let store: Store

    var path: String { folder.appendingPathComponent("renga.db").path }

    init(_ items: [AnnotatedItem] = [], ladder: [String] = ["small", "large"]) throws {
        folder = try Scratch.newFolder()
        store = try Store.create(at: folder.appendingPathComponent("renga.db").path)
        try store.setModels(ladder: ladder)
        _ = try store.add(items)
    }

    /// The file as any other program sees it, past every rule of `Store`.
    func raw<T>(_ body: (Database) throws -> T) throws -> T {
        var configuration = Configuration()
        configuration.busyMode = .timeout(300)
        return try DatabaseQueue(path: path, configuration: configuration).writeWithoutTransaction(body)
    }

    static func newFolder() throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("storage-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        Leftovers.add(folder)
        return folder
    }
}

extension Store {
    /// One answer, as most tests have it.
    func record(_ answer: Prediction, for request: RequestID, next: LadderStep? = nil) throws {
        try record([.answered(request, answer, next: next)])
    }
}

func time(_ milliseconds: Int64) -> Timestamp { Timestamp(milliseconds: 1_790_000_000_000 + milliseconds) }

func item(_ id: String, _ text: String? = nil, gold: String? = nil) -> AnnotatedItem {
    AnnotatedItem(item: Item(id: Item.ID(id), text: text ?? "text of \(id)"), gold: gold.map { Label($0) })
}

func items(_ count: Int) -> [AnnotatedItem] { (1...count).map { item("t-\($0)") } }

func labeled(_ model: String, _ label: String, _ confidence: Double? = 0.9, cost: Cost = .unknown) -> Prediction {
    Prediction(model: model, label: Label(label), confidence: confidence, cost: cost)
}

func decision(_ reviewer: String, _ verdict: Verdict, _ at: Int64 = 0, note: String = "") -> Decision {
    Decision(reviewer: reviewer, verdict: verdict, at: time(at), seconds: 1.5, note: note)
}

/// A prediction with something in every field.
let fullPrediction = Prediction(
    model: "claude-haiku-4-5", snapshot: "claude-haiku-4-5-20251001", label: nil, invalidAnswer: "bill\u{0}ing?",
    confidence: 0.1 + 0.2, confidenceSource: .stated, rationale: "line\nwith \u{0} and é",
    usage: Usage(inputTokens: 812, outputTokens: 34, cacheCreationInputTokens: 5, cacheReadInputTokens: 6),
    cost: .charged(Money(picodollars: 982_000_001)), latencyMilliseconds: 640.25, outcome: .refusal,
    escalation: .lowConfidence, requestID: "req_1", promptVersion: "p1", stopReason: "refusal", at: time(7))

let fullDecision = Decision(
    reviewer: "ana", verdict: .override(Label("b")), at: time(3), seconds: 3.2, note: "see \u{0} \"x\"",
    shown: ["small", "a \"model\""], firstChoice: Label("a"), probability: 0.1, undoneAt: time(9), undoneBy: "ben")
