import Cells
import Labeling
import ReviewUI
import Testing

/// Alike items 2, 3, 5 of six; the third has another first opinion.
enum BulkScene {
    static let items: [ItemDetail] = [
        Fixture.detail(1, "Where is my invoice?", first: Fixture.first("billing", 0.9)),
        Fixture.detail(2, "Parcel has not come", first: Fixture.first("shipping", 0.8)),
        Fixture.detail(3, "parcel has not come!", first: Fixture.first("bug", 0.7)),
        Fixture.detail(4, "Dark mode please", first: Fixture.first("feature", 0.99)),
        Fixture.detail(5, "PARCEL has not come", first: Fixture.first("shipping", 0.6)),
        Fixture.detail(6, "Not answered yet"),
    ]

    static func bench(
        size: Size = Size(rows: 24, columns: 80), grouped: Bool = true, blind: Bool = false, ascii: Bool = false,
        policy: StandingPolicy? = nil, task: TaskDefinition = Fixture.task()
    ) -> Bench {
        let groups = Dictionary(uniqueKeysWithValues: [2, 3, 5].map { (ItemNumber($0), Int64(2)) })
        return Bench(
            items, task: task, size: size, query: QueueQuery(folding: grouped ? Folding() : nil), blind: blind,
            ascii: ascii, groups: groups, policy: policy)
    }

    static func policy(errors: Int, low: Double) -> StandingPolicy {
        StandingPolicy(
            act: Act(key: "p", kind: .policy), reviewer: "ana", rule: AuditRule(threshold: 0.95, share: 1),
            stated: .init(n: 200, errors: 2), upper: 0.031, accepted: 40, audit: .init(n: 20, errors: errors),
            auditLow: low)
    }
}

struct GroupTests {
    private func atGroup() -> Bench {
        var bench = BulkScene.bench()
        bench.press("j")
        bench.answerReads()
        return bench
    }

    @Test func alikeItemsShareALineThatSaysHowMany() {
        let bench = atGroup()
        #expect(bench.model.queue == [1, 2, 4, 6].map { ItemNumber($0) })
        #expect(bench.text.contains("×3 Parcel has not come"))
        #expect(bench.text.contains("3 alike: decided together; 1 of 3 have another first opinion; + shows"))
    }

    @Test func oneKeyDecidesTheGroupAsOneActAndSaysSoOnceItIsSaved() {
        var bench = atGroup()
        let effects = bench.press("a")
        guard case .bulk(.recordGroup(_, let decision, let number, let members, _))? = effects.first else {
            Issue.record("no group: \(effects)")
            return
        }
        #expect(number == ItemNumber(2) && members == [ItemNumber(3), ItemNumber(5)])
        #expect(decision.verdict == .accept(Label("shipping")) && decision.act?.kind == .group)
        #expect(bench.text.contains("saving…") && !bench.text.contains("saved"))
        #expect(bench.model.current == ItemNumber(4))
        bench.answerAll()
        #expect(bench.text.contains("saved t-2 and 2 alike: accept Shipping"))
        #expect(bench.details[ItemNumber(3)]?.row.state == .overridden)
        bench.press("u")
        bench.answerAll()
        #expect(bench.text.contains("Undone: accept Shipping on 3 items."))
        #expect(bench.model.current == ItemNumber(2))
        #expect(bench.details.values.allSatisfy { $0.row.state == .undecided })
    }

    @Test func fewerThanExpectedAreSaidAsTheyAre() {
        var bench = atGroup()
        bench.press("x")
        bench.details[ItemNumber(5)]?.row.state = .flagged
        bench.answerAll()
        #expect(bench.text.contains("saved t-2 and 1 alike: reject"))
    }

    @Test func aFailedGroupComesBackWithItsReason() {
        var bench = atGroup()
        bench.press("x")
        guard
            case .bulk(let effect)? = bench.takeOpen(where: { if case .bulk(.recordGroup) = $0 { true } else { false } }
            )
        else {
            Issue.record("no group")
            return
        }
        bench.send(.recordFailed(effect.request, reason: "disk full"))
        bench.answerReads()
        #expect(bench.text.contains("NOT saved: disk full"))
        #expect(bench.model.current == ItemNumber(2) && bench.model.lastDecision == nil)
        #expect(bench.text.contains("×3 Parcel"))
    }

    @Test func plusShowsTheItemsAndFoldsThemAgain() {
        var bench = atGroup()
        bench.press("+")
        bench.answerReads()
        #expect(bench.model.queue == [1, 2, 3, 5, 4, 6].map { ItemNumber($0) })
        #expect(bench.text.contains("└ parcel has not come!"))
        bench.press("j")
        bench.answerReads()
        let effects = bench.press("x")
        #expect(effects.contains { $0.recorded?.number == ItemNumber(3) && $0.recorded?.decision.act == nil })
        bench.groups[ItemNumber(3)] = nil
        bench.answerAll()
        bench.press("k k")
        bench.press("+")
        bench.answerReads()
        #expect(bench.text.contains("×2 Parcel"))
        bench.press("+ +")
        bench.answerReads()
        #expect(bench.text.contains("×2 Parcel"))
    }

    @Test func withoutGroupsEveryItemHasALine() {
        var bench = BulkScene.bench(grouped: false)
        #expect(bench.model.queue?.count == 6)
        bench.press("+")
        #expect(bench.text.contains("Groups are off"))
    }

    @Test func theItemUnderTheCursorKeepsItsLineWhenGroupsAreFound() {
        var bench = BulkScene.bench()
        bench.groups = [:]
        bench.press("R")
        bench.answerReads()
        bench.press("j j")
        bench.answerReads()
        #expect(bench.model.current == ItemNumber(3))
        bench.groups = [ItemNumber(2): 2, ItemNumber(3): 2, ItemNumber(5): 2]
        bench.send(.storeChanged(bench.counts))
        bench.answerReads()
        #expect(bench.model.current == ItemNumber(3))
        #expect(bench.text.contains("×3 parcel has not come!"))
    }

    @Test func acceptWaitsUntilItIsKnownWhatItMeansForTheOthers() {
        var bench = BulkScene.bench()
        bench.press("j")
        #expect(bench.press("a").allSatisfy { $0.recorded == nil })
        #expect(bench.text.contains("typed ahead: 1"))
        bench.answerReads()
        #expect(bench.open.contains { if case .bulk(.recordGroup) = $0 { true } else { false } })
    }

    @Test func aGroupWhoseOpinionsCannotBeReadIsDecidedAllTheSame() {
        var bench = BulkScene.bench()
        bench.press("j a")
        guard case .bulk(let effect)? = bench.takeOpen(where: { if case .bulk(.opinions) = $0 { true } else { false } })
        else {
            Issue.record("not asked")
            return
        }
        bench.send(.bulk(.failed(effect.request, reason: "locked")))
        #expect(bench.open.contains { if case .bulk(.recordGroup) = $0 { true } else { false } })
    }
}
