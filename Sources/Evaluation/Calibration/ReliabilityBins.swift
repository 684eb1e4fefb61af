import Foundation

/// Answers grouped by stated confidence, and how often each group is right.
package struct ReliabilityBins: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable {
        /// Ten of the same width, as `ModelReport.ece`.
        case equalWidth = "equal-width"
        /// Ten of about the same size; answers with the same confidence stay together.
        case equalMass = "equal-mass"
    }

    package struct Bin: Hashable, Sendable {
        /// The answers with `low < confidence <= high`; the first bin has `low` too.
        package var low: Double
        package var high: Double
        package var n: Int
        package var right: Int
        /// Nil where `n` is 0.
        package var meanConfidence: Double?
        /// With Wilson's 95 % interval; nil where `n` is 0.
        package var accuracy: Interval?

        /// Accuracy less mean confidence: below 0 the model is too sure of itself.
        package var gap: Double? { accuracy.flatMap { share in meanConfidence.map { share.value - $0 } } }
    }

    package var kind: Kind
    package var bins: [Bin]
    /// Expected calibration error: the mean of the bins' gaps, by size and without their signs.
    package var ece: Double
    /// The expected `ece` of a model whose every confidence is exactly right, with this many answers.
    package var eceByChance: Double
    /// The largest gap without its sign, and the size of its bin.
    package var largest: Double
    package var largestN: Int

    static let count = CalibrationTally.binCount

    /// - Parameter groups: from low to high, not empty.
    init(_ groups: [ConfidenceGroup], _ kind: Kind) {
        self.kind = kind
        let edges = kind == .equalWidth ? CalibrationTally.edges : ReliabilityBins.massEdges(groups)
        let sums = ReliabilityBins.sums(groups, edges: edges)
        let n = sums.reduce(0) { $0 + $1.n }
        var (error, chance) = (CompensatedSum(), CompensatedSum())
        (largest, largestN) = (0, 0)
        bins = []
        for (place, sum) in sums.enumerated() {
            let count = Double(max(1, sum.n))
            let bin = Bin(
                low: edges[place], high: edges[place + 1], n: sum.n, right: sum.right,
                meanConfidence: sum.n > 0 ? min(max(sum.confidence.value / count, 0), 1) : nil,
                accuracy: Interval.wilson(successes: sum.right, of: sum.n))
            bins.append(bin)
            let gap = abs(Double(sum.right) - sum.confidence.value)
            error.add(gap)
            chance.add(sum.deviationByChance)
            if sum.n > 0, gap / count > largest || largestN == 0 { (largest, largestN) = (gap / count, sum.n) }
        }
        ece = error.value / Double(max(1, n))
        eceByChance = chance.value / Double(max(1, n))
    }

    /// Answers of one bin, summed.
    struct Sum: Sendable {
        var n = 0
        var right = 0
        var confidence = CompensatedSum()
        /// The sum of c(1 - c): the variance of the number that are right, were each right with its confidence.
        var variance = CompensatedSum()

        mutating func add(_ confidence: Double, n: Int, right: Int) {
            self.n += n
            self.right += right
            self.confidence.add(confidence * Double(n))
            variance.add(confidence * (1 - confidence) * Double(n))
        }

        /// How far the number of right answers lies from the sum of the confidences in the mean, were each answer right
        /// with its confidence: exact where the confidences are equal (de Moivre 1730, in Diaconis and Zabell 1991);
        /// else that of equal ones in the ratio of the standard deviations.
        var deviationByChance: Double {
            guard n > 0 else { return 0 }
            let p = min(max(confidence.value / Double(n), 0), 1)
            let binomial = Double(n) * p * (1 - p)
            guard binomial > 0 else { return 0 }
            let m = min(Int(Double(n) * p), n - 1) + 1
            let (count, term) = (Double(n), Double(m))
            // 2 m (n over m) p^m (1 - p)^(n - m + 1)
            let ways = lgamma(count + 1) - lgamma(term + 1) - lgamma(count - term + 1)
            let deviation = ways + log(2 * term) + term * log(p) + (count - term + 1) * log1p(-p)
            return exp(deviation) * (max(0, variance.value) / binomial).squareRoot()
        }
    }

    static func sums(_ groups: [ConfidenceGroup], edges: [Double]) -> [Sum] {
        var sums = [Sum](repeating: Sum(), count: edges.count - 1)
        var bin = 0
        for group in groups {
            while bin < sums.count - 1, group.confidence > edges[bin + 1] { bin += 1 }
            sums[bin].add(group.confidence, n: group.n, right: group.right)
        }
        return sums
    }

    /// `numpy.percentile(confidences, numpy.linspace(0, 1, 11) * 100)`, to the bit.
    private static func massEdges(_ groups: [ConfidenceGroup]) -> [Double] {
        let n = groups.reduce(0) { $0 + $1.n }
        guard let first = groups.first, let last = groups.last, n > 0 else { return CalibrationTally.edges }
        var (place, upTo) = (0, first.n)
        func value(_ rank: Int) -> Double {
            while rank >= upTo, place + 1 < groups.count {
                place += 1
                upTo += groups[place].n
            }
            return groups[place].confidence
        }
        var edges: [Double] = []
        for number in 0...count {
            let share = (number == count ? 1 : Double(number) * 0.1) * 100 / 100
            let position = share * Double(n - 1)
            let below = min(Int(position), n - 1)
            let fraction = position - Double(below)
            let low = value(below)
            let (keptPlace, keptUpTo) = (place, upTo)
            let high = below + 1 < n ? value(below + 1) : low
            // The next edge may lie between the same two answers.
            (place, upTo) = (keptPlace, keptUpTo)
            let difference = high - low
            edges.append(fraction >= 0.5 ? high - difference * (1 - fraction) : low + difference * fraction)
        }
        edges[count] = last.confidence
        return edges
    }
}
