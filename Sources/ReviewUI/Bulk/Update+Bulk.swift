import Cells
import Labeling

extension ReviewModel {
    mutating func bulkAnswered(_ message: BulkMessage, now: Timestamp) -> [Effect] {
        switch message {
        case .placeholder: []
        }
    }

    mutating func toggleSelection() {}

    mutating func selectAll() {}

    mutating func toggleGroup() -> [Effect] { [] }

    /// Lines are selected, so that a decision is meant for all of them.
    var isSelecting: Bool { false }

    mutating func proposeBulk(_ verdict: Verdict, now: Timestamp) -> [Effect] { [] }

    mutating func press(_ key: Key, in page: BulkPage, now: Timestamp) -> [Effect] {
        mode = .review
        return []
    }

    /// The items that are folded under this line, without itself; they are decided with it.
    func foldedMembers(of number: ItemNumber) -> [ItemNumber] { [] }

    mutating func newAct(_ kind: Act.Kind, now: Timestamp) -> Act { Act(key: "", kind: kind) }

    mutating func recordGroup(
        _ request: RequestID, _ decision: Decision, on number: ItemNumber, _ members: [ItemNumber]
    ) -> [Effect] {
        [.record(request, decision, on: number)]
    }

    func whyBulkUnavailable(_ command: Command) -> String? { nil }
}
