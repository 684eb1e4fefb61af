/// Multinomial naive Bayes over words, with additive smoothing (Manning, Raghavan and Schütze, "Introduction to
/// Information Retrieval", section 13.2).
struct NaiveBayes: TextClassifier {
    private let labelCount: Int
    private let encoder: Vocabulary
    /// log P(word | label), by word and then label.
    private let weights: [Float]
    /// log P(label).
    private let priors: [Double]

    /// Under one: with few texts for each label, a full count for every unseen word would drown the seen ones.
    private static let smoothing: Float = 0.3

    init(learning texts: [Labeled<[Int]>], encoder: Vocabulary, labelCount: Int) {
        var counts = [Float](repeating: 0, count: encoder.count * labelCount)
        var totals = [Float](repeating: 0, count: labelCount)
        var textsOfLabel = [Double](repeating: 1, count: labelCount)
        for text in texts {
            textsOfLabel[text.label] += 1
            for word in text.vector {
                counts[word * labelCount + text.label] += 1
                totals[text.label] += 1
            }
        }
        let all = textsOfLabel.reduce(0, +)
        priors = textsOfLabel.map { logarithm($0 / all) }
        let unseen = NaiveBayes.smoothing * Float(max(1, encoder.count))
        let norms = totals.map { Float(logarithm(Double($0 + unseen))) }
        let logSmoothing = Float(logarithm(Double(NaiveBayes.smoothing)))
        for word in 0..<encoder.count {
            for label in 0..<labelCount {
                let count = counts[word * labelCount + label]
                let logCount = count == 0 ? logSmoothing : Float(logarithm(Double(count + NaiveBayes.smoothing)))
                counts[word * labelCount + label] = logCount - norms[label]
            }
        }
        self.labelCount = labelCount
        self.encoder = encoder
        weights = counts
    }

    func scores(_ vector: [Int]) -> [Double] {
        var scores = priors
        for word in vector {
            for label in 0..<labelCount { scores[label] += Double(weights[word * labelCount + label]) }
        }
        return scores
    }

    func evidence(_ words: Words, for label: Int) -> [Double] {
        words.list.map { word in
            guard let position = encoder.position(of: word) else { return 0 }
            let row = weights[position * labelCount..<(position + 1) * labelCount]
            return Double(row[row.startIndex + label] - row.reduce(0, +) / Float(labelCount))
        }
    }
}

/// The words of all texts, numbered as they come; a text is the numbers of its words. A word that no text has speaks
/// for no label and has no number.
struct Vocabulary: TextEncoder {
    private let numbers: [UInt64: Int]

    var count: Int { numbers.count }

    init(_ texts: [Words], labelCount: Int) {
        var numbers: [UInt64: Int] = [:]
        for text in texts {
            for word in text.list {
                let key = Vocabulary.key(word)
                if numbers[key] == nil { numbers[key] = numbers.count }
            }
        }
        self.numbers = numbers
    }

    func vector(_ words: Words) -> [Int] { words.list.compactMap(position) }

    func position(of word: [Unicode.Scalar]) -> Int? { numbers[Vocabulary.key(word)] }

    private static func key(_ word: [Unicode.Scalar]) -> UInt64 {
        var hash = StableHash(0)
        hash.add(word)
        return hash.mixed
    }
}
