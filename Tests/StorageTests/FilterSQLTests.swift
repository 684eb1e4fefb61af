import Foundation
import GRDB
import Labeling
@testable import Storage
import TestSupport
import Testing

/// Items with all that a filter can ask, made at random, and what is known of them.
private struct FilteredTask {
    static let labels = ["x", "y", "Über"]
    static let words = [
        "refund", "Refunds", "re-fund", "RÉFUND", "refu\u{301}nd", "two words", "words two", "Привет", "привёт", "ΟΔΟΣ",
        "οδός", "日本語", "ภาษาไทย", "abc日本", "42", "4", "don't", "don", "👩‍👩‍👧", "c++", "c", "nul\u{0}l", "\u{212A}elvin",
        "İki", "kelvin",
        "\"", "\\", "%", "_", "soft\u{AD}ly", "softly", "हिन्दी", "ﬁn", "ß", "\u{301}", "",
    ]
    static let keys = ["channel", "Tier", "odd key", "ÜN"]
    static let now = time(86_400_000)

    var random: SeededGenerator
    let scratch: Scratch
    var facts: [FilterFacts] = []
    private var decided: [ItemNumber: [Decision]] = [:]
    /// Two reviewers decide each item.
    private let hasSeveral: Bool

    init(seed: UInt64, count: Int) throws {
        random = SeededGenerator(seed: seed)
        scratch = try Scratch()
        hasSeveral = seed.isMultiple(of: 3)
        if hasSeveral { try scratch.store.setTruth(overlap: 2, share: 1, policy: nil) }
        for index in 0..<count {
            // The index knows the first half alone.
            if index == count / 2, seed.isMultiple(of: 2) { while try scratch.store.catchUpWords() {} }
            try add(index)
        }
    }

    private mutating func pick<Value>(_ values: [Value]) throws -> Value {
        try #require(values.randomElement(using: &random))
    }

    private mutating func some(_ most: Int = 3) throws -> [String] {
        try (0..<Int.random(in: 1...most, using: &random)).map { _ in try pick(Self.words) }
    }

    private mutating func metaValue() throws -> JSONValue {
        try pick([
            .string("refund"), .string("Email \"x\""), .string("12.50"), .string("\u{212A}elvin"), .integer(5), .null,
            .bool(true), .number(0.25), .array([.string("vip"), .object(["tier": .integer(2)]), .null]),
            .object(["Tier": .string("gold")]), .string(""), .string("refund\u{0}x"), .string("REFUNDED"), .integer(-7),
            .integer(.max), .bool(false),
        ])
    }

    private mutating func add(_ index: Int) throws {
        let store = scratch.store
        let number = ItemNumber(Int64(index + 1))
        var meta: [String: JSONValue] = [:]
        for _ in 0..<Int.random(in: 0...2, using: &random) { meta[try pick(Self.keys)] = try metaValue() }
        let item = Item(
            id: Item.ID("\(try pick(Self.words))-\(index)"),
            text: try some(6).joined(separator: try pick([" ", ", ", ""])),
            meta: meta, images: try pick([[], [], ["a.png"]]))
        let gold = try pick([nil, nil, Label("x")])
        _ = try store.add([AnnotatedItem(item: item, gold: gold)])
        let added = try scratch.raw { try Int64.fetchOne($0, sql: "SELECT max(added_at) FROM item") ?? 0 }
        var facts = FilterFacts(item: item, added: Timestamp(milliseconds: added), gold: gold)
        for _ in 0..<Int.random(in: 0...3, using: &random) { try answer(number, &facts) }
        for _ in 0..<Int.random(in: 0...(hasSeveral ? 4 : 2), using: &random) { try decide(number, &facts) }
        self.facts.append(facts)
    }

