internal import Foundation
internal import GRDB
internal import Labeling

extension Store {
    /// Keeps lines that were not taken. A line that is known by source, number and bytes is not kept again.
    /// - Returns: how many were new.
    @discardableResult
    package func recordRejects(_ lines: [RejectedLine]) throws -> Int {
        guard !lines.isEmpty else { return 0 }
        return try write { db in
            var count = 0
            for line in lines {
                try db.run(
                    """
                    INSERT INTO reject (source, line, reason, bytes, at)
                    SELECT CAST(?1 AS TEXT), ?2, CAST(?3 AS TEXT), ?4, ?5
                    WHERE NOT EXISTS (
                        SELECT 1 FROM reject WHERE source = CAST(?1 AS TEXT) AND line = ?2 AND bytes = ?4)
                    """,
                    [line.source.exact, line.line, line.reason.exact, Data(line.bytes), line.at.milliseconds])
                count += db.changesCount
            }
            return count
        }
    }

    /// Gives every line that was not taken, in the order of recording, a page at a time.
    package func forEachReject(_ body: (RejectedLine) throws -> Void) throws {
        var last: Int64 = 0
        while true {
            let page = try read { db in
                try db.all(
                    """
                    SELECT id, CAST(source AS BLOB), line, CAST(reason AS BLOB), bytes, at
                    FROM reject WHERE id > ? ORDER BY id LIMIT 100
                    """, [last]
                ) { row in
                    let line = RejectedLine(
                        source: try row.text(1), line: try row.value(2), reason: try row.text(3),
                        bytes: try row.withUnsafeData(atIndex: 4) { [UInt8]($0 ?? Data()) }, at: try row.time(5))
                    return (id: try row.value(0) as Int64, line: line)
                }
            }
            guard let end = page.last?.id else { return }
            last = end
            for (_, line) in page { try body(line) }
        }
    }

    func insertGold(_ gold: Label, _ item: Int64, _ now: Timestamp, _ db: Database) throws {
        var row = try RowWriter(Intake.goldInsertion, db)
        row.add(item)
        row.add(gold.name.withoutNUL)
        row.add(now.milliseconds)
        try row.run(db)
    }

    /// Adds to a known item what is new in this element.
    func extend(with element: AnnotatedItem, _ now: Timestamp, _ db: Database) throws -> ImportOutcome {
        let id = element.item.id
        let known = try db.first(
            """
            SELECT i.number, CAST(i.text AS BLOB), g.label, i.images
            FROM item i LEFT JOIN gold g ON g.item = i.number WHERE i.id = CAST(? AS TEXT)
            """, [id.value.exact]
        ) { row in
            (
                number: try row.value(0) as Int64, text: try row.text(1), gold: try row.label(2),
                images: try row.value(3) as String?
            )
        }
        guard let known else {
            throw StoreDamage(detail: "the id \(id) is taken and cannot be found; its index is broken")
        }
        let number = known.number
        // Byte for byte: Swift holds texts that differ in Unicode normalisation for equal.
        guard known.text.utf8.elementsEqual(element.item.text.utf8) else {
            return .conflict(reason: "the id \(id) is in the store with another text")
        }
        guard try (known.images ?? "").utf8.elementsEqual((ItemRow.images(element.item) ?? "").utf8) else {
            return .conflict(reason: "the id \(id) is in the store with other images")
        }
        if let gold = element.gold, let knownGold = known.gold, gold != knownGold {
            return .conflict(reason: "the id \(id) is in the store with the gold \(knownGold), not \(gold)")
        }
        let hasNewGold = element.gold != nil && known.gold == nil
        if hasNewGold, let gold = element.gold { try insertGold(gold, number, now, db) }
        var predictions = 0
        var decisions = 0
        if !element.predictions.isEmpty {
            let known = try storedPredictions(of: number, db)
            predictions = try insertNew(element.predictions.map(\.storable), known: known, number, now, db)
        }
        if !element.decisions.isEmpty {
            let known = try storedDecisions(of: number, db)
            decisions = try insertNew(element.decisions.map(\.storable), known: known, number, now, db)
        }
        return predictions + decisions == 0 && !hasNewGold
            ? .duplicate : .extended(predictions: predictions, decisions: decisions, gold: hasNewGold)
    }

    // Of equal rows the second meets the second known one, and so on: two equal acts in a file remain two acts.

    private func insertNew(
        _ predictions: [Prediction], known: [Prediction], _ item: Int64, _ now: Timestamp, _ db: Database
    ) throws -> Int {
        var unmet = known
        var count = 0
        for prediction in predictions {
            if let index = unmet.firstIndex(of: prediction) {
                unmet.remove(at: index)
                continue
            }
            try PredictionRow.insert(prediction, item: item, request: nil, imported: true, now: now, db)
            count += 1
        }
        return count
    }

    private func insertNew(
        _ decisions: [Decision], known: [(id: DecisionID, decision: Decision)], _ item: Int64, _ now: Timestamp,
        _ db: Database
    ) throws -> Int {
        var count = 0
        for (decision, met) in zip(decisions, Decision.met(by: decisions, among: known.map(\.decision))) {
            guard let met = met.map({ known[$0] }) else {
                _ = try DecisionRow.insert(decision, item: item, imported: true, now: now, db)
                count += 1
                continue
            }
            var isNew = false
            if let at = decision.undoneAt, met.decision.undoneAt == nil {
                try DecisionRow.insertUndo(of: met.id, at: at, by: decision.undoneBy, db)
                isNew = true
            }
            if try decision.isUnclear && !hasBeenUnclear(met.id, db) {
                try insertTag(true, of: met.id, at: now, db)
                isNew = true
            }
            if try !decision.note.isEmpty && !hasHadNote(decision.note, met.id, db) {
                try insertNote(decision.note, item: item, by: decision.reviewer, at: now, decision: met.id, db)
                isNew = true
            }
            if isNew { count += 1 }
        }
        return count
    }

    private func hasBeenUnclear(_ decision: DecisionID, _ db: Database) throws -> Bool {
        try db.first(
            """
            SELECT 1 FROM decision WHERE id = ?1 AND unclear UNION ALL SELECT 1 FROM tag WHERE decision = ?1 AND unclear
            """, [decision.value], { _ in true }) != nil
    }

    private func hasHadNote(_ note: String, _ decision: DecisionID, _ db: Database) throws -> Bool {
        try db.first(
            """
            SELECT 1 FROM decision WHERE id = ?1 AND note = CAST(?2 AS TEXT)
            UNION ALL SELECT 1 FROM note WHERE decision = ?1 AND text = CAST(?2 AS TEXT)
            """, [decision.value, note.exact], { _ in true }) != nil
    }
}
