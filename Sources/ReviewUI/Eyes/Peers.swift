package import Labeling

// What other reviewers decided, and who has decided what.

extension ReviewModel {
    /// The item is shown without the models' answers until this reviewer has decided it.
    func isBlind(_ row: QueueRow) -> Bool { blindSession || task.review.isBlind(row.id) || isAudited(row) }

    /// This reviewer has accepted, overridden, rejected or flagged the item.
    func hasDecided(_ row: QueueRow) -> Bool {
        // Where several are asked, the item has no state before there are enough, nor while they differ.
        if row.needed > 1 || row.isDisputed || row.isAdjudicated { return row.reviewers.contains(reviewer) }
        return switch row.state {
        case .undecided, .skipped: false
        // Nobody is named: the line was changed here, and is not read again yet.
        case .accepted, .overridden, .rejected, .flagged: row.reviewers.isEmpty || row.reviewers.contains(reviewer)
        }
    }

    /// What others decided of this item is hidden from the reviewer. A flag is a call for others, and never hidden.
    package func hidesPeers(of row: QueueRow) -> Bool {
        (row.state.isDecided || (row.votes > 0 && row.state != .flagged)) && keepsPeersHidden(row)
    }

    /// The other reviewers whose decisions on the item are on screen, or have been.
    func visiblePeers(of detail: ItemDetail) -> [String] {
        let row = rows[detail.row.number] ?? detail.row
        if isAdjudicating(row) {
            return Array(Set(shownVotes(of: detail).map(\.decision.reviewer) + adjudicators(of: detail))).filter {
                $0 != reviewer
            }.sorted()
        }
        let isHidden = keepsPeersHidden(row)
        let visible = detail.decisions.filter { decision in
            decision.undoneAt == nil && decision.reviewer != reviewer && decision.verdict != .skip
                && (!isHidden || decision.verdict == .flag)
        }
        return Array(Set(visible.map(\.reviewer))).sorted()
    }
}
