import GRDB
import Labeling
@testable import Storage
import Testing

@Suite struct QueueTests {
    /// 1 sure, 2 unclassified, 3 refused, 4 unsure and disputed, 5 without a confidence.
    private func fiveItems() throws -> Scratch {
        let scratch = try Scratch(items(5))
        try scratch.store.record([
            Answer(item: ItemNumber(1), prediction: labeled("small", "x", 0.99)),
            Answer(item: ItemNumber(3), prediction: Prediction(model: "small", outcome: .refusal)),
            Answer(item: ItemNumber(4), prediction: labeled("small", "x", 0.5)),
            Answer(item: ItemNumber(4), prediction: labeled("large", "y", 0.9)),
            Answer(item: ItemNumber(5), prediction: labeled("small", "y", nil)),
        ])
        return scratch
    }

    private func list(_ store: Store, _ query: QueueQuery) throws -> [Int64] {
        try store.order(query).map(\.value)
    }

    @Test func eachOrderIsWhatItsNameSays() throws {
        let scratch = try fiveItems()
        let store = scratch.store
        #expect(try list(store, QueueQuery(order: .uncertain)) == [3, 5, 4, 1, 2])
        let drawn = [1: 0.99, 2: 2, 3: -2, 4: 0.5, 5: -1].map { number, uncertain in
            let shuffle = StableShare.position(of: Item.ID("t-\(number)"), purpose: "order")
            let weight = InformativeDraw.weight(uncertain: uncertain, disagrees: number == 4)
            return (number: Int64(number), draw: InformativeDraw(shuffle: shuffle, weight: weight))
        }.sorted { $0.draw < $1.draw }
        #expect(try list(store, QueueQuery(order: .informative)) == drawn.map(\.number))
        let rows = try store.rows(drawn.map { ItemNumber($0.number) })
        #expect(rows.map(\.drawn) == drawn.map(\.draw.probability))
        #expect(try list(store, QueueQuery(order: .disagreement)) == [4, 3, 5, 1, 2])
        #expect(try list(store, QueueQuery(order: .oldest)) == [1, 2, 3, 4, 5])
        #expect(try list(store, QueueQuery(order: .newest)) == [5, 4, 3, 2, 1])
    }

    @Test func theRandomOrderIsTheSameInEveryStore() throws {
        let one = try Scratch(items(50))
        let other = try Scratch(items(50).reversed())
        let query = QueueQuery(order: .random)
        let ids = try one.store.rows(one.store.order(query)).map(\.id)
        #expect(try other.store.rows(other.store.order(query)).map(\.id) == ids)
        #expect(ids != items(50).map(\.item.id))
        #expect(Set(ids).count == 50)
    }

    @Test func eachFilterListsWhatItsNameSays() throws {
        let scratch = try fiveItems()
        let store = scratch.store
        _ = try store.record(decision("ana", .accept(Label("x"))), on: ItemNumber(1))
        _ = try store.record(decision("ana", .flag), on: ItemNumber(3))
        _ = try store.record(decision("ana", .skip), on: ItemNumber(5))
        let expected: [QueueFilter: [Int64]] = [
            .todo: [2, 4, 5], .all: [1, 2, 3, 4, 5], .decided: [1], .disagreements: [4], .flagged: [3], .skipped: [5],
            .waiting: [2], .disputed: [],
        ]
        for filter in QueueFilter.allCases {
            for order in QueueOrder.allCases {
                let found = try list(store, QueueQuery(filter: filter, order: order)).sorted()
                #expect(found == expected[filter], "\(filter) by \(order)")
            }
        }
    }

    @Test func decidingDoesNotShrinkAListThatIsKept() throws {
        let scratch = try fiveItems()
        let store = scratch.store
        _ = try store.record(decision("ana", .reject, 1), on: ItemNumber(1))
        _ = try store.record(decision("ana", .flag, 2), on: ItemNumber(2))
        let start = try #require(try store.latestDecision())
        _ = try store.record(decision("ana", .reject, 3), on: ItemNumber(3))
        _ = try store.record(decision("ana", .reject, 4), on: ItemNumber(2))
        #expect(try list(store, QueueQuery(order: .oldest)) == [4, 5])
        #expect(try list(store, QueueQuery(order: .oldest, keepDecidedAfter: start)) == [3, 4, 5])
        #expect(try list(store, QueueQuery(filter: .flagged, keepDecidedAfter: start)) == [2])
        #expect(try list(store, QueueQuery(order: .oldest, search: "t-3", keepDecidedAfter: start)) == [3])
        let everything = QueueQuery(order: .oldest, keepDecidedAfter: DecisionID(0))
        #expect(try list(store, everything) == [1, 2, 3, 4, 5])
    }

