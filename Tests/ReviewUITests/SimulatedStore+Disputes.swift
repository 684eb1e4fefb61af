import Labeling
import ReviewUI

// Where several reviewers decide an item: bo votes beside the reviewer of these tests.

extension SimulatedStore {
    /// Others' votes stand in the item; this reviewer's are in the log.
    mutating func countVotes(_ number: ItemNumber) {
        guard let detail = details[number] else { return }
        details[number]?.decisions =
            detail.decisions.filter { $0.reviewer != "ana" }
            + log.filter { $0.number == number && !$0.isUndone }.map(\.decision)
        details[number]?.settleVotes()
    }

    mutating func boVotes(_ number: ItemNumber) {
        details[number]?.decisions.append(DisputeScene.vote("bo", .override(Label("legal")), note: "a threat"))
        countVotes(number)
    }

    mutating func tag(_ request: RequestID, _ isUnclear: Bool, _ number: ItemNumber, fails: Bool) -> Message {
        guard !fails, let index = log.lastIndex(where: { $0.number == number && !$0.isUndone }) else {
            return .disputes(.tagFailed(request, reason: fails ? "locked" : "there is no decision of yours"))
        }
        log[index].decision.isUnclear = isUnclear
        countVotesIfWanted(number)
        return .disputes(.tagged(request, counts))
    }

    private mutating func countVotesIfWanted(_ number: ItemNumber) {
        if details[number]?.row.needed ?? 1 > 1 { countVotes(number) }
    }
}
