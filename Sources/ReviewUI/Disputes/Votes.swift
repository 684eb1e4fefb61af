package import Labeling

/// What one reviewer says of an item, as an adjudicator sees it.
struct Vote: Hashable, Sendable {
    var decision: Decision
    var isOwn: Bool
    /// The command that sides with it; nil: the first three have one.
    var command: Command?
}

// Who has decided what of an item that several reviewers decide, and what may be seen of it.

extension ReviewModel {
    /// The reviewer decides between others here: a decision on this item goes before theirs.
    func isAdjudicating(_ row: QueueRow) -> Bool { isAdjudicationListed && (row.isDisputed || row.isAdjudicated) }

    /// The list on screen is that of the items to adjudicate, and no other has been asked for.
    var isAdjudicationListed: Bool { disputes.isListed && query.filter == .disputed }

    /// Something is left to be done with the item, by this reviewer and in this list.
    func isToDo(_ row: QueueRow) -> Bool {
        if isAdjudicationListed { return row.isDisputed && !row.isAdjudicated }
        if row.needed > 1 {
            return row.state != .flagged && !row.isAdjudicated && row.votes < row.needed && !hasDecided(row)
        }
        return row.state == .undecided || row.state == .skipped
    }

    /// It waits behind all that was not skipped.
    func isPutOff(_ row: QueueRow) -> Bool {
        (row.state == .skipped && !isAdjudicationListed) || disputes.putOff.contains(row.number)
    }

    /// Nothing is left to be done with the item under the cursor.
    package var isCurrentDone: Bool { currentRow.map { !isToDo($0) } ?? false }

    /// This reviewer's decision is one of several that are made without knowing of each other: what was decided before is
    /// shown to nobody who is still to decide, whatever the task says of peers.
    func mustBeIndependent(_ row: QueueRow) -> Bool {
        row.wantsVote(of: reviewer) && !isAdjudicating(row)
    }

    /// What others decided is hidden from this reviewer, on an item that has been decided.
    func keepsPeersHidden(_ row: QueueRow) -> Bool {
        if hasDecided(row) || isAdjudicating(row) { return false }
        if mustBeIndependent(row) { return true }
        return task.review.peers == .hidden && !eyes.peersAsked.contains(row.number)
    }

    /// Each reviewer's own answer that holds, by their names: the same person is found at the same key. What a rule accepted
    /// is nobody's answer.
    func votes(of detail: ItemDetail) -> [Vote] {
        var last: [String: Decision] = [:]
        for decision in detail.decisions
        where decision.undoneAt == nil && decision.verdict != .skip && !decision.isAdjudication && !decision.isByPolicy
        {
            if let earlier = last[decision.reviewer], decision.at < earlier.at { continue }
            last[decision.reviewer] = decision
        }
        let commands = Command.sides
        return last.values.sorted { $0.reviewer < $1.reviewer }.enumerated().map { index, decision in
            Vote(
                decision: decision, isOwn: decision.reviewer == reviewer,
                command: index < commands.count ? commands[index] : nil)
        }
    }

    /// The decision between the reviewers that holds; nil: there is none.
    func adjudication(of detail: ItemDetail) -> Decision? {
        detail.decisions.last { $0.isAdjudication && $0.undoneAt == nil }
    }

    /// The answers that are on screen while the reviewer adjudicates: where there are many, some may have no room.
    func shownVotes(of detail: ItemDetail) -> [Vote] {
        guard isAdjudicating(rows[detail.row.number] ?? detail.row), !isTooSmall else { return [] }
        let votes = votes(of: detail)
        return eyes.isSpoken ? votes : Array(votes.prefix(VotePlaces(layout.votes, votes.count).shown))
    }

    /// How many answers want a place on the screen.
    var votesWanted: Int {
        guard isAdjudicationListed, let detail = currentDetail, isAdjudicating(currentRow ?? detail.row) else {
            return 0
        }
        return votes(of: detail).count
    }

    /// The lists of the Tab key that come with the program.
    var builtInLists: [QueueFilter] {
        let hasDisputes = task.review.overlap > 1 || counts.disputed > 0 || query.filter == .disputed
        return QueueFilter.allCases.filter { $0 != .disputed || hasDisputes }
    }
}

extension QueueRow {
    /// Several decide the item, votes are missing, and this reviewer's is none of them.
    package func wantsVote(of reviewer: String) -> Bool {
        needed > 1 && votes < needed && !reviewers.contains(reviewer)
    }
}

extension Command {
    /// Those that side with a reviewer, in the order of the reviewers.
    static let sides: [Command] = [.sideFirst, .sideSecond, .sideThird]
}
