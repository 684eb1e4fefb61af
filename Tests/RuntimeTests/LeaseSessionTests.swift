import Cells
import Foundation
import Labeling
import Storage
import Synchronization
import TestSupport
import Testing

@testable import ReviewUI
@testable import Runtime

/// Several reviews on one store at the same time, each with its own connection, lanes and mailbox.
@Suite(.timeLimit(.minutes(15)))
struct LeaseSessionTests {
    private final class Session {
        let mailbox: Mailbox
        let runner: EffectRunner
        var model: ReviewModel
        /// Ahead of the clock of the machine, so that no key is refused for having come too soon.
        var now = Timestamp.now()
        /// Items that were decided, and saved, by one who saw them undecided.
        var decidedFirst: [ItemNumber] = []

        init(_ desk: Desk, _ reviewer: String, order: QueueOrder = .oldest) throws {
            mailbox = try Mailbox()
            let store = try Store.open(at: desk.store.path)
            runner = EffectRunner(
                store: store, reviewer: reviewer, mailbox: mailbox, models: nil,
                images: ImageShelf(folder: desk.scratch.url, environment: [:]), sharesItems: true)
            model = ReviewModel(
                task: desk.task, reviewer: reviewer, size: Size(rows: 24, columns: 80), query: QueueQuery(order: order),
                canAskModels: false)
            model.shareItems()
            runner.run(model.start())
        }

        func send(_ message: Message) {
            now.milliseconds += 500
            if case .recorded(let request, _, _) = message,
                let saved = model.unsaved.first(where: { $0.request == request }),
                saved.previous?.state == .undecided
            {
                decidedFirst.append(saved.number)
            }
            let effects = update(&model, message, now: now)
            runner.run(effects.filter { $0 != .quit && $0 != .redraw })
        }

        func takeMail() { for message in mailbox.drain() { send(message) } }

        func settle() {
            takeMail()
            while !model.isIdle {
                mailbox.wait(milliseconds: 1_000)
                takeMail()
            }
        }
    }

    private func decisions(_ desk: Desk) throws -> [ItemNumber: [Decision]] {
        var found: [ItemNumber: [Decision]] = [:]
        try desk.store.forEachAnnotated { found[$0.number] = $0.annotated.decisions }
        return found
    }

    @Test(arguments: 1...3 as ClosedRange<UInt64>)
    func reviewersWhoWorkAtOnceShareTheItemsOutAmongThem(seed: UInt64) async throws {
        try await onThread {
            let desk = try Desk((1...80).map { "text \($0)" }, task: offlineTask())
            var random = SeededGenerator(seed: seed)
            let sessions = try ["ana", "bo", "ana"].map { try Session(desk, $0) }
            for session in sessions { session.settle() }
            for _ in 0..<400 {
                guard let session = sessions.randomElement(using: &random) else { continue }
                switch Int.random(in: 0..<10, using: &random) {
                case 0: session.settle()
                case 1: session.send(.key(.character("j")))
                case 2: session.send(.storeChanged(try desk.store.counts()))
                case 3: session.takeMail()
                default: session.send(.key(.character(["1", "2", "x"].randomElement(using: &random) ?? "1")))
                }
            }
            for session in sessions { session.settle() }
            #expect(sessions.allSatisfy { $0.model.unsaved.isEmpty })
            let all = try decisions(desk)
            let decided = all.values.filter { !$0.isEmpty }
            #expect(decided.count > 40)
            // Who decides what is decided already went there by hand, and saw it.
            let first = sessions.flatMap(\.decidedFirst)
            #expect(first.count == decided.count && Set(first).count == first.count, "\(first.sorted())")
            for session in sessions { session.runner.leases?.giveBack() }
            #expect(try desk.store.leases() == [])
            #expect(try desk.store.verify().findings.isEmpty)
        }
    }

    @Test func allOfAListIsDecidedOnceByThreeReviewersWhoOnlyGoOn() async throws {
        try await onThread {
            let desk = try Desk((1...90).map { "text \($0)" }, task: offlineTask())
            let sessions = try ["ana", "bo", "cy"].map { try Session(desk, $0) }
            for session in sessions { session.settle() }
            var rounds = 0
            while try desk.store.counts().decided < 90, rounds < 2_000 {
                for session in sessions {
                    session.send(.held(try desk.store.leases(besides: session.runner.leases?.holder)))
                    if rounds % 7 == 0 { session.send(.storeChanged(try desk.store.counts())) }
                    session.settle()
                    let state = session.model.currentRow?.state
                    if state == .undecided { session.send(.key(.character("1"))) }
                }
                rounds += 1
            }
            for session in sessions { session.settle() }
            let all = try decisions(desk)
            #expect(all.count == 90 && all.values.allSatisfy { $0.count == 1 })
            #expect(Set(all.values.flatMap { $0.map(\.reviewer) }) == ["ana", "bo", "cy"], "all had work")
        }
    }

