import Labeling
import ReviewUI
import Testing

/// What is stored with a decision of how its item was drawn.
@Suite struct DrawTests {
    private static var items: [ItemDetail] {
        (1...3).map { number in
            var detail = Fixture.detail(Int64(number), "text \(number)")
            detail.row.shuffle = Double(number) / 8
            detail.row.weight = 0.5
            detail.row.drawn = 0.125
            return detail
        }
    }

    /// The first item of each list is rejected, with the second of the three in a place of the random share.
    private func decisions(_ query: QueueQuery) -> [Decision] {
        var bench = Bench(Self.items, query: query, loaded: false)
        guard case .loadQueue(let request, _)? = bench.open.first else { return [] }
        bench.open.removeFirst()
        bench.send(.queueLoaded(request, bench.order, bench.counts, latest: nil, drawn: [ItemNumber(2)]))
        bench.answerReads()
        bench.press("x")
        bench.answerAll()
        bench.press("x")
        return bench.effects.compactMap(\.recorded).map(\.decision)
    }

    @Test func anItemOfTheRandomShareIsStoredAsDrawnWithItsPlace() {
        let made = decisions(QueueQuery(order: .uncertain))
        #expect(made.map(\.exposure?.draw) == [nil, "random"])
        #expect(made.map(\.probability) == [1, 0.25])
        #expect(made.map(\.exposure?.weight) == [nil, nil])
    }

    @Test func theRandomOrderAndInformativeDrawEveryItem() {
        #expect(decisions(QueueQuery(order: .random)).map(\.exposure?.draw) == ["random", "random"])
        #expect(decisions(QueueQuery(order: .random)).map(\.probability) == [0.125, 0.25])
        let made = decisions(QueueQuery(order: .informative))
        #expect(made.map(\.exposure?.draw) == ["informative", "informative"])
        #expect(made.map(\.exposure?.weight) == [0.5, 0.5])
        #expect(made.map(\.probability) == [0.125, 0.125])
    }

    @Test func aListOfSomeItemsDrawsNothing() {
        #expect(decisions(QueueQuery(filter: .all, order: .random)).map(\.exposure?.draw) == [nil, nil])
        #expect(decisions(QueueQuery(order: .uncertain, search: "text")).map(\.exposure?.draw) == [nil, nil])
        #expect(decisions(QueueQuery(order: .uncertain, search: "text")).map(\.probability) == [1, 1])
    }
}
