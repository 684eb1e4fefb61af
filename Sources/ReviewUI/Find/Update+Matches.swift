import Cells
import Labeling

// The words that a search or a filter looks for, in the text under the cursor.

/// A text up to this size is looked through at once; a longer one away from the keys.
private let mostBytesAtOnce = 16_000

extension ReviewModel {
    /// After every message: what is looked for is found in the text on screen, or asked for.
    mutating func findMatches() -> [Effect] {
        let source = FindState.PatternSource(search: query.search, expression: query.expression)
        if find.patternsOf != source {
            find.patternsOf = source
            let search = source.search.isEmpty ? [] : [TextPattern(words: source.search)]
            find.patterns = search + source.expression.textPatterns
            find.match = nil
        }
        guard let wrapped, wrapped.number == current, !find.patterns.isEmpty else {
            if find.patterns.isEmpty { (find.matches, find.entering) = (nil, nil) }
            return []
        }
        if let known = find.matches, known.number == wrapped.number, known.isMasked == wrapped.isMasked,
            known.patterns == find.patterns
        {
            if known.ranges != nil { enterMatches() }
            return []
        }
        let text = wrapped.text.text
        find.match = nil
        find.matches = FindState.TextMatches(
            number: wrapped.number, isMasked: wrapped.isMasked, patterns: find.patterns)
        guard text.utf8.count > mostBytesAtOnce else {
            find.matches?.ranges = placesOf(find.patterns, in: text)
            enterMatches()
            return []
        }
        let request = request(.find(.matches(wrapped.number)))
        find.matches?.request = request
        return [.find(.findMatches(request, find.patterns, in: text))]
    }

    /// The matches in the text on screen; nil: there is nothing to look for, or it is not known yet.
    var shownMatches: [Range<Int>]? {
        guard let matches = find.matches, let wrapped, matches.number == wrapped.number,
            matches.isMasked == wrapped.isMasked, matches.patterns == find.patterns
        else { return nil }
        return matches.ranges
    }

    mutating func goToMatch(by step: Int) -> [Effect] {
        guard let matches = shownMatches, wrapped?.number == current else {
            find.entering = step > 0 ? .first : .last
            return []
        }
        let next = find.match.map { $0 + step } ?? (step > 0 ? 0 : matches.count - 1)
        if matches.indices.contains(next) {
            show(match: next, of: matches)
            return []
        }
        guard let queue, queue.indices.contains(cursor + step) else {
            let words = step > 0 ? "No further match in this list." : "No earlier match in this list."
            notice = Notice(text: words, role: .muted)
            return []
        }
        cursor += step
        hasActed = true
        find.match = nil
        find.entering = step > 0 ? .first : .last
        return []
    }

    private mutating func enterMatches() {
        guard let entering = find.entering, let matches = shownMatches else { return }
        find.entering = nil
        guard !matches.isEmpty else {
            notice = Notice(text: "No match in this text; \(keymap.key(for: .nextMatch)) goes on.", role: .muted)
            return
        }
        show(match: entering == .first ? 0 : matches.count - 1, of: matches)
    }

    private mutating func show(match index: Int, of matches: [Range<Int>]) {
        find.match = index
        notice = Notice(text: "match \(index + 1) of \(matches.count)", role: .muted)
        guard var text = wrapped?.text else { return }
        let offset = matches[index].lowerBound
        func isFound() -> Bool {
            let last = text.lineCount - 1
            return (text.lines(last..<last + 1).first?.source.upperBound ?? 0) > offset
        }
        while !text.isComplete, !isFound() { text.extend(to: text.lineCount * 2) }
        wrapped?.text = text
        guard let line = text.line(containing: offset) else { return }
        let rows = max(layout.text.rows, 1)
        if line < textScroll || line >= textScroll + rows { textScroll = max(0, line - rows / 3) }
    }

    func whyFindUnavailable(_ command: Command) -> String? {
        switch command {
        case .nextMatch, .previousMatch:
            guard find.patterns.isEmpty else { return nil }
            return "No words are searched: \(keymap.key(for: .search)) searches, "
                + "\(keymap.key(for: .filter)) filters."
        default: return nil
        }
    }
}
