import GRDB
import Labeling
import Storage
import Testing

@Suite struct ActTests {
    private let labels: Set<Label> = [Label("x"), Label("y")]

    /// Items with first opinions: label and confidence; each text is another unless it is given.
    private func scratch(_ opinions: [(String, Double)], texts: [String]? = nil) throws -> Scratch {
        let scratch = try Scratch(
            opinions.indices.map { index in
                var element = item("t-\(index + 1)", texts?[index])
                element.predictions = [labeled("small", opinions[index].0, opinions[index].1)]
                return element
            })
        return scratch
    }

    private func act(_ kind: Act.Kind, _ key: String = "k-1") -> Act { Act(key: key, kind: kind) }

    private func numbers(_ values: ClosedRange<Int64>) -> [ItemNumber] { values.map { ItemNumber($0) } }

    private func states(_ store: Store, _ values: ClosedRange<Int64>) throws -> [ReviewState] {
        try store.rows(numbers(values)).map(\.state)
    }

    @Test func aGroupIsDecidedAndTakenBackAsOne() throws {
        let scratch = try scratch([("x", 0.9), ("y", 0.9), ("x", 0.8), ("x", 0.7)])
        let store = scratch.store
        _ = try store.record(decision("ben", .reject, 0), on: ItemNumber(3))
        _ = try store.record(decision("ana", .flag, 0), on: ItemNumber(4))
        var choice = decision("ana", .accept(Label("x")), 1)
        choice.act = act(.group)
        choice.shown = ["small"]
        let outcome = try store.recordGroup(choice, on: ItemNumber(1), members: numbers(2...3))
        #expect(outcome.count == 2)
        #expect(outcome.decided.map(\.id.value) == ["t-1", "t-2"])
        let other = try #require(try store.detail(ItemNumber(2), reviewer: "ana")?.decisions.first)
        #expect(other.verdict == .override(Label("x")))
        #expect(other.exposure?.seen == false && other.seconds == nil && other.shown == ["small"])
        #expect(other.act == act(.group))
        #expect(try store.detail(ItemNumber(1), reviewer: "ana")?.decisions.first?.seconds == 1.5)
        #expect(try states(store, 1...4) == [.accepted, .overridden, .rejected, .flagged])
        let undone = try store.undoLast(by: "ana", at: time(9))
        #expect(undone?.count == 2 && undone?.item == ItemNumber(1) && undone?.decision.undoneAt == time(9))
        #expect(try states(store, 1...4) == [.undecided, .undecided, .rejected, .flagged])
        #expect(try store.undoLast(by: "ana")?.decision.verdict == .flag)
        #expect(try store.undoLast(by: "ana") == nil)
        #expect(try store.verify().findings == [])
    }

