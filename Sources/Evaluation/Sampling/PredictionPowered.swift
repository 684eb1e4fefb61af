/// A figure from people's labels on the drawn items and a model's on all.
package struct PoweredEstimate: Hashable, Sendable {
    package var estimate: Estimate
    /// How far the models' labels are trusted, 0 to 1, by power tuning.
    package var lambda: Double
    /// What stands in for people's labels on all items, for people to read.
    package var proxy: String
}

/// What a model says of all items, summed.
struct ProxySums: Sendable {
    var n = 0
    var sum = 0.0
    var squares = 0.0

    mutating func add(_ value: Double) {
        n += 1
        sum += value
        squares += value * value
    }
}

/// Prediction-powered inference for means, with power tuning: PPI++ (Angelopoulos, Duchi and Zrnic 2023,
/// arXiv:2311.01453). It is right however bad the models are: what they get wrong is measured on the drawn items and
/// taken off. Only the width of the interval depends on them.
///
/// With equal weights it is the package `ppi-python` (`ppi_mean_ci`) to the last digit: the drawn items against the rest.
/// With known unequal probabilities, as in active inference (Zrnic and Candès 2024) and confidence-driven inference
/// (Gligorić et al. 2024), the difference between label and proxy is weighted by 1 / probability, and the proxy's mean is
/// taken over all items, the drawn ones too: with N items, r = y − θx − λ(f − f̄), C = cov(y − θx, f),
///
///     θ:  Σw (y − θx − λf) / Σw + λ f̄ = 0
///     V = [ Σw² r² / (Σw)² + (2λC − λ² var f) / N ] / (Σwx / Σw)²
///
/// The second term is what the mean over N items, and the drawn ones' part in it, add: E[r f] over all items. λ is where
/// V is smallest, within 0 to 1. With equal weights both come to the same as N grows.
enum PredictionPowered {
    /// With fewer drawn items whose label is not what the proxy says, the normal approximation says nothing.
    static let leastDifferences = 5
    /// The mean and lambda, as in a regression on the proxy.
    static let fitted = 2.0

    /// - Parameters:
    ///   - cells: of the drawn items of the population that `all` is of; with a base of 1 where it is a mean.
    ///   - all: the proxy of every item of the population.
    ///   - isEqual: all items weigh the same.
    /// - Returns: nil: no item beside the drawn ones, or too few drawn ones that differ from the proxy.
    static func estimate(
        _ cells: [WeightedCell], all: ProxySums, isEqual: Bool, lambda fixed: Double? = nil, scale: Double = 1
    ) -> (estimate: Estimate, lambda: Double)? {
        var (n, differences, isMean) = (0, 0, true)
        for cell in cells where cell.n > 0 {
            n += cell.n
            if abs(cell.value - cell.proxy) >= 0.5 * scale { differences += cell.n }
            if cell.base != 1 { isMean = false }
        }
        guard n > 1, all.n > n, differences >= leastDifferences else { return nil }
        return isEqual && isMean
            ? simple(cells, all: all, n: n, fixed) : weighted(cells, all: all, n: n, fixed)
    }

    private static func simple(
        _ cells: [WeightedCell], all: ProxySums, n: Int, _ fixed: Double?
    ) -> (estimate: Estimate, lambda: Double)? {
        var (values, proxies, proxySquares) = (0.0, 0.0, 0.0)
        for cell in cells {
            values += Double(cell.n) * cell.value
            proxies += Double(cell.n) * cell.proxy
            proxySquares += Double(cell.n) * cell.proxy * cell.proxy
        }
        let (drawn, total) = (Double(n), Double(all.n))
        let rest = total - drawn
        let (mean, proxyMean) = (values / drawn, proxies / drawn)
        let restMean = (all.sum - proxies) / rest
        let restVariance = max(0, (all.squares - proxySquares) / rest - restMean * restMean)
        let allVariance = max(0, all.squares - all.sum * all.sum / total) / (total - 1)
        var covariance = 0.0
        for cell in cells { covariance += Double(cell.n) * (cell.value - mean) * (cell.proxy - proxyMean) }
        covariance /= drawn
        let best = allVariance > 0 ? covariance / ((1 + drawn / rest) * allVariance) : 0
        let lambda = fixed ?? min(max(best, 0), 1)
        let rectifier = mean - lambda * proxyMean
        var squares = 0.0
        for cell in cells {
            let residual = cell.value - lambda * cell.proxy - rectifier
            squares += Double(cell.n) * residual * residual
        }
        let variance = lambda * lambda * restVariance / rest + squares / drawn / drawn
        return Estimate(value: lambda * restMean + rectifier, variance: variance, n: n, effective: drawn)
            .map { ($0, lambda) }
    }

    private static func weighted(
        _ cells: [WeightedCell], all: ProxySums, n: Int, _ fixed: Double?
    ) -> (estimate: Estimate, lambda: Double)? {
        var (weight, square, values, bases, proxies) = (0.0, 0.0, 0.0, 0.0, 0.0)
        for cell in cells {
            weight += cell.weight
            square += cell.square
            values += cell.weight * cell.value
            bases += cell.weight * cell.base
            proxies += cell.weight * cell.proxy
        }
        guard weight > 0, bases > 0 else { return nil }
        let total = Double(all.n)
        let proxyMean = all.sum / total
        let proxyVariance = max(0, all.squares / total - proxyMean * proxyMean)
        let first = values / bases
        var (covariance, cross, spread) = (0.0, 0.0, 0.0)
        for cell in cells {
            let (error, deviation) = (cell.value - first * cell.base, cell.proxy - proxyMean)
            covariance += cell.weight * error * (cell.proxy - proxies / weight)
            cross += cell.square * error * deviation
            spread += cell.square * deviation * deviation
        }
        covariance /= weight
        let curvature = spread / (weight * weight) - proxyVariance / total
        let best = curvature > 0 ? (cross / (weight * weight) - covariance / total) / curvature : 0
        let lambda = fixed ?? min(max(best, 0), 1)
        let value = (lambda * (proxyMean * weight - proxies) + values) / bases
        var squares = 0.0
        for cell in cells {
            let residual = cell.value - value * cell.base - lambda * (cell.proxy - proxyMean)
            squares += cell.square * residual * residual
        }
        let sampled = squares / (weight * weight)
        let common = (2 * lambda * covariance - lambda * lambda * proxyVariance) / total
        // Where nearly all is drawn, both are of one size, and rounding may leave less than nothing.
        let variance = sampled + common > 0 ? sampled + common : sampled
        let share = bases / weight
        return Estimate(
            value: value, variance: variance / (share * share), n: n, effective: weight * weight / square
        ).map { ($0, lambda) }
    }
}
