internal import Foundation
internal import GRDB
internal import Labeling

/// How a `Decision` lies in its table.
enum DecisionRow {
    /// The columns that `decode` reads, of the view `decision_now` under the name `name`.
    static func columns(of name: String) -> String {
        """
        \(name).reviewer, \(name).action, \(name).label, \(name).at, \(name).seconds, CAST(\(name).note AS BLOB),
        \(name).shown, \(name).first_choice, \(name).probability, \(name).undone_at, \(name).undone_by,
        \(name).exposure, \(name).act_key, \(name).act_kind, \(name).adjudication, \(name).unclear
        """
    }

    /// Reads the columns of `columns(of:)`, the first of which stands at `start`.
    static func decode(_ row: Row, at start: Int) throws -> Decision {
        guard let verdict = Verdict(action: try row.someWord(start + 1), label: try row.label(start + 2)) else {
            throw StoreDamage(detail: "a decision has an action and a label that do not belong together")
        }
        return Decision(
            reviewer: try row.value(start), verdict: verdict, at: try row.time(start + 3),
            seconds: try row.value(start + 4), note: try row.text(start + 5), shown: try names(row.value(start + 6)),
            firstChoice: try row.label(start + 7), probability: try row.value(start + 8),
            exposure: try exposure(row.value(start + 11)), act: try act(row, at: start + 12),
            undoneAt: try row.timeIfAny(start + 9), undoneBy: try row.value(start + 10),
            isAdjudication: try row.value(start + 14), isUnclear: try row.value(start + 15))
    }

    /// Stores a decision that is already `storable`, with its undoing if it was taken back.
    ///
    /// One that is made now is the item's last word although the clock was set back: it is not dated before one that stands.
    static func insert(
        _ decision: Decision, item: Int64, imported: Bool, now: Timestamp, _ db: Database
    ) throws -> DecisionID {
        let at = imported ? decision.at : max(decision.at, try latest(on: item, db) ?? decision.at)
        let arguments: [(any DatabaseValueConvertible)?] = [
            item, decision.reviewer, decision.verdict.action.rawValue, decision.verdict.label?.name,
            at.milliseconds, decision.seconds, decision.note.exact, try json(decision.shown),
            decision.firstChoice?.name, decision.probability, imported, now.milliseconds, try json(decision.exposure),
            try decision.act.map { try ActRow.number(of: $0, decision, db) }, decision.isAdjudication,
            decision.isUnclear,
        ]
        try db.run(insertion, StatementArguments(arguments))
        let id = DecisionID(db.lastInsertedRowID)
        if let at = decision.undoneAt { try insertUndo(of: id, at: at, by: decision.undoneBy, db) }
        return id
    }

    /// The date of the newest decision on the item that stands.
    private static func latest(on item: Int64, _ db: Database) throws -> Timestamp? {
        try db.first(
            """
            SELECT max(d.at) FROM decision d
            WHERE d.item = ? AND NOT EXISTS (SELECT 1 FROM undo u WHERE u.decision = d.id)
            """, [item]
        ) { try $0.timeIfAny(0) } ?? nil
    }

    static func insertUndo(of decision: DecisionID, at: Timestamp, by: String?, _ db: Database) throws {
        try db.run(
            "INSERT INTO undo (decision, at, by) VALUES (?, ?, ?)", [decision.value, at.milliseconds, by])
    }

    private static let insertion = """
        INSERT INTO decision (item, reviewer, action, label, at, seconds, note, shown, first_choice, probability,
            imported, recorded_at, exposure, act, adjudication, unclear)
        VALUES (?, ?, ?, ?, ?, ?, CAST(? AS TEXT), ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """

    private static func act(_ row: Row, at start: Int) throws -> Act? {
        guard let key = try row.value(start) as String? else { return nil }
        return Act(key: key, kind: try row.someWord(start + 1))
    }

    private static func json(_ exposure: Exposure?) throws -> String? {
        guard let exposure else { return nil }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(exposure), as: UTF8.self)
    }

    static func exposure(_ json: String?) throws -> Exposure? {
        guard let json else { return nil }
        guard let exposure = try? JSONDecoder().decode(Exposure.self, from: Data(json.utf8)) else {
            throw StoreDamage(detail: "what was on screen at a decision is not readable")
        }
        return exposure
    }

    private static func json(_ names: [String]) throws -> String {
        names.isEmpty ? "[]" : String(decoding: try JSONEncoder().encode(names), as: UTF8.self)
    }

    static func names(_ json: String?) throws -> [String] {
        guard let json, json != "[]" else { return [] }
        guard let names = try? JSONDecoder().decode([String].self, from: Data(json.utf8)) else {
            throw StoreDamage(detail: "the models or reviewers of an item are not a list of names")
        }
        return names
    }
}

extension Decision {
    /// The same decision without what the schema forbids: a lead time that is no time becomes unknown, a
    /// probability that is none becomes 1, and an undoing without a time is none.
    var storable: Decision {
        var copy = self
        copy.reviewer = reviewer.withoutNUL
        if let label = verdict.label, label.name.utf8.contains(0) {
            let clean = Label(label.name.withoutNUL)
            copy.verdict = verdict.action == .accept ? .accept(clean) : .override(clean)
        }
        copy.firstChoice = firstChoice.map { Label($0.name.withoutNUL) }
        if let seconds, !(seconds >= 0 && seconds.isFinite) { copy.seconds = nil }
        if !(probability > 0 && probability <= 1) { copy.probability = 1 }
        copy.undoneBy = undoneAt == nil ? nil : undoneBy?.withoutNUL
        return copy
    }
}
