/// One model's answers by the confidence they state, from high to low; equal confidences are one level. All counts are
/// of the level and those above it: what would be accepted from this confidence on.
struct ConfidenceLevels: Hashable, Sendable {
    /// Falling, each once.
    private(set) var confidence: [Double] = []
    /// Answers, whether their truth is known or not.
    private(set) var answers: [Int] = []
    /// Those whose truth is known and counts.
    private(set) var n: [Int] = []
    /// Of these the wrong ones.
    private(set) var errors: [Int] = []

    var count: Int { confidence.count }
    var totalAnswers: Int { answers.last ?? 0 }
    var totalTruth: Int { n.last ?? 0 }
    var totalErrors: Int { errors.last ?? 0 }

    /// What is known of an answer beside its confidence.
    enum Truth: UInt64 { case unknown = 0, right = 1, wrong = 2 }

    /// A number that sorts as the confidence does, and says what is known of it.
    ///
    /// - Parameter confidence: 0 to 1: its two highest bits are then free.
    static func key(_ confidence: Double, _ truth: Truth) -> UInt64 {
        // -0 is 0.
        (confidence + 0).bitPattern << 2 | truth.rawValue
    }

    init(keys: [UInt64]) {
        var sorted = keys
        RadixSort.sort(&sorted)
        var (seen, known, wrong) = (0, 0, 0)
        var last = UInt64.max
        for place in sorted.indices.reversed() {
            let key = sorted[place]
            if key >> 2 != last {
                if seen > 0 { append(last, seen, known, wrong) }
                last = key >> 2
            }
            seen += 1
            if key & 3 != Truth.unknown.rawValue { known += 1 }
            if key & 3 == Truth.wrong.rawValue { wrong += 1 }
        }
        if seen > 0 { append(last, seen, known, wrong) }
    }

    private mutating func append(_ bits: UInt64, _ seen: Int, _ known: Int, _ wrong: Int) {
        confidence.append(Double(bitPattern: bits))
        answers.append(seen)
        n.append(known)
        errors.append(wrong)
    }

    /// The last level at or above the threshold; nil: none is.
    func level(from threshold: Double) -> Int? {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if confidence[middle] >= threshold { low = middle + 1 } else { high = middle }
        }
        return low > 0 ? low - 1 : nil
    }

    /// Thresholds that lie about evenly in the answers, from high to low, chosen without a look at what is right: each
    /// level where there are few, else numbers that can be said, next to the quantiles.
    func grid(_ most: Int) -> [Double] {
        guard count > most else { return confidence }
        var grid: [Double] = []
        var level = 0
        for step in 1...most {
            while level < count - 1, answers[level] < (totalAnswers * step + most - 1) / most { level += 1 }
            let threshold = ConfidenceLevels.said(confidence[level])
            if grid.last.map({ threshold < $0 }) ?? true, self.level(from: threshold) != nil { grid.append(threshold) }
        }
        return grid
    }

    /// The confidence in so many digits that its distance from 1 keeps two: 0.98734 is said as 0.987.
    static func said(_ confidence: Double) -> Double {
        let distance = 1 - confidence
        guard distance > 0 else { return 1 }
        var scale = 10.0
        while distance * scale < 1, scale < 1e12 { scale *= 10 }
        scale *= 10
        // Downwards, so that the level itself is taken in.
        return max(0, (confidence * scale).rounded(.down) / scale)
    }
}
