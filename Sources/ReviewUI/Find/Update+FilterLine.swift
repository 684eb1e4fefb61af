import Cells
import Labeling

/// A filter that is typed, with what can be said of it.
package struct FilterLine: Hashable, Sendable {
    package var text = ""
    /// In UTF-8, between characters.
    package var cursor = 0
    /// What fits at the cursor, the best first.
    var candidates: [FilterCompletion.Candidate] = []
    /// Index of the candidate that stands in the text.
    var selected: Int?
    /// The text and cursor before a candidate was put in.
    var base: Base?
    /// Why the text is no filter; nil: it is one.
    var problem: FilterProblem?

    struct Base: Hashable, Sendable {
        var text: String
        var cursor: Int
    }

    package init(text: String = "") {
        self.text = text
        cursor = text.utf8.count
    }

    fileprivate var index: String.Index {
        text.utf8.index(text.startIndex, offsetBy: cursor, limitedBy: text.endIndex) ?? text.endIndex
    }

    fileprivate mutating func move(to index: String.Index) {
        cursor = text.utf8.distance(from: text.startIndex, to: index)
    }

    fileprivate mutating func insert(_ words: String) {
        let place = index
        let head = text[..<place] + words
        cursor = head.utf8.count
        text = String(head + text[place...])
    }

    /// False: the key means nothing here.
    fileprivate mutating func edit(_ key: Key) -> Bool {
        let place = index
        switch key {
        case .character(let character): insert(String(character))
        case .backspace:
            guard place > text.startIndex else { return true }
            let before = text.index(before: place)
            text.remove(at: before)
            cursor = text[..<min(before, text.endIndex)].utf8.count
        case .delete, .control("d"): if place < text.endIndex { text.remove(at: place) }
        case .left, .control("b"): if place > text.startIndex { move(to: text.index(before: place)) }
        case .right, .control("f"): if place < text.endIndex { move(to: text.index(after: place)) }
        case .home, .control("a"): cursor = 0
        case .end, .control("e"): cursor = text.utf8.count
        case .control("k"): text = String(text[..<place])
        case .control("u"):
            text = String(text[place...])
            cursor = 0
        case .control("w"):
            var head = text[..<place]
            while head.last?.isWhitespace == true { head.removeLast() }
            while let last = head.last, !last.isWhitespace { head.removeLast() }
            let rest = text[place...]
            cursor = head.utf8.count
            text = String(head + rest)
        default: return false
        }
        return true
    }
}

extension ReviewModel {
    mutating func openFilterLine() -> [Effect] {
        var line = FilterLine(text: find.typed)
        complete(&line)
        mode = .filterLine(line)
        return loadFilterContext()
    }

    mutating func type(_ key: Key, into line: FilterLine, now: Timestamp) -> [Effect] {
        find.now = now
        var line = line
        switch key {
        case .escape, .control("c"), .control("g"):
            mode = .review
            return []
        case .enter:
            guard line.problem == nil else { return [] }
            mode = .review
            return applyFilter(line.text)
        case .tab, .down: select(by: 1, in: &line)
        case .backTab, .up: select(by: -1, in: &line)
        default:
            guard line.edit(key) else { return [] }
            complete(&line)
        }
        mode = .filterLine(line)
        return []
    }

    mutating func paste(_ text: String, into line: FilterLine) -> [Effect] {
        var line = line
        line.insert(text.asOneLine)
        complete(&line)
        mode = .filterLine(line)
        return []
    }

    /// After the text or the cursor changed: what fits there, and whether it can be read.
    func complete(_ line: inout FilterLine) {
        line.selected = nil
        line.base = nil
        check(&line)
        let context = find.context ?? FilterContext(labels: task.labels)
        line.candidates =
            names(in: line) + FilterCompletion.candidates(for: line.text, at: line.cursor, context: context)
    }

    private func check(_ line: inout FilterLine) {
        do throws(FilterProblem) {
            _ = try readFilter(line.text)
            line.problem = nil
        } catch {
            line.problem = error
        }
    }

    /// Saved filters that go on from an `@` at the cursor.
    private func names(in line: FilterLine) -> [FilterCompletion.Candidate] {
        let bytes = Array(line.text.utf8.prefix(line.cursor))
        let start = (bytes.lastIndex(of: 0x20) ?? -1) + 1
        let isFirst = bytes[..<start].split(separator: 0x20).allSatisfy { $0.first == 0x40 }
        let word = String(decoding: bytes[start...], as: UTF8.self)
        guard isFirst, word.isEmpty || word.hasPrefix("@") else { return [] }
        return savedFilters.filter { ("@" + $0.name).hasPrefix(word) && "@" + $0.name != word }.map {
            FilterCompletion.Candidate(replaced: start..<line.cursor, text: "@" + $0.name, help: $0.text)
        }
    }

    private func select(by step: Int, in line: inout FilterLine) {
        let count = line.candidates.count
        guard count > 0 else { return }
        let base = line.base ?? FilterLine.Base(text: line.text, cursor: line.cursor)
        let next = line.selected.map { ($0 + step + count) % count } ?? (step > 0 ? 0 : count - 1)
        line.base = base
        line.selected = next
        (line.text, line.cursor) = line.candidates[next].applied(to: base.text)
        check(&line)
    }
}
