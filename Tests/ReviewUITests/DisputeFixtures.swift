import Cells
import Labeling
import ReviewUI

extension ItemDetail {
    /// The line as the votes and the adjudication make it, where several reviewers decide: the store's rule in few words.
    mutating func settleVotes() {
        let inForce = decisions.filter { $0.undoneAt == nil && $0.verdict != .skip }
        let adjudication = inForce.last(where: \.isAdjudication)
        let own = inForce.filter { !$0.isAdjudication }
        var votes: [String: Decision] = [:]
        for decision in own { votes[decision.reviewer] = decision }
        row.votes = votes.count
        row.reviewers = Array(Set(inForce.map(\.reviewer))).sorted()
        row.isAdjudicated = adjudication != nil
        row.isDisputed =
            adjudication == nil && votes.count >= row.needed && Set(votes.values.map(\.verdict.label)).count > 1
        let last = adjudication ?? own.last
        row.state = ReviewState(last?.verdict.action)
        row.decidedLabel = last?.verdict.label
        // Nothing is decided before there are enough, nor while they differ.
        if adjudication == nil, row.state != .flagged, votes.count < row.needed || row.isDisputed {
            row.state = .undecided
            row.decidedLabel = nil
        }
    }
}

/// Items on which reviewers differ.
enum DisputeScene {
    static func vote(
        _ reviewer: String, _ verdict: Verdict, minute: Int64 = 0, seconds: Double? = 12, note: String = "",
        shown: [String] = [], firstChoice: Label? = nil, unclear: Bool = false, adjudicates: Bool = false
    ) -> Decision {
        Decision(
            reviewer: reviewer, verdict: verdict,
            at: Timestamp(milliseconds: Fixture.start.milliseconds - 3_600_000 + minute * 60_000), seconds: seconds,
            note: note, shown: shown, firstChoice: firstChoice, exposure: Exposure(), isAdjudication: adjudicates,
            isUnclear: unclear)
    }

    static func item(_ detail: ItemDetail, _ decisions: [Decision], needed: Int = 2) -> ItemDetail {
        var detail = detail
        detail.decisions = decisions
        detail.row.needed = needed
        detail.settleVotes()
        return detail
    }

    /// Two who differ, of whom the reviewer is none; three, of whom they are one; two with wide words.
    static let items: [ItemDetail] = [
        item(
            Fixture.tickets[0],
            [
                vote(
                    "cy", .accept(Label("billing")), minute: 1, seconds: 3.4, shown: [Fixture.haiku, Fixture.opus]),
                vote(
                    "bo", .override(Label("account")), minute: 4, seconds: 41,
                    note: "The page to change the plan cannot be reached: that is what they need first.",
                    firstChoice: Label("bug"), unclear: true),
            ]),
        item(
            Fixture.tickets[1],
            [
                vote("ana", .override(Label("account")), minute: 2),
                vote("bo", .reject, minute: 3, note: "Which page?"),
                vote("cy", .accept(Label("billing")), minute: 6, shown: [Fixture.haiku]),
            ], needed: 3),
        item(
            Fixture.tickets[2],
            [
                vote("bo", .accept(Label("billing")), minute: 2, note: "二重請求です。"),
                vote("dee-with-a-long-name", .override(Label("other")), minute: 9),
            ]),
        item(
            Fixture.tickets[3],
            [
                vote("bo", .accept(Label("shipping")), minute: 2), vote("cy", .override(Label("other")), minute: 3),
                vote("dee", .override(Label("other")), minute: 5, note: "It never arrives.", adjudicates: true),
            ]),
    ]

    static var task: TaskDefinition {
        var task = Fixture.task()
        task.review.overlap = 2
        return task
    }

    static var counts: TaskCounts {
        var counts = Fixture.counts
        counts.disputed = 3
        counts.partlyDecided = 2
        counts.unclear = 1
        return counts
    }

    static func bench(
        _ items: [ItemDetail] = items, task: TaskDefinition = task, size: Size = Size(rows: 24, columns: 80),
        filter: QueueFilter = .disputed, reviewer: String = "ana", ascii: Bool = false, commit: Bool = false,
        blind: Bool = false
    ) -> Bench {
        Bench(
            items, task: task, size: size, query: QueueQuery(filter: filter), blind: blind, ascii: ascii,
            counts: counts, reviewer: reviewer, commit: commit)
    }

    /// What is still to be voted on: by nobody yet, by bo, and by the reviewer alone.
    static let open: [ItemDetail] = [
        item(Fixture.tickets[0], []),
        item(Fixture.tickets[1], [vote("bo", .override(Label("legal")), note: "A threat.")]),
        item(Fixture.tickets[2], [vote("ana", .accept(Label("billing")))]),
        item(Fixture.tickets[5], []),
    ]
}