    private mutating func answer(_ number: ItemNumber, _ facts: inout FilterFacts) throws {
        let model = try pick(["small", "large", "Other"])
        let isLabeled = try pick([true, true, false])
        let cost: Cost = try pick([
            .unknown, .charged(Money(picodollars: 10_000_000_001)), .charged(Money(picodollars: .max)),
            .estimated(Money(picodollars: 7), as: "m"),
        ])
        let answer = Prediction(
            model: model, label: isLabeled ? Label(try pick(Self.labels)) : nil,
            confidence: try pick([nil, 0, 0.5, 0.8, 1]),
            usage: Usage(inputTokens: try pick([0, 20, 900]), outputTokens: 3, cacheReadInputTokens: 1), cost: cost,
            outcome: isLabeled ? .labeled : try pick([.refusal, .invalidOutput]),
            escalation: try pick([nil, .sample, .label]))
        try scratch.store.record([Answer(item: number, prediction: answer)])
        if model == "small" { facts.first = answer }
        if model == "large" { facts.second = answer }
        if !facts.models.contains(model) { facts.models.append(model) }
        if let reason = answer.escalation, !facts.reasons.contains(reason) { facts.reasons.append(reason) }
        if let spent = cost.spent { facts.spent = (facts.spent ?? .zero) + spent }
        let usage = answer.usage
        facts.tokens =
            (facts.tokens ?? 0) + usage.inputTokens + usage.outputTokens + usage.cacheCreationInputTokens
            + usage.cacheReadInputTokens
    }

    private mutating func decide(_ number: ItemNumber, _ facts: inout FilterFacts) throws {
        let verdict: Verdict = try pick([.accept(Label("x")), .override(Label("Über")), .reject, .flag, .skip])
        let anyone = try pick(["ana", "Ana B", "ÜBER"])
        let earlier = decided[number, default: []]
        var made = Decision(
            reviewer: hasSeveral ? anyone : earlier.first?.reviewer ?? anyone, verdict: verdict,
            at: time(try pick([0, 80_000_000, 200_000_000])),
            seconds: try pick([nil, 0.5, 20]), note: try pick(["", "call Back"]), shown: try pick([[], ["small"]]),
            isAdjudication: try pick([false, false, false, true]), isUnclear: try pick([false, false, true]))
        _ = try scratch.store.record(made, on: number)
        // None is dated before one that stands.
        made.at = max(made.at, earlier.map(\.at).max() ?? made.at)
        if !made.note.isEmpty { facts.notes.append(made.note) }
        decided[number] = earlier + [made]
        let votes = ItemVotes(
            decisions: earlier + [made], gold: nil, policy: hasSeveral ? .adjudicated : .single,
            needed: hasSeveral ? 2 : 1)
        facts.decision = votes.decision
        facts.isDisputed = votes.isDisputed
        facts.isUnclear = facts.isUnclear || (made.isUnclear && verdict != .skip)
    }

    // MARK: Filters

