/// Why a text is no filter, and where.
package struct FilterProblem: Error, Hashable, Sendable {
    /// Of the first byte that does not fit, in UTF-8.
    package var offset: Int
    /// Of the same place, in characters from 1.
    package var column: Int
    /// What stands there, at most 40 characters of it; empty: the end of the text.
    package var found: String
    /// What could stand there, in words.
    package var expected: String
    /// Known names that come near to what was found, the nearest first; at most three.
    package var suggestions: [String]

    package init(offset: Int, column: Int, found: String, expected: String, suggestions: [String] = []) {
        self.offset = offset
        self.column = column
        self.found = found
        self.expected = expected
        self.suggestions = suggestions
    }
}

extension FilterProblem: CustomStringConvertible {
    package var description: String {
        let found = found.isEmpty ? "the end" : FilterText.quoted(found)
        let hint = suggestions.isEmpty ? "" : "; did you mean \(suggestions.joined(separator: " or "))?"
        return "column \(column): expected \(expected), found \(found)\(hint)"
    }
}

/// Known names near to one that is not known.
enum FilterNearest {
    /// Longer words are not compared: nobody mistypes one by two letters, and the time grows with the square.
    private static let longest = 64

    /// At most three of `names` that `word` may be meant to be, without regard to case; the nearest first, equally near
    /// ones in their order.
    static func names(to word: String, among names: [String]) -> [String] {
        guard word.unicodeScalars.count <= longest else { return [] }
        let word = Array(word.lowercased().unicodeScalars)
        let near = names.enumerated().compactMap { index, name -> (distance: Int, index: Int)? in
            guard let distance = distance(word, Array(name.lowercased().unicodeScalars)) else { return nil }
            return (distance, index)
        }
        return near.sorted { $0 < $1 }.prefix(3).map { names[$0.index] }
    }

    /// How far apart two words are; nil: too far for a mistyped one. A word cut short or gone on with counts as one step.
    static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int? {
        guard left.count <= longest, right.count <= longest else { return nil }
        let shorter = min(left.count, right.count)
        let most = max(1, shorter / 3)
        if shorter > 1, abs(left.count - right.count) <= most {
            let steps = edits(left, right)
            if steps <= most { return steps }
        }
        return shorter > 1 && left.prefix(shorter) == right.prefix(shorter) ? 1 : nil
    }

    /// Letters put in, left out, replaced, or changed with their neighbour (optimal string alignment distance).
    static func edits(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
        var rows = [Array(0...right.count)]
        for (row, letter) in left.enumerated() {
            var next = [row + 1]
            for (column, other) in right.enumerated() {
                var steps = min(
                    rows[row][column] + (letter == other ? 0 : 1), rows[row][column + 1] + 1, next[column] + 1)
                if row > 0, column > 0, letter == right[column - 1], left[row - 1] == other {
                    steps = min(steps, rows[row - 1][column - 1] + 1)
                }
                next.append(steps)
            }
            rows.append(next)
        }
        return rows[left.count][right.count]
    }
}
