import Evaluation
package import Inference
package import Labeling

/// What a number of items a day would cost with one model, with another, and by the task's policy.
///
/// A month has 30 days and a year twelve such months. All amounts are exact; only a mean of measured tokens is rounded,
/// half up to 10⁻¹² dollars.
package struct CostProjection: Hashable, Sendable {
    package var perDay: Int
    package var share: EscalatedShare
    /// Items a day that the second model is asked about too.
    package var escalatedPerDay: Int
    package var loads: [ModelLoad]
    package var rows: [Row]
    package var priceDate: String
    package var priceSource: String
    /// Sentences for people.
    package var notes: [String]

    /// One way to do the day's work.
    package struct Row: Hashable, Sendable {
        package var way: Way
        package var standard: Amount
        package var batch: Amount
        package var cached: Amount
        /// What a day costs less than with the strong model alone, both at standard prices; below zero where it is
        /// dearer. Nil: a price is unknown, or there is no second model.
        package var saved: Money?
    }

    package enum Way: Hashable, Sendable {
        /// This model alone, asked about every item.
        case alone(String)
        /// The first about every item, the second about the escalated ones too.
        case policy(first: String, second: String)
    }

    /// A day's cost, or why there is none.
    package enum Amount: Hashable, Sendable {
        case perDay(Money)
        case none(Reason)

        package enum Reason: String, Hashable, Sendable {
            case unknownPrice = "price unknown"
            case noBatches = "not offered in batches"
            case tooShort = "too short to cache"
            case tooRare = "too rare to cache"
            case unknownPrompt = "prompt not known"
        }

        package var perDay: Money? {
            guard case .perDay(let money) = self else { return nil }
            return money
        }
        package var perMonth: Money? { perDay.map { $0 * CostProjection.daysPerMonth } }
        package var perYear: Money? { perMonth.map { $0 * 12 } }

        fileprivate static func + (left: Amount, right: Amount) -> Amount {
            switch (left, right) {
            case (.perDay(let a), .perDay(let b)): .perDay(a + b)
            case (.none, _): left
            case (_, .none): right
            }
        }
    }

    package static let daysPerMonth = 30

    /// - Parameters:
    ///   - perDay: 1 or more.
    ///   - loads: the models from cheap to strong, at least one; the first two are those of the policy.
    package init(perDay: Int, share: EscalatedShare, loads: [ModelLoad], table: ModelTable) {
        self.perDay = perDay
        self.share = share
        self.loads = loads
        priceDate = table.date
        priceSource = table.source
        let escalated = min(perDay, Int((Double(perDay) * share.value).rounded()))
        escalatedPerDay = loads.count > 1 ? escalated : 0
        var rows = loads.map { load in
            Row(
                way: .alone(load.model), standard: load.standard(perDay, table), batch: load.batch(perDay, table),
                cached: load.cached(perDay, table))
        }
        if loads.count > 1 {
            let (first, second) = (loads[0], loads[1])
            rows.append(
                Row(
                    way: .policy(first: first.model, second: second.model),
                    standard: first.standard(perDay, table) + second.standard(escalated, table),
                    batch: first.batch(perDay, table) + second.batch(escalated, table),
                    cached: first.cached(perDay, table) + second.cached(escalated, table)))
            let strong = rows[1].standard.perDay
            for index in rows.indices where index != 1 {
                rows[index].saved = strong.flatMap { all in rows[index].standard.perDay.map { all - $0 } }
            }
        }
        self.rows = rows
        notes = CostProjection.notes(loads, table)
    }

    private static func notes(_ loads: [ModelLoad], _ table: ModelTable) -> [String] {
        var notes: [String] = []
        if loads.count > 1 {
            notes.append("Escalation costs more than the first model alone: an escalated item is paid for twice.")
        }
        if loads.count > 2 {
            notes.append(
                "The policy is that of \(loads[0].model) and \(loads[1].model); the others stand for themselves.")
        }
        let newer = loads.filter { table.facts(for: $0.model)?.hasNewTokenizer == true }.map(\.model)
        let older = loads.filter { table.facts(for: $0.model)?.hasNewTokenizer == false }.map(\.model)
        if !newer.isEmpty, !older.isEmpty {
            let names = newer.joined(separator: ", ")
            let rule =
                loads.contains { $0.input.source == .given || $0.output.source == .given }
                ? "with the same number of tokens for all, its cost is understated" : "part of the difference is this"
            notes.append(
                "\(names): counts about 30 % more tokens for the same text than \(older.joined(separator: ", ")); \(rule)."
            )
        }
        for load in loads where table.facts(for: load.model) == nil {
            notes.append(
                "\(load.model) is not in the model table of \(table.date): its price is unknown; model-table in the task "
                    + "file can give it."
            )
        }
        if loads.contains(where: { $0.input.source == .estimated || $0.output.source == .estimated }) {
            notes.append(
                "Estimated tokens come from the length of the prompt; ask the models about some items to know.")
        }
        if loads.contains(where: { $0.prefix != nil }) {
            notes.append(
                "With caching: one write of the stable prompt a day and reads after it, for items that come evenly.")
        }
        return notes
    }
}

/// The share of items that a second model is asked about.
package struct EscalatedShare: Hashable, Sendable {
    /// 0 to 1.
    package var value: Double
    package var source: Source

    package enum Source: Hashable, Sendable {
        case given
        /// Of so many answered items.
        case measured(items: Int)
        /// The task's `sample`, for too few items are answered.
        case sample
    }

    /// Below this a measured share says little.
    package static let enough = 20

    package init(value: Double, source: Source) {
        self.value = value
        self.source = source
    }

    /// Measured where enough items are answered, else the sample share.
    package init(secondOpinions: Int, answered: Int, sample: Double) {
        if answered >= EscalatedShare.enough {
            self.init(
                value: min(1, Double(secondOpinions) / Double(answered)), source: .measured(items: answered))
        } else {
            self.init(value: sample, source: .sample)
        }
    }
}