    mutating func condition() throws -> FilterCondition {
        let comparison = try pick(FilterComparison.allCases)
        let path = try #require(FilterMetaPath([try pick(Self.keys + ["CHANNEL", "tier"])]))
        let deep = try #require(FilterMetaPath([try pick(Self.keys), "tier"]))
        let matches: [FilterWordMatch] = [.begins, .part, .whole]
        switch Int.random(in: 0..<15, using: &random) {
        case 0, 14: return .search(try part())
        case 1: return .present(try pick(FilterField.named + [.meta(path), .meta(deep)]))
        case 2:
            return .label(try pick(FilterField.OfLabel.allCases), [Label(try pick(Self.labels)), Label("none")])
        case 3: return .outcome(try pick(FilterField.OfOutcome.allCases), [try pick(Prediction.Outcome.allCases)])
        case 4: return .state([try pick(FilterState.allCases), try pick(FilterState.allCases)])
        case 5: return .reason([try pick(EscalationReason.allCases)])
        case 6: return .words(.text, try pick(matches), [try part(), try part()])
        case 7: return .words(try pick(FilterField.OfWords.allCases), try pick(matches), [try part()])
        case 8:
            return .number(
                try pick(FilterField.OfNumber.allCases), comparison, try pick([0, 0.5, 0.8, 1, 3, 20, 24, 907]))
        case 9: return .cost(comparison, Money(picodollars: try pick([0, 7, 10_000_000_001, .max])))
        case 10:
            let date = try #require(
                FilterDate(try pick(["today", "yesterday", "1d", "5min", "2026-09"]), now: Self.now))
            return .date(try pick(FilterField.OfDate.allCases), comparison, date)
        case 11:
            return .meta(
                try pick([path, deep]), try pick(matches),
                [
                    try pick([
                        "refund", "fund", "email", "KELVIN", "true", "5", "0.25", "gold", "", "x\"", "12.50", "vip",
                    ])
                ])
        case 12: return .metaNumber(try pick([path, deep]), comparison, try pick([0.25, 2, 5, 12.5]))
        case 13 where Bool.random(using: &random): return .has(try pick(FilterThing.allCases))
        default: return .flag(try pick(FilterFlag.allCases))
        }
    }

    /// A word or a phrase, or a part of one, in some case.
    private mutating func part() throws -> String {
        var text = try some(2).joined(separator: " ")
        if Bool.random(using: &random) { text = String(text.prefix(Int.random(in: 1...5, using: &random))) }
        return try pick([text, text.uppercased(), text.lowercased()])
    }

    mutating func expression(depth: Int = 2) throws -> FilterExpression {
        switch Int.random(in: 0..<(depth > 0 ? 6 : 2), using: &random) {
        case 0, 1: return .condition(try condition())
        case 2: return .not(try expression(depth: depth - 1))
        case 3, 4: return .all(try (0..<2).map { _ in try expression(depth: depth - 1) })
        default: return .any(try (0..<2).map { _ in try expression(depth: depth - 1) })
        }
    }

    func expected(_ expression: FilterExpression) -> [Int64] {
        facts.indices.filter { expression.matches(facts[$0]) }.map { Int64($0 + 1) }
    }
}

@Suite struct FilterSQLTests {
    @Test(arguments: 0..<6 as Range<UInt64>)
    func aStoreListsWhatTheFilterMeans(seed: UInt64) throws {
        var task = try FilteredTask(seed: seed, count: 40)
        // Not, by half, and wholly in the index: the list is the same.
        for round in 0..<2 {
            if round == 1 { while try task.scratch.store.catchUpWords() {} }
            for _ in 0..<200 {
                let expression = try task.expression()
                let query = QueueQuery(filter: .all, order: .oldest, expression: expression)
                #expect(try task.scratch.store.order(query).map(\.value) == task.expected(expression), "\(expression)")
            }
        }
    }

