import Labeling
import ReviewUI

// What is decided together: alike items, selections, acceptance by rule.

extension SimulatedStore {
    /// Alike items that nobody has decided, and those that were decided together.
    var groupsNow: [ItemNumber: Int64] {
        groups.compactMapValues(\.self).reduce(into: [:]) { result, entry in
            let last = log.last { $0.number == entry.key && !$0.isUndone }
            if last == nil, details[entry.key]?.row.state == .undecided {
                result[entry.key] = entry.value
            } else if let act = last?.decision.act, act.kind == .group,
                let id = log.first(where: { $0.decision.act == act })?.id
            {
                result[entry.key] = -id.value
            }
        }
    }

    mutating func undo(_ act: Act) -> UndoneDecision? {
        let indices = log.indices.filter { log[$0].decision.act == act && !log[$0].isUndone }
        guard let first = indices.first else { return nil }
        for index in indices {
            log[index].isUndone = true
            let number = log[index].number
            apply(log.last { $0.number == number && !$0.isUndone }?.decision.verdict, number)
        }
        return UndoneDecision(
            number: log[first].number, id: details[log[first].number]?.item.id ?? Item.ID("?"),
            verdict: log[first].decision.verdict, act: act, count: indices.count)
    }

    private mutating func add(_ decision: Decision, _ number: ItemNumber, _ request: RequestID) {
        log.append(
            Entry(request: request, number: number, decision: decision, id: DecisionID(Int64(log.count + 1))))
        details[number]?.pendingNote = ""
        apply(decision.verdict, number)
    }

    mutating func write(_ asked: BulkEffect, fails: Bool) -> Message {
        var decided: [(Item.ID, Verdict)] = []
        switch asked {
        case .recordGroup(let request, let decision, let number, let members, _):
            if fails {
                failedRecords.insert(request)
                return .recordFailed(request, reason: "disk full")
            }
            let groups = groupsNow
            for item in [number] + members where item == number || groups[item] != nil {
                add(decision, item, request)
                decided.append((details[item]?.item.id ?? Item.ID("?"), decision.verdict))
            }
            let act = decision.act ?? Act(key: "?", kind: .group)
            return BulkAnswers.outcome(act, decided, latest: log.count)
                .map { .bulk(.groupRecorded(request, $0, counts)) } ?? .ended
        case .record(let request, let plan, _, let act, let at):
            if fails { return .bulk(.failed(request, reason: "disk full")) }
            for item in plan.items {
                guard let verdict = BulkAnswers.verdict(plan, on: details[item]) else { continue }
                add(Decision(reviewer: "ana", verdict: verdict, at: at, act: act), item, request)
                decided.append((details[item]?.item.id ?? Item.ID("?"), verdict))
            }
            return .bulk(.recorded(request, BulkAnswers.outcome(act, decided, latest: log.count), counts))
        case .apply(let request, let statement, let act, let at):
            if fails { return .bulk(.failed(request, reason: "disk full")) }
            for item in BulkAnswers.accepted(statement.rule, details) {
                guard let label = details[item]?.first?.label else { continue }
                add(Decision(reviewer: "ana", verdict: .accept(label), at: at, act: act), item, request)
                decided.append((details[item]?.item.id ?? Item.ID("?"), .accept(label)))
            }
            return .bulk(.recorded(request, BulkAnswers.outcome(act, decided, latest: log.count), counts))
        case .revoke(let request):
            if fails { return .bulk(.failed(request, reason: "locked")) }
            let act = log.last { $0.decision.act?.kind == .policy && !$0.isUndone }?.decision.act
            return .bulk(.revoked(request, act.flatMap { undo($0) }, counts))
        case .opinions, .preview, .state: return .ended
        }
    }
}
