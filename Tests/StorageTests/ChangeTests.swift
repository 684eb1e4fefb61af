import Labeling
import Testing

@testable import Storage

/// What the store tells a review of what was written.
struct ChangeTests {
    @Test func newDecisionsAreNamedAndReachNoList() throws {
        let scratch = try Scratch(items(5))
        let other = try Store.open(at: scratch.path)
        let token = try scratch.store.changeToken()
        #expect(try scratch.store.changes(since: token) == nil)
        for number in [4, 2, 4] as [Int64] {
            _ = try other.record(decision("ana", .reject), on: ItemNumber(number))
        }
        let (next, change) = try #require(try scratch.store.changes(since: token))
        #expect(change == StoreChange(touched: [ItemNumber(2), ItemNumber(4)]))
        #expect(try scratch.store.changes(since: next) == nil)
    }

    @Test func whatWasTakenBackIsNamedToo() throws {
        let scratch = try Scratch(items(3))
        _ = try scratch.store.record(decision("ana", .reject), on: ItemNumber(3))
        let token = try scratch.store.changeToken()
        _ = try scratch.store.undoLast(by: "ana")
        let change = try #require(try scratch.store.changes(since: token)).change
        #expect(change == StoreChange(takesBack: true, touched: [ItemNumber(3)]))
    }

    @Test func itemsAndOpinionsReachLists() throws {
        let scratch = try Scratch(items(1))
        let writes: [(Store) throws -> Void] = [
            { _ = try $0.add([item("b")]) }, { _ = try $0.add([item("b", gold: "x")]) },
            { try $0.record([Answer(item: ItemNumber(1), prediction: labeled("small", "x"))]) },
            { try $0.setModels(ladder: ["other"]) },
        ]
        for (index, write) in writes.enumerated() {
            let token = try scratch.store.changeToken()
            try write(scratch.store)
            let change = try #require(try scratch.store.changes(since: token)).change
            #expect(change == StoreChange(reachesLists: true), "write \(index)")
        }
    }

    @Test func aNoteIsNamedAndReachesNoList() throws {
        let scratch = try Scratch(items(2))
        let token = try scratch.store.changeToken()
        try scratch.store.addNote("n", on: ItemNumber(2), by: "ana")
        let change = try #require(try scratch.store.changes(since: token)).change
        #expect(change == StoreChange(touched: [ItemNumber(2)]))
    }

    @Test func tooManyItemsAreNotNamed() throws {
        let scratch = try Scratch(items(501))
        let token = try scratch.store.changeToken()
        for number in 1...501 { _ = try scratch.store.record(decision("ana", .reject), on: ItemNumber(Int64(number))) }
        let change = try #require(try scratch.store.changes(since: token)).change
        #expect(change == StoreChange(touched: nil))
    }
}
