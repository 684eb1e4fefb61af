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
        latency.append(prediction.latencyMilliseconds ?? AnswerColumns.unsaid)
        switch prediction.cost {
        case .charged(let money): append(money.picodollars, .charged)
        case .estimated(let money, as: _): append(money.picodollars, .estimated)
        case .unknown: append(0, .unknown)
        }
        at.append(prediction.at?.milliseconds ?? AnswerColumns.noTime)
        snapshot.append(AnswerColumns.place(of: prediction.snapshot, in: &snapshots))
        promptVersion.append(AnswerColumns.place(of: prediction.promptVersion, in: &promptVersions))
        reason.append(AnswerColumns.place(of: prediction.escalation))
    }

    private mutating func append(_ picodollars: Int64, _ basis: CostBasis) {
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
        latency[row] = facts.latencyMilliseconds ?? AnswerColumns.unsaid
        switch facts.cost {
        case .charged(let money): (cost[row], basis[row]) = (money.picodollars, .charged)
        case .estimated(let money): (cost[row], basis[row]) = (money.picodollars, .estimated)
        case .unknown: (cost[row], basis[row]) = (0, .unknown)
        }
        at[row] = facts.at ?? AnswerColumns.noTime
        reason[row] = AnswerColumns.place(of: facts.escalation)
        self.snapshot[row] = AnswerColumns.place(of: snapshot, in: &snapshots)
        promptVersion[row] = AnswerColumns.place(of: version, in: &promptVersions)
    }

    /// Rows without an answer, until there are so many.
    mutating func fill(upTo rows: Int) {
        let missing = rows - label.count
        guard missing > 0 else { return }
        label.append(contentsOf: repeatElement(Evidence.absent, count: missing))
        outcome.append(contentsOf: repeatElement(.empty, count: missing))
        confidence.append(contentsOf: repeatElement(AnswerColumns.unsaid, count: missing))
        latency.append(contentsOf: repeatElement(AnswerColumns.unsaid, count: missing))
        cost.append(contentsOf: repeatElement(0, count: missing))
        basis.append(contentsOf: repeatElement(.unknown, count: missing))
        at.append(contentsOf: repeatElement(AnswerColumns.noTime, count: missing))
        snapshot.append(contentsOf: repeatElement(0, count: missing))
        promptVersion.append(contentsOf: repeatElement(0, count: missing))
        reason.append(contentsOf: repeatElement(0, count: missing))
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

    /// The first 253 values are told apart.
    private static func place(of value: String?, in values: inout [String]) -> UInt8 {
        guard let value else { return 0 }
        // Nearly always the newest that is known.
        if values.count > 1, values[values.count - 1] == value { return UInt8(values.count - 1) }
        if let place = values.firstIndex(of: value), place > 0 { return UInt8(place) }
        guard values.count < 255 else { return 255 }
        values.append(value)
        return UInt8(values.count - 1)
    }
}
