/// A text as a classifier's encoder makes it, and the position of its label in the task's order.
struct Labeled<Vector: Sendable>: Sendable {
    var vector: Vector
    var label: Int
}

/// Turns texts into what a classifier learns from. Knows the texts, but not their labels: one encoder can therefore
/// serve models that must not know each other's answers.
protocol TextEncoder: Sendable {
    associatedtype Vector: Sendable
    init(_ texts: [Words], labelCount: Int)
    func vector(_ words: Words) -> Vector
}

/// A classifier that learns from texts in one go, the same way every time.
protocol TextClassifier: Sendable {
    associatedtype Encoder: TextEncoder

    /// - Parameter labelCount: at least 1; labels without any text are possible.
    init(learning texts: [Labeled<Encoder.Vector>], encoder: Encoder, labelCount: Int)

    /// One score for each label; their softmax is a first, uncalibrated probability.
    func scores(_ vector: Encoder.Vector) -> [Double]

    /// How much each word speaks for the label against the average label; in the order of the text.
    func evidence(_ words: Words, for label: Int) -> [Double]
}

enum Softmax {
    /// Probabilities of the scores at this temperature.
    static func probabilities(_ scores: [Double], temperature: Double) -> [Double] {
        guard let highest = scores.max() else { return [] }
        let powers = scores.map { exponential(($0 - highest) / temperature) }
        let sum = powers.reduce(0, +)
        return powers.map { $0 / sum }
    }

    /// Minus the logarithm of the probability of `label`.
    static func loss(_ scores: [Double], label: Int, temperature: Double) -> Double {
        guard let highest = scores.max() else { return 0 }
        let sum = scores.reduce(0) { $0 + exponential(($1 - highest) / temperature) }
        return logarithm(sum) - (scores[label] - highest) / temperature
    }
}
