import Labeling
import Storage
import Testing

@Suite struct ListedItemsTests {
    @Test func namedItemsAreListedInTheirOrderWhateverTheOrderIs() throws {
        let scratch = try Scratch(items(9))
        let only = [7, 2, 99, 5].map { ItemNumber($0) }
        for order in QueueOrder.allCases {
            let query = QueueQuery(filter: .all, order: order, only: only)
            #expect(try scratch.store.order(query).map(\.value) == [7, 2, 5], "\(order)")
        }
        #expect(try scratch.store.order(QueueQuery(filter: .all, only: [])).isEmpty)
        #expect(try scratch.store.order(QueueQuery(filter: .all, limit: 2, only: only)).map(\.value) == [7, 2])
    }

    @Test func filterAndSearchNarrowThem() throws {
        let scratch = try Scratch(items(9))
        _ = try scratch.store.record(
            Decision(reviewer: "ana", verdict: .reject, at: Timestamp(milliseconds: 1_793_577_600_000)),
            on: ItemNumber(2))
        let only = [7, 2, 5].map { ItemNumber($0) }
        #expect(try scratch.store.order(QueueQuery(filter: .decided, only: only)).map(\.value) == [2])
        #expect(try scratch.store.order(QueueQuery(filter: .todo, only: only)).map(\.value) == [7, 5])
        #expect(try scratch.store.order(QueueQuery(filter: .all, search: "t-5", only: only)).map(\.value) == [5])
    }
}
