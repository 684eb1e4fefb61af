import Foundation

/// Time and chance, as a client sees them; tests give their own and never wait.
package struct Pace: Sendable {
    /// Since any fixed moment; never runs backwards.
    package var now: @Sendable () -> Duration
    /// Throws when the task is cancelled.
    package var sleep: @Sendable (Duration) async throws -> Void
    /// In [0, 1).
    package var random: @Sendable () -> Double
    /// Seconds since 1970, for the dates in `retry-after`.
    package var date: @Sendable () -> Double

    package init(
        now: @escaping @Sendable () -> Duration, sleep: @escaping @Sendable (Duration) async throws -> Void,
        random: @escaping @Sendable () -> Double, date: @escaping @Sendable () -> Double
    ) {
        self.now = now
        self.sleep = sleep
        self.random = random
        self.date = date
    }

    package static let real: Pace = {
        let start = ContinuousClock.now
        return Pace(
            now: { ContinuousClock.now - start },
            sleep: { try await Task.sleep(for: $0) },
            random: { Double.random(in: 0..<1) },
            date: { Date().timeIntervalSince1970 })
    }()
}
