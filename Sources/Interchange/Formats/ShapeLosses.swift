import Labeling

/// What of an item a format has no place for: found with a mask for each item, named and counted at the end.
struct LossFields: OptionSet, Hashable {
    let rawValue: UInt64

    init(rawValue: UInt64) { self.rawValue = rawValue }
    private init(bit: Int) { rawValue = 1 << UInt64(bit) }

    /// The paths in our jsonl, by bit.
    fileprivate static let names = [
        "decisions.action", "image", "gold", "provenance", "meta", "predictions", "predictions.rationale",
        "predictions.usage",
        "predictions.cost_usd", "predictions.latency_ms", "predictions.snapshot", "predictions.request_id",
        "predictions.prompt_version", "predictions.stop_reason", "predictions.escalation",
        "predictions.confidence_source", "predictions.samples", "predictions.is_repair", "predictions.service",
        "predictions.at", "predictions.outcome", "predictions.confidence", "decisions", "decisions.reviewer",
        "decisions.at", "decisions.seconds", "decisions.note", "decisions.shown", "decisions.first_choice",
        "decisions.probability", "decisions.act", "decisions.exposure", "decisions.adjudication", "decisions.unclear",
        "id", "label",
    ]

    static let action = LossFields(bit: 0)
    static let image = LossFields(bit: 1)
    static let gold = LossFields(bit: 2)
    static let provenance = LossFields(bit: 3)
    static let meta = LossFields(bit: 4)
    static let predictions = LossFields(bit: 5)
    static let rationale = LossFields(bit: 6)
    static let usage = LossFields(bit: 7)
    static let cost = LossFields(bit: 8)
    static let latency = LossFields(bit: 9)
    static let snapshot = LossFields(bit: 10)
    static let requestID = LossFields(bit: 11)
    static let promptVersion = LossFields(bit: 12)
    static let stopReason = LossFields(bit: 13)
    static let escalation = LossFields(bit: 14)
    static let confidenceSource = LossFields(bit: 15)
    static let samples = LossFields(bit: 16)
    static let isRepair = LossFields(bit: 17)
    static let service = LossFields(bit: 18)
    static let predictedAt = LossFields(bit: 19)
    static let outcome = LossFields(bit: 20)
    static let confidence = LossFields(bit: 21)
    static let decisions = LossFields(bit: 22)
    static let reviewer = LossFields(bit: 23)
    static let at = LossFields(bit: 24)
    static let seconds = LossFields(bit: 25)
    static let note = LossFields(bit: 26)
    static let shown = LossFields(bit: 27)
    static let firstChoice = LossFields(bit: 28)
    static let probability = LossFields(bit: 29)
    static let act = LossFields(bit: 30)
    static let exposure = LossFields(bit: 31)
    static let adjudication = LossFields(bit: 32)
    static let unclear = LossFields(bit: 33)
    static let id = LossFields(bit: 34)
    static let label = LossFields(bit: 35)

    /// What predictions hold: nothing is said of it where none of them has a place.
    static let ofPredictions = names.indices.filter { names[$0].hasPrefix("predictions.") }.reduce(into: LossFields()) {
        $0.insert(LossFields(bit: $1))
    }

    /// What the item holds beside its text, its labels and who gave them, each of which a writer must find a place for.
    init(heldBy item: AnnotatedItem, truth: GroundTruth?) {
        self = []
        for prediction in item.predictions { formUnion(LossFields(heldBy: prediction)) }
        for decision in item.decisions { formUnion(LossFields(heldBy: decision, of: item.predictions)) }
        if !item.item.images.isEmpty { insert(.image) }
        if item.gold != nil, truth?.provenance != .imported { insert(.gold) }
        switch truth?.provenance {
        case .consensus?, .majority?, .dawidSkene?: insert(.provenance)
        case .single?, .imported?, .adjudicated?, nil: break
        }
    }

