/// The name that was probably meant; nil: none is near.
func nearest(to word: String, among names: [String]) -> String? {
    let word = Array(word.lowercased().prefix(60))
    guard !word.isEmpty else { return nil }
    let allowed = word.count < 4 ? 1 : max(2, word.count / 3)
    var best: (name: String, steps: Int)?
    for name in names {
        let letters = Array(name.lowercased())
        var steps = distance(word, letters)
        // A beginning that was typed in full is nearer than its missing letters say.
        if word.count >= 3, letters.starts(with: word) { steps = min(steps, 1) }
        if steps <= allowed, steps < best?.steps ?? .max { best = (name, steps) }
    }
    return best?.name
}

/// How many letters must be put in, taken out, changed or swapped with the next to make one of the other.
private func distance(_ one: [Character], _ other: [Character]) -> Int {
    var before: [Int] = []
    var last = Array(0...other.count)
    for (row, letter) in one.enumerated() {
        var line = [row + 1]
        for (column, target) in other.enumerated() {
            var steps = min(last[column + 1] + 1, line[column] + 1, last[column] + (letter == target ? 0 : 1))
            if row > 0, column > 0, letter == other[column - 1], one[row - 1] == target {
                steps = min(steps, before[column - 1] + 1)
            }
            line.append(steps)
        }
        before = last
        last = line
    }
    return last[other.count]
}
