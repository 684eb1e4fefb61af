package import Labeling

extension GroundTruthDocument {
    /// Appends what `line(_:truth:labels:)` gives, byte for byte, without a line end: a tenth of the work, for exports of
    /// millions.
    package static func append(
        _ item: AnnotatedItem, truth: GroundTruth?, labels: LabelSet? = nil, to bytes: inout [UInt8]
    ) {
        let decision = truth?.decision
        bytes.append(piece: #"{"id":"#)
        bytes.append(json: item.item.id.value)
        bytes.append(piece: #","text":"#)
        bytes.append(json: item.item.text)
        if let image = item.item.images.first {
            bytes.append(piece: #","image":"#)
            if item.item.images.count == 1 { bytes.append(json: image) } else { bytes.append(json: item.item.images) }
        }
        append(truth?.label, labels, to: &bytes)
        bytes.append(piece: #","action":"#)
        append(word: decision?.verdict.action.rawValue, to: &bytes)
        bytes.append(piece: #","reviewer":"#)
        bytes.append(json: decision?.reviewer)
        bytes.append(piece: #","decided_at":"#)
        bytes.append(json: decision?.at)
        bytes.append(piece: #","seconds":"#)
        bytes.append(json: decision?.seconds)
        bytes.append(piece: #","note":"#)
        bytes.append(json: decision?.note ?? "")
        bytes.append(piece: #","shown":"#)
        bytes.append(json: decision?.shown ?? [])
        bytes.append(piece: #","first_choice":"#)
        bytes.append(json: decision?.firstChoice)
        bytes.append(piece: #","probability":"#)
        bytes.append(json: decision?.probability)
        bytes.append(piece: #","provenance":"#)
        append(word: truth?.provenance.rawValue, to: &bytes)
        if let probability = truth?.probability {
            bytes.append(piece: #","truth_probability":"#)
            bytes.append(json: probability)
        }
        let reviewers = truth?.reviewers(among: item.decisions) ?? []
        if !reviewers.isEmpty {
            bytes.append(piece: #","reviewers":"#)
            bytes.append(json: reviewers)
        }
        if decision?.isUnclear == true { bytes.append(piece: #","unclear":true"#) }
        if let exposure = decision?.exposure { append(exposure, to: &bytes) }
        if let gold = item.gold {
            bytes.append(piece: #","gold":"#)
            bytes.append(json: gold.name)
        }
        bytes.append(piece: #","predictions":["#)
        for (index, prediction) in item.predictions.enumerated() {
            if index > 0 { bytes.append(44) }
            append(prediction, labels, to: &bytes)
        }
        bytes.append(piece: #"],"decisions":["#)
        for (index, decision) in item.decisions.enumerated() {
            if index > 0 { bytes.append(44) }
            append(decision, labels, to: &bytes)
        }
        bytes.append(piece: #"],"meta":"#)
        if let json = item.item.plainMeta {
            bytes.append(contentsOf: json.utf8)
        } else {
            JSONDocument(item.item.meta).append(to: &bytes)
        }
        bytes.append(125)
    }

    /// Appends the document of an event of the log, a prediction: the members `at`, `item`, `event` and `prediction`.
    package static func append(
        _ prediction: Prediction, at: Timestamp, of item: Item.ID?, to bytes: inout [UInt8]
    ) {
        bytes.append(piece: #"{"at":"#)
        bytes.append(json: at)
        bytes.append(piece: #","item":"#)
        bytes.append(json: item?.value)
        bytes.append(piece: #","event":"prediction","prediction":"#)
        append(prediction, nil, to: &bytes)
        bytes.append(125)
    }

    private static func append(word: String?, to bytes: inout [UInt8]) {
        if let word { bytes.append(word: word) } else { bytes.append(piece: "null") }
    }

    /// `label`, and where it may stand for several, `labels` too.
    private static func append(_ label: Label?, _ labels: LabelSet?, to bytes: inout [UInt8]) {
        bytes.append(piece: #","label":"#)
        bytes.append(json: label)
        guard let labels, labels.allowsSeveral else { return }
        bytes.append(piece: #","labels":"#)
        if let members = label.flatMap({ labels.members(of: $0) }) {
            bytes.append(json: members.map(\.name))
        } else {
            bytes.append(piece: "null")
        }
    }

    private static func append(_ prediction: Prediction, _ labels: LabelSet?, to bytes: inout [UInt8]) {
        bytes.append(piece: #"{"model":"#)
        bytes.append(json: prediction.model)
        append(prediction.label, labels, to: &bytes)
        bytes.append(piece: #","confidence":"#)
        bytes.append(json: prediction.confidence)
        bytes.append(piece: #","rationale":"#)
        bytes.append(json: prediction.rationale)
        append(prediction.usage, to: &bytes)
        switch prediction.cost {
        case .charged(let money):
            bytes.append(piece: #","cost_usd":"#)
            bytes.append(json: money)
        case .unknown: bytes.append(piece: #","cost_usd":null"#)
        case .estimated(let money, let model):
            bytes.append(piece: #","cost_usd":null,"estimated_cost_usd":"#)
            bytes.append(json: money)
            bytes.append(piece: #","estimated_as":"#)
            bytes.append(json: model)
        }
        bytes.append(piece: #","latency_ms":"#)
        bytes.append(json: prediction.latencyMilliseconds)
        bytes.append(piece: #","outcome":"#)
        bytes.append(word: prediction.outcome.rawValue)
        bytes.append(piece: #","invalid_answer":"#)
        bytes.append(json: prediction.invalidAnswer)
        bytes.append(piece: #","snapshot":"#)
        bytes.append(json: prediction.snapshot)
        bytes.append(piece: #","request_id":"#)
        bytes.append(json: prediction.requestID)
        bytes.append(piece: #","prompt_version":"#)
        bytes.append(json: prediction.promptVersion)
        bytes.append(piece: #","stop_reason":"#)
        bytes.append(json: prediction.stopReason)
        bytes.append(piece: #","escalation":"#)
        append(word: prediction.escalation?.rawValue, to: &bytes)
        bytes.append(piece: #","confidence_source":"#)
        append(word: prediction.confidenceSource?.rawValue, to: &bytes)
        bytes.append(piece: #","samples":"#)
        if let samples = prediction.samples { bytes.append(json: samples) } else { append(word: nil, to: &bytes) }
        bytes.append(piece: #","is_repair":"#)
        bytes.append(json: prediction.isRepair)
        bytes.append(piece: #","service":"#)
        bytes.append(word: prediction.service.rawValue)
        bytes.append(piece: #","at":"#)
        bytes.append(json: prediction.at)
        bytes.append(125)
    }

    private static func append(_ usage: Usage, to bytes: inout [UInt8]) {
        bytes.append(piece: #","usage":{"input_tokens":"#)
        bytes.append(json: usage.inputTokens)
        bytes.append(piece: #","output_tokens":"#)
        bytes.append(json: usage.outputTokens)
        bytes.append(piece: #","cache_creation_input_tokens":"#)
        bytes.append(json: usage.cacheCreationInputTokens)
        bytes.append(piece: #","cache_read_input_tokens":"#)
        bytes.append(json: usage.cacheReadInputTokens)
        bytes.append(piece: #","cache_creation_1h_input_tokens":"#)
        bytes.append(json: usage.cacheCreation1hInputTokens)
        bytes.append(piece: #","reasoning_tokens":"#)
        bytes.append(json: usage.reasoningTokens)
        bytes.append(125)
    }

    private static func append(_ decision: Decision, _ labels: LabelSet?, to bytes: inout [UInt8]) {
        bytes.append(piece: #"{"reviewer":"#)
        bytes.append(json: decision.reviewer)
        bytes.append(piece: #","action":"#)
        bytes.append(word: decision.verdict.action.rawValue)
        append(decision.verdict.label, labels, to: &bytes)
        bytes.append(piece: #","at":"#)
        bytes.append(json: decision.at)
        bytes.append(piece: #","seconds":"#)
        bytes.append(json: decision.seconds)
        bytes.append(piece: #","note":"#)
        bytes.append(json: decision.note)
        bytes.append(piece: #","shown":"#)
        bytes.append(json: decision.shown)
        bytes.append(piece: #","first_choice":"#)
        bytes.append(json: decision.firstChoice)
        bytes.append(piece: #","probability":"#)
        bytes.append(json: decision.probability)
        if let act = decision.act {
            bytes.append(piece: #","act":{"key":"#)
            bytes.append(json: act.key)
            bytes.append(piece: #","kind":"#)
            bytes.append(word: act.kind.rawValue)
            bytes.append(125)
        }
        if let exposure = decision.exposure { append(exposure, to: &bytes) }
        if decision.isAdjudication { bytes.append(piece: #","adjudication":true"#) }
        if decision.isUnclear { bytes.append(piece: #","unclear":true"#) }
        if let undoneAt = decision.undoneAt {
            bytes.append(piece: #","undone_at":"#)
            bytes.append(json: undoneAt)
            bytes.append(piece: #","undone_by":"#)
            bytes.append(json: decision.undoneBy)
        }
        bytes.append(125)
    }

    /// From its document: few of its fields are known of a decision.
    private static func append(_ exposure: Exposure, to bytes: inout [UInt8]) {
        bytes.append(piece: #","exposure":"#)
        self.exposure(exposure).append(to: &bytes)
    }
}
