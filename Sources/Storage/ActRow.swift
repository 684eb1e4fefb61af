internal import Foundation
internal import GRDB
internal import Labeling

/// How an act lies in its table.
enum ActRow {
    /// Adds an act.
    ///
    /// - Parameter detail: what it was that was decided, and on what grounds: a JSON object.
    static func insert(_ act: Act, reviewer: String, detail: String, at: Timestamp, _ db: Database) throws -> Int64 {
        try db.run(
            "INSERT INTO act (key, kind, reviewer, detail, at) VALUES (?, ?, ?, ?, ?)",
            [act.key.withoutNUL, act.kind.rawValue, reviewer.withoutNUL, detail, at.milliseconds])
        return db.lastInsertedRowID
    }

    /// The number of the act that a decision belongs to; added where it is new.
    static func number(of act: Act, _ decision: Decision, _ db: Database) throws -> Int64 {
        // One act has one reviewer; another's of the same name, which only a file can bring, is another act.
        for key in [act.key.withoutNUL, "\(act.key.withoutNUL) (\(decision.reviewer.withoutNUL))"] {
            let known = try db.first("SELECT id, kind, reviewer FROM act WHERE key = ?", [key]) { row in
                (id: try row.value(0) as Int64, kind: try row.value(1) as String, reviewer: try row.value(2) as String)
            }
            guard let known else {
                let new = Act(key: key, kind: act.kind)
                return try insert(new, reviewer: decision.reviewer, detail: "{}", at: decision.at, db)
            }
            if known.kind == act.kind.rawValue, known.reviewer == decision.reviewer.withoutNUL { return known.id }
        }
        throw StoreDamage(detail: "the act \"\(act.key)\" is known with another reviewer and kind")
    }

    static func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}

/// What is kept with an act on alike or selected items.
struct BulkGrounds: Codable {
    var choice: String
    var items: Int
    var list: String?
    /// What was left out of a selection.
    var leftOut: [String: Int]?

    enum CodingKeys: String, CodingKey {
        case choice, items, list
        case leftOut = "left_out"
    }
}

/// What is kept with an acceptance by rule.
struct PolicyGrounds: Codable {
    var threshold: Double
    var audit: Double
    var accepted: Int
    var undecided: Int
    /// What the risk was measured on: `n` decided items, and in how many the first opinion was wrong.
    var n: Int
    var errors: Int
    /// Decided without the model's answer in view.
    var blind: Bool
    /// One-sided 95 % bound of the share of errors.
    var upper: Double
    /// The share of errors that was wished for at most; nil: none was.
    var wished: Double?
}
