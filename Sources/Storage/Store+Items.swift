package import Labeling

internal import Foundation
internal import GRDB

extension Store {
    package func number(of id: Item.ID) throws -> ItemNumber? {
        try read { db in
            try db.first("SELECT number FROM item WHERE id = CAST(? AS TEXT)", [id.value.exact]) { try $0.number(0) }
        }
    }

    package func item(_ number: ItemNumber) throws -> Item? {
        try read { db in
            try db.first("SELECT \(ItemRow.columns) FROM item i WHERE i.number = ?", [number.value]) {
                try ItemRow.decode($0, at: 0)
            }
        }
    }

    /// The item with its predictions and decisions, in the order of recording; nil: there is no such item.
    package func annotated(_ number: ItemNumber) throws -> AnnotatedItem? {
        guard let item = try item(number) else { return nil }
        return try read { db in
            let gold = try db.first("SELECT label FROM gold WHERE item = ?", [number.value]) { try $0.label(0) } ?? nil
            return AnnotatedItem(
                item: item, gold: gold, predictions: try storedPredictions(of: number.value, db),
                decisions: try storedDecisions(of: number.value, db).map(\.decision))
        }
    }

    /// In the order of recording.
    func storedPredictions(of item: Int64, _ db: Database) throws -> [Prediction] {
        try db.all(
            "SELECT \(PredictionRow.columns(of: "p")) FROM prediction p WHERE p.item = ? ORDER BY p.id", [item]
        ) { try PredictionRow.decode($0, at: 0) }
    }

    /// In the order of recording.
    func storedDecisions(of item: Int64, _ db: Database) throws -> [(id: DecisionID, decision: Decision)] {
        try db.all(
            "SELECT d.id, \(DecisionRow.columns(of: "d")) FROM decision_now d WHERE d.item = ? ORDER BY d.id", [item]
        ) { row in
            (DecisionID(try row.value(0)), try DecisionRow.decode(row, at: 1))
        }
    }

    func requireItem(_ number: ItemNumber, _ db: Database) throws {
        guard try db.first("SELECT 1 FROM item WHERE number = ?", [number.value], { _ in true }) != nil else {
            throw StoreError.unknownItem(number)
        }
    }
}

/// How an `Item` lies in its table.
enum ItemRow {
    /// The columns that `decode` reads, of the table `item` under the name `i`.
    static let columns = "CAST(i.id AS BLOB), CAST(i.text AS BLOB), i.meta, i.images"

    static func decode(_ row: Row, at start: Int) throws -> Item {
        var meta: [String: JSONValue] = [:]
        if let json = try row.value(start + 2) as String? { meta = try self.meta(json) }
        var images: [String] = []
        if let json = try row.value(start + 3) as String? { images = try self.images(json) }
        return Item(id: Item.ID(try row.text(start)), text: try row.text(start + 1), meta: meta, images: images)
    }

    static func meta(_ json: String) throws -> [String: JSONValue] {
        guard let value = try? JSONDecoder().decode([String: JSONValue].self, from: Data(json.utf8)) else {
            throw StoreDamage(detail: "the meta of an item is not JSON")
        }
        return value
    }

    static func images(_ json: String) throws -> [String] {
        guard let value = try? JSONDecoder().decode([String].self, from: Data(json.utf8)) else {
            throw StoreDamage(detail: "the images of an item are not a list of texts")
        }
        return value
    }

    static func meta(_ item: Item) throws -> String? {
        guard !item.meta.isEmpty else { return nil }
        var bytes: [UInt8] = []
        JSONValue.append(item.meta, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    static func images(_ item: Item) throws -> String? {
        try item.images.isEmpty ? nil : json(item.images)
    }

    private static func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}
