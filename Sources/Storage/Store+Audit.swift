package import Labeling

internal import Foundation
internal import GRDB

/// What a rule was revoked by, kept in an act of its own without decisions: nothing is taken back by it.
struct RevocationGrounds: Codable {
    /// The key of the act that is revoked.
    var revokes: String
    var n: Int
    var errors: Int
    var promised: Double
    var evidence: Double
}

extension Store {
    /// The acceptances by rule that stand, the newest first, each with what was found in its audit. An acceptance stands
    /// until all its decisions are undone, revoked or not.
    package func standingPolicies() throws -> [StandingPolicy] { try read { try standingPolicies($0) } }

    /// The acceptance by rule to be told of: the newest that its audit contradicts, else the newest; nil: none stands.
    package func standingPolicy() throws -> StandingPolicy? { try standingPolicies().mostUrgent }

    /// Revokes the acceptances by rule that their audits contradict and that are not revoked yet. Nothing that they
    /// accepted is taken back: that is `revokePolicy`.
    ///
    /// - Returns: those that were revoked by this call.
    package func revokeContradicted(at: Timestamp = .now()) throws -> [StandingPolicy] {
        // Nearly always there is nothing to write.
        guard try standingPolicies().contains(where: \.isToBeRevoked) else { return [] }
        return try write { db in
            try standingPolicies(db).filter(\.isToBeRevoked).map { policy in
                let grounds = RevocationGrounds(
                    revokes: policy.act.key, n: policy.audit.n, errors: policy.audit.errors,
                    promised: policy.promised, evidence: policy.evidence)
                _ = try ActRow.insert(
                    Act(key: "\(policy.act.key)-revoked", kind: .policy), reviewer: policy.reviewer,
                    detail: try ActRow.json(grounds), at: at, db)
                var revoked = policy
                revoked.revocation = .init(at: at, audit: policy.audit, evidence: policy.evidence)
                return revoked
            }
        }
    }

    /// The audits of no more acceptances are kept up with: their decisions are looked through for each.
    private static let mostPolicies = 100

    func standingPolicies(_ db: Database) throws -> [StandingPolicy] {
        let acts = try db.all(
            """
            SELECT a.key, a.reviewer, a.detail, (SELECT max(d.id) FROM decision d WHERE d.act = a.id)
            FROM act a WHERE a.kind = 'policy' AND EXISTS (
                SELECT 1 FROM decision d WHERE d.act = a.id AND d.imported = 0
                    AND NOT EXISTS (SELECT 1 FROM undo u WHERE u.decision = d.id))
            ORDER BY a.id DESC LIMIT ?
            """, [Self.mostPolicies]
        ) { row in
            (
                key: try row.value(0) as String, reviewer: try row.value(1) as String,
                detail: try row.value(2) as String, last: try row.value(3) as Int64
            )
        }
        guard !acts.isEmpty else { return [] }
        let revocations = try revocations(db)
        var policies: [StandingPolicy] = []
        var lasts: [Int64] = []
        for act in acts {
            // One that came from a file brings no grounds, and has no audit here.
            guard let grounds = try? JSONDecoder().decode(PolicyGrounds.self, from: Data(act.detail.utf8)) else {
                continue
            }
            policies.append(
                StandingPolicy(
                    act: Act(key: act.key, kind: .policy), reviewer: act.reviewer,
                    rule: AuditRule(threshold: grounds.threshold, share: grounds.audit),
                    stated: AcceptanceFigures.Errors(n: grounds.n, errors: grounds.errors), upper: grounds.upper,
                    accepted: grounds.accepted, audit: .init(), wished: grounds.wished,
                    revocation: revocations[act.key]))
            lasts.append(act.last)
        }
        try audit(&policies, after: lasts, db)
        return policies
    }

    private func revocations(_ db: Database) throws -> [String: StandingPolicy.Revocation] {
        let rows = try db.all(
            "SELECT detail, at FROM act WHERE kind = 'policy' AND json_extract(detail, '$.revokes') IS NOT NULL"
        ) { (detail: try $0.value(0) as String, at: try $0.value(1) as Int64) }
        var found: [String: StandingPolicy.Revocation] = [:]
        for row in rows {
            guard let grounds = try? JSONDecoder().decode(RevocationGrounds.self, from: Data(row.detail.utf8)) else {
                continue
            }
            found[grounds.revokes] = .init(
                at: Timestamp(milliseconds: row.at), audit: .init(n: grounds.n, errors: grounds.errors),
                evidence: grounds.evidence)
        }
        return found
    }

    /// Decisions made after a rule was applied, one by one and without the model's answer in view, on items that it left
    /// for that.
    private func audit(_ policies: inout [StandingPolicy], after lasts: [Int64], _ db: Database) throws {
        guard let first = lasts.min(), let lowest = policies.map(\.rule.threshold).min() else { return }
        let rows = try db.all(
            """
            SELECT CAST(i.id AS BLOB), q.first_confidence, q.disagrees, q.first_label IS d.label, d.shown,
                (SELECT l.model FROM ladder l WHERE l.rung = 0), d.id
            FROM decision d CROSS JOIN queue q ON q.word = d.id AND q.item = d.item
            CROSS JOIN item i ON i.number = d.item
            WHERE d.id > ? AND d.act IS NULL AND d.action IN ('accept', 'override', 'reject')
                AND q.first_confidence >= ?
            """, [first, lowest]
        ) { row in
            let shown = try DecisionRow.names(row.value(4))
            return (
                id: Item.ID(try row.text(0)), confidence: try row.value(1) as Double?,
                disagrees: try row.value(2) as Bool, isRight: try row.value(3) as Bool,
                isBlind: (try row.value(5) as String?).map { !shown.contains($0) } ?? true,
                decision: try row.value(6) as Int64
            )
        }
        for row in rows where row.isBlind {
            for place in policies.indices where row.decision > lasts[place] {
                guard policies[place].rule.contains(row.id, confidence: row.confidence, disagrees: row.disagrees)
                else { continue }
                policies[place].audit.n += 1
                if !row.isRight { policies[place].audit.errors += 1 }
            }
        }
    }
}

extension StandingPolicy {
    fileprivate var isToBeRevoked: Bool { revocation == nil && isContradicted }
}

extension [StandingPolicy] {
    /// The newest that its audit contradicts, else the newest.
    package var mostUrgent: StandingPolicy? { first(where: \.isContradicted) ?? first }
}
