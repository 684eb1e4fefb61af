/// How the share of errors among what is accepted grows with the share that is accepted, most certain answers first.
package struct RiskCurve: Hashable, Sendable {
    /// Answers whose truth is known, and the wrong ones.
    package var n: Int
    package var errors: Int
    /// The mean of the selective risk over the coverages 1/n, 2/n … 1 (Geifman, Uziel and El-Yaniv 2019). Answers of equal
    /// confidence come in no order: it is the mean over all orders of them.
    package var area: Double
    /// The same of an order that puts every right answer before every wrong one.
    package var optimum: Double
    /// What the confidence leaves to be desired: 0 is the best order there is.
    package var excess: Double { max(0, area - optimum) }
    /// Some levels, from high to low confidence.
    package var points: [Point]

    package struct Point: Hashable, Sendable {
        package var confidence: Double
        package var n: Int
        package var errors: Int
        /// Share of the curve's `n`.
        package var coverage: Double
        package var risk: Double
    }

    /// Nil: no truth.
    init?(_ levels: ConfidenceLevels, mostPoints: Int = 100) {
        guard levels.totalTruth > 0 else { return nil }
        n = levels.totalTruth
        errors = levels.totalErrors
        var sum = 0.0
        var (before, wrong) = (0, 0)
        for level in 0..<levels.count {
            let (now, wrongNow) = (levels.n[level], levels.errors[level])
            if now > before {
                // Of k answers of this level, an equal part of its errors is expected.
                let slope = Double(wrongNow - wrong) / Double(now - before)
                for k in (before + 1)...now { sum += (Double(wrong) + slope * Double(k - before)) / Double(k) }
            }
            (before, wrong) = (now, wrongNow)
        }
        area = sum / Double(n)
        let right = n - errors
        var best = 0.0
        for k in 0..<errors { best += Double(k + 1) / Double(right + k + 1) }
        optimum = best / Double(n)
        points = []
        var next = 1
        for level in 0..<levels.count where levels.n[level] > (points.last?.n ?? 0) {
            guard levels.n[level] * mostPoints >= n * next || level == levels.count - 1 || levels.count <= mostPoints
            else { continue }
            let accepted = levels.n[level]
            points.append(
                Point(
                    confidence: levels.confidence[level], n: accepted, errors: levels.errors[level],
                    coverage: Double(accepted) / Double(n), risk: Double(levels.errors[level]) / Double(accepted)))
            while levels.n[level] * mostPoints >= n * next { next += 1 }
        }
    }
}
