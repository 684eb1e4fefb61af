internal import Foundation
internal import GRDB
internal import Labeling

/// Takes a batch into the store, within one transaction: first all items that are new, then what is added to known ones.
///
/// While the new ones go in, triggers are silent on this connection, and what they keep is made by a few statements for all
/// new items: row by row that took more time than the rows, most of it for a savepoint around each of them. Nobody sees
/// the store meanwhile: it is one transaction. Decisions, which are few, and all that is added to known items go in
/// under the triggers.
struct Intake {
    /// Fewer entries are left to the triggers: to silence them has all statements prepared anew.
    static let fewest = 100

    static let goldInsertion = "INSERT INTO gold (item, label, at) VALUES (?, ?, ?)"

    private let store: Store
    private let db: Database
    private let now: Timestamp
    private let rule: TruthRule
    private let isByTriggers: Bool

    private var itemRow: RowWriter
    private var plainRow: RowWriter
    private var goldRow: RowWriter
    private var predictionRow: RowWriter
    private var known: RowReader
    private var names = NameTable()

    /// The first of the new items, and what came with them.
    private var first: Int64?
    private var count = 0
    private var golds = 0
    private var hasPredictions = false
    private var spending = SpendingSums()
    private var decisions: [(item: Int64, decisions: [Decision])] = []

    init(into store: Store, _ now: Timestamp, byTriggers: Bool, _ db: Database) throws {
        self.store = store
        self.db = db
        self.now = now
        isByTriggers = byTriggers
        rule = try TruthRule.stored(db)
        if !byTriggers { try db.setTriggers(false) }
        itemRow = try RowWriter(
            """
            INSERT INTO item (id, text, meta, images, shuffle, added_at)
            VALUES (CAST(? AS TEXT), CAST(? AS TEXT), ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING
            """, db)
        plainRow = try RowWriter(
            "INSERT INTO item (id, text, meta, shuffle, added_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
            db)
        goldRow = try RowWriter(Intake.goldInsertion, db)
        predictionRow = try RowWriter(PredictionRow.insertion, db)
        known = try RowReader(
            """
            SELECT i.number, i.text, i.images, g.label
            FROM item i LEFT JOIN gold g ON g.item = i.number WHERE i.id = ?
            """, db)
    }

    /// - Returns: one outcome for each entry, in order.
    mutating func take(_ batch: ItemBatch, _ range: Range<Int>) throws -> [ImportOutcome] {
        try batch.bytes.withUnsafeBytes { bytes in
            var outcomes = Array(repeating: ImportOutcome.added, count: range.count)
            var others: [Int] = []
            for place in range {
                let isNew =
                    switch batch.entries[place] {
                    case .plain(let item): try isNew(item, of: bytes)
                    case .annotated(let place): try isNew(batch.annotated[place])
                    }
                if !isNew { others.append(place) }
            }
            try finish()
            for place in others {
                switch batch.entries[place] {
                case .plain(let item): outcomes[place - range.lowerBound] = try extend(with: item, of: bytes)
                case .annotated(let element):
                    outcomes[place - range.lowerBound] = try store.extend(with: batch.annotated[element], now, db)
                }
            }
            return outcomes
        }
    }

    /// Inserts the item, unless its id is known.
    private mutating func isNew(_ item: ItemBatch.Plain, of bytes: UnsafeRawBufferPointer) throws -> Bool {
        let id = UnsafeRawBufferPointer(rebasing: bytes[item.id])
        let text = UnsafeRawBufferPointer(rebasing: bytes[item.text])
        // The bytes stay where they are until the whole batch is in.
        plainRow.addStatic(id)
        plainRow.addStatic(text)
        if item.meta.isEmpty {
            plainRow.add(nil as Int64?)
        } else {
            plainRow.addStatic(UnsafeRawBufferPointer(rebasing: bytes[item.meta]))
        }
        plainRow.add(item.shuffle)
        plainRow.add(now.milliseconds)
        try plainRow.run(db)
        guard plainRow.changes(db) > 0 else { return false }
        let number = try entered { Item.ID(String(decoding: id, as: UTF8.self)) }
        if let gold = item.gold { try insert(gold, number) }
        return true
    }

