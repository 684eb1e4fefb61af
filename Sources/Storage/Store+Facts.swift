package import Labeling

internal import Foundation
internal import GRDB

extension Store {
    /// Reads a million items in the time that SQLite takes to step through their rows: each table once, in its own order,
    /// without making a value of a row.
    ///
    /// - Parameter prediction: given each prediction, in the order of recording; the words so far.
    package func facts(_ prediction: (PredictionFacts, inout WordTable) throws -> Void) throws -> TaskFacts {
        try read { db in
            var facts = TaskFacts(words: WordTable(), shuffles: [], gold: [], decisions: [], needed: [], policy: nil)
            // Numbers have no gaps, because items are never removed.
            facts.shuffles.reserveCapacity(try db.first("SELECT items FROM counters") { try $0.value(0) } ?? 0)
            try db.step("SELECT shuffle FROM queue ORDER BY item") { facts.shuffles.append($0.double(0) ?? 0) }
            try readRule(db, &facts)
            facts.gold = Array(repeating: -1, count: facts.count)
            try db.step("SELECT item, label FROM gold") { row in
                facts.gold[try place(row, facts)] = row.word(1, &facts.words)
            }
            try readPredictions(db, &facts.words, prediction)
            facts.decisions = try decisions(db, &facts.words)
            return facts
        }
    }

    private func readRule(_ db: Database, _ facts: inout TaskFacts) throws {
        let rule = try TruthRule.stored(db)
        let needed = UInt8(clamping: rule.overlap)
        facts.policy = rule.policy
        facts.needed = Array(repeating: rule.isPartial ? 1 : needed, count: facts.count)
        guard rule.isPartial else { return }
        try db.step("SELECT item FROM overlapped") { facts.needed[try place($0, facts)] = needed }
    }

    /// Where the item stands that the first column names.
    private func place(_ row: RawRow, _ facts: TaskFacts) throws -> Int {
        let number = row.int(0)
        guard number > 0, number <= Int64(facts.count) else {
            throw StoreDamage(detail: "something was said of item number \(number), which does not exist")
        }
        return Int(number) - 1
    }

    /// What the sources said of each item beside its text, in the order of arrival.
    package func forEachMeta(_ body: (ItemNumber, [String: JSONValue]) throws -> Void) throws {
        try read { db in
            try db.step("SELECT number, meta FROM item WHERE meta IS NOT NULL ORDER BY number") { row in
                guard let json = row.text(1),
                    let meta = try? JSONDecoder().decode([String: JSONValue].self, from: Data(json.utf8))
                else { throw StoreDamage(detail: "the meta of an item is not JSON") }
                try body(ItemNumber(row.int(0)), meta)
            }
        }
    }

    /// The ids of all items, in no order.
    package func forEachID(_ body: (ItemNumber, Item.ID) throws -> Void) throws {
        try read { db in
            // From the index of ids alone, without a look at the texts.
            try db.step("SELECT number, id FROM item") { row in
                if let id = row.text(1) { try body(ItemNumber(row.int(0)), Item.ID(id)) }
            }
        }
    }

    private func readPredictions(
        _ db: Database, _ words: inout WordTable, _ body: (PredictionFacts, inout WordTable) throws -> Void
    ) throws {
        let outcomes = Coded<Prediction.Outcome>(SchemaPredictions8.outcome)
        let reasons = Coded<EscalationReason>(SchemaPredictions8.escalation)
        let bases = Coded<CostBasis>(SchemaPredictions8.basis)
        let names = try NameNumbers(&words, db)
        try db.step(
            """
            SELECT item, model, label, outcome, confidence, latency_ms, cost_basis, picodollars, at, snapshot,
                prompt_version, escalation
            FROM prediction_row ORDER BY id
            """
        ) { row in
            guard let outcome = outcomes[row.code(3)], let basis = bases[row.code(6)]
            else { throw StoreDamage(detail: "a prediction has an outcome or a cost that this version does not know") }
            let money = Money(picodollars: row.int(7))
            let cost: CostFacts =
                switch basis {
                case .charged: .charged(money)
                case .estimated: .estimated(money)
                case .unknown: .unknown
                }
            let facts = PredictionFacts(
                item: ItemNumber(row.int(0)), model: names[row.code(1)], label: names[row.code(2)], outcome: outcome,
                confidence: row.double(4), latencyMilliseconds: row.double(5), cost: cost,
                at: row.isNull(8) ? nil : row.int(8), snapshot: names[row.code(9)],
                promptVersion: names[row.code(10)], escalation: reasons[row.code(11)])
            try body(facts, &words)
        }
    }

