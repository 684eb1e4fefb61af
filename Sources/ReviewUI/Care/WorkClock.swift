import Labeling

/// How long a reviewer has worked on each item.
///
/// Time runs while an item is on screen, from when it appeared or from the last thing the reviewer did, whichever is
/// later, for `idle` at most: who does nothing for longer is away, and of a longer gap that much counts. It stands still
/// while the item is not on screen. Who comes back to an item goes on where they left it.
struct WorkClock: Equatable, Sendable {
    /// In milliseconds.
    var idle: Int64
    /// The item whose time runs; nil: none does.
    private(set) var item: ItemNumber?
    /// When the reviewer was last known to be there.
    private var awake = Timestamp(milliseconds: 0)
    /// Up to here the time is counted, or known not to count.
    private var counted = Timestamp(milliseconds: 0)
    private var spent: [ItemNumber: Int64] = [:]
    /// On all items together, in milliseconds.
    private(set) var total: Int64 = 0

    /// More items than anyone leaves undecided and comes back to.
    private static let mostItems = 500

    init(idle: Int64) { self.idle = idle }

    private func pending(_ now: Timestamp) -> Int64 {
        max(0, min(now.milliseconds, awake.milliseconds + idle) - counted.milliseconds)
    }

    private mutating func pass(to now: Timestamp) {
        if let item {
            let passed = pending(now)
            spent[item, default: 0] += passed
            total += passed
        }
        // A clock that was set back must not hold up the time until it has caught up.
        counted = now
    }

    /// The reviewer did something.
    mutating func input(at now: Timestamp) {
        pass(to: now)
        awake = now
    }

    /// - Parameter new: what is on screen now; nil: no item.
    mutating func show(_ new: ItemNumber?, now: Timestamp) {
        guard new != item else { return }
        pass(to: now)
        item = new
        awake = now
        if spent.count > Self.mostItems { spent = spent.filter { $0.key == new } }
    }

    /// The program was stopped for so long until now: none of that counts.
    mutating func stopped(for milliseconds: Int64, until now: Timestamp) {
        guard milliseconds > 0 else { return }
        pass(to: Timestamp(milliseconds: now.milliseconds - milliseconds))
        counted = now
        awake = now
    }

    /// The item is done with: if it comes on screen again, its time begins anew.
    mutating func finish(_ number: ItemNumber, now: Timestamp) {
        if item == number {
            pass(to: now)
            item = nil
        }
        spent[number] = nil
    }

    /// In seconds; nil: the item is not on screen.
    func seconds(on number: ItemNumber, now: Timestamp) -> Double? {
        guard item == number else { return nil }
        return Double(spent[number, default: 0] + pending(now)) / 1_000
    }

    /// In milliseconds.
    func worked(_ now: Timestamp) -> Int64 { total + (item == nil ? 0 : pending(now)) }
}
