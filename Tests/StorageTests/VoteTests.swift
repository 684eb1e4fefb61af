import GRDB
import Labeling
import Storage
import TestSupport
import Testing

@Suite struct VoteTests {
    @Test(arguments: 1...12 as ClosedRange<UInt64>)
    func afterAnyHistoryOfSeveralReviewersTheStoreSaysWhatTheRuleSays(seed: UInt64) throws {
        var jury = try Jury(seed: seed, items: 12)
        try jury.setRule()
        for count in 1...160 {
            try jury.step()
            if count.isMultiple(of: 40) { try jury.compare() }
        }
        // What comes out goes in again, here without effect and elsewhere without loss.
        let exported = try all(jury.scratch.store)
        #expect(try jury.scratch.store.add(exported.map(\.annotated)).allSatisfy { $0 == .duplicate })
        let other = try Scratch()
        let rule = jury.settings
        try other.store.setTruth(overlap: rule.overlap, share: rule.overlapShare, policy: rule.truth)
        _ = try other.store.add(exported.map(\.annotated))
        #expect(try all(other.store) == exported)
        #expect(try other.store.verify().findings == [])
    }

    private let one = ItemNumber(1)

    private func store(_ overlap: Int, _ policy: TruthPolicy? = nil, items count: Int = 3) throws -> Scratch {
        let scratch = try Scratch(items(count))
        try scratch.store.setTruth(overlap: overlap, share: 1, policy: policy)
        return scratch
    }

    private func truth(_ scratch: Scratch) throws -> GroundTruth? { try all(scratch.store)[0].truth }

    private func say(_ reviewer: String, _ label: String, _ scratch: Scratch) throws {
        _ = try scratch.store.record(decision(reviewer, .override(Label(label))), on: one)
    }

    @Test func twoWhoAgreeDecideAndTwoWhoDifferAreADisputeUntilItIsAdjudicatedAndAgainWhenThatIsUndone() throws {
        let scratch = try store(2)
        let store = scratch.store
        try say("ana", "x", scratch)
        #expect(try truth(scratch) == nil && store.counts().partlyDecided == 1)
        try say("bo", "x", scratch)
        #expect(try truth(scratch)?.provenance == .consensus)
        try say("bo", "y", scratch)
        #expect(try truth(scratch) == nil && store.counts().disputed == 1)
        #expect(try store.order(QueueQuery(filter: .disputed)) == [one])
        #expect(try store.rows([one])[0].reviewers.sorted() == ["ana", "bo"])
        var verdict = decision("cy", .override(Label("z")))
        verdict.isAdjudication = true
        let latest = try store.latestDecision()
        _ = try store.record(verdict, on: one)
        let decided = try truth(scratch)
        #expect(decided?.provenance == .adjudicated && decided?.label == Label("z"))
        #expect(try store.order(QueueQuery(filter: .disputed)) == [])
        #expect(try store.order(QueueQuery(filter: .disputed, keepDecidedAfter: latest)) == [one], "it stays listed")
        // A later vote of a reviewer's does not take the adjudication back.
        try say("ana", "y", scratch)
        #expect(try truth(scratch)?.label == Label("z"))
        _ = try store.undoLast(by: "ana")
        _ = try store.undoLast(by: "cy")
        #expect(try truth(scratch) == nil && store.counts().disputed == 1)
        _ = try store.undoLast(by: "bo")
        #expect(try truth(scratch)?.provenance == .consensus, "bo's first word is back")
        #expect(try store.verify().findings == [])
    }

    @Test func aFlagTakesTheItemOutUntilItsReviewerDecidesOrSomebodyAdjudicates() throws {
        let scratch = try store(2)
        for reviewer in ["ana", "bo"] { try say(reviewer, "x", scratch) }
        _ = try scratch.store.record(decision("cy", .flag), on: one)
        #expect(try truth(scratch) == nil && scratch.store.counts().flagged == 1)
        #expect(try scratch.store.counts().disputed == 0)
        try say("cy", "y", scratch)
        #expect(try scratch.store.counts().flagged == 0 && scratch.store.counts().disputed == 1)
    }

    @Test func aMajorityDecidesAndATieDoesNot() throws {
        let scratch = try store(2, .majority)
        try say("ana", "x", scratch)
        try say("bo", "y", scratch)
        #expect(try truth(scratch) == nil && scratch.store.counts().disputed == 1)
        try say("cy", "y", scratch)
        #expect(try truth(scratch)?.provenance == .majority && truth(scratch)?.label == Label("y"))
        try say("dan", "x", scratch)
        #expect(try truth(scratch) == nil, "all votes count, also those beyond what is needed")
    }

    @Test func whatTheTaskFileSaysAnewHoldsForWhatIsDecidedAlready() throws {
        let scratch = try Scratch(items(3))
        try say("ana", "x", scratch)
        try say("bo", "y", scratch)
        #expect(try truth(scratch)?.label == Label("y"))
        let token = try scratch.store.changeToken()
        try scratch.store.setTruth(overlap: 1, share: 1, policy: nil)
        #expect(try scratch.store.changeToken() == token)
        try scratch.store.setTruth(overlap: 2, share: 1, policy: nil)
        #expect(try truth(scratch) == nil && scratch.store.counts().disputed == 1)
        #expect(try scratch.store.changes(since: token)?.change.reachesLists == true)
        try scratch.store.setTruth(overlap: 2, share: 0, policy: nil)
        #expect(try truth(scratch)?.label == Label("y") && scratch.store.counts().disputed == 0)
        #expect(try scratch.store.verify().findings == [])
    }

