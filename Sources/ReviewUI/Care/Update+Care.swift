import Cells
import Labeling

extension ReviewModel {
    mutating func careAnswered(_ message: CareMessage, now: Timestamp) -> [Effect] {
        switch message {
        case .placeholder: []
        }
    }

    /// For how long the item was before the reviewer's eyes, in seconds; nil: it was not.
    func secondsOnScreen(_ number: ItemNumber, now: Timestamp) -> Double? {
        let since = onScreen?.number == number ? onScreen?.since : nil
        return since.map { Double(max(0, now.milliseconds - $0.milliseconds)) / 1_000 }
    }

    /// A decision was made.
    mutating func decided(_ number: ItemNumber, now: Timestamp) {}

    mutating func togglePace() {}

    mutating func pause(now: Timestamp) { mode = .paused }

    mutating func endPause(_ key: Key, now: Timestamp) -> [Effect] {
        mode = .review
        return []
    }
}
