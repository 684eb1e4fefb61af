import Cells
import Labeling

extension ReviewModel {
    mutating func openHistory() -> [Effect] {
        guard let current, currentDetail != nil else { return [] }
        hasActed = true
        mode = .history(HistoryPage())
        eyes.history = ItemHistory(number: current, entries: nil)
        return [.eyes(.loadHistory(request(.eyes(.history(current))), current))]
    }

    mutating func press(_ key: Key, in page: HistoryPage, now: Timestamp) -> [Effect] {
        var line = page.scroll
        let step = max(pageHeight, 1)
        switch key {
        case .down, .character("j"), .enter: line += 1
        case .up, .character("k"): line -= 1
        case .pageDown, .character(" "), .control("f"), .control("d"): line += step
        case .pageUp, .backspace, .control("b"), .control("u"): line -= step
        case .home, .character("g"): line = 0
        case .end, .character("G"): line = .max
        case .control("l"): return [.redraw]
        default:
            if keymap.meaning(of: key) == .command(.history), let detail = historyDetail, hidesPeerHistory(detail) {
                showPeers()
                return []
            }
            closeHistory()
            return []
        }
        mode = .history(HistoryPage(scroll: min(max(line, 0), max(historyLines.count - step, 0))))
        return []
    }

    /// Back to the review, and nothing of the history is kept; elsewhere nothing.
    package mutating func closeHistory() {
        if case .history = mode { mode = .review }
        eyes.history = nil
    }

    /// Shows what others decided of the item under the cursor, as the reviewer asked; its decision will say so.
    package mutating func showPeers() {
        if let current, currentDetail != nil { eyes.peersAsked.insert(current) }
    }

    /// The history of the item in lines of text; nil: it is not open, or is being read.
    package func plainHistory() -> String? {
        guard case .history = mode, eyes.history?.entries != nil else { return nil }
        return historyLines.map { $0.text + "\n" }.joined()
    }
}