    private enum CostBasis: String { case charged, estimated, unknown }

    private func decisions(_ db: Database, _ words: inout WordTable) throws -> [DecisionFacts] {
        var actions = Vocabulary<Verdict.Action>()
        let tags = Dictionary(
            try db.all("SELECT decision, unclear FROM tag ORDER BY id") {
                (try $0.value(0) as Int64, try $0.value(1) as Bool)
            },
            uniquingKeysWith: { $1 })
        // Few are undone, and few belong to an act: looked up here, not joined a million times.
        let undone = Set(try db.all("SELECT decision FROM undo") { try $0.value(0) as Int64 })
        let kinds = Dictionary(
            try db.all("SELECT id, kind FROM act") { (try $0.value(0) as Int64, try $0.someWord(1) as Act.Kind) },
            uniquingKeysWith: { first, _ in first })
        var decisions: [DecisionFacts] = []
        decisions.reserveCapacity(try db.first("SELECT count(*) FROM decision") { try $0.value(0) } ?? 0)
        try db.step(
            """
            SELECT item, reviewer, action, label, at, seconds, shown, first_choice, probability, exposure, act, id,
                adjudication, unclear
            FROM decision ORDER BY id
            """
        ) { row in
            guard let action = actions[row.word(2, &words), words] else {
                throw StoreDamage(detail: "a decision has an action that this version does not know")
            }
            decisions.append(
                DecisionFacts(
                    item: ItemNumber(row.int(0)), reviewer: row.word(1, &words), action: action,
                    label: row.word(3, &words), at: row.int(4), seconds: row.double(5), shown: row.word(6, &words),
                    firstChoice: row.word(7, &words), probability: row.double(8) ?? 1, exposure: row.word(9, &words),
                    act: row.isNull(10) ? nil : kinds[row.int(10)],
                    isUndone: !undone.isEmpty && undone.contains(row.int(11)), isAdjudication: row.int(12) != 0,
                    isUnclear: tags[row.int(11)] ?? (row.int(13) != 0)))
        }
        return decisions
    }
}

/// The values that words stand for, by the words' numbers.
private struct Vocabulary<Value: RawRepresentable> where Value.RawValue == String {
    private var values: [Int32: Value] = [:]
    private var last: (number: Int32, value: Value)?

    /// Nil: no word, or none that is known.
    subscript(number: Int32, words: WordTable) -> Value? {
        mutating get {
            // Nearly always that of the row before.
            if let last, last.number == number { return last.value }
            guard number >= 0 else { return nil }
            guard let value = values[number] ?? Value(rawValue: words.words[Int(number)]) else { return nil }
            values[number] = value
            last = (number, value)
            return value
        }
    }
}

/// The numbers that the store's names have in a table of words.
private struct NameNumbers {
    private var numbers: [Int64: Int32] = [:]
    /// Of names whose numbers are small, as they are where nothing strange was imported.
    private var first: [Int32] = Array(repeating: -1, count: 1_024)

    init(_ words: inout WordTable, _ db: Database) throws {
        var rest: [Int64: Int32] = [:]
        var table = words
        var low = first
        try db.step("SELECT id, text FROM name") { row in
            let number = row.word(1, &table)
            let id = row.int(0)
            if id >= 0, id < Int64(low.count) { low[Int(id)] = number } else { rest[id] = number }
        }
        (words, first, numbers) = (table, low, rest)
    }

    /// -1: none.
    subscript(id: Int64?) -> Int32 {
        guard let id else { return -1 }
        return id >= 0 && id < Int64(first.count) ? first[Int(id)] : numbers[id] ?? -1
    }
}
