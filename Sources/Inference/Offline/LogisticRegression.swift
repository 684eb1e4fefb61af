/// Multinomial logistic regression with an L2 penalty over hashed TF-IDF features: words, pairs of words, and three to
/// five neighbouring characters of a word. Learned by stochastic gradient descent in an order that is always the same.
struct LogisticRegression: TextClassifier {
    private let labelCount: Int
    private let features: HashedFeatures
    /// By feature and then label.
    private let weights: [Float]
    private let bias: [Float]

    /// Multiplications that learning may take: the number of passes follows from it, never from a clock, so that the
    /// same texts always give the same model.
    private static let work = 200_000_000
    private static let passes = 3...20
    private static let learningRate: Float = 4
    private static let penalty: Float = 2e-5

    init(learning texts: [Labeled<[HashedFeatures.Entry]>], encoder features: HashedFeatures, labelCount: Int) {
        let entries = texts.reduce(0) { $0 + $1.vector.count }
        let passes = min(
            max(
                LogisticRegression.work / max(1, entries * max(labelCount, features.labelCount) * 2),
                LogisticRegression.passes.lowerBound),
            LogisticRegression.passes.upperBound)
        var learner = Learner(labelCount: labelCount, features: features.count)
        var order = Array(texts.indices)
        var random = StableRandom(state: 1)
        let steps = Float(max(1, passes * texts.count))
        var step: Float = 0
        for _ in 0..<(labelCount > 1 ? passes : 0) {
            order.shuffle(using: &random)
            for position in order {
                let rate = LogisticRegression.learningRate * (1 - 0.95 * step / steps)
                learner.learn(texts[position], rate: rate, penalty: LogisticRegression.penalty)
                step += 1
            }
        }
        self.labelCount = labelCount
        self.features = features
        weights = learner.finalWeights()
        bias = learner.bias
    }

    func scores(_ vector: [HashedFeatures.Entry]) -> [Double] {
        var scores = bias.map(Double.init)
        for entry in vector {
            let row = entry.feature * labelCount
            for label in 0..<labelCount { scores[label] += Double(entry.value * weights[row + label]) }
        }
        return scores
    }

    func evidence(_ words: Words, for label: Int) -> [Double] {
        features.vectorsOfWords(words).map { vector in
            vector.reduce(0) { sum, entry in
                let row = weights[entry.feature * labelCount..<(entry.feature + 1) * labelCount]
                let mean = row.reduce(0, +) / Float(labelCount)
                return sum + Double(entry.value * (row[row.startIndex + label] - mean))
            }
        }
    }

    /// The state of learning. The weights are `scale` times `raw`: shrinking them all is then one multiplication.
    private struct Learner {
        let labelCount: Int
        var raw: [Float]
        var bias: [Float]
        var scale: Float = 1
        private var step: [Float]
        /// The labels that the present step moves.
        private var moving: [Int] = []

        init(labelCount: Int, features: Int) {
            self.labelCount = labelCount
            raw = [Float](repeating: 0, count: labelCount * features)
            bias = [Float](repeating: 0, count: labelCount)
            step = bias
        }

        func finalWeights() -> [Float] { raw.map { $0 * scale } }

        /// One step down the gradient of one text's log loss.
        mutating func learn(_ text: Labeled<[HashedFeatures.Entry]>, rate: Float, penalty: Float) {
            scale *= 1 - rate * penalty
            let scale = scale
            raw.withUnsafeMutableBufferPointer { raw in
                step.withUnsafeMutableBufferPointer { step in
                    step.update(repeating: 0)
                    for entry in text.vector {
                        let row = raw[entry.feature * step.count..<(entry.feature + 1) * step.count]
                        for (label, weight) in zip(step.indices, row) { step[label] += entry.value * weight }
                    }
                    for label in step.indices { step[label] = step[label] * scale + bias[label] }
                    let highest = step.max() ?? 0
                    var sum: Float = 0
                    for label in step.indices {
                        step[label] = exponential(step[label] - highest)
                        sum += step[label]
                    }
                    moving.removeAll(keepingCapacity: true)
                    for label in step.indices {
                        let error = (label == text.label ? 1 : 0) - step[label] / sum
                        // Most labels are ruled out soon; moving them by next to nothing is most of the work.
                        guard abs(error) > 0.001 else { continue }
                        step[label] = rate * error
                        bias[label] += 0.1 * rate * error
                        moving.append(label)
                    }
                    for entry in text.vector {
                        let row = entry.feature * step.count
                        let value = entry.value / scale
                        for label in moving { raw[row + label] += value * step[label] }
                    }
                }
            }
        }
    }
}
