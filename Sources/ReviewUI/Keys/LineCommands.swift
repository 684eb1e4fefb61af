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
        guard let list = QueueFilter.allCases.first(where: { $0.rawValue == name || (name == "todo" && $0 == .todo) })
        else {
            // A kept filter is a list too, with or without the sign that it has in a filter.
            let kept = name.hasPrefix("@") ? String(name.dropFirst()) : name
            if let saved = savedFilters.first(where: { $0.name == kept }) { return show(saved) }
            notice = unknown(
                "list", name, among: QueueFilter.allCases.map(\.rawValue) + savedFilters.map { "@" + $0.name })
            return []
        }
        // The title of the screen says it; line by line nothing else does.
        if typing.isPlain { notice = Notice(text: "List: \(list.rawValue).", role: .muted) }
        return show(filter: list)
    }

    /// Line by line there is no Tab: the names are said.
    func unknown(_ what: String, _ words: String, among names: [String]) -> Notice {
        guard typing.isPlain else { return .unknown(what, words, nearest(to: words, among: names)) }
        let all = names.joined(separator: ", ")
        let fault = words.isEmpty ? "\(what): say which." : "No \(what) \u{201C}\(words)\u{201D}."
        return Notice(text: "\(fault) There are: \(all).", role: .warning)
    }

    mutating func order(named name: String) -> [Effect] {
        guard let order = QueueOrder(rawValue: name) else {
            notice = unknown("order", name, among: QueueOrder.allCases.map(\.rawValue))
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
        notice = Notice(text: "Searching for \(place); an empty search shows all again.", role: .muted)
        return search(place)
    }
}