    @Test(arguments: 0..<3 as Range<UInt64>)
    func aSearchFindsTheSameAsAWordOfAFilter(seed: UInt64) throws {
        let task = try FilteredTask(seed: seed, count: 30)
        while try task.scratch.store.catchUpWords() {}
        for word in FilteredTask.words where !word.isEmpty {
            for order in QueueOrder.allCases {
                let found = try task.scratch.store.order(QueueQuery(filter: .all, order: order, search: word))
                #expect(
                    found.map(\.value).sorted() == task.expected(.condition(.search(word))), "\(word) by \(order)")
            }
        }
    }

    @Test func whatComesAfterCatchingUpIsFoundToo() throws {
        let scratch = try Scratch([item("a", "Refunds, please"), item("b", "nothing")])
        #expect(try scratch.store.catchUpWords())
        #expect(try !scratch.store.catchUpWords())
        _ = try scratch.store.add([item("c", "a refund")])
        let query = QueueQuery(filter: .all, order: .oldest, search: "refund")
        #expect(try scratch.store.order(query).map(\.value) == [1, 3])
        #expect(try scratch.store.catchUpWords())
        #expect(try scratch.store.order(query).map(\.value) == [1, 3])
    }

    @Test func catchingUpGoesOnInSmallPieces() throws {
        let scratch = try Scratch(items(2_500))
        var pieces = 0
        while try scratch.store.catchUpWords() { pieces += 1 }
        #expect(pieces == 3)
        let indexed = try scratch.raw { try Int64.fetchOne($0, sql: "SELECT upto FROM word_index") }
        #expect(indexed == 2_500)
    }

    @Test func whatIsKeptStaysInItsPlaceThoughTheFilterNoLongerHolds() throws {
        let scratch = try Scratch(items(4))
        let filter = try FilterExpression.parse(
            "state:undecided", labels: LabelSet([LabelDefinition(label: Label("x"))]), now: time(0))
        _ = try scratch.store.record(decision("ana", .reject), on: ItemNumber(2))
        _ = try scratch.store.record(decision("ana", .reject), on: ItemNumber(3))
        var query = QueueQuery(filter: .all, order: .oldest, expression: filter)
        #expect(try scratch.store.order(query).map(\.value) == [1, 4])
        query.keeping = [ItemNumber(3)]
        #expect(try scratch.store.order(query).map(\.value) == [1, 3, 4])
    }

    @Test func aLongFilterIsNoDeepOne() throws {
        let scratch = try Scratch(items(3))
        let many = FilterExpression.any((0..<5_000).map { .condition(.number(.length, .equal, Double($0))) })
        #expect(try scratch.store.order(QueueQuery(filter: .all, expression: many)).count == 3)
    }

    @Test(arguments: QueueOrder.allCases)
    func theFirstPageIsTheBeginningOfTheWholeList(order: QueueOrder) throws {
        let scratch = try Scratch(items(300))
        let whole = try scratch.store.order(QueueQuery(order: order))
        #expect(whole.count == 300)
        #expect(try scratch.store.order(QueueQuery(order: order, limit: 20)) == Array(whole.prefix(20)))
    }

    @Test func filtersAreKeptByName() throws {
        let scratch = try Scratch()
        try scratch.store.save(SavedFilter(name: "b", text: "conf<0.8"), by: "ana")
        try scratch.store.save(SavedFilter(name: "a", text: "text:\"nul\u{0}\""), by: "ana")
        try scratch.store.save(SavedFilter(name: "b", text: "disagree"), by: "ben")
        let kept = [SavedFilter(name: "a", text: "text:\"nul\u{0}\""), SavedFilter(name: "b", text: "disagree")]
        #expect(try Store.open(at: scratch.path).savedFilters() == kept)
        #expect(try scratch.store.forgetFilter(named: "a"))
        #expect(try !scratch.store.forgetFilter(named: "a"))
        #expect(try scratch.store.savedFilters() == [kept[1]])
    }

    @Test func whatFiltersMaySpeakOfIsFoundInTheItems() throws {
        let meta: [String: JSONValue] = ["channel": .string("email"), "customer": .object(["tier": .integer(2)])]
        let scratch = try Scratch([
            AnnotatedItem(item: Item(id: Item.ID("a"), text: "t", meta: meta)),
            AnnotatedItem(item: Item(id: Item.ID("b"), text: "t", meta: ["channel": .string("chat")])),
            AnnotatedItem(item: Item(id: Item.ID("c"), text: "t", meta: ["channel": .string("email")])),
        ])
        try scratch.store.record([Answer(item: ItemNumber(1), prediction: labeled("small", "x"))])
        _ = try scratch.store.record(decision("ana", .reject), on: ItemNumber(1))
        let labels = try LabelSet([LabelDefinition(label: Label("x"))])
        let context = try scratch.store.filterContext(labels)
        #expect(context.models == ["small"])
        #expect(context.reviewers == ["ana"])
        let channel = try #require(FilterMetaPath(["channel"]))
        let tier = try #require(FilterMetaPath(["customer", "tier"]))
        #expect(context.meta == [channel: ["email", "chat"], tier: ["2"]])
    }
}
