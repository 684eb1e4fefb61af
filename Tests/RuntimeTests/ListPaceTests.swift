import Synchronization
import Testing

@testable import Runtime

struct ListPaceTests {
    @Test func aListThatTakesLongIsReadAFifthOfTheTime() {
        let now = Hand()
        let pace = ListPace { now.time.withLock { $0 } }
        pace.told()
        #expect(!pace.isTooEarly, "nothing has been read yet")
        let list = pace.reading {
            now.turn(by: 700)
            return "list"
        }
        #expect(list == "list")
        #expect(!pace.isTooEarly, "the first change is told at once")
        pace.told()
        now.turn(by: 2_799)
        #expect(pace.isTooEarly)
        now.turn(by: 1)
        #expect(!pace.isTooEarly)
    }

    @Test func newItemsAreNeverKeptBackForLong() {
        let now = Hand()
        let pace = ListPace { now.time.withLock { $0 } }
        pace.reading { now.turn(by: 4_000_000_000) }
        pace.told()
        now.turn(by: 799_999_999)
        #expect(pace.isTooEarly)
        now.turn(by: 1)
        #expect(!pace.isTooEarly)
    }

    /// A clock that is turned by hand.
    private final class Hand: Sendable {
        let time = Mutex<UInt64>(1_000)

        func turn(by nanoseconds: UInt64) { time.withLock { $0 += nanoseconds } }
    }
}
