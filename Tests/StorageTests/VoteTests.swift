import GRDB
import Labeling
import Storage
import TestSupport
import Testing

/// Several reviewers: the store's rule against the same rule in Swift, after histories of everything that bears on it.
private struct Jury {
    static let reviewers = ["ana", "bo", "cy", "dé"]
    static let labels = ["x", "y", "z"].map { Label($0) }

    var random: SeededGenerator
    let scratch: Scratch
    var settings = ReviewSettings()
    var golds: [Label?] = []
    /// By item, in the order of recording.
    var decisions: [[Decision]] = []
    /// Of decisions that were made here, in order: whose they are.
    var recorded: [(item: Int, decision: Int)] = []
    var acts = 0

    init(seed: UInt64, items count: Int) throws {
        random = SeededGenerator(seed: seed)
        scratch = try Scratch()
        for _ in 0..<count { try addItem() }
    }

    func id(_ index: Int) -> Item.ID { Item.ID("t-\(index + 1)") }

    mutating func pick<Value>(_ values: [Value]) -> Value { values[Int.random(in: values.indices, using: &random)] }

    mutating func randomDecision() -> Decision {
        let label = pick(Self.labels)
        var made = Decision(
            reviewer: pick(Self.reviewers),
            verdict: pick([.accept(label), .override(label), .override(label), .accept(label), .reject, .flag, .skip]),
            at: time(Int64.random(in: 0...5, using: &random)))
        made.isAdjudication = Int.random(in: 0..<8, using: &random) == 0
        made.isUnclear = Int.random(in: 0..<6, using: &random) == 0
        if Int.random(in: 0..<8, using: &random) == 0 {
            acts += 1
            made.verdict = .accept(label)
            made.isAdjudication = false
            made.act = Act(key: "act-\(acts)", kind: pick([.policy, .policy, .bulk]))
        }
        return made
    }

    mutating func addItem() throws {
        let gold = pick([nil, nil, Label("x")])
        let made = (0..<pick([0, 0, 0, 1, 3])).map { _ in
            var one = randomDecision()
            if pick([false, false, true]) { one.undoneAt = time(9) }
            return one
        }
        var new = item("t-\(decisions.count + 1)")
        new.gold = gold
        new.decisions = made
        #expect(try scratch.store.add([new]) == [.added])
        golds.append(gold)
        decisions.append(made)
    }

    mutating func setRule() throws {
        settings.overlap = pick([1, 2, 2, 3])
        settings.overlapShare = pick([1, 1, 0.5, 0])
        settings.truth = pick([nil, nil, .single, .majority, .adjudicated, .dawidSkene])
        try scratch.store.setTruth(
            overlap: settings.overlap, share: settings.overlapShare, policy: settings.truth)
    }

    mutating func step() throws {
        let store = scratch.store
        let index = Int.random(in: decisions.indices, using: &random)
        let number = ItemNumber(Int64(index) + 1)
        switch Int.random(in: 0..<30, using: &random) {
        case 0: try addItem()
        case 1: try setRule()
        case 2...6:
            let reviewer = pick(Self.reviewers)
            let last = recorded.lastIndex { decisions[$0.item][$0.decision].reviewer == reviewer }
            let undone = try store.undoLast(by: reviewer, at: time(9))
            #expect((undone == nil) == (last == nil))
            guard let last else { return }
            let target = recorded.remove(at: last)
            decisions[target.item][target.decision].undoneAt = time(9)
            decisions[target.item][target.decision].undoneBy = reviewer
        case 7...9:
            let (reviewer, unclear) = (pick(Self.reviewers), pick([true, false]))
            let standing = decisions[index].indices.filter {
                let one = decisions[index][$0]
                return one.reviewer == reviewer && one.undoneAt == nil && one.verdict != .skip
            }
            // The last in time, and of equal times the later recorded.
            let tagged = standing.max { (decisions[index][$0].at, $0) < (decisions[index][$1].at, $1) }
            #expect(try store.tag(unclear: unclear, on: number, by: reviewer) == (tagged != nil))
            if let tagged { decisions[index][tagged].isUnclear = unclear }
        default:
            var made = randomDecision()
            _ = try store.record(made, on: number)
            let standing = decisions[index].filter { $0.undoneAt == nil }
            made.at = max(made.at, standing.map(\.at).max() ?? made.at)
            recorded.append((index, decisions[index].count))
            decisions[index].append(made)
        }
    }

    func votes(_ index: Int) -> ItemVotes {
        ItemVotes(
            decisions: decisions[index], gold: golds[index], policy: settings.truthPolicy(for: id(index)),
            needed: settings.reviewersNeeded(for: id(index)))
    }

    var isVoting: Bool { settings.overlap > 1 || ![nil, .single].contains(settings.truth) }

    /// Whether the item is to do for the reviewer, kept the slow way.
    func isToDo(_ index: Int, for reviewer: String?) -> Bool {
        let votes = votes(index)
        let words = decisions[index].filter {
            $0.undoneAt == nil && $0.verdict != .skip && !$0.isAdjudication && !$0.isByPolicy
        }
        guard isVoting, !words.isEmpty else {
            return [nil, .skip].contains(votes.decision?.verdict.action)
        }
        return votes.isOpen && !words.contains { $0.reviewer == reviewer }
    }

    func compare() throws {
        let store = scratch.store
        let all = decisions.indices.map { votes($0) }
        let stored = try StorageTests.all(store)
        #expect(stored.map(\.annotated.decisions) == decisions)
        #expect(stored.map(\.truth) == all.map(\.truth))
        let rows = try store.rows(stored.map(\.number))
        #expect(rows.map(\.state) == all.map { ReviewState($0.decision?.verdict.action) })
        #expect(rows.map(\.decidedLabel) == all.map { $0.decision?.verdict.label })
        #expect(rows.map(\.isDisputed) == all.map(\.isDisputed))
        #expect(rows.map(\.isAdjudicated) == all.map { $0.decision?.isAdjudication == true })
        #expect(rows.map(\.needed) == all.map(\.needed))
        if isVoting { #expect(rows.map(\.votes) == all.map(\.count)) }
        let counts = try store.counts()
        #expect(counts.decided == all.count(where: { ReviewState($0.decision?.verdict.action).isDecided }))
        #expect(counts.disputed == all.count(where: \.isDisputed))
        #expect(counts.partlyDecided == (isVoting ? all.count(where: \.isOpen) : 0))
        #expect(
            counts.unclear
                == decisions.count(where: { of in
                    of.contains { $0.isUnclear && $0.undoneAt == nil && $0.verdict != .skip }
                }))
        func listed(_ query: QueueQuery) throws -> [Int] { try store.order(query).map { Int($0.value) - 1 } }
        let disputed = decisions.indices.filter { all[$0].isDisputed }
        #expect(try listed(QueueQuery(filter: .disputed, order: .oldest)) == disputed)
        #expect(try Set(listed(QueueQuery(filter: .disputed, order: .uncertain))) == Set(disputed))
        for reviewer in [nil, "ana", "dé", "nobody"] {
            #expect(
                try listed(QueueQuery(order: .oldest, reviewer: reviewer))
                    == decisions.indices.filter { isToDo($0, for: reviewer) }, "\(reviewer ?? "-")")
        }
        let taught = all.compactMap { votes in
            votes.decision?.isByPolicy == true ? nil : votes.truth?.decision?.verdict.label
        }
        #expect(try store.trainingExamples().map(\.label) == taught)
        #expect(try store.verify().findings == [])
    }
}

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
