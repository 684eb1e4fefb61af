import Labeling
import Storage
import Testing

@Suite struct PolicyTests {
    private let labels: Set<Label> = [Label("x"), Label("y")]

    /// So many items whose first opinion is x, with confidence 0.99.
    private func scratch(_ count: Int) throws -> Scratch {
        try Scratch(
            (1...count).map { number in
                var element = item("t-\(number)")
                element.predictions = [labeled("small", "x", 0.99)]
                return element
            })
    }

    private func rule(_ threshold: Double = 0.9, audit: Double = 0, blind: Double = 0) -> AcceptanceRule {
        AcceptanceRule(threshold: threshold, audit: audit, blindShare: blind, labels: labels)
    }

    private func apply(_ rule: AcceptanceRule, _ store: Store, upper: Double = 0.01, key: String = "p-1") throws -> Int
    {
        let figures = try store.figures(of: rule)
        let statement = AcceptanceStatement(
            rule: rule, figures: figures, measured: figures.allTruth, isBlind: false, upper: upper)
        let outcome = try store.record(statement, by: "ana", as: Act(key: key, kind: .policy), at: time(5))
        #expect(outcome?.count ?? 0 == figures.accepted)
        return outcome?.count ?? 0
    }

    @Test func aRuleTakesWhatIsSureAndLeavesTheRest() throws {
        let scratch = try scratch(100)
        let store = scratch.store
        var unsure = item("unsure")
        unsure.predictions = [labeled("small", "x", 0.5)]
        var disputed = item("disputed")
        disputed.predictions = [labeled("small", "x", 0.99), labeled("large", "y", 0.99)]
        var retired = item("retired")
        retired.predictions = [labeled("small", "gone", 0.99)]
        _ = try store.add([unsure, disputed, retired, item("unanswered")])
        _ = try store.record(decision("ben", .override(Label("y"))), on: ItemNumber(1))
        _ = try store.record(decision("ben", .skip), on: ItemNumber(2))
        let rule = rule(audit: 0.2, blind: 0.1)
        let figures = try store.figures(of: rule)
        let blind = (3...100).count { StableShare.contains(Item.ID("t-\($0)"), share: 0.1, purpose: "blind") }
        #expect(figures.blind == blind && blind > 0)
        #expect(figures.disputed == 1 && figures.undecided == 102)
        #expect(figures.accepted + figures.audited + figures.blind == 98)
        #expect(figures.audited > 5)
        #expect(figures.allTruth == .init(n: 1, errors: 1))
        let count = try apply(rule, store)
        #expect(try store.counts().byPolicy == count)
        #expect(try store.counts().decided == count + 1)
        // The rule's own decisions are no evidence about the model.
        #expect(try store.counts().firstCompared == 1 && store.counts().firstAgreed == 0)
        #expect(try store.figures(of: rule).allTruth == .init(n: 1, errors: 1))
        #expect(try store.trainingExamples().count == 1)
        #expect(try store.verify().findings == [])
    }

    @Test func aRuleIsTakenBackAsOneAndTheNewestFirst() throws {
        let scratch = try scratch(10)
        let store = scratch.store
        #expect(try store.revokePolicy(by: "ana") == nil)
        let first = try apply(rule(audit: 0.5), store)
        #expect(first > 0 && first < 10)
        let second = try apply(rule(), store, key: "p-2")
        #expect(first + second == 10)
        #expect(try store.standingPolicy()?.act.key == "p-2")
        #expect(try store.revokePolicy(by: "ben", at: time(9))?.count == second)
        #expect(try store.standingPolicy()?.act.key == "p-1")
        #expect(try store.undoLast(by: "ana")?.count == first)
        #expect(try store.counts().decided == 0 && store.counts().byPolicy == 0)
        #expect(try store.standingPolicy() == nil)
        #expect(try store.verify().findings == [])
    }

    @Test func theAuditCountsWhatWasDecidedBlindSince() throws {
        let scratch = try scratch(60)
        let store = scratch.store
        let rule = rule(audit: 0.5)
        let left = (1...60).filter { rule.auditRule.contains(Item.ID("t-\($0)"), confidence: 0.99, disagrees: false) }
            .map { ItemNumber(Int64($0)) }
        _ = try store.record(decision("ben", .reject), on: left[0])
        _ = try apply(rule, store)
        for (index, number) in left.dropFirst().prefix(6).enumerated() {
            _ = try store.record(
                decision("ana", .override(Label(index < 4 ? "y" : "x")), Int64(10 + index)), on: number)
        }
        var seen = decision("ana", .override(Label("y")), 20)
        seen.shown = ["small"]
        _ = try store.record(seen, on: left[8])
        let policy = try #require(try store.standingPolicy())
        #expect(policy.audit == .init(n: 6, errors: 4))
        #expect(policy.rule == rule.auditRule && policy.upper == 0.01 && policy.reviewer == "ana")
        #expect(policy.accepted == 60 - left.count)
    }

    @Test func aLaterWordOfAReviewerGoesBeforeTheRules() throws {
        let scratch = try scratch(5)
        let store = scratch.store
        _ = try apply(rule(), store)
        _ = try store.record(decision("ben", .override(Label("y")), 50), on: ItemNumber(1))
        #expect(try store.counts().byPolicy == 4)
        #expect(try store.counts().firstCompared == 1)
        #expect(try store.revokePolicy(by: "ana")?.count == 5)
        #expect(try store.counts().decided == 1)
        #expect(try store.verify().findings == [])
    }

