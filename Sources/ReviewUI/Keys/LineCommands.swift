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

    /// The lists of the Tab key: the built-in ones, then the saved filters.
    var listCandidates: [LineCommand.Candidate] {
        QueueFilter.allCases.map { LineCommand.Candidate(text: $0.rawValue, help: "") }
            + savedFilters.map { LineCommand.Candidate(text: "@" + $0.name, help: $0.text) }
    }

    mutating func list(named name: String) -> [Effect] {
        let names = listCandidates.map(\.text)
        let known = ["todo": QueueFilter.todo, "to": .todo, "adjudicate": .disputed, "disputed": .disputed]
        let spelled = known[name]?.rawValue ?? onlyOne(of: names, beginning: name)
        if let saved = savedFilters.first(where: { ["@" + $0.name, $0.name].contains(spelled) }),
            QueueFilter(rawValue: spelled) == nil
        {
            leaveDoubts()
            find.list = saved
            query.filter = .all
            if typing.isPlain { notice = Notice(text: "List: \(listName).", role: .muted) }
            return readAnew()
        }
        guard let list = QueueFilter.allCases.first(where: { $0.rawValue == spelled }) else {
            notice = unknown("list", name, among: names)
            return []
        }
        // The title of the screen says it; line by line nothing else does.
        if typing.isPlain { notice = Notice(text: "List: \(list.rawValue).", role: .muted) }
        return show(filter: list)
    }

    /// The name that is meant by its beginning, as commands are; what fits none or several stays as it was typed.
    private func onlyOne(of names: [String], beginning word: String) -> String {
        let found = names.contains(word) ? [word] : names.filter { $0.hasPrefix(word) }
        return !word.isEmpty && found.count == 1 ? found[0] : word
    }

    /// Line by line there is no Tab: the names are said.
    func unknown(_ what: String, _ words: String, among names: [String]) -> Notice {
        guard typing.isPlain else { return .unknown(what, words, nearest(to: words, among: names)) }
        let all = names.joined(separator: ", ")
        let fault = words.isEmpty ? "\(what): say which." : "No \(what) \u{201C}\(words)\u{201D}."
        return Notice(text: "\(fault) There are: \(all).", role: .warning)
    }

    mutating func order(named name: String) -> [Effect] {
        let names = QueueOrder.allCases.map(\.rawValue)
        guard let order = QueueOrder(rawValue: onlyOne(of: names, beginning: name)) else {
            notice = unknown("order", name, among: names)
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
                notice = Notice(text: "There is no line \(line) in this list of \(count.grouped).", role: .warning)
                return []
            }
            cursor = line - 1
            hasActed = true
            care.leases.chosen = current
            arrivedByHand()
            return []
        }
        // It may be in another list, or far away in this one.
        let escaped = place.flatMap { $0 == "\"" || $0 == "\\" ? ["\\", $0] : [$0] }
        dropFilters()
        return applyFilter("id=\"\(String(escaped))\"")
    }
}
