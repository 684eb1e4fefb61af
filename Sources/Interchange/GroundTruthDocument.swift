package import Labeling

/// The documents of one item: what an export writes and an import takes back without loss.
package enum GroundTruthDocument {
    /// One line of the ground truth.
    ///
    /// - Parameters:
    ///   - truth: nil: nothing is decided; label, action, provenance and the like are null.
    ///   - labels: the task's; where an answer can be several of them, each `label` has its members beside it.
    package static func line(_ item: AnnotatedItem, truth: GroundTruth?, labels: LabelSet? = nil) -> JSONDocument {
        let decision = truth?.decision
        var members: [JSONDocument.Member] = [
            .init("id", .string(item.item.id.value)),
            .init("text", .string(item.item.text)),
        ]
        switch item.item.images.count {
        case 0: break
        case 1: members.append(.init("image", .string(item.item.images[0])))
        default: members.append(.init("image", JSONDocument(item.item.images)))
        }
        members += label(truth?.label, labels)
        members += [
            .init("action", JSONDocument(decision?.verdict.action.rawValue)),
            .init("reviewer", JSONDocument(decision?.reviewer)),
            .init("decided_at", JSONDocument(decision?.at)),
            .init("seconds", JSONDocument(decision?.seconds)),
            .init("note", .string(decision?.note ?? "")),
            .init("shown", JSONDocument(decision?.shown ?? [])),
            .init("first_choice", JSONDocument(decision?.firstChoice)),
            .init("probability", JSONDocument(decision?.probability)),
            .init("provenance", JSONDocument(truth?.provenance.rawValue)),
        ]
        if let probability = truth?.probability {
            members.append(.init("truth_probability", .double(probability)))
        }
        let reviewers = truth?.reviewers(among: item.decisions) ?? []
        if !reviewers.isEmpty { members.append(.init("reviewers", JSONDocument(reviewers))) }
        if decision?.isUnclear == true { members.append(.init("unclear", JSONDocument(true))) }
        if let exposure = decision?.exposure { members.append(.init("exposure", self.exposure(exposure))) }
        if let gold = item.gold { members.append(.init("gold", .string(gold.name))) }
        members.append(.init("predictions", .array(item.predictions.map { prediction($0, labels: labels) })))
        members.append(.init("decisions", .array(item.decisions.map { self.decision($0, labels: labels) })))
        members.append(.init("meta", JSONDocument(item.item.meta)))
        return .object(members)
    }

    /// `label`, and where it may stand for several, `labels` too.
    private static func label(_ label: Label?, _ labels: LabelSet?) -> [JSONDocument.Member] {
        let one = JSONDocument.Member("label", JSONDocument(label))
        guard let labels, labels.allowsSeveral else { return [one] }
        let members = label.flatMap { labels.members(of: $0) }
        return [one, .init("labels", members.map { JSONDocument($0.map(\.name)) } ?? .null)]
    }

    package static func prediction(_ prediction: Prediction, labels: LabelSet? = nil) -> JSONDocument {
        var members: [JSONDocument.Member] = [.init("model", .string(prediction.model))]
        members += label(prediction.label, labels)
        members += [
            .init("confidence", JSONDocument(prediction.confidence)),
            .init("rationale", JSONDocument(prediction.rationale)),
            .init("usage", usage(prediction.usage)),
        ]
        switch prediction.cost {
        case .charged(let money): members.append(.init("cost_usd", .money(money)))
        case .unknown: members.append(.init("cost_usd", .null))
        case .estimated(let money, let model):
            members += [
                .init("cost_usd", .null),
                .init("estimated_cost_usd", .money(money)),
                .init("estimated_as", .string(model)),
            ]
        }
        members += [
            .init("latency_ms", JSONDocument(prediction.latencyMilliseconds)),
            .init("outcome", .string(prediction.outcome.rawValue)),
            .init("invalid_answer", JSONDocument(prediction.invalidAnswer)),
            .init("snapshot", JSONDocument(prediction.snapshot)),
            .init("request_id", JSONDocument(prediction.requestID)),
            .init("prompt_version", JSONDocument(prediction.promptVersion)),
            .init("stop_reason", JSONDocument(prediction.stopReason)),
            .init("escalation", JSONDocument(prediction.escalation?.rawValue)),
            .init("confidence_source", JSONDocument(prediction.confidenceSource?.rawValue)),
            .init("samples", JSONDocument(prediction.samples)),
            .init("is_repair", JSONDocument(prediction.isRepair)),
            .init("service", .string(prediction.service.rawValue)),
            .init("at", JSONDocument(prediction.at)),
        ]
        return .object(members)
    }

    private static func usage(_ usage: Usage) -> JSONDocument {
        [
            "input_tokens": JSONDocument(usage.inputTokens),
            "output_tokens": JSONDocument(usage.outputTokens),
            "cache_creation_input_tokens": JSONDocument(usage.cacheCreationInputTokens),
            "cache_read_input_tokens": JSONDocument(usage.cacheReadInputTokens),
            "cache_creation_1h_input_tokens": JSONDocument(usage.cacheCreation1hInputTokens),
            "reasoning_tokens": JSONDocument(usage.reasoningTokens),
        ]
    }

    package static func decision(_ decision: Decision, labels: LabelSet? = nil) -> JSONDocument {
        var members: [JSONDocument.Member] = [
            .init("reviewer", .string(decision.reviewer)),
            .init("action", .string(decision.verdict.action.rawValue)),
        ]
        members += label(decision.verdict.label, labels)
        members += [
            .init("at", JSONDocument(decision.at)),
            .init("seconds", JSONDocument(decision.seconds)),
            .init("note", .string(decision.note)),
            .init("shown", JSONDocument(decision.shown)),
            .init("first_choice", JSONDocument(decision.firstChoice)),
            .init("probability", .double(decision.probability)),
        ]
        if let act = decision.act {
            members.append(.init("act", ["key": .string(act.key), "kind": .string(act.kind.rawValue)]))
        }
        if let exposure = decision.exposure { members.append(.init("exposure", self.exposure(exposure))) }
        if decision.isAdjudication { members.append(.init("adjudication", JSONDocument(true))) }
        if decision.isUnclear { members.append(.init("unclear", JSONDocument(true))) }
        if let undoneAt = decision.undoneAt {
            members.append(.init("undone_at", JSONDocument(undoneAt)))
            members.append(.init("undone_by", JSONDocument(decision.undoneBy)))
        }
        return .object(members)
    }
}
