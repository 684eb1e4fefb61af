import Foundation
import GRDB
import Labeling
import TestSupport
import Testing

@testable import Storage

/// Several sessions on one store: who may decide what.
struct LeaseTests {
    private let one = ItemNumber(1)
    private let two = ItemNumber(2)

    private func granted(_ answer: LeaseAnswer) -> [Int64] { answer.granted.map(\.item.value).sorted() }

    @Test func anItemIsGivenToOneSessionAlone() throws {
        let scratch = try Scratch(items(5))
        let ana = try scratch.store.lease([one, two], holder: "A", reviewer: "ana", now: time(0))
        #expect(granted(ana) == [1, 2] && ana.others == [])
        let bo = try scratch.store.lease([one, two, ItemNumber(3)], holder: "B", reviewer: "bo", now: time(1))
        #expect(granted(bo) == [3])
        #expect(bo.others.map(\.item) == [one, two] && bo.others.allSatisfy { $0.reviewer == "ana" })
        // The same name in another window is another session.
        let again = try scratch.store.lease([one], holder: "A2", reviewer: "ana", now: time(2))
        #expect(granted(again) == [])
    }

    @Test func whatIsNotAskedForAgainIsGivenBack() throws {
        let scratch = try Scratch(items(5))
        _ = try scratch.store.lease([one, two], holder: "A", reviewer: "ana", now: time(0))
        _ = try scratch.store.lease([two], holder: "A", reviewer: "ana", now: time(1))
        #expect(granted(try scratch.store.lease([one, two], holder: "B", reviewer: "bo", now: time(2))) == [1])
        try scratch.store.releaseLeases(of: "A")
        #expect(granted(try scratch.store.lease([one, two], holder: "B", reviewer: "bo", now: time(3))) == [1, 2])
    }

    @Test func aLeaseEndsByItselfUnlessItIsRenewed() throws {
        let scratch = try Scratch(items(2))
        let length = Store.leaseMilliseconds
        _ = try scratch.store.lease([one], holder: "A", reviewer: "ana", now: time(0))
        #expect(try scratch.store.renewLeases(of: "A", now: time(length - 1)) == [one])
        #expect(granted(try scratch.store.lease([one], holder: "B", reviewer: "bo", now: time(2 * length - 2))) == [])
        #expect(try scratch.store.leases(now: time(2 * length)) == [])
        #expect(try scratch.store.staleLeases(now: time(2 * length)) == 1)
        #expect(granted(try scratch.store.lease([one], holder: "B", reviewer: "bo", now: time(2 * length))) == [1])
        #expect(try scratch.store.renewLeases(of: "A", now: time(2 * length + 1)) == [], "it is lost")
    }

    @Test func aClockThatWasSetBackMakesNoLeaseEndless() throws {
        let scratch = try Scratch(items(1))
        _ = try scratch.store.lease([one], holder: "A", reviewer: "ana", now: time(86_400_000))
        #expect(granted(try scratch.store.lease([one], holder: "B", reviewer: "bo", now: time(0))) == [1])
    }

    @Test func onlyTheHolderDecides() throws {
        let scratch = try Scratch(items(3))
        let store = scratch.store
        _ = try store.lease([one], holder: "A", reviewer: "ana")
        #expect(throws: StoreError.notHeld) { try store.record(decision("ana", .reject), on: two, holder: "A") }
        do {
            _ = try store.record(decision("bo", .reject), on: one, holder: "B")
            Issue.record("bo decided what ana has")
        } catch let StoreError.heldBy(reviewer, _) {
            #expect(reviewer == "ana")
        }
        _ = try store.record(decision("ana", .reject), on: one, holder: "A")
        // Who changes their mind decides again under the same lease.
        _ = try store.record(decision("ana", .flag), on: one, holder: "A")
        #expect(try store.counts().flagged == 1)
    }

