import Labeling

/// A task's labels made ready to be searched and listed, once: what a typed key costs depends on the labels alone.
struct LabelIndex: Hashable, Sendable {
    /// One label in the order of the tree: each stands after the one it belongs under.
    struct Line: Hashable, Sendable {
        /// In the task's order.
        var position: Int
        /// How many labels it stands under.
        var depth: Int
    }

    let outline: [Line]
    /// Whether there is more to say of any label than its title.
    let hasDetails: Bool
    /// For each label, in the task's order, its title, and its name where that is another.
    private let texts: [[FoldedText]]

    init(_ labels: LabelSet) {
        texts = labels.definitions.map { definition in
            Set([definition.title, definition.label.name]).sorted().map(FoldedText.init)
        }
        var outline: [Line] = []
        var open = labels.children(of: nil).reversed().map { ($0, 0) }
        while let (label, depth) = open.popLast() {
            outline.append(Line(position: labels.position(of: label) ?? 0, depth: depth))
            open += labels.children(of: label).reversed().map { ($0, depth + 1) }
        }
        self.outline = outline
        hasDetails =
            labels.isHierarchical
            || labels.definitions.contains { !$0.description.isEmpty || $0.title != $0.label.name }
    }

    /// How well each label fits what is typed, in the task's order; nil: it does not. Every typed word must fit the
    /// title or the name, in any order; blanks and `_` separate words.
    func scores(_ typed: String) -> [Int?] {
        guard typed.utf8.count <= FoldedText.longest else { return texts.map { _ in nil } }
        let words = LabelIndex.words(typed)
        return texts.map { texts in
            var sum = 0
            for word in words {
                guard let best = texts.compactMap({ $0.score(word) }).max() else { return nil }
                sum += best
            }
            return sum
        }
    }

    /// Whether there is anything to search for.
    static func isBlank(_ typed: String) -> Bool { words(typed).isEmpty }

    private static func words(_ typed: String) -> [[UInt32]] {
        typed.split { $0.isWhitespace || $0 == "_" }.map { $0.flatMap(\.folded) }.filter { !$0.isEmpty }
    }
}

/// A title or a name as the letters it is compared by.
private struct FoldedText: Hashable, Sendable {
    /// Nobody reads or types more of a label.
    static let longest = 200

    private var letters: [UInt32] = []
    private var isWordStart: [Bool] = []

    init(_ text: String) {
        var before: Character?
        for character in text.prefix(FoldedText.longest) {
            let isLetter = character.isLetter || character.isNumber
            let isAfterLetter = before.map { $0.isLetter || $0.isNumber } ?? false
            // `cardArrival` has two words.
            let isHump = character.isUppercase && before?.isLowercase == true
            let isIdeograph = character.unicodeScalars.contains(where: \.isWordByItself)
            let isStart = isLetter && (!isAfterLetter || isHump || isIdeograph)
            for (index, letter) in character.folded.enumerated() {
                letters.append(letter)
                isWordStart.append(isStart && index == 0)
            }
            before = character
        }
    }

    private enum Points {
        static let letter = 16
        static let wordStart = 10
        static let textStart = 4
        static let consecutive = 12
        static let gapStart = 2
        static let mostForGap = 10
        static let wholeText = 30
        /// With less for each letter the letters are there, but scattered.
        static let enoughForEach = 20
        static let none = Int.min / 2
    }

    /// The points of the best way to find the word's letters here in their order; nil: there is none worth showing.
    ///
    /// As in Smith and Waterman's alignment: letters at a word's start and letters in a row count more, gaps count less.
    func score(_ word: [UInt32]) -> Int? {
        guard word.count <= letters.count else { return nil }
        // The best points where the word's letters so far end at this letter.
        var ending = Array(repeating: Points.none, count: letters.count)
        for (index, wanted) in word.enumerated() {
            var next = Array(repeating: Points.none, count: letters.count)
            var afterGap = Points.none
            var afterLongGap = Points.none
            for place in index..<letters.count {
                if place >= 2 {
                    afterGap = max(afterGap - 1, ending[place - 2] - Points.gapStart - 1)
                    afterLongGap = max(afterLongGap, ending[place - 2] - Points.mostForGap)
                }
                guard letters[place] == wanted else { continue }
                var points = Points.letter
                if isWordStart[place] { points += Points.wordStart }
                if place == 0 { points += Points.textStart }
                if index == 0 {
                    next[place] = points
                } else {
                    let inARow = place >= 1 ? ending[place - 1] + Points.consecutive : Points.none
                    let before = max(inARow, afterGap, afterLongGap)
                    if before > 0 { next[place] = before + points }
                }
            }
            ending = next
        }
        guard let best = ending.max(), best > 0 else { return nil }
        let enough = word.count == 1 ? Points.letter : Points.enoughForEach * word.count
        guard best >= enough else { return nil }
        return word.count == letters.count ? best + Points.wholeText : best
    }
}
