import Foundation
import Labeling
import Storage
import Synchronization
import Testing

@Suite struct ConcurrencyTests {
    /// Runs each on a thread of its own, as separate programs would, and gives what they threw.
    private func together(_ jobs: [@Sendable () throws -> Void]) -> [String] {
        let errors = Mutex<[String]>([])
        let done = DispatchGroup()
        for job in jobs {
            done.enter()
            Thread {
                do { try job() } catch { errors.withLock { $0.append("\(error)") } }
                done.leave()
            }.start()
        }
        done.wait()
        return errors.withLock { $0 }
    }

    @Test func importClassifyAndReviewWorkOnOneStoreAtOnce() throws {
        let scratch = try Scratch(items(100))
        let path = scratch.path
        let errors = together([
            {
                let store = try Store.open(at: path)
                for batch in 0..<20 {
                    _ = try store.add((0..<50).map { item("new-\(batch)-\($0)") })
                }
            },
            {
                let store = try Store.open(at: path)
                try store.setModels(ladder: ["small", "large"])
                for number in 1...100 {
                    let intent = RequestIntent(item: ItemNumber(Int64(number)), model: "small", at: time(0))
                    try store.record(
                        labeled("small", "x"), for: try store.recordIntent(intent), next: .escalate(rung: 1, .sample))
                }
            },
            {
                let store = try Store.open(at: path)
                for number in 1...100 {
                    _ = try store.order(QueueQuery())
                    _ = try store.record(decision("ana", .accept(Label("x"))), on: ItemNumber(Int64(number)))
                    if number.isMultiple(of: 4) { _ = try store.undoLast(by: "ana") }
                }
            },
            {
                let store = try Store.open(at: path, readOnly: true)
                for _ in 1...30 {
                    let counts = try store.counts()
                    #expect(counts.items >= 100)
                    try store.forEachAnnotated { _ in }
                }
            },
        ])
        #expect(errors.isEmpty, "\(errors)")
        let counts = try scratch.store.counts()
        #expect(counts.items == 1_100)
        #expect(counts.decided == 75)
        #expect(counts.unclassified == 1_000)
        #expect(counts.firstAgreed == 75)
        #expect(try scratch.store.verify().findings == [])
    }

    @Test func ofManyThatMakeOneStoreOneDoes() throws {
        let folder = try Scratch.newFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appendingPathComponent("renga.db").path
        let errors = together(
            (0..<6).map { number in
                {
                    _ = try Store.create(at: path).add([item("by-\(number)")])
                }
            })
        #expect(errors.count == 5)
        #expect(errors.allSatisfy { $0.contains("there is a store already") })
        #expect(try Store.open(at: path).counts().items == 1)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).allSatisfy { !$0.contains("new-") })
    }

    @Test func oneStoreServesManyThreads() throws {
        let scratch = try Scratch(items(40))
        let store = scratch.store
        let errors = together(
            (0..<8).map { thread in
                {
                    for number in 1...5 {
                        let item = ItemNumber(Int64(thread * 5 + number))
                        _ = try store.record(decision("r\(thread)", .reject), on: item)
                        #expect(try store.rows([item]).first?.state == .rejected)
                    }
                }
            })
        #expect(errors.isEmpty, "\(errors)")
        #expect(try store.counts().decided == 40)
        #expect(try store.verify().isSound)
    }
}
