import Cells
import Foundation
import Labeling

extension ReviewModel {
    mutating func openHelp(about word: String = "") -> [Effect] {
        typing.helpSearch = HelpSearch(text: word)
        mode = .help(scroll: 0)
        return []
    }

    mutating func typeOnHelp(_ key: Key, scroll: Int) -> [Effect] {
        if typing.helpSearch.isTyping { return searchHelp(key) }
        let page = max(pageHeight, 1)
        var line = scroll
        switch key {
        case .down, .character("j"), .enter: line += 1
        case .up, .character("k"): line -= 1
        case .pageDown, .character(" "), .control("f"), .control("d"), .control("v"): line += page
        case .pageUp, .backspace, .control("b"), .control("u"): line -= page
        case .home, .character("g"): line = 0
        case .end, .character("G"): line = .max
        case .control("l"): return [.redraw]
        case .character("/"): typing.helpSearch.isTyping = true
        case .character("n"), .tab: line = match(from: scroll, by: 1) ?? scroll
        case .character("N"), .backTab: line = match(from: scroll, by: -1) ?? scroll
        case .escape where !typing.helpSearch.text.isEmpty:
            typing.helpSearch = HelpSearch()
            line = 0
        case .character(let letter) where letter.isLetter && letter != "q":
            // Whoever types a word looks for it.
            typing.helpSearch = HelpSearch(text: String(letter), isTyping: true)
            line = 0
        default:
            mode = .review
            return []
        }
        mode = .help(scroll: min(max(line, 0), max(pageLines.count - page, 0)))
        return []
    }

    private mutating func searchHelp(_ key: Key) -> [Effect] {
        switch key {
        case .enter, .down, .up: typing.helpSearch.isTyping = false
        case .control("l"): return [.redraw]
        default:
            if typing.helpSearch.text.edit(key) == .left { typing.helpSearch = HelpSearch() }
        }
        mode = .help(scroll: 0)
        return []
    }

    mutating func pasteOnHelp(_ text: String) {
        typing.helpSearch.text += text.asOneLine
        mode = .help(scroll: 0)
    }

    /// The next line, in this direction, that has what is searched.
    private func match(from line: Int, by step: Int) -> Int? {
        let lines = pageLines
        var index = line + step
        while lines.indices.contains(index) {
            if !ranges(of: typing.helpSearch.text, in: lines[index].key + lines[index].text).isEmpty { return index }
            index += step
        }
        return nil
    }
}

/// Where a word stands in a short text, in characters, without regard to case.
func ranges(of word: String, in text: String) -> [Range<Int>] {
    guard !word.isEmpty else { return [] }
    var found: [Range<Int>] = []
    var start = text.startIndex
    while let range = text.range(of: word, options: .caseInsensitive, range: start..<text.endIndex), !range.isEmpty {
        let lower = text.distance(from: text.startIndex, to: range.lowerBound)
        found.append(lower..<lower + text.distance(from: range.lowerBound, to: range.upperBound))
        start = range.upperBound
    }
    return found
}
