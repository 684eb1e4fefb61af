import Cells
import Labeling

extension ReviewModel {
    mutating func outsideAnswered(_ message: OutsideMessage, now: Timestamp) -> [Effect] {
        switch message {
        case .placeholder: []
        }
    }

    mutating func copy(_ command: Command) -> [Effect] { [] }

    mutating func openOutside() -> [Effect] { [] }

    mutating func toggleMouse() -> [Effect] { [] }

    /// - Parameter step: in hundredths of the screen; above 0: more room for the queue.
    mutating func moveDivider(by step: Int) {}

    func whyOutsideUnavailable(_ command: Command) -> String? { nil }
}