    @Test func aGroupThatFailsLeavesNothing() throws {
        let scratch = try scratch([("x", 0.9), ("x", 0.9)])
        var choice = decision("ana", .reject)
        choice.act = act(.group)
        _ = try scratch.store.recordGroup(choice, on: ItemNumber(1), members: [])
        // The same act again cannot be.
        #expect(throws: StoreError.self) {
            try scratch.store.recordGroup(choice, on: ItemNumber(2), members: [])
        }
        #expect(try states(scratch.store, 1...2) == [.rejected, .undecided])
    }

    @Test func aPreviewCountsWhatThePlanDoes() throws {
        let scratch = try scratch(
            [("x", 0.9), ("x", 0.5), ("y", 0.8), ("gone", 0.9), ("x", 0.99), ("y", 0.7), ("x", 0.2)])
        let store = scratch.store
        _ = try store.record(decision("ben", .reject), on: ItemNumber(1))
        _ = try store.record(decision("ben", .skip), on: ItemNumber(2))
        var plan = BulkPlan(choice: .acceptFirst, items: numbers(1...7), blind: BlindRule(), labels: labels)
        let preview = try store.preview(plan)
        #expect(preview.items == 7 && preview.eligible == 5 && preview.decided == 1 && preview.unanswered == 1)
        #expect(preview.labels.map { [$0.label?.name ?? "", "\($0.count)"] } == [["x", "3"], ["y", "2"]])
        #expect(preview.confidence == 0.2...0.99)
        #expect(preview.samples.count == 5)
        plan.choice = .label(Label("x"))
        #expect(try store.preview(plan).changed == 3)
        plan.concealed = [Label("y")]
        #expect(try store.preview(plan).concealed == 2)
        plan.blind = nil
        #expect(try store.preview(plan).blind == 6)
        plan.blind = BlindRule(share: 1)
        #expect(try store.preview(plan).eligible == 0)
    }

    @Test func noSampleShowsTheTextOfAnItemThatMayHaveAConcealedLabel() throws {
        let scratch = try Scratch(items(2))
        try scratch.store.record([Answer(item: ItemNumber(1), prediction: labeled("small", "x"))])
        var plan = BulkPlan(choice: .reject, items: numbers(1...2), blind: BlindRule(), labels: labels)
        #expect(try scratch.store.preview(plan).eligible == 2)
        plan.concealed = [Label("y")]
        let preview = try scratch.store.preview(plan)
        #expect(preview.concealed == 1, "no model has said yet what the other is")
        #expect(preview.samples.map(\.number) == [ItemNumber(1)])
    }

    @Test func otherSamplesComeInEveryRound() throws {
        let scratch = try scratch((1...20).map { _ in ("x", 0.9) })
        let plan = BulkPlan(choice: .reject, items: numbers(1...20), blind: BlindRule(), labels: labels)
        let rounds = try (0..<3).map { try scratch.store.preview(plan, round: $0, samples: 6).samples.map(\.number) }
        #expect(Set(rounds.flatMap(\.self)).count == 18)
    }

    @Test func aSelectionIsDecidedItemByItemAndTakenBackAsOne() throws {
        let scratch = try scratch([("x", 0.9), ("y", 0.5), ("x", 0.7)])
        let store = scratch.store
        let plan = BulkPlan(choice: .acceptFirst, items: numbers(1...3), blind: BlindRule(), labels: labels)
        let latest = try store.preview(plan).latestPrediction
        // An opinion that came after the preview was not counted in it.
        let request = try store.recordIntent(RequestIntent(item: ItemNumber(2), model: "small", at: time(0)))
        try store.record(labeled("small", "x"), for: request)
        let outcome = try store.record(
            plan, latestPrediction: latest, by: "ana", as: act(.bulk), at: time(5))
        #expect(outcome?.count == 2)
        #expect(try states(store, 1...3) == [.accepted, .undecided, .accepted])
        let decision = try #require(try store.detail(ItemNumber(3), reviewer: "ana")?.decisions.first)
        #expect(decision.shown == ["small"] && decision.exposure?.seen == false)
        #expect(try store.undoLast(by: "ana")?.count == 2)
        #expect(try store.counts().decided == 0)
        #expect(
            try store.record(
                BulkPlan(choice: .reject, items: [], blind: BlindRule(), labels: labels), latestPrediction: 99,
                by: "ana",
                as: act(.bulk, "k-2"), at: time(6)) == nil)
        #expect(try store.verify().findings == [])
    }

    @Test func thousandsAreDecidedAndTakenBackInOneTransactionEach() throws {
        let scratch = try scratch((1...3_000).map { _ in ("x", 0.9) })
        let store = scratch.store
        let plan = BulkPlan(choice: .reject, items: numbers(1...3_000), blind: BlindRule(), labels: labels)
        var told: [Int] = []
        let outcome = try store.record(plan, latestPrediction: 1 << 40, by: "ana", as: act(.bulk), at: time(1)) {
            told.append($0)
        }
        #expect(outcome?.count == 3_000 && told == [1_000, 2_000, 3_000])
        #expect(try store.counts().decided == 3_000)
        #expect(try store.undoLast(by: "ana")?.count == 3_000)
        #expect(try store.counts().undecided == 3_000)
        #expect(try store.verify().findings == [])
    }

    @Test func theLogTellsAnActOnceWithItsCount() throws {
        let scratch = try scratch([("x", 0.9), ("x", 0.9)])
        var choice = decision("ana", .reject)
        choice.act = act(.group)
        _ = try scratch.store.recordGroup(choice, on: ItemNumber(1), members: [ItemNumber(2)])
        var acts: [StoredAct] = []
        var decisions: [Act?] = []
        try scratch.store.forEachEvent { event in
            if case .act(let act) = event.what { acts.append(act) }
            if case .decision(_, let decision) = event.what { decisions.append(decision.act) }
        }
        #expect(acts.map(\.decisions) == [2] && acts.first?.reviewer == "ana")
        #expect(decisions == [act(.group), act(.group)])
    }

    @Test func importedActsKeepTheirNamesAndAreNotMixed() throws {
        let scratch = try Scratch()
        func element(_ id: String, _ reviewer: String) -> AnnotatedItem {
            var element = item(id)
            var choice = decision(reviewer, .reject)
            choice.act = act(.bulk)
            element.decisions = [choice]
            return element
        }
        _ = try scratch.store.add([element("a", "ana"), element("b", "ana"), element("c", "ben")])
        var keys: [String] = []
        try scratch.store.forEachAnnotated { keys += $0.annotated.decisions.compactMap(\.act?.key) }
        #expect(keys == ["k-1", "k-1", "k-1 (ben)"])
        #expect(try scratch.store.undoLast(by: "ana") == nil)
        #expect(try scratch.store.verify().findings == [])
    }
}

