import CSimdJSON
import Labeling

/// Makes predictions and decisions of fields, as `AnnotationDecoder` does of documents; where that would have something to
/// object, and wherever it is not plain what it would do, there is nil.
struct FieldAnnotations {
    let fields: FieldBytes
    let labels: KnownLabels
    private var isPlain = true

    init(fields: FieldBytes, labels: KnownLabels) {
        self.fields = fields
        self.labels = labels
    }

    mutating func prediction(_ found: csimdjson_prediction) -> Prediction? {
        isPlain = true
        return withUnsafePointer(to: found.fields) {
            $0.withMemoryRebound(to: csimdjson_value.self, capacity: CSIMDJSON_PREDICTION_FIELDS) {
                prediction($0)
            }
        }
    }

    private mutating func prediction(_ values: UnsafePointer<csimdjson_value>) -> Prediction? {
        guard let model = text(values[CSIMDJSON_MODEL], isNeeded: true) else { return nil }
        var prediction = Prediction(model: model)
        prediction.snapshot = text(values[CSIMDJSON_SNAPSHOT])
        prediction.confidence = number(values[CSIMDJSON_CONFIDENCE], upTo: 1)
        prediction.confidenceSource = word(values[CSIMDJSON_CONFIDENCE_SOURCE])
        if prediction.confidence != nil, values[CSIMDJSON_CONFIDENCE_SOURCE].kind == CSIMDJSON_ABSENT {
            prediction.confidenceSource = .imported
        }
        prediction.rationale = text(values[CSIMDJSON_RATIONALE])
        prediction.usage = Usage(
            inputTokens: count(values[CSIMDJSON_INPUT_TOKENS]) ?? 0,
            outputTokens: count(values[CSIMDJSON_OUTPUT_TOKENS]) ?? 0,
            cacheCreationInputTokens: count(values[CSIMDJSON_CACHE_CREATION]) ?? 0,
            cacheReadInputTokens: count(values[CSIMDJSON_CACHE_READ]) ?? 0,
            cacheCreation1hInputTokens: count(values[CSIMDJSON_CACHE_CREATION_1H]) ?? 0,
            reasoningTokens: count(values[CSIMDJSON_REASONING]) ?? 0)
        if let money = money(values[CSIMDJSON_COST]) { prediction.cost = .charged(money) }
        prediction.latencyMilliseconds = number(values[CSIMDJSON_LATENCY], upTo: 1_000_000_000)
        prediction.escalation = word(values[CSIMDJSON_ESCALATION])
        prediction.requestID = text(values[CSIMDJSON_REQUEST_ID])
        prediction.promptVersion = text(values[CSIMDJSON_PROMPT_VERSION])
        prediction.stopReason = text(values[CSIMDJSON_STOP_REASON])
        prediction.at = time(values[CSIMDJSON_AT])
        prediction.isRepair = flag(values[CSIMDJSON_IS_REPAIR])
        prediction.service = word(values[CSIMDJSON_SERVICE]) ?? .standard
        prediction.samples = count(values[CSIMDJSON_SAMPLES])
        if prediction.samples == 0 { isPlain = false }
        answer(values, into: &prediction)
        return isPlain ? prediction : nil
    }

    private mutating func answer(_ values: UnsafePointer<csimdjson_value>, into prediction: inout Prediction) {
        let said = text(values[CSIMDJSON_LABEL])
        let outcome: Prediction.Outcome? = word(values[CSIMDJSON_OUTCOME])
        prediction.invalidAnswer = text(values[CSIMDJSON_INVALID_ANSWER])
        guard outcome == nil || outcome == .labeled else {
            if said != nil { isPlain = false }
            prediction.outcome = outcome ?? .invalidOutput
            return
        }
        if let said, !said.isEmpty {
            if !fields.bytes(values[CSIMDJSON_LABEL].range).isPlainlyNotBlank { isPlain = false }
            if let label = labels.label(said) {
                prediction.label = label
                prediction.outcome = .labeled
                return
            }
        }
        prediction.outcome = .invalidOutput
        prediction.invalidAnswer = said ?? prediction.invalidAnswer
    }

    /// - Parameters:
    ///   - shown: what the places of the decision's `shown` are counted in.
    ///   - first: the item's first prediction.
    mutating func decision(
        _ found: csimdjson_decision, shown: UnsafePointer<csimdjson_range>?, first: Prediction?
    ) -> Decision? {
        isPlain = true
        let made: Decision? = withUnsafePointer(to: found.fields) {
            $0.withMemoryRebound(to: csimdjson_value.self, capacity: CSIMDJSON_DECISION_FIELDS) {
                decision($0, first: first)
            }
        }
        guard var decision = made, isPlain else { return nil }
        guard let shown, found.shown.length > 0 else { return decision }
        for index in 0..<Int(found.shown.length) {
            let model = fields.bytes(shown[Int(found.shown.start) + index])
            if model.contains(0) { return nil }
            decision.shown.append(model.text)
        }
        return decision
    }

