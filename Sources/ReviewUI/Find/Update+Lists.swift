import Cells
import Labeling

/// Lists, and filters that are kept under a name.
extension ReviewModel {
    /// The next list: the built-in ones, then the saved filters.
    mutating func showList(by step: Int) -> [Effect] {
        let builtIn = builtInLists
        let saved = savedFilters
        leaveDoubts()
        let place =
            find.list.flatMap { list in saved.firstIndex { $0.name == list.name }.map { $0 + builtIn.count } }
            ?? builtIn.firstIndex(of: query.filter) ?? 0
        let count = builtIn.count + saved.count
        let next = (place + step + count) % count
        find.list = next < builtIn.count ? nil : saved[next - builtIn.count]
        query.filter = next < builtIn.count ? builtIn[next] : .all
        return readAnew()
    }

    /// A kept filter as the list.
    mutating func show(_ saved: SavedFilter) -> [Effect] {
        if typing.isPlain { notice = Notice(text: "List: @\(saved.name).", role: .muted) }
        leaveDoubts()
        find.list = saved
        query.filter = .all
        return readAnew()
    }

    /// The name of the list on screen.
    package var listName: String {
        doubts.isShown ? DoubtsState.name : find.list.map { "@" + $0.name } ?? query.filter.rawValue
    }

    mutating func saveFilter(_ name: String) -> [Effect] {
        let name = name.hasPrefix("@") ? String(name.dropFirst()) : name
        guard SavedFilter.isName(name) else {
            notice = Notice(text: "A name is one word of letters, digits, -, _ and .: save-filter NAME", role: .warning)
            return []
        }
        guard !task.filters.contains(where: { $0.name == name }) else {
            notice = Notice(text: "@\(name) stands in the task file: choose another name.", role: .warning)
            return []
        }
        guard query.expression != .everything else {
            notice = Notice(text: "There is no filter to keep: \(keymap.key(for: .filter)) makes one.", role: .warning)
            return []
        }
        // A list's filter and the typed one may have too many conditions together.
        guard isShortEnough(query.expression) else {
            notice = Notice(
                text: "Not kept: a filter has \(FilterExpression.atMostConditions).", role: .warning)
            return []
        }
        // As one text that needs no other saved filter; ages and days stay words.
        let filter = SavedFilter(name: name, text: query.expression.description)
        return [.find(.save(request(.find(.save(name))), filter))]
    }

    mutating func forgetFilter(_ name: String) -> [Effect] {
        let name = name.hasPrefix("@") ? String(name.dropFirst()) : name
        if task.filters.contains(where: { $0.name == name }) {
            notice = Notice(text: "@\(name) stands in the task file: remove it there.", role: .warning)
            return []
        }
        guard find.kept.contains(where: { $0.name == name }) else {
            notice = Notice(text: "No filter is kept as @\(name).", role: .warning)
            return []
        }
        return [.find(.forget(request(.find(.forget(name))), name))]
    }
}