    @Test func aDecisionThatCameInBesideTheLeaseIsAConflictUntilTheItemIsTakenAnew() throws {
        let scratch = try Scratch(items(1))
        let store = scratch.store
        _ = try store.lease([one], holder: "A", reviewer: "ana")
        _ = try store.record(decision("bo", .flag), on: one)
        #expect(throws: StoreError.decidedBy(reviewer: "bo")) {
            try store.record(decision("ana", .reject), on: one, holder: "A")
        }
        let again = try store.lease([one], holder: "A", reviewer: "ana")
        #expect(again.granted.map(\.state) == [.flagged])
        _ = try store.record(decision("ana", .reject), on: one, holder: "A")
    }

    @Test func aDecisionThatKnewNothingOfAnothersIsAConflictUnderALeaseTakenAfterItToo() throws {
        let scratch = try Scratch(items(2))
        let store = scratch.store
        _ = try store.record(decision("bo", .flag), on: one)
        _ = try store.record(decision("bo", .skip), on: two)
        _ = try store.lease([one, two], holder: "A", reviewer: "ana")
        #expect(throws: StoreError.decidedBy(reviewer: "bo")) {
            try store.record(decision("ana", .reject), on: one, holder: "A", knowing: [])
        }
        #expect(throws: StoreError.decidedBy(reviewer: "bo")) {
            try store.record(decision("ana", .reject), on: one, holder: "A", knowing: ["cy"])
        }
        #expect(throws: StoreError.decidedBy(reviewer: "bo")) {
            try store.recordGroup(
                decision("ana", .reject), on: one, members: [two], holder: "A", knowing: [])
        }
        #expect(try store.counts().flagged == 1, "nothing of it is written")
        // Who has seen it decides on it too, as often as they like; and a skip is no decision.
        _ = try store.record(decision("ana", .reject), on: one, holder: "A", knowing: ["bo"])
        _ = try store.record(decision("ana", .flag), on: one, holder: "A", knowing: ["bo"])
        _ = try store.record(decision("ana", .reject), on: two, holder: "A", knowing: [])
        // With overlap nobody has a lease, and nothing is a conflict.
        _ = try store.record(decision("cy", .reject), on: one, knowing: [])
    }

    @Test func togetherNothingIsDecidedThatAnotherSessionOfTheSameReviewerHas() throws {
        let scratch = try Scratch(items(5))
        let store = scratch.store
        let three = ItemNumber(3)
        _ = try store.lease([one], holder: "A", reviewer: "ana")
        _ = try store.lease([two], holder: "A2", reviewer: "ana")
        var choice = decision("ana", .reject)
        choice.act = Act(key: "group-1", kind: .group)
        #expect(try store.recordGroup(choice, on: one, members: [two, three], holder: "A", knowing: []).count == 2)
        #expect(try store.rows([two]).map(\.state) == [.undecided])
        let plan = BulkPlan(choice: .reject, items: [two, ItemNumber(4)], blind: BlindRule(), labels: [])
        let outcome = try store.record(
            plan, latestPrediction: 0, by: "ana", as: Act(key: "bulk-1", kind: .bulk), at: time(0), holder: "A")
        #expect(outcome?.count == 1)
        #expect(try store.rows([two]).map(\.state) == [.undecided])
    }

    @Test func leasesAreNoHistoryAndNoNews() throws {
        let scratch = try Scratch(items(2))
        let before = try scratch.store.changeToken()
        _ = try scratch.store.lease([one, ItemNumber(99)], holder: "A", reviewer: "ana")
        _ = try scratch.store.renewLeases(of: "A")
        #expect(try scratch.store.changeToken() == before, "a renewal makes no review read its list anew")
        #expect(try scratch.store.verify().findings.isEmpty)
    }

    @Test func aDecisionAfterALeaseIsWrittenInFull() throws {
        let scratch = try Scratch(items(1))
        func mode() throws -> Int? {
            try scratch.store.onWriter { try Int.fetchOne($0, sql: "PRAGMA synchronous") }
        }
        _ = try scratch.store.lease([one], holder: "A", reviewer: "ana")
        #expect(try mode() == 2)
        struct Refusal: Error {}
        #expect(throws: (any Error).self) { try scratch.store.writeLightly { _ in throw Refusal() } }
        #expect(try mode() == 2, "after a failure too")
    }

    @Test func workIsSummedFromAMomentOnWithoutImportedDecisions() throws {
        let scratch = try Scratch(items(3))
        _ = try scratch.store.record(decision("ana", .reject, 0), on: one)
        _ = try scratch.store.record(decision("ana", .reject, 5_000), on: two)
        _ = try scratch.store.record(decision("bo", .reject, 5_000), on: two)
        #expect(try scratch.store.workedSeconds(by: "ana", since: time(0)) == 3)
        #expect(try scratch.store.workedSeconds(by: "ana", since: time(1)) == 1.5)
        #expect(try scratch.store.workedSeconds(by: "nobody", since: time(0)) == 0)
    }

    /// Sessions on connections of their own, which take, stop, come back and decide as it happens.
    @Test(arguments: 1...6 as ClosedRange<UInt64>)
    func noItemIsEverDecidedByTwoSessionsAtATime(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let scratch = try Scratch(items(12))
        let sessions = [("A", "ana"), ("B", "bo"), ("C", "cy"), ("A2", "ana")]
        let stores = try sessions.map { _ in try Store.open(at: scratch.path) }
        // What each session believes to be its own, and the last decision it has seen there.
        var believed = Array(repeating: [ItemNumber: Int](), count: sessions.count)
        var decisions: [ItemNumber: Int] = [:]
        var now: Int64 = 0
        var (taken, refused) = (0, 0)
        for _ in 0..<600 {
            now += Int64.random(in: 0...20_000, using: &random)
            let index = Int.random(in: 0..<sessions.count, using: &random)
            let (holder, reviewer) = sessions[index]
            switch Int.random(in: 0..<6, using: &random) {
            case 0, 1:
                let start = Int64.random(in: 1...12, using: &random)
                let wanted = (start..<start + 4).map { ItemNumber($0) }
                let answer = try stores[index].lease(wanted, holder: holder, reviewer: reviewer, now: time(now))
                believed[index] = Dictionary(
                    uniqueKeysWithValues: answer.granted.map { ($0.item, decisions[$0.item, default: 0]) })
            case 2:
                let kept = try stores[index].renewLeases(of: holder, now: time(now))
                believed[index] = believed[index].filter { kept.contains($0.key) }
            default:
                // A stopped session decides what it still believes to be its own, however late.
                guard let (number, seen) = believed[index].randomElement(using: &random) else { continue }
                do {
                    _ = try stores[index].record(decision(reviewer, .flag, now), on: number, holder: holder)
                    #expect(
                        decisions[number, default: 0] == seen,
                        "\(holder) did not know of the last decision on \(number.value)")
                    decisions[number, default: 0] += 1
                    believed[index][number] = decisions[number]
                    taken += 1
                } catch is StoreError {
                    believed[index][number] = nil
                    refused += 1
                }
            }
        }
        #expect(taken > 50 && refused > 5, "\(taken) taken, \(refused) refused")
    }

    @Test func sessionsOnThreadsOfTheirOwnShareAllItemsOut() async throws {
        let scratch = try Scratch(items(60))
        let path = scratch.path
        try await withThrowingTaskGroup(of: Void.self) { group in
            for name in ["ana", "bo", "cy"] {
                group.addTask {
                    let store = try Store.open(at: path)
                    var next: Int64 = 1
                    while next <= 60 {
                        let wanted = (next..<min(next + 3, 61)).map { ItemNumber($0) }
                        let answer = try store.lease(wanted, holder: name, reviewer: name)
                        for item in answer.granted where item.state == .undecided {
                            _ = try store.record(decision(name, .reject), on: item.item, holder: name)
                        }
                        next += 3
                    }
                    try store.releaseLeases(of: name)
                }
            }
            try await group.waitForAll()
        }
        let perItem = try scratch.raw { db in
            try Int.fetchAll(db, sql: "SELECT count(*) FROM decision GROUP BY item")
        }
        #expect(perItem.allSatisfy { $0 == 1 }, "an item was decided twice: \(perItem)")
        #expect(try scratch.store.counts().decided >= 50)
        #expect(try scratch.store.leases() == [])
        #expect(try scratch.store.verify().findings.isEmpty)
    }
}
