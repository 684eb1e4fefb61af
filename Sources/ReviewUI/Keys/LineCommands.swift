import Cells
import Labeling

// What the commands with words do.

extension ReviewModel {
    var labelCandidates: [LineCommand.Candidate] {
        task.labels.definitions.map { definition in
            let name = definition.label.name
            return LineCommand.Candidate(
                text: name, help: definition.title == name ? definition.description : definition.title)
        }
    }

    mutating func list(named name: String) -> [Effect] {
        let names = QueueFilter.allCases.map(\.rawValue)
        guard let list = QueueFilter.allCases.first(where: { $0.rawValue == name || (name == "todo" && $0 == .todo) })
        else {
            notice = .unknown("list", name, nearest(to: name, among: names))
            return []
        }
        // The title of the screen says it; line by line nothing else does.
        if typing.isPlain { notice = Notice(text: "List: \(list.rawValue).", role: .muted) }
        return show(filter: list)
    }

    mutating func order(named name: String) -> [Effect] {
        guard let order = QueueOrder(rawValue: name) else {
            notice = .unknown("order", name, nearest(to: name, among: QueueOrder.allCases.map(\.rawValue)))
            return []
        }
        query.order = order
        if typing.isPlain { notice = Notice(text: "Order: \(order.rawValue).", role: .muted) }
        return readAnew()
    }

    /// - Parameter place: a line of the list, from 1, or an item's id.
    mutating func go(toLine place: String) -> [Effect] {
        guard !place.isEmpty else {
            notice = Notice(text: "go: say the number of a line, or an id.", role: .warning)
            return []
        }
        if let number = rows.first(where: { $0.value.id.value == place })?.key, moveCursor(to: number) { return [] }
        if let line = Int(place) {
            let count = queue?.count ?? 0
            guard (1...max(count, 1)).contains(line), count > 0 else {
                notice = Notice(text: "There is no line \(line) in this list of \(count).", role: .warning)
                return []
            }
            cursor = line - 1
            hasActed = true
            return []
        }
        // It may be in another list, or far away in this one.
        let escaped = place.flatMap { $0 == "\"" || $0 == "\\" ? ["\\", $0] : [$0] }
        dropFilters()
        return applyFilter("id=\"\(String(escaped))\"")
    }
}
