import Foundation
import Synchronization

/// Where answers of asynchronous requests wait for the plain thread that stores them.
final class AnswerQueue<Element: Sendable>: Sendable {
    private let waiting = Mutex<[Element]>([])
    private let signal = DispatchSemaphore(value: 0)

    func put(_ element: Element) {
        waiting.withLock { $0.append(element) }
        signal.signal()
    }

    /// Sleeps until there is one. Never called in the cooperative pool.
    func take() -> Element {
        while true {
            signal.wait()
            if let element = waiting.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) { return element }
        }
    }

    /// Nil: none is there yet.
    func takeIfThere() -> Element? {
        guard signal.wait(timeout: .now()) == .success else { return nil }
        return waiting.withLock { $0.isEmpty ? nil : $0.removeFirst() }
    }
}
