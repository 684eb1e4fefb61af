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

    /// Sleeps until there is one, and takes whatever has come by then. Never called in the cooperative pool.
    func takeAll() -> [Element] {
        while true {
            let all = takeAllThere()
            if !all.isEmpty { return all }
            // A signal whose element was taken along with another's wakes for nothing, once.
            signal.wait()
        }
    }

    /// Without sleeping; empty: none is there yet.
    func takeAllThere() -> [Element] {
        waiting.withLock { waiting in
            defer { waiting = [] }
            return waiting
        }
    }
}

/// Waits on a plain thread for what is asynchronous. Never called in the cooperative pool.
///
/// - Parameter started: is given the work, to cancel it from elsewhere.
func wait<Value: Sendable, Problem: Error>(
    for work: @escaping @Sendable () async throws(Problem) -> Value,
    started: (Task<Void, Never>) -> Void = { _ in }
) throws(Problem) -> Value {
    let end = AnswerQueue<Result<Value, Problem>>()
    started(
        Task {
            do throws(Problem) {
                end.put(.success(try await work()))
            } catch {
                end.put(.failure(error))
            }
        })
    return try end.take().get()
}