    @Test func whatARuleAcceptedIsNoVoteWhereAPersonHasDecided() throws {
        let scratch = try store(2)
        var rule = decision("ana", .accept(Label("x")))
        rule.act = Act(key: "p", kind: .policy)
        _ = try scratch.store.record(rule, on: one)
        #expect(try truth(scratch)?.provenance == .single, "nobody else has said anything")
        try say("bo", "y", scratch)
        #expect(try truth(scratch) == nil && scratch.store.counts().partlyDecided == 1)
        try say("cy", "y", scratch)
        #expect(try truth(scratch)?.provenance == .consensus)
    }

    @Test func goldStandsWhileReviewersAreMissingAndNotInADispute() throws {
        let scratch = try Scratch([item("a", gold: "z")])
        try scratch.store.setTruth(overlap: 2, share: 1, policy: nil)
        try say("ana", "x", scratch)
        #expect(try truth(scratch)?.provenance == .imported)
        try say("bo", "y", scratch)
        #expect(try truth(scratch) == nil)
        #expect(try scratch.store.truths().isEmpty, "the dashboard says the same")
    }

    @Test func theListOfEachReviewerHasWhatTheyCanStillVoteOn() throws {
        let scratch = try store(2, items: 4)
        let store = scratch.store
        let start = try store.latestDecision() ?? DecisionID(0)
        try say("ana", "x", scratch)
        func list(_ reviewer: String?, kept: DecisionID? = nil) throws -> [Int64] {
            try store.order(QueueQuery(order: .oldest, keepDecidedAfter: kept, reviewer: reviewer)).map(\.value)
        }
        #expect(try list("ana") == [2, 3, 4] && list("bo") == [1, 2, 3, 4] && list(nil) == [1, 2, 3, 4])
        #expect(try list("ana", kept: start) == [1, 2, 3, 4], "the list does not shrink under the reviewer's hands")
        try say("bo", "y", scratch)
        #expect(try list("bo") == [2, 3, 4] && list("cy") == [2, 3, 4] && list(nil) == [2, 3, 4])
        #expect(try list("bo", kept: start) == [1, 2, 3, 4])
    }

    @Test func theLastDecisionCountsUnderSingleAndTheItemIsStillAskedOfTheOthers() throws {
        let scratch = try store(2, .single)
        try say("ana", "x", scratch)
        #expect(try truth(scratch)?.provenance == .single)
        #expect(try scratch.store.order(QueueQuery(reviewer: "bo")).contains(one))
        #expect(try !scratch.store.order(QueueQuery(reviewer: "ana")).contains(one))
        try say("bo", "y", scratch)
        #expect(try truth(scratch)?.label == Label("y") && scratch.store.counts().disputed == 0)
        #expect(try !scratch.store.order(QueueQuery(reviewer: "cy")).contains(one))
    }

    @Test func aTagIsARowOfTheLogThatGoesWithItsDecision() throws {
        let scratch = try Scratch(items(2))
        let store = scratch.store
        #expect(try !store.tag(unclear: true, on: one, by: "ana"), "there is no decision")
        try say("ana", "x", scratch)
        let token = try store.changeToken()
        #expect(try store.tag(unclear: true, on: one, by: "ana", at: time(4)))
        #expect(try store.changes(since: token)?.change.touched == [one])
        #expect(try store.detail(one, reviewer: "ana")?.decisions.map(\.isUnclear) == [true])
        #expect(try store.counts().unclear == 1)
        try store.tag(unclear: true, on: one, by: "ana")
        try store.tag(unclear: false, on: one, by: "ana", at: time(5))
        #expect(try store.counts().unclear == 0)
        var tags: [Bool] = []
        try store.forEachEvent { if case .tagged(_, _, let isUnclear) = $0.what { tags.append(isUnclear) } }
        #expect(tags == [true, false], "what changes nothing is not kept")
        try store.tag(unclear: true, on: one, by: "ana")
        _ = try store.undoLast(by: "ana")
        #expect(try store.counts().unclear == 0)
        #expect(try store.verify().findings == [])
    }

    @Test func verifyFindsAVoteThatNoDecisionMade() throws {
        let scratch = try store(2)
        try say("ana", "x", scratch)
        try scratch.raw { try $0.execute(sql: "UPDATE vote SET label = 'y'") }
        #expect(try scratch.store.verify().findings.contains { $0.contains("votes are not what decisions make them") })
        try scratch.raw { try $0.execute(sql: "UPDATE vote SET label = 'x'; INSERT INTO overlapped VALUES (2)") }
        #expect(
            try scratch.store.verify().findings == [
                "decided by more or fewer reviewers than the task says, the items: t-2"
            ])
    }
}
