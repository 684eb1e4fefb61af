@preconcurrency import Dispatch
import Foundation
import Synchronization

/// Turns Ctrl-C and a request to end into a call, so that a command stops in good order.
package final class SignalWatch: Sendable {
    private let count = Atomic<Int>(0)
    private let sources: [any DispatchSourceSignal]

    /// - Parameter body: called with 1 at the first signal, 2 at the second, and so on.
    package init(_ body: @escaping @Sendable (Int) -> Void = { _ in }) {
        sources = [SIGINT, SIGTERM, SIGHUP].map { number in
            signal(number, SIG_IGN)
            return DispatchSource.makeSignalSource(signal: number, queue: .global(qos: .userInitiated))
        }
        for source in sources {
            source.setEventHandler { [weak self] in
                guard let self else { return }
                body(self.count.add(1, ordering: .relaxed).newValue)
            }
            source.resume()
        }
    }

    /// A signal has come.
    package var isStopped: Bool { count.load(ordering: .relaxed) > 0 }
}
