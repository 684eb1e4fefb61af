internal import Foundation
internal import GRDB
internal import Labeling

/// How a `Prediction` lies in its table.
enum PredictionRow {
    /// The columns that `decode` reads, of the table `name`.
    static func columns(of name: String) -> String {
        """
        \(name).model, \(name).snapshot, \(name).label, CAST(\(name).invalid_answer AS BLOB), \(name).confidence,
        \(name).confidence_source, CAST(\(name).rationale AS BLOB), \(name).input_tokens, \(name).output_tokens,
        \(name).cache_creation_input_tokens, \(name).cache_read_input_tokens, \(name).cost_basis, \(name).picodollars,
        \(name).estimate_model, \(name).latency_ms, \(name).outcome, \(name).escalation, \(name).provider_request,
        \(name).prompt_version, \(name).stop_reason, \(name).at
        """
    }

    /// Reads the columns of `columns(of:)`, the first of which stands at `start`.
    static func decode(_ row: Row, at start: Int) throws -> Prediction {
        Prediction(
            model: try row.value(start), snapshot: try row.value(start + 1), label: try row.label(start + 2),
            invalidAnswer: try row.exactText(start + 3), confidence: try row.value(start + 4),
            confidenceSource: try row.word(start + 5), rationale: try row.exactText(start + 6),
            usage: Usage(
                inputTokens: try row.value(start + 7), outputTokens: try row.value(start + 8),
                cacheCreationInputTokens: try row.value(start + 9), cacheReadInputTokens: try row.value(start + 10)),
            cost: try cost(row, at: start + 11), latencyMilliseconds: try row.value(start + 14),
            outcome: try row.someWord(start + 15), escalation: try row.word(start + 16),
            requestID: try row.value(start + 17), promptVersion: try row.value(start + 18),
            stopReason: try row.value(start + 19), at: try row.timeIfAny(start + 20))
    }

    /// Reads the three columns of a cost.
    static func cost(_ row: Row, at start: Int) throws -> Cost {
        guard let amount = try row.value(start + 1) as Int64? else { return .unknown }
        let money = Money(picodollars: amount)
        if let model = try row.value(start + 2) as String? { return .estimated(money, as: model) }
        return .charged(money)
    }

    /// Stores a prediction that is already `storable`.
    static func insert(
        _ prediction: Prediction, item: Int64, request: Int64?, imported: Bool, now: Timestamp, _ db: Database
    ) throws {
        let (basis, amount, estimateModel): (String, Int64?, String?) =
            switch prediction.cost {
            case .charged(let money): ("charged", money.picodollars, nil)
            case .estimated(let money, let model): ("estimated", money.picodollars, model)
            case .unknown: ("unknown", nil, nil)
            }
        let usage = prediction.usage
        let arguments: [(any DatabaseValueConvertible)?] = [
            item, prediction.model, prediction.snapshot, prediction.label?.name, prediction.invalidAnswer?.exact,
            prediction.confidence, prediction.confidenceSource?.rawValue, prediction.rationale?.exact,
            usage.inputTokens, usage.outputTokens, usage.cacheCreationInputTokens, usage.cacheReadInputTokens,
            basis, amount, estimateModel, prediction.latencyMilliseconds, prediction.outcome.rawValue,
            prediction.escalation?.rawValue, prediction.requestID, prediction.promptVersion, prediction.stopReason,
            prediction.at?.milliseconds, request, imported, now.milliseconds,
        ]
        try db.run(insertion, StatementArguments(arguments))
    }

    private static let insertion = """
        INSERT INTO prediction (item, model, snapshot, label, invalid_answer, confidence, confidence_source, rationale,
            input_tokens, output_tokens, cache_creation_input_tokens, cache_read_input_tokens, cost_basis, picodollars,
            estimate_model, latency_ms, outcome, escalation, provider_request, prompt_version, stop_reason, at,
            request, imported, recorded_at)
        VALUES (?, ?, ?, ?, CAST(? AS TEXT), ?, ?, CAST(? AS TEXT),
            ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
}

extension Prediction {
    /// The same prediction without what the schema forbids, so that one wrong number does not lose a paid answer:
    /// a confidence outside 0 to 1, a latency or count below 0 and a negative cost become unknown; a label and an
    /// outcome that contradict each other become an invalid output.
    var storable: Prediction {
        var copy = self
        copy.model = model.withoutNUL
        copy.snapshot = snapshot?.withoutNUL
        copy.requestID = requestID?.withoutNUL
        copy.promptVersion = promptVersion?.withoutNUL
        copy.stopReason = stopReason?.withoutNUL
        copy.label = label.map { Label($0.name.withoutNUL) }
        if let confidence, !(0...1).contains(confidence) { copy.confidence = nil }
        if let latencyMilliseconds, !(latencyMilliseconds >= 0 && latencyMilliseconds.isFinite) {
            copy.latencyMilliseconds = nil
        }
        copy.usage = Usage(
            inputTokens: max(0, usage.inputTokens), outputTokens: max(0, usage.outputTokens),
            cacheCreationInputTokens: max(0, usage.cacheCreationInputTokens),
            cacheReadInputTokens: max(0, usage.cacheReadInputTokens))
        switch cost {
        case .charged(let money) where money < .zero: copy.cost = .unknown
        case .estimated(let money, _) where money < .zero: copy.cost = .unknown
        case .estimated(let money, let model): copy.cost = .estimated(money, as: model.withoutNUL)
        case .charged, .unknown: break
        }
        if outcome == .labeled, label == nil { copy.outcome = .invalidOutput }
        if outcome != .labeled, let label {
            copy.invalidAnswer = invalidAnswer ?? label.name
            copy.label = nil
        }
        return copy
    }
}
