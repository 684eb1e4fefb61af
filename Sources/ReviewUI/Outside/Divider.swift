import Cells

/// How much of the space above or beside the item the queue has, in thousandths; nil: as the screen's size has it.
/// Apart for the two ways to stand, as they have little to do with each other.
struct Divider: Hashable, Sendable {
    /// Of the columns, where the queue stands beside the item.
    var columns: Int?
    /// Of the rows, where it stands above.
    var rows: Int?

    /// How many of `shared` cells the queue has by this share; nil: as the screen's size has it.
    func extent(_ share: Int?, of shared: Int) -> Int? {
        share.map { ($0.clamped(to: 0...1_000) * shared + 500) / 1_000 }
    }

    /// The same cells come out of it again, as long as there are less than 1,000.
    static func share(of extent: Int, in shared: Int) -> Int { (extent * 1_000 + shared / 2) / max(shared, 1) }
}

extension Int {
    func clamped(to limits: ClosedRange<Int>) -> Int {
        Swift.min(Swift.max(self, limits.lowerBound), limits.upperBound)
    }
}

extension ReviewModel {
    /// The lines of the queue on screen, at least one.
    var queueRows: Int { max(Layout(size, divider: outside.divider, adjudicates: isAdjudicationListed).queue.rows, 1) }

    /// - Parameter step: in hundredths of the screen; above 0: more room for the queue. At least a cell is moved.
    mutating func moveDivider(by step: Int) {
        let layout = layout
        let cells = max(1, layout.shared * abs(step) / 100)
        guard setDivider(layout.queueExtent + (step > 0 ? cells : -cells)) else {
            notice = Notice(
                text: step > 0 ? "The item keeps the room it has now." : "The queue keeps the room it has now.",
                role: .muted)
            return
        }
    }

    /// Gives the queue so many rows, or columns where it stands beside the item; false: it has them already, or the
    /// screen has no room for that.
    @discardableResult
    mutating func setDivider(_ extent: Int) -> Bool {
        let layout = layout
        let cells = extent.clamped(to: layout.queueLimits)
        guard cells != layout.queueExtent else { return false }
        let share = Divider.share(of: cells, in: layout.shared)
        if layout.isWide { outside.divider.columns = share } else { outside.divider.rows = share }
        return true
    }
}

extension Layout {
    var queueExtent: Int { isWide ? queue.columns : queue.rows }
}
