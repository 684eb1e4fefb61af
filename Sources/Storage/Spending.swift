package import Labeling

internal import GRDB

/// What was spent on one day for one kind of exchange, and what it bought.
package struct Spending: Hashable, Sendable {
    /// In UTC, as `2026-11-01`; nil: the answers do not say when they were made.
    package var day: String?
    package var model: String
    /// Whether the answers came from a file; otherwise this store has recorded them itself.
    package var imported: Bool
    package var kind: Kind
    /// How the answers ended; nil for lost ones.
    package var outcome: Prediction.Outcome?
    /// Why they were asked; nil: for first opinions.
    package var escalation: EscalationReason?
    package var service: Prediction.Service
    package var isRepair: Bool
    /// Of the kind. An answer and its attempts count each by themselves.
    package var count: Int
    package var usage: Usage
    /// Real spend.
    package var charged: Money
    /// What answers that cost nothing would have cost; never part of `charged`.
    package var estimated: Money
    /// How many have no known cost.
    package var unknown: Int
    /// What lost ones may have cost at most; never part of `charged`.
    package var possible: Money

    /// How many predictions this row stands for.
    package var answers: Int { kind == .answer || kind == .vote ? count : 0 }
    /// How many exchanges with a provider: a vote is none beside its samples.
    package var calls: Int { kind == .vote ? 0 : count }

    package init(
        day: String?, model: String, imported: Bool, kind: Kind = .answer, outcome: Prediction.Outcome? = .labeled,
        escalation: EscalationReason? = nil, service: Prediction.Service = .standard, isRepair: Bool = false,
        count: Int, usage: Usage, charged: Money, estimated: Money, unknown: Int, possible: Money = .zero
    ) {
        self.day = day
        self.model = model
        self.imported = imported
        self.kind = kind
        self.outcome = outcome
        self.escalation = escalation
        self.service = service
        self.isRepair = isRepair
        self.count = count
        self.usage = usage
        self.charged = charged
        self.estimated = estimated
        self.unknown = unknown
        self.possible = possible
    }

    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// Predictions, with what is left of their cost after their attempts.
        case answer
        /// Predictions that several samples have voted for; likewise.
        case vote
        case sample, discarded, lost
    }
}

extension Store {
    /// What the answers and attempts recorded by this store really cost, exactly: in all, or on one day in UTC
    /// (`2026-11-01`). Attempts whose request has no answer yet are in it.
    ///
    /// Imported answers were paid by someone else; `includingImported` adds them.
    package func spent(on day: String? = nil, includingImported: Bool = false) throws -> Money {
        try read { try Spending.sum("charged", on: day, includingImported: includingImported, $0) }
    }

    /// What attempts whose answers were lost may have cost beyond `spent`, at most.
    package func atRisk(on day: String? = nil) throws -> Money {
        try read { try Spending.sum("possible", on: day, includingImported: false, $0) }
    }

    /// What was spent, by day, model, origin and kind; days in order, answers of unknown day first.
    package func spending() throws -> [Spending] {
        try read { db in
            try db.all(
                "SELECT \(SchemaSpending2.all) FROM spending ORDER BY \(SchemaSpending2.keys.joined(separator: ", "))"
            ) { row in
                let day: String = try row.value(0)
                return Spending(
                    day: day.isEmpty ? nil : day, model: try row.value(1), imported: try row.value(2),
                    kind: try row.someWord(3),
                    outcome: try row.word(4), escalation: try row.word(5), service: try row.someWord(6),
                    isRepair: try row.value(7), count: try row.value(8), usage: try CostColumns.usage(row, at: 13),
                    charged: Money(picodollars: try row.value(9)), estimated: Money(picodollars: try row.value(10)),
                    unknown: try row.value(11), possible: Money(picodollars: try row.value(12)))
            }
        }
    }
}

extension Spending {
    /// The sum of a column of money.
    static func sum(_ column: String, on day: String?, includingImported: Bool, _ db: Database) throws -> Money {
        let isOfDay = day == nil ? "" : "AND day = :day"
        var arguments: StatementArguments = ["all": includingImported]
        if let day { arguments += ["day": day] }
        // Added up here, because sum() fails where it would overflow.
        var sum = Money.zero
        let rows = try Row.fetchCursor(
            db.cachedStatement(
                sql: "SELECT \(column) FROM spending WHERE (:all OR NOT imported) AND \(column) > 0 \(isOfDay)"),
            arguments: arguments)
        while let row = try rows.next() { sum += Money(picodollars: try row.value(0)) }
        return sum
    }
}
