package import Labeling

internal import Foundation
internal import GRDB

extension Store {
    /// What a rule would accept, and how often the first model was wrong on decided items where it would have acted.
    /// Writes nothing.
    package func figures(of rule: AcceptanceRule) throws -> AcceptanceFigures {
        try read { db in
            var figures = AcceptanceFigures()
            figures.latestPrediction =
                try db.first("SELECT coalesce(max(id), 0) FROM prediction") { try $0.value(0) } ?? 0
            figures.undecided =
                try db.first("SELECT count(*) FROM queue WHERE state = 'undecided'") { try $0.value(0) } ?? 0
            try forEachCandidate(of: rule, latestPrediction: figures.latestPrediction, db) { _, standing in
                switch standing {
                case .accepted: figures.accepted += 1
                case .audited: figures.audited += 1
                case .blind: figures.blind += 1
                case .disputed: figures.disputed += 1
                }
            }
            try measure(rule, &figures, db)
            return figures
        }
    }

    /// Accepts what the rule accepts, as one act in one transaction.
    ///
    /// - Parameter statement: what the reviewer was told; items that were answered since are left alone.
    /// Throws `ruleRevoked` while something stands that a rule accepted which its audit contradicts.
    /// - Returns: nil: nothing was left to accept.
    package func record(
        _ statement: AcceptanceStatement, by reviewer: String, as act: Act, at: Timestamp,
        progress: (Int) -> Void = { _ in }
    ) throws -> ActOutcome? {
        try write { db in
            if let revoked = try standingPolicies(db).first(where: \.isContradicted) {
                throw StoreError.ruleRevoked(accepted: revoked.accepted)
            }
            let model = try db.first("SELECT model FROM ladder WHERE rung = 0") { try $0.value(0) as String }
            var chosen: [(item: ItemNumber, verdict: Verdict, shown: [String])] = []
            let latest = statement.figures.latestPrediction
            let held = try itemsHeld(besides: reviewer, db)
            try forEachCandidate(of: statement.rule, latestPrediction: latest, db) { item, standing in
                if case .accepted(let label) = standing, !held.contains(item) {
                    chosen.append((item, .accept(label), [model].compactMap(\.self)))
                }
            }
            guard !chosen.isEmpty else { return nil }
            let grounds = PolicyGrounds(
                threshold: statement.rule.threshold, audit: statement.rule.audit, accepted: chosen.count,
                undecided: statement.figures.undecided, n: statement.measured.n, errors: statement.measured.errors,
                blind: statement.isBlind, upper: statement.upper, wished: statement.wished)
            return try insert(
                chosen, by: reviewer, as: act, detail: try ActRow.json(grounds), at: at, progress: progress, db)
        }
    }

    /// Takes the newest acceptance by rule back that stands, whoever ran it; one that its audit has revoked goes first. Nil:
    /// none stands.
    package func revokePolicy(by reviewer: String, at: Timestamp = .now()) throws -> UndoneDecision? {
        try write { db in
            guard let act = try newestPolicy(db) else { return nil }
            return try undo(act: act, at: at, by: reviewer.withoutNUL, db)
        }
    }

    private func newestPolicy(_ db: Database) throws -> Int64? {
        try db.first(
            """
            SELECT a.id FROM act a WHERE a.kind = 'policy' AND EXISTS (
                SELECT 1 FROM decision d WHERE d.act = a.id AND d.imported = 0
                    AND NOT EXISTS (SELECT 1 FROM undo u WHERE u.decision = d.id))
            ORDER BY EXISTS (
                SELECT 1 FROM act r WHERE r.kind = 'policy' AND json_extract(r.detail, '$.revokes') = a.key) DESC,
                a.id DESC LIMIT 1
            """
        ) { try $0.value(0) }
    }

    private func measure(_ rule: AcceptanceRule, _ figures: inout AcceptanceFigures, _ db: Database) throws {
        let rows = try db.all(
            """
            SELECT t.label IS q.first_label, coalesce(d.shown, '[]'), (SELECT l.model FROM ladder l WHERE l.rung = 0)
            FROM ground_truth t CROSS JOIN queue q ON q.item = t.item LEFT JOIN decision d ON d.id = t.decision
            LEFT JOIN act a ON a.id = d.act
            WHERE q.first_confidence >= ? AND q.first_label IS NOT NULL AND NOT q.disagrees
                AND coalesce(a.kind, '') <> 'policy'
            """, [rule.threshold]
        ) { row in
            let shown = try DecisionRow.names(row.value(1))
            let wasShown = (try row.value(2) as String?).map(shown.contains) ?? false
            return (isRight: try row.value(0) as Bool, wasShown: wasShown)
        }
        for row in rows {
            figures.allTruth.n += 1
            if !row.isRight { figures.allTruth.errors += 1 }
            guard !row.wasShown else { continue }
            figures.blindTruth.n += 1
            if !row.isRight { figures.blindTruth.errors += 1 }
        }
    }

    private enum Standing {
        case accepted(Label)
        case audited, blind, disputed
    }

    /// The undecided items whose first opinion is sure enough, in the order of certainty.
    private func forEachCandidate(
        of rule: AcceptanceRule, latestPrediction: Int64, _ db: Database, _ body: (ItemNumber, Standing) throws -> Void
    ) throws {
        // The most certain first, and no more than one transaction may hold.
        let cursor = try Row.fetchCursor(
            db.cachedStatement(
                sql: """
                    SELECT q.item, CAST(i.id AS BLOB), q.first_label, q.first_confidence, q.disagrees
                    FROM queue q INDEXED BY queue_by_uncertainty CROSS JOIN item i ON i.number = q.item
                    WHERE q.uncertain < 2.0 AND q.uncertain >= ?1 AND q.uncertain <= 1 AND q.state = 'undecided' AND q.first <= ?2
                        AND NOT EXISTS (SELECT 1 FROM tally y WHERE y.item = q.item)
                    ORDER BY q.uncertain DESC, q.item DESC
                    """), arguments: [rule.threshold, latestPrediction])
        var accepted = 0
        while accepted < AcceptanceRule.mostItems, let row = try cursor.next() {
            guard let label = try row.label(2), rule.labels.contains(label) else { continue }
            let (item, id) = (try row.number(0), Item.ID(try row.text(1)))
            let (confidence, disagrees) = (try row.value(3) as Double?, try row.value(4) as Bool)
            if StableShare.contains(id, share: rule.blindShare, purpose: "blind") {
                try body(item, .blind)
            } else if disagrees {
                try body(item, .disputed)
            } else if rule.auditRule.contains(id, confidence: confidence, disagrees: disagrees) {
                try body(item, .audited)
            } else {
                accepted += 1
                try body(item, .accepted(label))
            }
        }
    }
}