    /// A rule over 60 items with half of them left to audit; the first so many audited items are decided wrong.
    private func audited(wrong: Int, wished: Double? = nil) throws -> (Scratch, [ItemNumber]) {
        let scratch = try scratch(60)
        let rule = rule(audit: 0.5)
        let left = (1...60).filter { rule.auditRule.contains(Item.ID("t-\($0)"), confidence: 0.99, disagrees: false) }
            .map { ItemNumber(Int64($0)) }
        let figures = try scratch.store.figures(of: rule)
        var statement = AcceptanceStatement(
            rule: rule, figures: figures, measured: figures.allTruth, isBlind: false, upper: 0.02)
        statement.wished = wished
        _ = try scratch.store.record(statement, by: "ana", as: Act(key: "p-1", kind: .policy), at: time(5))
        for (index, number) in left.prefix(wrong).enumerated() {
            _ = try scratch.store.record(decision("ben", .override(Label("y")), Int64(10 + index)), on: number)
        }
        return (scratch, left)
    }

    @Test func anAuditThatContradictsTheRuleRevokesItOnceAndTakesNothingBack() throws {
        let (scratch, left) = try audited(wrong: 3)
        let store = scratch.store
        let decided = try store.counts().decided
        let revoked = try store.revokeContradicted(at: time(30))
        #expect(revoked.map(\.act.key) == ["p-1"])
        #expect(revoked.first?.revocation?.audit == .init(n: 3, errors: 3))
        #expect(try store.revokeContradicted(at: time(31)).isEmpty)
        #expect(try store.counts().decided == decided && store.counts().byPolicy == 60 - left.count)
        let policy = try #require(try store.standingPolicy())
        #expect(policy.isContradicted && policy.revocation?.at == time(30))
        // Whatever the audit says later, it stays revoked.
        _ = try store.undoLast(by: "ben", at: time(40))
        _ = try store.undoLast(by: "ben", at: time(41))
        #expect(try store.standingPolicy()?.audit == .init(n: 1, errors: 1))
        #expect(try store.standingPolicy()?.isContradicted == true)
        #expect(try store.verify().findings == [])
        var events: [StoredAct] = []
        try store.forEachEvent { if case .act(let act) = $0.what { events.append(act) } }
        #expect(events.map(\.decisions) == [60 - left.count, 0])
        #expect(events.last?.detail.contains("\"revokes\":\"p-1\"") == true)
    }

    @Test func afterARevocationNothingIsAcceptedByRuleUntilItIsTakenBack() throws {
        let (scratch, left) = try audited(wrong: 3)
        let store = scratch.store
        _ = try store.add([
            {
                var new = item("new"); new.predictions = [labeled("small", "x", 0.99)]; return new
            }()
        ])
        let figures = try store.figures(of: rule())
        let statement = AcceptanceStatement(
            rule: rule(), figures: figures, measured: figures.allTruth, isBlind: false, upper: 0.5)
        func accept() throws -> ActOutcome? {
            try store.record(statement, by: "ana", as: Act(key: "p-2", kind: .policy), at: time(50))
        }
        // Contradicted is enough: whoever writes first need not have recorded it.
        #expect(throws: StoreError.ruleRevoked(accepted: 60 - left.count)) { try accept() }
        _ = try store.revokeContradicted(at: time(30))
        #expect(throws: StoreError.ruleRevoked(accepted: 60 - left.count)) { try accept() }
        #expect(try store.revokePolicy(by: "ana", at: time(60))?.count == 60 - left.count)
        #expect(try store.standingPolicies().isEmpty)
        #expect(try accept() != nil)
        #expect(try store.verify().findings == [])
    }

    @Test func aRuleIsHeldToWhatWasWishedWhereThatWasNamed() throws {
        let (strict, _) = try audited(wrong: 2)
        #expect(try strict.store.standingPolicy()?.promised == 0.02)
        #expect(try strict.store.revokeContradicted().count == 1)
        let (lenient, _) = try audited(wrong: 2, wished: 0.4)
        #expect(try lenient.store.standingPolicy()?.promised == 0.4)
        #expect(try lenient.store.revokeContradicted().isEmpty)
    }

    @Test func anOlderRuleIsAuditedBesideTheNewerAndGoesFirst() throws {
        let (scratch, left) = try audited(wrong: 0)
        let store = scratch.store
        _ = try store.add([
            {
                var new = item("new"); new.predictions = [labeled("small", "x", 0.99)]; return new
            }()
        ])
        #expect(try apply(rule(), store, upper: 0.9, key: "p-2") > 0)
        // The newer rule has taken what the older left to audit, but for what people say after it.
        for (index, number) in left.prefix(4).enumerated() {
            _ = try store.record(decision("ben", .override(Label("y")), Int64(70 + index)), on: number)
        }
        #expect(try store.standingPolicies().map(\.act.key) == ["p-2", "p-1"])
        #expect(try store.revokeContradicted(at: time(90)).map(\.act.key) == ["p-1"])
        #expect(try store.standingPolicy()?.act.key == "p-1")
        #expect(try store.revokePolicy(by: "ana", at: time(91))?.decision.act?.key == "p-1")
        #expect(try store.standingPolicy()?.act.key == "p-2")
    }
}
