import Synchronization

/// How many texts one transaction of the upkeep takes in: a decision that is made meanwhile waits for its end.
///
/// The upkeep has the lowest priority. Where an import takes the processor, a transaction of it lasts as much longer, and
/// the decision waits for what nobody waits for.
struct UpkeepPace {
    /// What a transaction may take.
    static let seconds = 0.02
    private static let fewest = 20

    private(set) var count: Int
    private let most: Int

    init(most: Int) {
        self.most = most
        count = min(100, most)
    }

    mutating func took(_ seconds: Double) {
        let factor = min(max(Self.seconds / max(seconds, 0.000_1), 0.25), 1.5)
        count = min(max(Int(Double(count) * factor), Self.fewest), most)
    }

    /// A step of the upkeep whose pieces become as large as that allows.
    ///
    /// - Parameter piece: does one piece of at most so many texts, tells for how long nobody else could write, and gives
    ///   whether there is more.
    static func step(
        most: Int, _ piece: @escaping @Sendable (_ count: Int, _ held: (Double) -> Void) throws -> Bool
    ) -> Upkeep.Step {
        let pace = Shared(most: most)
        return {
            try piece(pace.state.withLock { $0.count }) { seconds in pace.state.withLock { $0.took(seconds) } }
        }
    }

    private final class Shared: Sendable {
        let state: Mutex<UpkeepPace>

        init(most: Int) { state = Mutex(UpkeepPace(most: most)) }
    }
}
