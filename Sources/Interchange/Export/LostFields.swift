import Labeling

/// Counts what a format has no place for, a bit for each field: an export of a million items asks every one of them.
struct LostFields {
    /// The fields of the lossless lines that formats leave out, by their paths there. What a line says of the decision
    /// behind its truth is a copy from `decisions`, and has that path.
    enum Field: Int, CaseIterable {
        case image, action, reviewer, decidedAt, seconds, note, shown, firstChoice, probability, provenance
        case truthProbability, unclear, exposure, act, gold, meta
        /// Other decisions than the one behind the truth.
        case decisions
        /// Any, or others than the two that there is room for.
        case predictions
        case confidence, rationale, usage, cost, latency, outcome, invalidAnswer, snapshot, requestID, promptVersion
        case stopReason, escalation, confidenceSource, samples, isRepair, service, at

        var path: String {
            switch self {
            case .truthProbability: "truth_probability"
            case .decidedAt: "decisions.at"
            case .firstChoice: "decisions.first_choice"
            case .action, .reviewer, .seconds, .note, .shown, .probability, .unclear, .exposure, .act:
                "decisions.\(self)"
            case .cost: "predictions.cost_usd"
            case .latency: "predictions.latency_ms"
            case .invalidAnswer: "predictions.invalid_answer"
            case .requestID: "predictions.request_id"
            case .promptVersion: "predictions.prompt_version"
            case .stopReason: "predictions.stop_reason"
            case .confidenceSource: "predictions.confidence_source"
            case .isRepair: "predictions.is_repair"
            case .confidence, .rationale, .usage, .outcome, .snapshot, .escalation, .samples, .service, .at:
                "predictions.\(self)"
            case .image, .provenance, .gold, .meta, .decisions, .predictions: "\(self)"
            }
        }
    }

    struct Fields: OptionSet {
        let rawValue: UInt64

        init(rawValue: UInt64) { self.rawValue = rawValue }
        init(_ fields: Field...) { rawValue = fields.reduce(0) { $0 | 1 << UInt64($1.rawValue) } }

        fileprivate mutating func add(_ field: Field, if holds: Bool) {
            if holds { insert(Fields(field)) }
        }
    }

    private var counts = Array(repeating: 0, count: Field.allCases.count)

    mutating func note(_ lost: Fields) {
        var rest = lost.rawValue
        while rest != 0 {
            counts[rest.trailingZeroBitCount] += 1
            rest &= rest - 1
        }
    }

    var losses: ExportLosses {
        let lost = zip(Field.allCases, counts).filter { $0.1 > 0 }.map { ($0.0.path, $0.1) }
        return ExportLosses(Dictionary(lost, uniquingKeysWith: +))
    }
}

extension LostFields.Fields {
    /// All that an item holds beside id, text and label.
    ///
    /// - Parameter kept: the predictions that the format has room for: of these the details count, and `predictions` only
    ///   where there are others.
    init(of item: ExportedItem, keeping kept: [Prediction] = []) {
        self.init()
        let annotated = item.annotated
        add(.image, if: !annotated.item.images.isEmpty)
        add(.meta, if: !annotated.item.meta.isEmpty)
        add(.gold, if: annotated.gold != nil && item.truth?.provenance != .imported)
        add(.decisions, if: annotated.decisions.count > (item.truth?.decision == nil ? 0 : 1))
        add(.predictions, if: annotated.predictions.count > kept.count)
        for prediction in kept { add(prediction) }
        guard let truth = item.truth else { return }
        insert(LostFields.Fields(.provenance))
        add(.truthProbability, if: truth.probability != nil)
        guard let decision = truth.decision else { return }
        insert(LostFields.Fields(.action, .reviewer, .decidedAt))
        add(.seconds, if: decision.seconds != nil)
        add(.note, if: !decision.note.isEmpty)
        add(.shown, if: !decision.shown.isEmpty)
        add(.firstChoice, if: decision.firstChoice != nil)
        add(.probability, if: decision.probability != 1)
        add(.unclear, if: decision.isUnclear)
        add(.exposure, if: decision.exposure != nil)
        add(.act, if: decision.act != nil)
    }

    private mutating func add(_ prediction: Prediction) {
        add(.confidence, if: prediction.confidence != nil)
        add(.rationale, if: prediction.rationale != nil)
        add(.usage, if: prediction.usage != Usage())
        add(.cost, if: prediction.cost != .unknown)
        add(.latency, if: prediction.latencyMilliseconds != nil)
        add(.outcome, if: prediction.outcome != .labeled)
        add(.invalidAnswer, if: prediction.invalidAnswer != nil)
        add(.snapshot, if: prediction.snapshot != nil)
        add(.requestID, if: prediction.requestID != nil)
        add(.promptVersion, if: prediction.promptVersion != nil)
        add(.stopReason, if: prediction.stopReason != nil)
        add(.escalation, if: prediction.escalation != nil)
        add(.confidenceSource, if: prediction.confidenceSource != nil && prediction.confidenceSource != .imported)
        add(.samples, if: prediction.samples != nil)
        add(.isRepair, if: prediction.isRepair)
        add(.service, if: prediction.service != .standard)
        add(.at, if: prediction.at != nil)
    }
}
