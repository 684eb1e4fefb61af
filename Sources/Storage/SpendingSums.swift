internal import GRDB
internal import Labeling

/// What a batch of imported predictions, which have no attempts, adds to the sums of spending: the trigger
/// `prediction_is_paid` for many rows at once.
struct SpendingSums {
    private struct Key: Hashable {
        /// Milliseconds of any moment of the day; nil where it is unknown.
        var day: Int64?
        var model: Int64
        var outcome: Prediction.Outcome
        var reason: EscalationReason?
        var service: Prediction.Service
        var isRepair: Bool
        var isVote: Bool
    }

    fileprivate struct Sums {
        var count: Int64 = 0
        var charged: Int64 = 0
        var estimated: Int64 = 0
        var unknown: Int64 = 0
        var usage = Usage()
    }

    private var sums: [Key: (model: String, sums: Sums)] = [:]

    /// - Parameter model: the number of its name.
    mutating func add(_ prediction: Prediction, model: Int64) {
        let key = Key(
            day: prediction.at.map { SpendingSums.day($0.milliseconds) }, model: model, outcome: prediction.outcome,
            reason: prediction.escalation, service: prediction.service, isRepair: prediction.isRepair,
            isVote: prediction.samples != nil)
        sums[key, default: (prediction.model, Sums())].sums.add(prediction)
    }

    /// Adds the sums to those of the store, and forgets them.
    mutating func write(_ db: Database) throws {
        guard !sums.isEmpty else { return }
        var row = try RowWriter(SpendingSums.insertion, db)
        for (key, entry) in sums {
            row.add(key.day)
            row.add(entry.model)
            row.add(key.isVote ? "vote" : "answer")
            row.add(key.outcome.rawValue)
            row.add(key.reason?.rawValue ?? "")
            row.add(key.service.rawValue)
            row.add(key.isRepair)
            row.add(entry.sums.count)
            row.add(entry.sums.charged)
            row.add(entry.sums.estimated)
            row.add(entry.sums.unknown)
            CostColumns.add(entry.sums.usage, to: &row)
            try row.run(db)
        }
        sums.removeAll(keepingCapacity: true)
    }

    /// Days before 1970 are left to SQLite, which rounds their seconds to the other side.
    private static func day(_ milliseconds: Int64) -> Int64 {
        milliseconds < 0 ? milliseconds : milliseconds - milliseconds % 86_400_000
    }

    private static let insertion = """
        INSERT INTO spending (day, model, imported, kind, outcome, reason, service, repair, count, charged, estimated,
            unknown, possible, \(SchemaSpending2.tokens.joined(separator: ", ")))
        VALUES (\(SchemaSpending2.day("?1")), ?2, 1, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, 0, ?12, ?13, ?14, ?15, ?16, ?17)
        \(SchemaSpending2.adding)
        """
}

extension SpendingSums.Sums {
    fileprivate mutating func add(_ prediction: Prediction) {
        count = saturating(count, 1)
        switch prediction.cost {
        case .charged(let money): charged = saturating(charged, money.picodollars)
        case .estimated(let money, _): estimated = saturating(estimated, money.picodollars)
        case .unknown: unknown = saturating(unknown, 1)
        }
        let more = prediction.usage
        usage = Usage(
            inputTokens: saturating(usage.inputTokens, more.inputTokens),
            outputTokens: saturating(usage.outputTokens, more.outputTokens),
            cacheCreationInputTokens: saturating(usage.cacheCreationInputTokens, more.cacheCreationInputTokens),
            cacheReadInputTokens: saturating(usage.cacheReadInputTokens, more.cacheReadInputTokens),
            cacheCreation1hInputTokens: saturating(usage.cacheCreation1hInputTokens, more.cacheCreation1hInputTokens),
            reasoningTokens: saturating(usage.reasoningTokens, more.reasoningTokens))
    }

    /// Of two that are never negative.
    private func saturating<T: FixedWidthInteger>(_ one: T, _ other: T) -> T {
        let (sum, overflows) = one.addingReportingOverflow(other)
        return overflows ? .max : sum
    }
}
