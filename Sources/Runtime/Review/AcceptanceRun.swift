import Evaluation
package import Labeling
package import Storage

/// Accepts first opinions by rule, with the risk that was measured said before.
package enum AcceptanceRun {
    /// What the rule would do, and how often the model was wrong where it would have acted. Writes nothing.
    ///
    /// Truth that was decided blind counts alone where there is enough of it.
    package static func statement(of rule: AcceptanceRule, in store: Store) throws -> AcceptanceStatement {
        let figures = try store.figures(of: rule)
        let isBlind =
            figures.blindTruth.n >= AcceptanceStatement.enoughBlindTruth
            || (figures.blindTruth.n > 0 && figures.blindTruth.n == figures.allTruth.n)
        let measured = isBlind ? figures.blindTruth : figures.allTruth
        return AcceptanceStatement(
            rule: rule, figures: figures, measured: measured, isBlind: isBlind,
            upper: ClopperPearson.upper(errors: measured.errors, of: measured.n))
    }

    /// The rule of a task at this confidence.
    package static func rule(_ threshold: Double, of task: TaskDefinition) -> AcceptanceRule {
        AcceptanceRule(
            threshold: threshold, audit: task.review.audit, blindShare: task.review.blindSample,
            labels: Set(task.labels.labels))
    }

    /// Applies the rule as it was stated; nil: nothing was left to accept.
    package static func apply(
        _ statement: AcceptanceStatement, in store: Store, by reviewer: String, progress: (Int) -> Void = { _ in }
    ) throws -> ActOutcome? {
        let act = Act(key: SessionNonce.make(), kind: .policy)
        return try store.record(statement, by: reviewer, as: act, at: .now(), progress: progress)
    }

    /// The acceptances by rule that stand, the newest first, with what their audits say. Those that are contradicted are
    /// revoked by this, wherever it is asked.
    package static func standingPolicies(in store: Store) throws -> [StandingPolicy] {
        // Where the store cannot be written, the contradiction is told all the same.
        _ = try? store.revokeContradicted()
        return try store.standingPolicies().map { policy in
            var policy = policy
            policy.auditLow = ClopperPearson.lower(errors: policy.audit.errors, of: policy.audit.n)
            return policy
        }
    }

    /// The acceptance by rule to be told of: the newest that its audit contradicts, else the newest; nil: none stands.
    package static func standingPolicy(in store: Store) throws -> StandingPolicy? {
        try standingPolicies(in: store).mostUrgent
    }
}

/// The beginning of the keys of one session's acts: no other session has it.
enum SessionNonce {
    static func make() -> String {
        let word = UInt64.random(in: 0...UInt64.max)
        return String(repeating: "0", count: max(0, 13 - String(word, radix: 36).count)) + String(word, radix: 36)
    }
}
