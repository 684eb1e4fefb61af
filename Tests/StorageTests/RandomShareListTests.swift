import Labeling
import Storage
import Testing

@Suite struct RandomShareListTests {
    private func answered(_ count: Int) throws -> Scratch {
        let scratch = try Scratch(items(count))
        try scratch.store.record(
            (1...count).map {
                Answer(
                    item: ItemNumber(Int64($0)),
                    prediction: labeled("small", $0.isMultiple(of: 3) ? "x" : "y", Double($0) / Double(count)))
            })
        return scratch
    }

    private func query(_ order: QueueOrder, _ share: Double) -> QueueQuery {
        var query = QueueQuery(order: order)
        query.randomShare = share
        return query
    }

    @Test(arguments: [QueueOrder.uncertain, .disagreement, .oldest, .newest])
    func everyOrderHasItsShareOfItemsInTheRandomOrder(order: QueueOrder) throws {
        let store = try answered(200).store
        let plain = try store.order(QueueQuery(order: order))
        let random = try store.order(QueueQuery(order: .random))
        let mixed = try store.list(query(order, 0.2))
        #expect(mixed.numbers.count == 200 && Set(mixed.numbers) == Set(plain) && mixed.numbers != plain)
        #expect(mixed.numbers.prefix(100).count(where: mixed.drawn.contains) == 20)
        #expect(try store.order(query(order, 0.2)) == mixed.numbers)
        let drawn = mixed.numbers.prefix(100).filter(mixed.drawn.contains)
        #expect(drawn == random.filter(Set(drawn).contains))
        // All that comes before the last drawn one in the random order was listed by then.
        let reach = try #require(drawn.last.flatMap(random.firstIndex))
        #expect(Set(random.prefix(reach + 1)).isSubset(of: mixed.numbers.prefix(100)))
        #expect(try store.list(query(order, 0)).numbers == plain)
        var first = query(order, 0.2)
        first.limit = 50
        #expect(try store.order(first) == Array(mixed.numbers.prefix(50)))
    }

    @Test func whatIsDecidedMeanwhileStaysWhereItWas() throws {
        let store = try answered(60).store
        var kept = query(.uncertain, 0.1)
        kept.keepDecidedAfter = try store.latestDecision() ?? DecisionID(0)
        let before = try store.list(kept)
        for number in before.numbers.prefix(25) { _ = try store.record(decision("ana", .reject), on: number) }
        let after = try store.list(kept)
        #expect(after.numbers == before.numbers && after.drawn == before.drawn)
        // The next list begins with what is left.
        let next = try store.list(query(.uncertain, 0.1))
        #expect(Set(next.numbers) == Set(before.numbers.dropFirst(25)))
    }

    @Test func listsOfSomeItemsAndOrdersThatDrawThemselvesAreNotMixed() throws {
        let store = try answered(40).store
        for order in [QueueOrder.random, .informative] {
            #expect(try store.list(query(order, 0.5)).drawn.isEmpty)
            #expect(try store.order(query(order, 0.5)) == store.order(QueueQuery(order: order)))
        }
        var all = query(.uncertain, 0.5)
        all.filter = .all
        #expect(try store.list(all).drawn.isEmpty)
        var narrowed = query(.uncertain, 0.5)
        narrowed.search = "t-1"
        #expect(try store.list(narrowed).drawn.isEmpty)
    }

    @Test func aLineTellsItsPlaceAndItsWeight() throws {
        let store = try answered(4).store
        let row = try #require(try store.rows([ItemNumber(3)]).first)
        #expect(row.shuffle == StableShare.position(of: Item.ID("t-3"), purpose: "order"))
        #expect(row.weight == InformativeDraw.weight(uncertain: 0.75, disagrees: false))
    }
}
