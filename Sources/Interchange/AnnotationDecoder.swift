import Labeling

/// Reads the predictions and decisions of a JSON item. Fields that the format does not know are passed over.
struct AnnotationDecoder {
    let rule: LabelRule

    func prediction(_ document: JSONDocument, path: String) throws(LineProblem) -> Prediction {
        let fields = try FieldReader(document, path: path)
        var prediction = Prediction(model: try fields.requiredString("model"))
        prediction.snapshot = try fields.string("snapshot")
        prediction.confidence = try fields.number("confidence", in: 0...1)
        prediction.confidenceSource = try fields.word("confidence_source", of: ConfidenceSource.self)
        if prediction.confidence != nil, !fields.has("confidence_source") { prediction.confidenceSource = .imported }
        prediction.rationale = try fields.string("rationale")
        if let usage = fields.value("usage") { prediction.usage = try self.usage(usage, path: "\(path).usage") }
        prediction.cost = try cost(fields)
        prediction.latencyMilliseconds = try fields.number("latency_ms", in: 0...1_000_000_000)
        prediction.escalation = try fields.word("escalation", of: EscalationReason.self)
        prediction.requestID = try fields.string("request_id")
        prediction.promptVersion = try fields.string("prompt_version")
        prediction.stopReason = try fields.string("stop_reason")
        prediction.at = try fields.time("at")
        prediction.isRepair = try fields.flag(fields.value("is_repair") == nil ? "repair" : "is_repair") ?? false
        prediction.service = try fields.word("service", of: Prediction.Service.self) ?? .standard
        if fields.value("samples") != nil { prediction.samples = try fields.count("samples", from: 1) }
        try answer(fields, into: &prediction)
        return prediction
    }

    /// The label and the outcome: a label outside the task's is kept as what the model said in place of a valid one.
    private func answer(_ fields: FieldReader, into prediction: inout Prediction) throws(LineProblem) {
        let said = try rule.name(fields, "label", list: "labels")
        let outcome = try fields.word("outcome", of: Prediction.Outcome.self)
        prediction.invalidAnswer = try fields.string("invalid_answer")
        guard outcome == nil || outcome == .labeled else {
            if let said {
                throw fields.wrong("label", "null where \"outcome\" is \(outcome?.rawValue ?? "")", .string(said))
            }
            prediction.outcome = outcome ?? .invalidOutput
            return
        }
        if let said, said.contains(where: { !$0.isWhitespace }), let label = rule.known(said) {
            prediction.label = label
            prediction.outcome = .labeled
        } else {
            prediction.outcome = .invalidOutput
            prediction.invalidAnswer = said ?? prediction.invalidAnswer
        }
    }

    private func usage(_ document: JSONDocument, path: String) throws(LineProblem) -> Usage {
        let fields = try FieldReader(document, path: path)
        return Usage(
            inputTokens: try fields.count("input_tokens"), outputTokens: try fields.count("output_tokens"),
            cacheCreationInputTokens: try fields.count("cache_creation_input_tokens"),
            cacheReadInputTokens: try fields.count("cache_read_input_tokens"),
            cacheCreation1hInputTokens: try count(
                fields, "cache_creation_1h_input_tokens", or: [("cache_creation", "ephemeral_1h_input_tokens")]),
            reasoningTokens: try count(
                fields, "reasoning_tokens",
                or: [
                    ("output_tokens_details", "thinking_tokens"), ("output_tokens_details", "reasoning_tokens"),
                    ("completion_tokens_details", "reasoning_tokens"),
                ]))
    }

    /// The count under its own name, else where Anthropic's or OpenAI's answers have it: in an object of the usage.
    private func count(
        _ fields: FieldReader, _ key: String, or others: [(object: String, key: String)]
    ) throws(LineProblem) -> Int {
        if fields.value(key) != nil { return try fields.count(key) }
        for other in others {
            guard let value = fields.value(other.object) else { continue }
            let details = try FieldReader(value, path: "\(fields.path).\(other.object)")
            if details.value(other.key) != nil { return try details.count(other.key) }
        }
        return 0
    }

    private func cost(_ fields: FieldReader) throws(LineProblem) -> Cost {
        let charged = try fields.money("cost_usd")
        guard let estimated = try fields.money("estimated_cost_usd") else {
            return charged.map(Cost.charged) ?? .unknown
        }
        guard charged == nil || charged == .zero else {
            throw LineProblem("\(fields.name("cost_usd")) and \"estimated_cost_usd\" exclude each other")
        }
        return .estimated(estimated, as: try fields.requiredString("estimated_as"))
    }

    private func act(_ document: JSONDocument, path: String) throws(LineProblem) -> Act {
        let fields = try FieldReader(document, path: path)
        let key = try fields.requiredString("key")
        guard let kind = try fields.word("kind", of: Act.Kind.self) else { throw fields.missing("kind") }
        return Act(key: key, kind: kind)
    }

    /// - Parameter first: the item's first prediction, whose label an `accept` without one means.
    func decision(_ document: JSONDocument, path: String, first: Prediction?) throws(LineProblem) -> Decision {
        let fields = try FieldReader(document, path: path)
        let reviewer = try fields.requiredString("reviewer")
        guard let action = try fields.word("action", of: Verdict.Action.self) else { throw fields.missing("action") }
        var label: Label?
        if let name = try rule.name(fields, "label", list: "labels") {
            label = try rule.required(name, as: "label of \(path)")
        } else if action == .accept {
            label = first?.label
        }
        guard let verdict = Verdict(action: action, label: label) else {
            guard let label else {
                let hint = action == .accept ? ", and the item's first prediction has none to accept" : ""
                throw LineProblem("\(fields.name("label")) is missing: \(action.rawValue) needs one\(hint)")
            }
            throw LineProblem(
                "\(fields.name("label")) must be null: \(action.rawValue) decides no label, found \"\(label)\"")
        }
        guard let at = try fields.time("at") else { throw fields.missing("at") }
        var decision = Decision(reviewer: reviewer, verdict: verdict, at: at)
        decision.seconds = try fields.number("seconds", in: 0...1_000_000_000)
        decision.note = try fields.string("note") ?? ""
        decision.shown = try fields.strings("shown")
        if let choice = try rule.name(fields, "first_choice") {
            decision.firstChoice = try rule.required(choice, as: "first_choice of \(path)")
        }
        if let probability = try fields.number("probability", in: 0...1) {
            guard probability > 0 else { throw LineProblem("\(fields.name("probability")) must be above 0, found 0") }
            decision.probability = probability
        }
        if let act = fields.value("act") { decision.act = try self.act(act, path: "\(path).act") }
        decision.exposure = try exposure(fields)
        decision.isAdjudication = try fields.flag("adjudication") ?? false
        decision.isUnclear = try fields.flag("unclear") ?? false
        decision.undoneAt = try fields.time("undone_at")
        decision.undoneBy = try fields.string("undone_by")
        if decision.undoneAt == nil, decision.undoneBy != nil {
            throw LineProblem("\(fields.name("undone_at")) is missing, where \"undone_by\" says that it was undone")
        }
        return decision
    }
}
