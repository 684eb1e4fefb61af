/// Texts as sparse vectors of length one: sublinear term frequency times inverse document frequency, in as many
/// places as a hash gives.
struct HashedFeatures: TextEncoder {
    struct Entry: Sendable {
        var feature: Int
        var value: Float
    }

    /// The number of places, a power of two.
    let count: Int
    /// The outputs of all models that learn from these texts.
    let labelCount: Int
    private let inverseFrequencies: [Float]

    /// So many weights at most, over all labels: beyond it learning waits for memory.
    private static let weightLimit = 4 << 20
    private static let placeLimit = 1 << 17

    init(_ texts: [Words], labelCount: Int) {
        var count = HashedFeatures.placeLimit
        while count * labelCount > HashedFeatures.weightLimit, count > 1 << 10 { count /= 2 }
        self.count = count
        self.labelCount = labelCount
        var frequencies = [Float](repeating: 0, count: count)
        var lastText = [Int](repeating: -1, count: count)
        for (number, text) in texts.enumerated() {
            HashedFeatures.visit(text) { hash, _ in
                let place = Int(truncatingIfNeeded: hash) & (count - 1)
                guard lastText[place] != number else { return }
                lastText[place] = number
                frequencies[place] += 1
            }
        }
        let all = Double(texts.count + 1)
        inverseFrequencies = frequencies.map { Float(logarithm(all / Double($0 + 1)) + 1) }
    }

    /// Sorted by place.
    func vector(_ words: Words) -> [Entry] {
        var places: [Int] = []
        HashedFeatures.visit(words) { hash, _ in places.append(Int(truncatingIfNeeded: hash) & (count - 1)) }
        return vector(places: &places).entries
    }

    /// For each word, its share of the text's vector: the word itself and its runs of characters.
    func vectorsOfWords(_ words: Words) -> [[Entry]] {
        var places: [Int] = []
        var byWord = [[Int]](repeating: [], count: words.list.count)
        HashedFeatures.visit(words) { hash, word in
            let place = Int(truncatingIfNeeded: hash) & (count - 1)
            places.append(place)
            if let word { byWord[word].append(place) }
        }
        let length = vector(places: &places).length
        return byWord.map { places in
            places.map { Entry(feature: $0, value: inverseFrequencies[$0] / max(length, 1e-9)) }
        }
    }

    private func vector(places: inout [Int]) -> (entries: [Entry], length: Float) {
        places.sort()
        var entries: [Entry] = []
        var index = 0
        var squares: Float = 0
        while index < places.count {
            let place = places[index]
            var end = index + 1
            while end < places.count, places[end] == place { end += 1 }
            let value = Float(1 + logarithm(Double(end - index))) * inverseFrequencies[place]
            entries.append(Entry(feature: place, value: value))
            squares += value * value
            index = end
        }
        let length = squares.squareRoot()
        for index in entries.indices { entries[index].value /= length }
        return (entries, length)
    }

    /// Every feature of the text: its hash, and the word it lies in; pairs of words lie in none.
    private static func visit(_ words: Words, _ body: (UInt64, Int?) -> Void) {
        var previous: [Unicode.Scalar]?
        for (number, word) in words.list.enumerated() {
            var whole = StableHash(1)
            whole.add(word)
            body(whole.mixed, number)
            if let previous {
                var pair = StableHash(2)
                pair.add(previous)
                pair.add(32)
                pair.add(word)
                body(pair.mixed, nil)
            }
            // Long words are addresses and codes: their inner runs say nothing.
            let padded = [" "] + word.prefix(24) + [" "]
            for length in 3...5 where length <= padded.count {
                for start in 0...(padded.count - length) {
                    var run = StableHash(3)
                    run.add(padded[start..<start + length])
                    body(run.mixed, number)
                }
            }
            previous = word
        }
    }
}