    private mutating func decision(_ values: UnsafePointer<csimdjson_value>, first: Prediction?) -> Decision? {
        guard let reviewer = text(values[CSIMDJSON_REVIEWER], isNeeded: true),
            let action: Verdict.Action = word(values[CSIMDJSON_ACTION]), let at = time(values[CSIMDJSON_DECIDED_AT])
        else { return nil }
        let label = self.label(of: values[CSIMDJSON_DECIDED_LABEL]) ?? (action == .accept ? first?.label : nil)
        guard let verdict = Verdict(action: action, label: label) else { return nil }
        var decision = Decision(reviewer: reviewer, verdict: verdict, at: at)
        decision.seconds = number(values[CSIMDJSON_SECONDS], upTo: 1_000_000_000)
        decision.note = text(values[CSIMDJSON_NOTE]) ?? ""
        decision.firstChoice = self.label(of: values[CSIMDJSON_FIRST_CHOICE])
        if let probability = number(values[CSIMDJSON_PROBABILITY], upTo: 1) {
            if probability <= 0 { isPlain = false }
            decision.probability = probability
        }
        decision.isAdjudication = flag(values[CSIMDJSON_ADJUDICATION])
        decision.isUnclear = flag(values[CSIMDJSON_UNCLEAR])
        decision.undoneAt = time(values[CSIMDJSON_UNDONE_AT])
        decision.undoneBy = text(values[CSIMDJSON_UNDONE_BY])
        if decision.undoneAt == nil, decision.undoneBy != nil { isPlain = false }
        return decision
    }
}

extension FieldAnnotations {
    /// One of the task's labels, if there is a value.
    private mutating func label(of value: csimdjson_value) -> Label? {
        guard let name = text(value, isNeeded: value.kind != CSIMDJSON_ABSENT && value.kind != CSIMDJSON_NULL) else {
            return nil
        }
        let label = labels.label(name)
        if label == nil { isPlain = false }
        return label
    }

    /// - Parameter isNeeded: it must be there and not blank.
    private mutating func text(_ value: csimdjson_value, isNeeded: Bool = false) -> String? {
        switch fields.text(value) {
        case .bytes(let content) where !isNeeded || content.isPlainlyNotBlank: return content.text
        case .missing where !isNeeded: return nil
        default:
            isPlain = false
            return nil
        }
    }

    private mutating func word<Word: RawRepresentable>(_ value: csimdjson_value) -> Word?
    where Word.RawValue == String {
        guard let text = text(value) else { return nil }
        let word = Word(rawValue: text)
        if word == nil { isPlain = false }
        return word
    }

    private mutating func literal(_ value: csimdjson_value) -> UnsafeRawBufferPointer? {
        if value.kind == CSIMDJSON_ABSENT || value.kind == CSIMDJSON_NULL { return nil }
        if value.kind != CSIMDJSON_NUMBER { isPlain = false }
        return value.kind == CSIMDJSON_NUMBER ? fields.bytes(value.range) : nil
    }

    private mutating func number(_ value: csimdjson_value, upTo bound: Double) -> Double? {
        guard let literal = literal(value) else { return nil }
        guard let number = Double(literal.text), number >= 0, number <= bound else {
            isPlain = false
            return nil
        }
        return number == 0 ? 0 : number
    }

    private mutating func count(_ value: csimdjson_value) -> Int? {
        guard let literal = literal(value) else { return nil }
        guard literal.count < 10, literal.allSatisfy({ (0x30...0x39).contains($0) }) else {
            isPlain = false
            return nil
        }
        return literal.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    private mutating func money(_ value: csimdjson_value) -> Money? {
        if value.kind == CSIMDJSON_ABSENT || value.kind == CSIMDJSON_NULL { return nil }
        guard value.kind == CSIMDJSON_STRING || value.kind == CSIMDJSON_NUMBER,
            let money = Money(decimal: fields.bytes(value.range).text), money >= .zero,
            money <= Money(picodollars: 100_000 * Money.picodollarsPerDollar)
        else {
            isPlain = false
            return nil
        }
        return money
    }

    private mutating func time(_ value: csimdjson_value) -> Timestamp? {
        guard let text = text(value) else { return nil }
        guard let time = Timestamp(rfc3339: text), (0..<253_402_300_800_000).contains(time.milliseconds) else {
            isPlain = false
            return nil
        }
        return time
    }

    private mutating func flag(_ value: csimdjson_value) -> Bool {
        if value.kind == CSIMDJSON_STRING || value.kind == CSIMDJSON_NUMBER { isPlain = false }
        return value.kind == CSIMDJSON_TRUE
    }
}
