import Cells
import Labeling

// What the command line asks of parts of the review that stand elsewhere.

extension ReviewModel {
    /// Lists what fits the filter; empty: everything.
    mutating func applyFilter(_ text: String, now: Timestamp) -> [Effect] {
        do {
            let expression = try FilterExpression.parse(text, labels: task.labels, now: now)
            guard expression != query.expression else { return [] }
            query.expression = expression
            return readAnew()
        } catch {
            notice = Notice(text: "\(error)", role: .warning)
            return []
        }
    }

    /// - Parameter words: `on` or `off`.
    mutating func setMouse(_ words: String) -> [Effect] {
        guard ["on", "off"].contains(words) else {
            notice = .unknown("mouse", words, nil)
            return []
        }
        return toggleMouse()
    }
}
