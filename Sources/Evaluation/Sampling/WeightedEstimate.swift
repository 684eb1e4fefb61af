/// A figure for all items, estimated from those that were drawn, with its 95 % interval.
package struct Estimate: Hashable, Sendable {
    package var value: Double
    package var low: Double
    package var high: Double
    package var standardError: Double
    /// Drawn items that it rests on.
    package var n: Int
    /// As many items of equal weight would say as much: Kish (1965), (Σw)² / Σw².
    package var effective: Double
}

/// Drawn items that are alike in everything that a figure asks: of one, or of many.
struct WeightedCell: Sendable {
    /// What is summed, and how much of the base it is (1, or 0 for an item that is not of it).
    var value: Double
    var base = 1.0
    /// What the models say of the value.
    var proxy = 0.0
    var n = 0
    /// Sums of the weights and of their squares.
    var weight = 0.0
    var square = 0.0

    mutating func add(weight: Double) {
        n += 1
        self.weight += weight
        square += weight * weight
    }
}

/// Ratios of weighted sums (Hájek 1971), with the variance of their linearisation: for Σwy / Σwx = θ,
///
///     V = Σ w² (y − θx)² / (Σwx)²
///
/// (Särndal, Swensson and Wretman, Model Assisted Survey Sampling, 1992, 5.6), without a correction for a finite
/// population: the figure is meant for the stream, whose items are yet to come. It needs no n − 1: with weights of one it
/// is θ(1 − θ) / n, as Wilson's interval has it.
enum WeightedEstimate {
    /// A share. Wilson's interval with θ(1 − θ) / V in place of n (Korn and Graubard 1998; Dean and Pagano 2015), so that
    /// with weights of one it is Wilson's; where V is 0, with Kish's effective n.
    ///
    /// - Returns: nil: nothing was drawn that the share is of.
    static func share(_ cells: [WeightedCell]) -> Estimate? {
        guard var estimate = ratio(cells) else { return nil }
        estimate.boundAsShare()
        return estimate
    }

    /// A mean with a normal interval.
    static func ratio(_ cells: [WeightedCell]) -> Estimate? {
        var (top, base, weight, square) = (0.0, 0.0, 0.0, 0.0)
        var n = 0
        for cell in cells where cell.base > 0 {
            top += cell.weight * cell.value
            base += cell.weight * cell.base
            weight += cell.weight
            square += cell.square
            n += cell.n
        }
        guard base > 0, square > 0 else { return nil }
        let value = top / base
        var squares = 0.0
        for cell in cells where cell.base > 0 {
            let residual = cell.value - value * cell.base
            squares += cell.square * residual * residual
        }
        return Estimate(value: value, variance: squares / (base * base), n: n, effective: weight * weight / square)
    }
}

extension Estimate {
    init?(value: Double, variance: Double, n: Int, effective: Double) {
        let error = max(variance, 0).squareRoot()
        guard value.isFinite, error.isFinite, effective.isFinite else { return nil }
        let half = Interval.normalQuantile * error
        self.init(
            value: value, low: value - half, high: value + half, standardError: error, n: n, effective: effective)
    }

    /// Gives a share Wilson's interval, with as many items as its variance is worth.
    ///
    /// - Parameter fitted: so many numbers were fitted to the drawn items beside what Wilson's interval allows for: as in
    ///   a regression, the residuals are too small by them, which at a hundred items costs half a point of coverage.
    mutating func boundAsShare(fitted: Double = 0) {
        value = min(max(value, 0), 1)
        let spread = value * (1 - value)
        let variance = standardError * standardError * (effective > fitted + 1 ? effective / (effective - fitted) : 1)
        var count = spread > 0 && variance > 0 ? spread / variance : effective
        // Sums of weights leave a trace of rounding where all say the same.
        if !count.isFinite || variance < 1e-24 { count = effective }
        let square = Interval.normalQuantile * Interval.normalQuantile
        let scale = 1 + square / count
        let centre = (value + square / (2 * count)) / scale
        let half =
            Interval.normalQuantile * (spread / count + square / (4 * count * count)).squareRoot() / scale
        low = value <= 0 ? 0 : min(max(0, centre - half), value)
        high = value >= 1 ? 1 : max(min(1, centre + half), value)
    }
}

/// Cohen's kappa of a weighted table. Its influence function gives the variance; with weights of one it is that of
/// Fleiss, Cohen and Everitt (1969), not under independence.
struct WeightedKappa: Sendable {
    private var rows: [Double]
    private var columns: [Double]
    private var (weight, square, agreed) = (0.0, 0.0, 0.0)
    private var n = 0

    /// - Parameter categories: on both sides.
    init(categories: Int) {
        rows = Array(repeating: 0, count: categories)
        columns = rows
    }

    mutating func add(_ row: Int, _ column: Int, weight: Double) {
        rows[row] += weight
        columns[column] += weight
        self.weight += weight
        square += weight * weight
        if row == column { agreed += weight }
        n += 1
    }

    /// - Parameter items: those that were added, once more.
    /// - Returns: nil: nothing was added, or both sides are one and the same category.
    func estimate(_ items: (_ body: (_ row: Int, _ column: Int, _ weight: Double) -> Void) -> Void) -> Estimate? {
        guard weight > 0 else { return nil }
        let observed = agreed / weight
        var chance = 0.0
        for category in rows.indices { chance += (rows[category] / weight) * (columns[category] / weight) }
        guard 1 - chance > 1e-12 else { return nil }
        var squares = 0.0
        items { row, column, weight in
            let agrees = row == column ? 1.0 : 0
            let marginal = columns[row] / self.weight + rows[column] / self.weight - 2 * chance
            let influence =
                ((agrees - observed) * (1 - chance) - (1 - observed) * marginal) / ((1 - chance) * (1 - chance))
            squares += weight * weight * influence * influence
        }
        let estimate = Estimate(
            value: (observed - chance) / (1 - chance), variance: squares / (weight * weight), n: n,
            effective: weight * weight / square)
        guard var estimate else { return nil }
        estimate.low = max(estimate.low, -1)
        estimate.high = min(estimate.high, 1)
        return estimate
    }
}