    @Test(arguments: [
        ("charged", [1]), ("CHARGED TWICE", [1]), ("t-2", [2]), ("100%", [2]), ("%", [2]), ("_", []),
        ("ÜBER", [3]), ("über", [3]), ("'d", [1]), ("nul", [3]), ("", [1, 2, 3]), ("nothing", []),
    ])
    func searchFindsTextAndIDWithoutRegardToCase(word: String, expected: [Int64]) throws {
        let scratch = try Scratch([
            item("t-1", "I'd been Charged twice"), item("T-2", "100% sure"), item("x", "Über\u{0}all NUL"),
        ])
        #expect(try list(scratch.store, QueueQuery(order: .oldest, search: word)) == expected)
    }

    @Test func rowsComeInTheOrderAsked() throws {
        let scratch = try fiveItems()
        let numbers = [4, 99, 2, 4, 1].map { ItemNumber($0) }
        let rows = try scratch.store.rows(numbers)
        #expect(rows.map(\.number.value) == [4, 2, 4, 1])
        #expect(rows[0].first == Opinion(model: "small", label: Label("x"), outcome: .labeled, confidence: 0.5))
        #expect(rows[0].disagrees == true)
        #expect(rows[1].first == nil)
        #expect(try scratch.store.rows([]).isEmpty)
    }

    @Test(arguments: ["a", "é", "日", "👩‍👩‍👧‍👦", "\u{0}"])
    func anExcerptIsTheFirst200Characters(character: String) throws {
        let text = String(repeating: character, count: 3_000)
        let scratch = try Scratch([item("a", text)])
        let excerpt = try scratch.store.rows([ItemNumber(1)])[0].excerpt
        #expect(text.hasPrefix(excerpt))
        #expect(excerpt.count == (character.utf8.count * 200 < 1_600 ? 200 : 63))
    }

    @Test func theNewestPredictionIsTheOpinion() throws {
        let scratch = try fiveItems()
        let newer = labeled("small", "y", 0.7)
        try scratch.store.record([Answer(item: ItemNumber(4), prediction: newer)])
        let detail = try #require(try scratch.store.detail(ItemNumber(4), reviewer: "ana"))
        #expect(detail.first == newer)
        #expect(detail.second == labeled("large", "y", 0.9))
        #expect(detail.row.disagrees == false)
        #expect(try scratch.store.counts().disagreements == 0)
        #expect(try scratch.store.detail(ItemNumber(99), reviewer: "ana") == nil)
    }

    @Test func theTokenChangesWithEveryWriteOfAnyone() throws {
        let scratch = try Scratch(items(1))
        let other = try Store.open(at: scratch.path)
        let number = ItemNumber(1)
        let writes: [(Store) throws -> Void] = [
            { _ = try $0.add([item("b")]) }, { _ = try $0.add([item("b", gold: "x")]) },
            { try $0.record([Answer(item: number, prediction: labeled("small", "x"))]) },
            { _ = try $0.record(decision("ana", .reject), on: number) }, { _ = try $0.undoLast(by: "ana") },
            { try $0.addNote("n", on: number, by: "ana") }, { try $0.setModels(ladder: ["other"]) },
            { _ = try $0.recordBatch(model: "small", nonce: "n", endpoint: "e", at: time(0), []) },
            { try $0.record(.ended, of: BatchID(1)) },
            { _ = try $0.recordIntent(RequestIntent(item: number, model: "small", at: time(0))) },
            { try $0.record([.attempted(RequestID(1), Attempt(kind: .lost, at: time(0)))]) },
        ]
        var token = try scratch.store.changeToken()
        for (index, write) in writes.enumerated() {
            #expect(try scratch.store.changeToken() == token)
            try write(index.isMultiple(of: 2) ? other : scratch.store)
            let next = try scratch.store.changeToken()
            #expect(next != token, "write \(index)")
            token = next
        }
    }
}

@Suite struct QueuePlanTests {
    @Test(arguments: QueueOrder.allCases, QueueFilter.allCases.filter { $0 != .disputed })
    func noListIsSortedAnew(order: QueueOrder, filter: QueueFilter) throws {
        let scratch = try Scratch(items(3))
        for search in ["", "word"] {
            let query = QueueQuery(filter: filter, order: order, search: search, keepDecidedAfter: DecisionID(1))
            let statement = QueueSQL(query)
            let plan = try scratch.store.read { db in
                try db.all("EXPLAIN QUERY PLAN " + statement.text, statement.arguments) { try $0.value(3) as String }
            }
            // The kept items' own last decision is the one thing that is sorted, a few rows for each.
            let sorts = plan.filter { $0.contains("TEMP B-TREE") }
            #expect(sorts.count <= (plan.contains { $0.contains("CORRELATED") } ? 1 : 0), "\(plan)")
            // One index leaves out what one filter asks.
            if search.isEmpty, order != .oldest, order != .newest, order != .informative,
                (order, filter) != (.random, .waiting)
            {
                #expect(plan.contains { $0.contains(" q USING COVERING INDEX queue_") }, "\(plan)")
            }
            // What no model has answered comes after it, in the table's own order.
            guard let unanswered = statement.unanswered else { continue }
            let rest = try scratch.store.read { db in
                try db.all("EXPLAIN QUERY PLAN " + unanswered, statement.arguments) { try $0.value(3) as String }
            }
            #expect(rest.contains("SCAN q"), "\(rest)")
            #expect(rest.count { $0.contains("TEMP B-TREE") } == sorts.count, "\(rest)")
        }
    }

