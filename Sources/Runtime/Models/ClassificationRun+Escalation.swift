import Labeling
import Storage

extension ClassificationRun {
    func escalation(after first: Prediction, of id: Item.ID) -> EscalationReason? {
        task.second == nil ? nil : task.secondOpinion.reason(after: first, of: id)
    }

    /// First opinions that came with their items, or before there was a second model, fall under the policy too.
    func escalateKnownFirstOpinions() throws {
        var after: ItemNumber?
        while true {
            let page = try store.firstOpinionsAlone(limit: 1_000, after: after)
            guard let last = page.last else { return }
            after = last.number
            let now = Timestamp.now()
            try store.escalate(
                page.compactMap { opinion in
                    escalation(after: opinion.prediction, of: opinion.id).map {
                        Escalation(item: opinion.number, reason: $0, at: now)
                    }
                })
        }
    }
}