    private mutating func isNew(_ element: AnnotatedItem) throws -> Bool {
        itemRow.add(element.item.id.value)
        itemRow.add(element.item.text)
        itemRow.add(try ItemRow.meta(element.item))
        itemRow.add(try ItemRow.images(element.item))
        itemRow.add(StableShare.position(of: element.item.id, purpose: "order"))
        itemRow.add(now.milliseconds)
        try itemRow.run(db)
        guard itemRow.changes(db) > 0 else { return false }
        let number = try entered { element.item.id }
        if let gold = element.gold { try insert(gold, number) }
        for prediction in element.predictions { try insert(prediction.storable, number) }
        if !element.decisions.isEmpty {
            decisions.append((number, element.decisions.map(\.storable)))
        }
        return true
    }

    /// Makes what follows from the new items, and has the triggers speak again.
    private mutating func finish() throws {
        if let first, !isByTriggers {
            var row = try RowWriter(hasPredictions ? Schema8.queueOfNewItems : Schema8.queueOfPlainItems, db)
            row.add(first)
            try row.run(db)
            if hasPredictions {
                var row = try RowWriter(SchemaTriggers8.countNewItems, db)
                row.add(first)
                try row.run(db)
                try spending.write(db)
            } else {
                try db.run("UPDATE counters SET items = items + ? WHERE only = 1", [count])
            }
            if golds > 0 { try db.run("UPDATE counters SET gold = gold + ? WHERE only = 1", [golds]) }
        }
        if !isByTriggers { try db.setTriggers(true) }
        for (item, decisions) in decisions {
            for decision in decisions {
                _ = try DecisionRow.insert(decision, item: item, imported: true, now: now, db)
            }
        }
    }

    /// The number of the item that was inserted just now.
    private mutating func entered(_ id: () -> Item.ID) throws -> Int64 {
        let number = plainRow.lastRow(db)
        if first == nil { first = number }
        count += 1
        if rule.isPartial, rule.contains(id()) { try db.run("INSERT INTO overlapped (item) VALUES (?)", [number]) }
        return number
    }

    private mutating func insert(_ gold: Label, _ item: Int64) throws {
        goldRow.add(item)
        goldRow.add(gold.name.withoutNUL)
        goldRow.add(now.milliseconds)
        try goldRow.run(db)
        golds += 1
    }

    private mutating func insert(_ prediction: Prediction, _ item: Int64) throws {
        try PredictionRow.insert(
            prediction, item: item, request: nil, imported: true, now: now, &predictionRow, &names, db)
        guard !isByTriggers, let model = try names.number(of: prediction.model, db) else { return }
        hasPredictions = true
        spending.add(prediction, model: model)
    }

    /// Of an item whose id is known: `Store.extend` for bytes.
    private mutating func extend(
        with item: ItemBatch.Plain, of bytes: UnsafeRawBufferPointer
    ) throws -> ImportOutcome {
        let id = UnsafeRawBufferPointer(rebasing: bytes[item.id])
        let text = UnsafeRawBufferPointer(rebasing: bytes[item.text])
        known.addStatic(id)
        defer { known.reset() }
        guard try known.next(db) else {
            throw StoreDamage(
                detail:
                    "the id \(String(decoding: id, as: UTF8.self)) is taken and cannot be found; its index is broken")
        }
        func reason(_ what: String) -> String {
            "the id \(String(decoding: id, as: UTF8.self)) is in the store with \(what)"
        }
        guard known.bytes(1).elementsEqual(text) else { return .conflict(reason: reason("another text")) }
        guard known.bytes(2).isEmpty else { return .conflict(reason: reason("other images")) }
        guard let gold = item.gold else { return .duplicate }
        if let stored = known.text(3).map({ Label($0) }) {
            return stored == gold
                ? .duplicate : .conflict(reason: reason("the gold \(stored), not \(gold)"))
        }
        let number = known.int(0)
        known.reset()
        try store.insertGold(gold, number, now, db)
        return .extended(predictions: 0, decisions: 0, gold: true)
    }
}