    @Test(arguments: QueueOrder.allCases)
    func aListOfDisputesLooksAtNoOtherItem(order: QueueOrder) throws {
        let scratch = try Scratch(items(3))
        for kept in [nil, DecisionID(1)] {
            let statement = QueueSQL(
                QueueQuery(filter: .disputed, order: order, keepDecidedAfter: kept), isVoting: true)
            let plan = try scratch.store.read { db in
                try db.all("EXPLAIN QUERY PLAN " + statement.text, statement.arguments) { try $0.value(3) as String }
            }
            #expect(plan.contains { $0.contains("tally_in_dispute") }, "\(plan)")
            #expect(plan.contains { $0.hasPrefix("SEARCH q USING INTEGER PRIMARY KEY") }, "\(plan)")
            #expect(!plan.contains { $0.hasPrefix("SCAN q") }, "\(plan)")
        }
    }

    @Test func whatIsToDoForAReviewerComesFromTheListsIndex() throws {
        let scratch = try Scratch(items(3))
        let statement = QueueSQL(QueueQuery(order: .uncertain, reviewer: "ana"), isVoting: true)
        let plan = try scratch.store.read { db in
            try db.all("EXPLAIN QUERY PLAN " + statement.text, statement.arguments) { try $0.value(3) as String }
        }
        #expect(plan.contains { $0.contains(" q USING COVERING INDEX queue_by_uncertainty") }, "\(plan)")
        #expect(
            !plan.contains { $0.contains("TEMP B-TREE") || $0.hasPrefix("SCAN y") || $0.hasPrefix("SCAN v") }, "\(plan)"
        )
    }

    @Test func anItemIsFoundByItsIDWithoutReadingTheOthers() throws {
        let scratch = try Scratch()
        let plan = try scratch.store.read { db in
            try db.all("EXPLAIN QUERY PLAN SELECT number FROM item WHERE id = CAST(? AS TEXT)", ["a"]) {
                try $0.value(3) as String
            }
        }
        #expect(plan.contains { $0.hasPrefix("SEARCH item USING COVERING INDEX") }, "\(plan)")
    }

    @Test(arguments: ["first:x", "-first:x", "second:y", "gold:x", "conf>0 (first:x OR first:y)"])
    func aFilterThatAsksForLabelsListsNoItemWhoseAnswersAreHidden(text: String) throws {
        let all = (1...40).map { index in
            AnnotatedItem(
                item: Item(id: Item.ID("t-\(index)"), text: "text \(index)"), gold: Label("x"),
                predictions: [labeled("small", index.isMultiple(of: 3) ? "y" : "x", 0.9), labeled("large", "y")])
        }
        let scratch = try Scratch(all)
        let store = scratch.store
        let labels = try LabelSet([LabelDefinition(label: Label("x")), LabelDefinition(label: Label("y"))])
        let expression = try FilterExpression.parse(text, labels: labels, now: time(0))
        #expect(expression.asksForAnswers)
        for number in [1, 2, 3, 4, 5, 6] as [Int64] {
            let reviewer = number.isMultiple(of: 2) ? "ana" : "ben"
            _ = try store.record(decision(reviewer, .accept(Label("x"))), on: ItemNumber(number))
        }
        var query = QueueQuery(filter: .all, order: .oldest, expression: expression)
        let everything = try store.order(query)
        let rule = BlindRule(share: 0.5, audit: AuditRule(threshold: 0.5, share: 0.3))
        let mine = Set([2, 4, 6].map { ItemNumber($0) })
        func isOpen(_ number: ItemNumber) throws -> Bool {
            let row = try store.rows([number])[0]
            let isHidden = rule.hides(row.id, confidence: row.first?.confidence, disagrees: row.disagrees == true)
            return mine.contains(number) || !isHidden
        }
        query.hiding = HiddenAnswers(reviewer: "ana", rule: rule)
        let open = try store.order(query)
        #expect(try open == everything.filter(isOpen))
        #expect(open.count < everything.count && !open.isEmpty)
        query.hiding = HiddenAnswers(reviewer: "ana", rule: nil)
        #expect(try store.order(query) == everything.filter(mine.contains))
    }
}