@Suite struct LikenessStoreTests {
    @Test func alikeItemsAreFoundInSteps() throws {
        let texts = ["Hello there", "hello THERE!", "other", "Hello, there", "other.", "a", ""]
        let scratch = try Scratch(texts.enumerated().map { item("t-\($0)", $1) })
        let store = scratch.store
        let before = try store.changeToken()
        #expect(try store.catchUpLikeness(limit: 3))
        #expect(try store.groups(blind: nil) == [ItemNumber(1): 1, ItemNumber(2): 1])
        #expect(try store.changeToken() != before)
        while try store.catchUpLikeness(limit: 2) {}
        let all: [ItemNumber: Int64] = [1: 1, 2: 1, 4: 1, 3: 3, 5: 3].reduce(into: [:]) {
            $0[ItemNumber($1.key)] = $1.value
        }
        #expect(try store.groups(blind: nil) == all)
        #expect(try !store.catchUpLikeness(limit: 2))
        _ = try store.add([item("late", "A!")])
        #expect(try !store.catchUpLikeness(limit: 9))
        #expect(try store.groups(blind: nil).count == 7)
        #expect(try store.verify().findings == [])
    }

    @Test func blindItemsAndDecidedOnesStandAlone() throws {
        let scratch = try Scratch((1...3).map { item("t-\($0)", "same") })
        let store = scratch.store
        _ = try store.catchUpLikeness(limit: 9)
        _ = try store.record(decision("ana", .reject), on: ItemNumber(2))
        #expect(try Set(store.groups(blind: nil).keys) == [ItemNumber(1), ItemNumber(3)])
        #expect(try store.groups(blind: BlindRule(share: 1)).isEmpty)
        var choice = decision("ana", .flag, 1)
        choice.act = Act(key: "k", kind: .group)
        _ = try store.recordGroup(choice, on: ItemNumber(1), members: [ItemNumber(3)])
        let groups = try store.groups(blind: nil)
        #expect(Set(groups.keys) == [ItemNumber(1), ItemNumber(3)] && Set(groups.values).count == 1)
        #expect(groups.values.allSatisfy { $0 < 0 })
    }

    @Test(arguments: [
        ("INSERT INTO alike VALUES (1, 2)", "alike to an item that no text is compared with"),
        ("UPDATE likeness_progress SET item = 0", "compared with other texts without having been read"),
        (
            "INSERT INTO act (key, kind, reviewer, detail, at) VALUES ('z', 'bulk', 'ana', '{}', 0)",
            "acts without a decision: z"
        ),
        (
            "INSERT INTO act (key, kind, reviewer, detail, at) VALUES ('z', 'bulk', 'ben', '{}', 0);"
                + "INSERT INTO decision (item, reviewer, action, at, note, shown, probability, imported, recorded_at, act) "
                + "VALUES (1, 'ana', 'reject', 0, '', '[]', 1, 0, 0, 1)",
            "acts of several reviewers"
        ),
        ("UPDATE counters SET policy_decided = 4", "counters are wrong: policy_decided 4 instead of 0"),
    ])
    func whatIsWrongIsFound(harm: String, finding: String) throws {
        let scratch = try Scratch((1...2).map { item("t-\($0)", "same") })
        _ = try scratch.store.catchUpLikeness(limit: 9)
        try scratch.raw { try $0.execute(sql: harm) }
        let report = try scratch.store.verify()
        #expect(report.findings.contains { $0.contains(finding) }, "\(report.findings)")
    }
}
