import Foundation

/// The time that the processor spends on this in this thread: unlike a clock, it does not see what else the machine does.
///
/// A machine that is itself a guest counts what its host takes away from it, and caches may be another's: the least of some
/// tries is what it costs.
///
/// - Parameters:
///   - limit: what is enough; nil: all tries are made.
///   - tries: how often it is done at most.
package func processorTime(
    upTo limit: Duration? = nil, tries: Int = 5, _ body: () throws -> Void
) rethrows -> Duration {
    func now() -> Duration {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
    var least: Duration?
    for _ in 0..<max(1, tries) {
        let began = now()
        try body()
        let time = now() - began
        least = min(least ?? time, time)
        if let limit, time < limit { break }
    }
    return least ?? .zero
}
