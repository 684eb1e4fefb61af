import Labeling

extension ReviewModel {
    /// The reviewers who have items of this task before them, as far as the session knows.
    package var holdersInView: Set<String> { Set(care.leases.others.values.map(\.reviewer)) }

    /// Who else has the item of this line before them; nil: nobody.
    func holder(of row: QueueRow) -> String? { care.leases.others[row.number]?.reviewer }

    /// `@ bo, until 10:42`: what stands above the text of an item that somebody else has; nil: nobody has it.
    func heldWords(_ row: QueueRow) -> String? {
        guard let held = care.leases.others[row.number] else { return nil }
        return (heldMark(row).map { "\($0) " } ?? "") + "\(held.reviewer), until \(held.until)"
    }

    /// The sign of a line that another reviewer has, unless something is decided there; nil: nobody has it.
    func heldMark(_ row: QueueRow) -> String? {
        holder(of: row) != nil && (row.state == .undecided || row.state == .skipped) ? "@" : nil
    }
}
