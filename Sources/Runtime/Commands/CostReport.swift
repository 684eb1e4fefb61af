import Evaluation
package import Inference
package import Labeling
package import Storage

/// Where a task's money went: one list of spending seen from several sides.
///
/// What is lost on the way and may have been billed is in `possiblyBilled` and in no other sum.
package struct CostReport: Hashable, Sendable {
    package var total: Sum
    package var byDayAndModel: [Row]
    package var byDay: [Row]
    package var byModel: [Row]
    package var byEscalation: [Row]
    package var byOutcome: [Row]
    package var byService: [Row]
    /// Of the models that wrote to a prompt cache or read from it.
    package var caching: [CacheSaving]
    package var possiblyBilled: PossiblyBilled
    /// Sentences for people: what is not known, and what a figure leaves out.
    package var notes: [String]

    /// What several exchanges came to.
    package struct Sum: Hashable, Sendable {
        /// Everything that was answered: samples of a vote and answers that were thrown away too.
        package var calls = 0
        /// Of these, predictions.
        package var answers = 0
        package var usage = Usage()
        /// Real spend.
        package var charged = Money.zero
        /// What unbilled answers would have cost; never part of `charged`.
        package var estimated = Money.zero
        /// How many have no known cost: with any, `charged` is a lower bound.
        package var unknown = 0

        mutating func add(_ row: Spending) {
            calls = calls.addingClamped(row.calls)
            answers = answers.addingClamped(row.answers)
            usage = usage + row.usage
            charged += row.charged
            estimated += row.estimated
            unknown = unknown.addingClamped(row.unknown)
        }
    }

    package struct Row: Hashable, Sendable {
        package var key: Key
        package var sum: Sum
    }

    package enum Key: Hashable, Sendable {
        /// Nil: the answers do not say when they were made.
        case day(String?)
        case model(String, imported: Bool)
        case dayAndModel(String?, String, imported: Bool)
        /// Nil: a first opinion, or imported.
        case escalation(EscalationReason?)
        case outcome(Spending.Kind, Prediction.Outcome?, isRepair: Bool)
        case service(Prediction.Service)
    }

    /// What a model's prompt cache saved.
    package struct CacheSaving: Hashable, Sendable {
        package var model: String
        package var imported: Bool
        package var read: Int
        package var written: Int
        /// Σ read · (input − read price) − Σ written · (write − input price), in a batch at its share of the prices;
        /// below zero where more was written than read. Nil: no price is known.
        package var saved: Money?
    }

    /// Requests whose answers were lost on the way.
    package struct PossiblyBilled: Hashable, Sendable {
        package var count = 0
        /// The most that those can have cost together whose price is known.
        package var most = Money.zero
        /// How many are of a model without a known price.
        package var withoutPrice = 0
    }

    package init(_ spending: [Spending], table: ModelTable) {
        let rows = spending.filter { $0.kind != .lost }
        total = Sum()
        for row in rows { total.add(row) }
        byDayAndModel = CostReport.grouped(rows) { .dayAndModel($0.day, $0.model, imported: $0.imported) }
        byDay = CostReport.grouped(rows) { .day($0.day) }
        byModel = CostReport.grouped(rows) { .model($0.model, imported: $0.imported) }
        byEscalation = CostReport.grouped(rows) { .escalation($0.escalation) }
        byOutcome = CostReport.grouped(rows) { .outcome($0.kind, $0.outcome, isRepair: $0.isRepair) }
        byService = CostReport.grouped(rows) { .service($0.service) }
        caching = CostReport.caching(rows, table: table)
        possiblyBilled = PossiblyBilled()
        for row in spending where row.kind == .lost {
            possiblyBilled.count = possiblyBilled.count.addingClamped(row.count)
            possiblyBilled.most += row.possible
            // A request that costs nothing at worst does not exist.
            if row.possible == .zero { possiblyBilled.withoutPrice += row.count }
        }
        notes = []
        notes = sentences(table)
    }

    /// What caching saved with the models whose prices are known; nil: with none of those that cached.
    package var cacheSaving: Money? {
        let known = caching.compactMap(\.saved)
        return known.isEmpty && !caching.isEmpty ? nil : known.reduce(.zero, +)
    }

    /// In the order of the keys' words, so that the same store gives the same report.
    private static func grouped(_ rows: [Spending], by key: (Spending) -> Key) -> [Row] {
        var sums: [Key: Sum] = [:]
        for row in rows { sums[key(row), default: Sum()].add(row) }
        return sums.map { Row(key: $0.key, sum: $0.value) }.sorted { $0.key.order < $1.key.order }
    }

    private static func caching(_ rows: [Spending], table: ModelTable) -> [CacheSaving] {
        var models: [Key: CacheSaving] = [:]
        for row in rows where row.usage.cacheReadInputTokens > 0 || row.usage.cacheCreationInputTokens > 0 {
            let key = Key.model(row.model, imported: row.imported)
            var tokens =
                models[key]
                ?? CacheSaving(model: row.model, imported: row.imported, read: 0, written: 0, saved: .zero)
            tokens.read = tokens.read.addingClamped(row.usage.cacheReadInputTokens)
            tokens.written = tokens.written.addingClamped(row.usage.cacheCreationInputTokens)
            let saved = saving(of: row, table: table)
            tokens.saved = tokens.saved.flatMap { sum in saved.map { sum + $0 } }
            models[key] = tokens
        }
        return models.sorted { $0.key.order < $1.key.order }.map(\.value)
    }

    private static func saving(of row: Spending, table: ModelTable) -> Money? {
        guard let facts = table.facts(for: row.model) else { return nil }
        let (usage, price) = (row.usage, facts.price)
        let hour = min(usage.cacheCreation1hInputTokens, usage.cacheCreationInputTokens)
        let saved =
            (price.input - price.cacheRead) * usage.cacheReadInputTokens
            - (price.cacheWrite5m - price.input) * (usage.cacheCreationInputTokens - hour)
            - (price.cacheWrite1h - price.input) * hour
        switch row.service {
        case .standard: return saved
        case .batch: return facts.batchPercent.flatMap { saved.times($0, over: 100) }
        }
    }

    private func sentences(_ table: ModelTable) -> [String] {
        var sentences: [String] = []
        if total.unknown > 0 {
            sentences.append(
                "The cost of \(total.unknown) of \(total.calls) answers is unknown: what was spent is a lower bound.")
        }
        let imported = byModel.reduce(Money.zero) { sum, row in
            if case .model(_, imported: true) = row.key { sum + row.sum.charged } else { sum }
        }
        if imported > .zero {
            sentences.append("$\(imported.decimal()) of it came with imported answers: it was paid elsewhere.")
        }
        if total.estimated > .zero {
            sentences.append("Estimates are what unbilled answers would have cost: they were not spent.")
        }
        for model in caching where model.saved == nil {
            sentences.append("\(model.model): no price is known, so what its cache saved is not known either.")
        }
        if let long = caching.first(where: { table.facts(for: $0.model)?.longPrice != nil }) {
            sentences.append(
                "\(long.model): what its cache saved is counted at the price of short prompts.")
        }
        if possiblyBilled.count > 0 {
            sentences.append("Requests whose answers were lost may have been billed: they are in no sum above.")
        }
        if possiblyBilled.withoutPrice > 0 {
            sentences.append(
                "No price is known for \(possiblyBilled.withoutPrice) of the lost requests: the most they can have cost "
                    + "is not known.")
        }
        return sentences
    }
}

extension CostReport.Key {
    /// Sorts a list: days in order with the unknown one first, first opinions before escalations, answers before what
    /// was thrown away.
    fileprivate var order: String {
        switch self {
        case .day(let day): day ?? ""
        case .model(let model, let imported): "\(model)\u{0}\(imported)"
        case .dayAndModel(let day, let model, let imported): "\(day ?? "")\u{0}\(model)\u{0}\(imported)"
        case .escalation(let reason): reason?.rawValue ?? ""
        case .outcome(let kind, let outcome, let isRepair):
            "\(Spending.Kind.allCases.firstIndex(of: kind) ?? 0)"
                + "\(outcome.flatMap { Prediction.Outcome.allCases.firstIndex(of: $0) } ?? 9)\(isRepair)"
        case .service(let service): service == .standard ? "" : service.rawValue
        }
    }
}
