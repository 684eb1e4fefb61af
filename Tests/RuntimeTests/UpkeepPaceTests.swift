import Synchronization
import Testing

@testable import Runtime

@Suite struct UpkeepPaceTests {
    private final class Count: Sendable {
        let value = Mutex(0)
    }

    /// A machine that takes in so many texts a second.
    private func settled(perSecond: Double, most: Int) throws -> Int {
        let last = Count()
        let step = UpkeepPace.step(most: most) { count, held in
            held(Double(count) / perSecond)
            last.value.withLock { $0 = count }
            return true
        }
        for _ in 0..<30 { #expect(try step()) }
        return last.value.withLock { $0 }
    }

    @Test func aTransactionIsAsShortAsTheMachineIsSlow() throws {
        #expect(try settled(perSecond: 1_000_000, most: 500) == 500)
        #expect((150...250).contains(try settled(perSecond: 10_000, most: 500)))
        #expect(try settled(perSecond: 100, most: 500) == 20, "it gets on all the same")
    }
}
