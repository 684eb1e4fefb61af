import Foundation
import GRDB
import Labeling
import Storage
import TestSupport
import Testing

/// Several sessions on items that several reviewers decide: who may have one, and what is a conflict.
@Suite struct SeveralReviewersTests {
    private let one = ItemNumber(1)

    private func task(_ overlap: Int, items count: Int = 4) throws -> Scratch {
        let scratch = try Scratch(items(count))
        try scratch.store.setTruth(overlap: overlap, share: 1, policy: nil)
        return scratch
    }

    private func take(_ scratch: Scratch, _ holder: String, _ reviewer: String) throws -> (
        mine: [Int64], others: [String]
    ) {
        let answer = try scratch.store.lease([one], holder: holder, reviewer: reviewer, now: time(0))
        return (answer.granted.map(\.item.value), answer.others.map(\.reviewer))
    }

    @Test func anItemIsGivenToAsManySessionsAsVotesAreMissingAndNeverTwiceToOneReviewer() throws {
        let scratch = try task(2)
        #expect(try take(scratch, "A", "ana").mine == [1])
        #expect(try take(scratch, "A2", "ana") == ([], ["ana"]))
        #expect(try take(scratch, "B", "bo") == ([1], []))
        #expect(try take(scratch, "C", "cy") == ([], ["ana"]), "both votes are on their way")
        #expect(try take(scratch, "A", "ana") == ([1], []), "who has it keeps it")
        try scratch.store.releaseLeases(of: "B")
        #expect(try take(scratch, "C", "cy").mine == [1])
    }

    @Test func whoHasVotedTakesNobodysPlace() throws {
        let scratch = try task(2)
        _ = try take(scratch, "A", "ana")
        _ = try scratch.store.record(decision("ana", .reject), on: one, holder: "A", knowing: [])
        #expect(try take(scratch, "B", "bo").mine == [1])
        #expect(try take(scratch, "C", "cy").mine == [])
    }

    @Test func anotherVoteIsNoConflictWhileVotesAreMissingAndIsOneBeyond() throws {
        let scratch = try task(2)
        let store = scratch.store
        _ = try take(scratch, "A", "ana")
        _ = try take(scratch, "B", "bo")
        _ = try store.record(decision("ana", .reject), on: one, holder: "A", knowing: [])
        _ = try store.record(decision("bo", .override(Label("x"))), on: one, holder: "B", knowing: [])
        #expect(try store.counts().disputed == 1)
        // One more, by who knew of nobody.
        try store.releaseLeases(of: "A")
        try store.releaseLeases(of: "B")
        _ = try take(scratch, "C", "cy")
        #expect(throws: StoreError.decidedBy(reviewer: "bo")) {
            try store.record(decision("cy", .reject), on: one, holder: "C", knowing: [])
        }
        // Who adjudicates must know of all.
        var verdict = decision("cy", .reject)
        verdict.isAdjudication = true
        #expect(throws: StoreError.decidedBy(reviewer: "ana")) {
            try store.record(verdict, on: one, holder: "C", knowing: ["bo"])
        }
        _ = try store.record(verdict, on: one, holder: "C", knowing: ["ana", "bo"])
        #expect(try store.counts().decided == 1 && store.counts().disputed == 0)
    }

    @Test func anAdjudicationThatKnowsNothingOfAVoteIsAConflictAlthoughVotesAreMissing() throws {
        let scratch = try task(3)
        _ = try take(scratch, "A", "ana")
        _ = try scratch.store.record(decision("bo", .reject), on: one)
        var verdict = decision("ana", .reject)
        verdict.isAdjudication = true
        #expect(throws: StoreError.decidedBy(reviewer: "bo")) {
            try scratch.store.record(verdict, on: one, holder: "A", knowing: [])
        }
        _ = try scratch.store.record(decision("ana", .reject), on: one, holder: "A", knowing: [])
    }

    @Test func aGroupIsDecidedWhereThisReviewerHasNot() throws {
        let scratch = try task(2, items: 4)
        let store = scratch.store
        _ = try store.record(decision("bo", .reject), on: ItemNumber(2))
        _ = try store.record(decision("ana", .reject), on: ItemNumber(3))
        var choice = decision("ana", .override(Label("x")))
        choice.act = Act(key: "g", kind: .group)
        let outcome = try store.recordGroup(choice, on: one, members: [ItemNumber(2), ItemNumber(3), ItemNumber(4)])
        #expect(outcome.decided.map(\.id.value) == ["t-1", "t-2", "t-4"])
        let plan = BulkPlan(
            choice: .reject, items: items(4).indices.map { ItemNumber(Int64($0) + 1) }, blind: BlindRule(), labels: [])
        #expect(try store.preview(plan, reviewer: "ana").eligible == 0)
        // The second is in dispute by now.
        #expect(try store.preview(plan, reviewer: "cy").eligible == 3)
        #expect(try store.preview(plan).eligible == 0)
    }

    @Test func threeReviewersAtOnceGiveEachItemTwoVotesAndNoThird() async throws {
        let scratch = try task(2, items: 30)
        let path = scratch.path
        try await withThrowingTaskGroup(of: Void.self) { group in
            for name in ["ana", "bo", "cy"] {
                group.addTask {
                    let store = try Store.open(at: path)
                    // Others may have what is left: then there is nothing more for this one.
                    while let next = try store.order(QueueQuery(order: .oldest, reviewer: name)).first(where: {
                        try store.lease([$0], holder: name, reviewer: name).granted.isEmpty == false
                    }) {
                        do {
                            _ = try store.record(
                                decision(name, .override(Label(name == "cy" ? "y" : "x"))), on: next, holder: name,
                                knowing: [])
                        } catch StoreError.decidedBy {
                            // Somebody was faster between the list and the lease.
                        }
                    }
                    try store.releaseLeases(of: name)
                }
            }
            try await group.waitForAll()
        }
        let perItem = try scratch.raw { db in
            try Int.fetchAll(db, sql: "SELECT count(DISTINCT reviewer) FROM decision GROUP BY item")
        }
        #expect(perItem.count == 30 && perItem.allSatisfy { $0 <= 2 }, "\(perItem)")
        let counts = try scratch.store.counts()
        #expect(counts.decided + counts.disputed + counts.partlyDecided == 30)
        #expect(try scratch.store.verify().findings == [])
    }
}