    @Test(arguments: 1...6 as ClosedRange<UInt64>)
    func whoDecidesWithoutLookingNeverDecidesWhatAnotherHas(seed: UInt64) async throws {
        try await onThread {
            let desk = try Desk((1...30).map { "text \($0)" }, task: offlineTask())
            var random = SeededGenerator(seed: seed)
            let sessions = try ["ana", "bo", "cy"].map { try Session(desk, $0) }
            for session in sessions { session.settle() }
            var rounds = 0
            while try desk.store.counts().decided + desk.store.counts().flagged < 30, rounds < 3_000 {
                rounds += 1
                guard let session = sessions.randomElement(using: &random) else { continue }
                switch Int.random(in: 0..<8, using: &random) {
                case 0: session.send(.held(try desk.store.leases(besides: session.runner.leases?.holder)))
                case 1: session.send(.storeChanged(try desk.store.counts()))
                case 2...3: session.settle()
                default: session.send(.key(.character(["1", "x"].randomElement(using: &random) ?? "1")))
                }
            }
            for _ in 0..<5 {
                for session in sessions {
                    session.settle()
                    session.send(.key(.character("x")))
                }
            }
            for session in sessions { session.settle() }
            let all = try decisions(desk)
            #expect(all.values.filter { !$0.isEmpty }.count == 30)
            let shared = all.filter { Set($0.value.map(\.reviewer)).count > 1 }
            #expect(shared.isEmpty, "decided by two: \(shared.keys.sorted())")
        }
    }

    @Test func aKeeperTellsWhatOthersHaveAndGivesAllBackAtTheEnd() async throws {
        try await onThread {
            let desk = try Desk(["one", "two"], task: offlineTask())
            let session = try Session(desk, "ana")
            session.settle()
            session.runner.leases?.start()
            #expect(try desk.store.leases().map(\.reviewer) == ["ana", "ana"])
            session.runner.leases?.stop()
            #expect(try desk.store.leases() == [])
            let other = try desk.store.lease([ItemNumber(1)], holder: "B", reviewer: "bo")
            #expect(other.granted.count == 1)
            let again = try Session(desk, "ana")
            again.settle()
            #expect(again.model.current == ItemNumber(2))
            again.runner.leases?.start()
            try desk.store.releaseLeases(of: "B")
            let end = ContinuousClock.now + .seconds(300)
            while again.model.holdersInView.contains("bo"), ContinuousClock.now < end {
                again.mailbox.wait(milliseconds: 1_000)
                again.takeMail()
            }
            #expect(!again.model.holdersInView.contains("bo"))
            again.runner.leases?.stop()
        }
    }

    @Test func aTerminalAtWhichNobodySitsLetsItsItemsGo() async throws {
        try await onThread {
            let desk = try Desk(["one", "two"], task: offlineTask())
            let now = Mutex<Int64>(0)
            let (mailbox, writes) = (try Mailbox(), DispatchQueue(label: "writes"))
            let keeper = LeaseKeeper(
                store: desk.store, reviewer: "ana", mailbox: mailbox, writes: writes, clock: { now.withLock { $0 } })
            _ = try keeper.take([ItemNumber(1), ItemNumber(2)])
            func runOut() throws {
                _ = try desk.store.renewLeases(of: keeper.holder, now: Timestamp(milliseconds: 0))
                #expect(try desk.store.leases() == [])
            }
            try runOut()
            now.withLock { $0 += LeaseKeeper.awayMilliseconds - 1 }
            keeper.renewUnlessAway()
            #expect(try desk.store.leases().count == 2, "somebody reads")
            now.withLock { $0 += 1 }
            try runOut()
            keeper.renewUnlessAway()
            #expect(try desk.store.leases() == [], "they are anyone's")
            keeper.touch()
            writes.sync {}
            #expect(try desk.store.leases().count == 2, "nobody took them: they are back with the first key")
            #expect(mailbox.drain().isEmpty)
            now.withLock { $0 += LeaseKeeper.awayMilliseconds }
            try runOut()
            #expect(try desk.store.lease([ItemNumber(2)], holder: "B", reviewer: "bo").granted.count == 1)
            keeper.touch()
            writes.sync {}
            #expect(try desk.store.leases().map(\.reviewer) == ["bo"])
            #expect(mailbox.drain() == [.care(.leasesLost([ItemNumber(1), ItemNumber(2)]))])
        }
    }

    @Test func aSessionThatWasStoppedForLongLearnsWhatItLost() async throws {
        try await onThread {
            let desk = try Desk((1...3).map { "text \($0)" }, task: offlineTask())
            let session = try Session(desk, "ana")
            session.settle()
            // Past the end of what ana has, bo takes the first item and decides.
            let later = Timestamp(milliseconds: Timestamp.now().milliseconds + Store.leaseMilliseconds + 1)
            _ = try desk.store.lease([ItemNumber(1)], holder: "B", reviewer: "bo", now: later)
            let flag = Decision(reviewer: "bo", verdict: .flag, at: .now())
            _ = try desk.store.record(flag, on: ItemNumber(1), holder: "B")
            session.send(.key(.character("1")))
            session.settle()
            #expect(session.model.notice?.text.hasPrefix("NOT saved: bo has this item (until ") == true)
            #expect(session.model.current == ItemNumber(1))
            #expect(try decisions(desk)[ItemNumber(1)]?.map(\.reviewer) == ["bo"])
        }
    }
}

extension Message {
    fileprivate static func held(_ leases: [Lease]) -> Message {
        .care(.held(leases.map { HeldItem(number: $0.item, reviewer: $0.reviewer, until: "soon") }))
    }
}
