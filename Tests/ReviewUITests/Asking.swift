import Labeling
import ReviewUI

/// The lists that are asked for.
func queries(_ effects: [Effect]) -> [QueueQuery] {
    effects.compactMap { if case .loadQueue(_, let query) = $0 { query } else { nil } }
}

extension Bench {
    /// Types a line after `:` and gives what its Enter asks for.
    @discardableResult
    mutating func enter(_ line: String) -> [Effect] {
        press(":")
        type(line)
        return press("enter")
    }
}
