import Labeling

extension AnswerColumns {
    mutating func append(_ prediction: borrowing Prediction, label code: Evidence.Code) {
        label.append(code)
        var outcome = prediction.outcome
        if outcome == .labeled, code == Evidence.besides {
            outcome = prediction.label == nil ? .invalidOutput : .unknownLabel
        }
        self.outcome.append(outcome)
        confidence.append(prediction.confidence ?? AnswerColumns.unsaid)
        latency.append(prediction.latencyMilliseconds)
        switch prediction.cost {
        case .charged(let money): append(money.picodollars, .charged)
        case .estimated(let money, as: _): append(money.picodollars, .estimated)
        case .unknown: append(nil, nil)
        }
        at.append(prediction.at?.milliseconds)
        snapshot.append(AnswerColumns.place(of: prediction.snapshot, in: &snapshots))
        promptVersion.append(AnswerColumns.place(of: prediction.promptVersion, in: &promptVersions))
        reason.append(prediction.escalation.map(AnswerColumns.place))
    }

    private mutating func append(_ picodollars: Int64?, _ basis: CostBasis?) {
        cost.append(picodollars)
        self.basis.append(basis)
    }

    /// Puts an answer into a row that is there.
    mutating func put(
        _ facts: PredictionFacts, row: Int, label code: Evidence.Code, snapshot: String?, promptVersion version: String?
    ) {
        label[row] = code
        outcome[row] =
            facts.outcome == .labeled && code == Evidence.besides
            ? facts.label < 0 ? .invalidOutput : .unknownLabel : facts.outcome
        confidence[row] = facts.confidence ?? AnswerColumns.unsaid
        latency.put(facts.latencyMilliseconds, row: row)
        switch facts.cost {
        case .charged(let money): put(money.picodollars, .charged, row: row)
        case .estimated(let money): put(money.picodollars, .estimated, row: row)
        case .unknown: put(nil, nil, row: row)
        }
        at.put(facts.at, row: row)
        reason.put(facts.escalation.map(AnswerColumns.place), row: row)
        self.snapshot.put(AnswerColumns.place(of: snapshot, in: &snapshots), row: row)
        promptVersion.put(AnswerColumns.place(of: version, in: &promptVersions), row: row)
    }

    private mutating func put(_ picodollars: Int64?, _ basis: CostBasis?, row: Int) {
        cost.put(picodollars, row: row)
        self.basis.put(basis, row: row)
    }

    /// Rows without an answer, until there are so many.
    mutating func fill(upTo rows: Int) {
        let missing = rows - label.count
        guard missing > 0 else { return }
        label.append(contentsOf: repeatElement(Evidence.absent, count: missing))
        outcome.append(contentsOf: repeatElement(.empty, count: missing))
        confidence.append(contentsOf: repeatElement(AnswerColumns.unsaid, count: missing))
        latency.appendUsual(count: missing)
        cost.appendUsual(count: missing)
        basis.appendUsual(count: missing)
        at.appendUsual(count: missing)
        snapshot.appendUsual(count: missing)
        promptVersion.appendUsual(count: missing)
        reason.appendUsual(count: missing)
    }

    mutating func removeLast() {
        label.removeLast()
        outcome.removeLast()
        confidence.removeLast()
        latency.removeLast()
        cost.removeLast()
        basis.removeLast()
        at.removeLast()
        snapshot.removeLast()
        promptVersion.removeLast()
        reason.removeLast()
    }

    /// The first 253 values are told apart. Nil: not known.
    private static func place(of value: String?, in values: inout [String]) -> UInt8? {
        guard let value else { return nil }
        // Nearly always the newest that is known.
        if values.count > 1, values[values.count - 1] == value { return UInt8(values.count - 1) }
        if let place = values.firstIndex(of: value), place > 0 { return UInt8(place) }
        guard values.count < 255 else { return 255 }
        values.append(value)
        return UInt8(values.count - 1)
    }
}