    private init(heldBy prediction: Prediction) {
        self = []
        if prediction.rationale != nil { insert(.rationale) }
        if prediction.usage != Usage() { insert(.usage) }
        if prediction.cost != .unknown { insert(.cost) }
        if prediction.latencyMilliseconds != nil { insert(.latency) }
        if prediction.snapshot != nil { insert(.snapshot) }
        if prediction.requestID != nil { insert(.requestID) }
        if prediction.promptVersion != nil { insert(.promptVersion) }
        if prediction.stopReason != nil { insert(.stopReason) }
        if prediction.escalation != nil { insert(.escalation) }
        if prediction.confidenceSource != nil, prediction.confidenceSource != .imported { insert(.confidenceSource) }
        if prediction.samples != nil { insert(.samples) }
        if prediction.isRepair { insert(.isRepair) }
        if prediction.service != .standard { insert(.service) }
        if prediction.at != nil { insert(.predictedAt) }
        if prediction.outcome != .labeled { insert(.outcome) }
    }

    private init(heldBy decision: Decision, of predictions: [Prediction]) {
        self = []
        // What was taken back has no place in any of them.
        guard decision.undoneAt == nil else {
            insert(.decisions)
            return
        }
        // They know the label that was chosen, and an import of ours whether it is the first model's.
        if let label = decision.verdict.label,
            decision.verdict != (predictions.first?.label == label ? .accept(label) : .override(label))
        {
            insert(.action)
        }
        if decision.seconds != nil { insert(.seconds) }
        if !decision.note.isEmpty { insert(.note) }
        // Without a word on it, what other tools' models said counts as shown.
        if !predictions.isEmpty || !decision.shown.isEmpty { insert(.shown) }
        if decision.firstChoice != nil { insert(.firstChoice) }
        if decision.probability != 1 { insert(.probability) }
        if decision.act != nil { insert(.act) }
        if decision.exposure != nil { insert(.exposure) }
        if decision.isAdjudication { insert(.adjudication) }
        if decision.isUnclear { insert(.unclear) }
        insert(.at)
    }

    static var count: Int { names.count }
}

/// Counts of what was lost, by bit.
struct LossTally {
    private var counts = [Int](repeating: 0, count: LossFields.count)

    mutating func note(_ fields: LossFields) {
        var bits = fields.rawValue
        while bits != 0 {
            counts[bits.trailingZeroBitCount] += 1
            bits &= bits - 1
        }
    }

    var losses: ExportLosses {
        let lost = zip(LossFields.names, counts).filter { $0.1 > 0 }
        return ExportLosses(Dictionary(lost.map { ($0.0, $0.1) }, uniquingKeysWith: +))
    }
}

/// What several formats write of an item's decisions and predictions.
struct ExportedVotes {
    /// Each reviewer's last word in force that is no adjudication and no skip, in the order of recording; a reviewer's skip
    /// where it is all they said.
    var votes: [Decision] = []
    /// In force.
    var adjudication: Decision?
    /// Whether there are others in force: earlier words of the same reviewers.
    var hasOthers = false
    private var places: [Int] = []
    private var adjudicationPlace = 0

    /// The votes and the adjudication in the order of recording.
    var inOrder: [Decision] {
        var all = Array(zip(places, votes))
        if let adjudication { all.append((adjudicationPlace, adjudication)) }
        return all.sorted { $0.0 < $1.0 }.map(\.1)
    }

    init(_ decisions: [Decision]) {
        for (place, decision) in decisions.enumerated() where decision.undoneAt == nil {
            // A skip decides nothing, between reviewers either.
            if decision.isAdjudication, decision.verdict == .skip {
                hasOthers = true
                continue
            }
            if decision.isAdjudication {
                if let known = adjudication {
                    hasOthers = true
                    if decision.at < known.at { continue }
                }
                adjudication = decision
                adjudicationPlace = place
                continue
            }
            // By bytes, as the store compares them.
            guard let known = votes.firstIndex(where: { $0.reviewer.utf8.elementsEqual(decision.reviewer.utf8) }) else {
                votes.append(decision)
                places.append(place)
                continue
            }
            hasOthers = true
            let (isSkip, wasSkip) = (decision.verdict == .skip, votes[known].verdict == .skip)
            if isSkip != wasSkip ? wasSkip : decision.at >= votes[known].at {
                votes[known] = decision
                places[known] = place
            }
        }
    }
}

extension ExportContext {
    /// The answers of the two models that there is room for, where there are any.
    func answers(of item: AnnotatedItem) -> [Prediction] {
        let (first, second) = opinions(of: item)
        return [first, second].compactMap(\.self)
    }

    /// The labels that a label stands for.
    func names(_ label: Label) -> [String] { labels.members(of: label)?.map(\.name) ?? [label.name] }
}
