import Labeling
import ReviewUI

extension BulkEffect {
    var request: RequestID {
        switch self {
        case .opinions(let request, _), .recordGroup(let request, _, _, _, _), .preview(let request, _, _),
            .record(let request, _, _, _, _), .state(let request, _), .apply(let request, _, _, _),
            .revoke(let request):
            request
        }
    }

    var isRead: Bool {
        switch self {
        case .opinions, .preview, .state: true
        case .recordGroup, .record, .apply, .revoke: false
        }
    }
}

/// What a store of these tests says of many items: the rules of the real one in few words.
enum BulkAnswers {
    static func opinions(_ items: [ItemNumber], _ details: [ItemNumber: ItemDetail]) -> [BulkPreview.LabelShare] {
        let counts = Dictionary(items.map { (details[$0]?.first?.label, 1) }, uniquingKeysWith: +)
        return counts.map { BulkPreview.LabelShare(label: $0.key, count: $0.value) }
            .sorted { ($1.count, $0.label?.name ?? "") < ($0.count, $1.label?.name ?? "") }
    }

    static func verdict(_ plan: BulkPlan, on detail: ItemDetail?) -> Verdict? {
        guard let detail, detail.row.state == .undecided || detail.row.state == .skipped,
            plan.blind?.hides(
                detail.item.id, confidence: detail.first?.confidence, disagrees: detail.row.disagrees == true) == false,
            let verdict = plan.choice.verdict(first: detail.first?.label, second: detail.second?.label),
            verdict.label.map(plan.labels.contains) ?? true
        else { return nil }
        return verdict
    }

    static func preview(_ plan: BulkPlan, _ round: Int, _ details: [ItemNumber: ItemDetail]) -> BulkPreview {
        var preview = BulkPreview()
        let eligible = plan.items.filter { verdict(plan, on: details[$0]) != nil }
        preview.items = plan.items.count
        preview.eligible = eligible.count
        preview.decided = plan.items.count { details[$0]?.row.state.isDecided == true }
        preview.unanswered = preview.items - preview.eligible - preview.decided
        preview.labels = opinions(eligible, details)
        preview.disagreeing = eligible.count { details[$0]?.row.disagrees == true }
        preview.changed = eligible.count {
            guard let detail = details[$0], let label = verdict(plan, on: detail)?.label else { return false }
            return detail.first?.label.map { $0 != label } ?? false
        }
        let confidences = eligible.compactMap { details[$0]?.first?.confidence }
        if let low = confidences.min(), let high = confidences.max() { preview.confidence = low...high }
        preview.samples = (eligible.dropFirst(round) + eligible.prefix(round)).prefix(6).compactMap { details[$0]?.row }
        return preview
    }

    static func accepted(_ rule: AcceptanceRule, _ details: [ItemNumber: ItemDetail]) -> [ItemNumber] {
        details.values.filter { detail in
            detail.row.state == .undecided && (detail.first?.confidence ?? 0) >= rule.threshold
                && detail.row.disagrees != true && (detail.first?.label).map(rule.labels.contains) == true
                && !rule.auditRule.contains(detail.item.id, confidence: detail.first?.confidence, disagrees: false)
        }.map(\.row.number).sorted()
    }

    static func statement(_ rule: AcceptanceRule, _ details: [ItemNumber: ItemDetail]) -> AcceptanceStatement {
        var figures = AcceptanceFigures()
        figures.undecided = details.values.count { $0.row.state == .undecided }
        figures.accepted = accepted(rule, details).count
        figures.audited = 1
        figures.disputed = 2
        figures.blindTruth = .init(n: 12, errors: 0)
        figures.allTruth = .init(n: 80, errors: 2)
        return AcceptanceStatement(
            rule: rule, figures: figures, measured: figures.allTruth, isBlind: false, upper: 0.0767)
    }

    static func outcome(_ act: Act, _ decided: [(Item.ID, Verdict)], latest: Int) -> ActOutcome? {
        guard !decided.isEmpty else { return nil }
        return ActOutcome(
            act: act, count: decided.count, latest: DecisionID(Int64(latest)),
            decided: decided.map { ActOutcome.Decided(id: $0.0, verdict: $0.1) })
    }
}

extension Bench {
    mutating func answer(to effect: BulkEffect) -> Message? {
        switch effect {
        case .opinions(let request, let items):
            return .bulk(.opinions(request, BulkAnswers.opinions(items, details)))
        case .recordGroup(let request, let decision, let number, let members, _):
            var decided: [(Item.ID, Verdict)] = []
            for item in [number] + members {
                guard let detail = details[item], item == number || detail.row.state == .undecided else { continue }
                var other = decision
                if let label = decision.verdict.label {
                    other.verdict = label == detail.first?.label ? .accept(label) : .override(label)
                }
                store(item == number ? decision : other, on: item)
                decided.append((detail.item.id, other.verdict))
            }
            return BulkAnswers.outcome(decision.act ?? Act(key: "", kind: .group), decided, latest: request.value)
                .map { .bulk(.groupRecorded(request, $0, counts)) }
        case .preview(let request, let plan, let round):
            return .bulk(.previewed(request, BulkAnswers.preview(plan, round, details)))
        case .record(let request, let plan, _, let act, let at):
            var decided: [(Item.ID, Verdict)] = []
            for item in plan.items {
                guard let verdict = BulkAnswers.verdict(plan, on: details[item]), let id = details[item]?.item.id
                else { continue }
                store(Decision(reviewer: "ana", verdict: verdict, at: at, act: act), on: item)
                decided.append((id, verdict))
            }
            return .bulk(.recorded(request, BulkAnswers.outcome(act, decided, latest: request.value), counts))
        case .state(let request, let rule):
            return .bulk(.stated(request, BulkAnswers.statement(rule, details)))
        case .apply(let request, let statement, let act, let at):
            var decided: [(Item.ID, Verdict)] = []
            for item in BulkAnswers.accepted(statement.rule, details) {
                guard let id = details[item]?.item.id, let label = details[item]?.first?.label else { continue }
                store(Decision(reviewer: "ana", verdict: .accept(label), at: at, act: act), on: item)
                decided.append((id, .accept(label)))
            }
            return .bulk(.recorded(request, BulkAnswers.outcome(act, decided, latest: request.value), counts))
        case .revoke(let request): return .bulk(.revoked(request, undo { $0.act?.kind == .policy }, counts))
        }
    }

    private mutating func store(_ decision: Decision, on number: ItemNumber) {
        details[number]?.decisions.append(decision)
        details[number]?.row.state = ReviewState(decision.verdict.action)
        details[number]?.row.decidedLabel = decision.verdict.label
        counts.decided += 1
    }
}
