import Dispatch
import Evaluation
import Labeling
import ReviewUI
import Storage

extension EffectRunner {
    func run(_ effect: BulkEffect) {
        switch effect {
        case .opinions(let request, let items):
            post(from: reads, onFailure: failure(request)) { store in
                .bulk(.opinions(request, try store.firstOpinions(of: items)))
            }
        case .recordGroup(let request, let decision, let number, let members, let knowing):
            post(from: writes, onFailure: { .recordFailed(request, reason: $0) }) { [leases] store in
                do {
                    let outcome = try store.recordGroup(
                        decision, on: number, members: members, holder: leases?.holder, knowing: knowing)
                    return .bulk(.groupRecorded(request, outcome, try store.counts()))
                } catch StoreError.decidedBy(let other) {
                    return .care(.decidedByOther(request, reviewer: other))
                }
            }
        case .preview(let request, let plan, let round):
            post(from: reads, onFailure: failure(request)) { [reviewer] store in
                .bulk(.previewed(request, try store.preview(plan, round: round, reviewer: reviewer)))
            }
        case .record(let request, let plan, let latest, let act, let at):
            post(from: writes, onFailure: failure(request)) { [reviewer, mailbox, leases] store in
                let outcome = try store.record(
                    plan, latestPrediction: latest, by: reviewer, as: act, at: at, holder: leases?.holder
                ) { mailbox.post(.bulk(.progressed(request, $0))) }
                return .bulk(.recorded(request, outcome, try store.counts()))
            }
        case .state(let request, let rule):
            post(from: reads, onFailure: failure(request)) { store in
                .bulk(.stated(request, try AcceptanceRun.statement(of: rule, in: store)))
            }
        case .apply(let request, let statement, let act, let at):
            post(from: writes, onFailure: failure(request)) { [reviewer, mailbox] store in
                let outcome = try store.record(statement, by: reviewer, as: act, at: at) {
                    mailbox.post(.bulk(.progressed(request, $0)))
                }
                return .bulk(.recorded(request, outcome, try store.counts()))
            }
        case .revoke(let request):
            post(from: writes, onFailure: failure(request)) { [reviewer] store in
                let undone = try store.revokePolicy(by: reviewer).map { try Self.undone($0, in: store) }
                return .bulk(.revoked(request, undone, try store.counts()))
            }
        }
    }

    /// Looks whether a decision that was stored has contradicted a rule, away from all that a key waits for, and tells it.
    func checkAudit(after decision: Decision) {
        guard decision.act == nil, decision.shown.isEmpty else { return }
        measuring.async { [store, mailbox] in
            guard let policy = try? store.revokeContradicted().first else { return }
            mailbox.post(.bulk(.ruleRevoked(policy)))
        }
    }

    private func failure(_ request: ReviewUI.RequestID) -> @Sendable (String) -> Message {
        { .bulk(.failed(request, reason: $0)) }
    }

    /// The list with its alike items folded, as the query wants it, and the acceptance by rule that stands.
    static func list(
        _ query: QueueQuery, of reviewer: String, in store: Store
    ) throws -> (lines: [ItemNumber], folds: FoldedGroups, policy: StandingPolicy?, drawn: Set<ItemNumber>) {
        let policy = try AcceptanceRun.standingPolicy(in: store)
        var query = query
        query.reviewer = reviewer
        if query.hiding?.rule != nil { query.hiding?.rule?.audit = policy?.rule }
        let (numbers, drawn) = try store.list(query)
        guard var folding = query.folding else { return (numbers, FoldedGroups(), policy, drawn) }
        folding.blind?.audit = policy?.rule
        let groups = try store.groups(blind: folding.blind)
        let (lines, folds) = FoldedGroups.fold(numbers, groups: groups, unfolded: folding.unfolded)
        return (lines, folds, policy, drawn)
    }

    static func undone(_ undone: Storage.UndoneDecision, in store: Store) throws -> ReviewUI.UndoneDecision {
        ReviewUI.UndoneDecision(
            number: undone.item, id: try store.item(undone.item)?.id ?? Item.ID("?"), verdict: undone.decision.verdict,
            act: undone.decision.act, count: undone.count)
    }
}
