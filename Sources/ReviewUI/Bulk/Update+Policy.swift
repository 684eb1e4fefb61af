import Cells
import Labeling

extension ReviewModel {
    /// The confidence that is proposed where none is said.
    package static let usualThreshold = 0.97

    /// Opens the page that says what accepting by rule would do.
    ///
    /// - Parameter words: a confidence, as it was typed; empty: the usual one.
    mutating func proposeAcceptance(_ words: String) -> [Effect] {
        if words == "revoke" { return revokeAcceptance() }
        if let policy = bulk.policy, policy.isContradicted {
            notice = Notice(text: policy.alarm, role: .error)
            return []
        }
        guard let threshold = words.isEmpty ? Self.usualThreshold : Double(words), threshold > 0, threshold <= 1 else {
            notice = Notice(text: "auto-accept: expected a confidence above 0, at most 1, as 0.97.", role: .warning)
            return []
        }
        if choosesSeveral {
            notice = Notice(text: Self.whyNotSeveral, role: .warning)
            return []
        }
        if blindSession || commitsFirst {
            notice = Notice(text: "In a blind session no model's answer is accepted by rule.", role: .warning)
            return []
        }
        let rule = acceptanceRule(threshold)
        notice = nil
        mode = .bulk(BulkPage(subject: .rule(rule, nil)))
        return [.bulk(.state(request(.bulk(.statement)), rule))]
    }

    /// The audit has revoked a rule. What is being typed goes on; the status line says it until it is taken back.
    mutating func toldOfRevocation(_ policy: StandingPolicy) {
        // It is being taken back already.
        guard !awaiting.values.contains(.bulk(.revocation)) else { return }
        bulk.policy = policy
        if case .bulk(let page) = mode, case .rule = page.subject { mode = .review }
        notice = Notice(text: policy.alarm, role: .error)
    }

    mutating func revokeAcceptance() -> [Effect] {
        guard !awaiting.values.contains(.bulk(.revocation)) else { return [] }
        notice = nil
        return [.bulk(.revoke(request(.bulk(.revocation))))]
    }

    private func acceptanceRule(_ threshold: Double) -> AcceptanceRule {
        AcceptanceRule(
            threshold: threshold, audit: task.review.audit, blindShare: task.review.blindSample,
            labels: Set(task.labels.labels))
    }

    /// The item is one by which the acceptance by rule is checked: it is decided without the model's answer in view.
    func isAudited(_ row: QueueRow) -> Bool {
        bulk.policy?.rule.contains(
            row.id, confidence: row.first?.confidence, disagrees: row.disagrees == true) == true
    }

    /// What the status line says of all this, the most important first.
    var bulkStatus: [(String, Role)] {
        var parts: [(String, Role)] = []
        for saving in bulk.saving.values.sorted(by: { $0.act.key < $1.act.key }) {
            let written = saving.written > 0 ? "\(saving.written.grouped) of " : ""
            parts.append(("saving \(written)\(saving.items.grouped)…", .waiting))
        }
        if let selectedWords { parts.append((selectedWords, .match)) }
        if let policy = bulk.policy, policy.isContradicted {
            parts.append((policy.alarm, .error))
        }
        return parts
    }
}
