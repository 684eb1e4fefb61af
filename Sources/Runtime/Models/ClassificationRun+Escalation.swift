import Labeling
import Storage

extension ClassificationRun {
    /// A model outside the ladder, asked for a comparison, may still repair its answer.
    func step(after answer: Prediction, of id: Item.ID) -> LadderStep? {
        if let step = task.step(after: answer, of: id) { return step }
        let mayRepair = answer.outcome.isRepairable && !answer.isRepair && task.secondOpinion.repairs
        return mayRepair && task.rung(of: answer.model) == nil ? .repair : nil
    }
}

/// Answers that came with their items, or before the ladder had a rung above them, fall under the policy too.
func escalateStandingAnswers(of task: TaskDefinition, in store: Store) throws {
    var after: ItemNumber?
    while true {
        let page = try store.standingAnswers(limit: 1_000, after: after)
        guard let last = page.last else { return }
        after = last.number
        let now = Timestamp.now()
        try store.escalate(
            page.compactMap { standing in
                var answer = standing.prediction
                // What somebody else's program was answered is not ours to repair.
                if standing.isImported { answer.isRepair = true }
                guard case .escalate(let rung, let reason) = task.step(after: answer, of: standing.id) else {
                    return nil
                }
                return Escalation(item: standing.number, rung: rung, reason: reason, at: now)
            })
    }
}
