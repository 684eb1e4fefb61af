import Foundation

/// A logistic regression by Newton's method, on a few columns and many counted rows.
///
/// The targets are Platt's (1999): (right + 1) / (right + 2) and 1 / (wrong + 2) in place of 1 and 0, so that there is a
/// finite solution whatever the rows are.
struct LogisticFit {
    /// Answers with the same features.
    struct Row {
        var features: (Double, Double)
        var n: Double
        var right: Double
    }

    private let rows: [(features: (Double, Double), n: Double, target: Double)]

    init(_ rows: [Row]) {
        let right = rows.reduce(0) { $0 + $1.right }
        let wrong = rows.reduce(0) { $0 + $1.n - $1.right }
        let (high, low) = ((right + 1) / (right + 2), 1 / (wrong + 2))
        self.rows = rows.map { ($0.features, $0.n, $0.right * high + ($0.n - $0.right) * low) }
    }

    struct Solution {
        /// Of the two features, and of the constant; 0 where it was left out.
        var coefficients: [Double]
        var loss: Double
    }

    /// The best coefficients of the features that are not below 0.
    ///
    /// The loss is convex: where the best of all has one below 0, the best of those allowed lies on a border.
    func rising(_ features: [Int], hasIntercept: Bool) -> [Double] {
        let free = solve(features + (hasIntercept ? [2] : []))
        guard features.contains(where: { free.coefficients[$0] < 0 }) else { return free.coefficients }
        var borders: [[Int]] = [[]]
        if features.count > 1 { borders = features.map { [$0] } + borders }
        let allowed = borders.map { solve($0 + (hasIntercept ? [2] : [])) }.filter { solution in
            features.allSatisfy { solution.coefficients[$0] >= 0 }
        }
        return allowed.min { $0.loss < $1.loss }?.coefficients ?? [0, 0, 0]
    }

    private func value(_ row: (Double, Double), _ coefficients: [Double]) -> Double {
        coefficients[0] * row.0 + coefficients[1] * row.1 + coefficients[2]
    }

    private func loss(_ coefficients: [Double]) -> Double {
        var sum = CompensatedSum()
        for row in rows {
            let eta = value(row.features, coefficients)
            sum.add(row.n * (max(eta, 0) + log1p(exp(-abs(eta)))) - row.target * eta)
        }
        return sum.value
    }

    /// - Parameter columns: 0 and 1 are the features, 2 is the constant; the other coefficients stay 0.
    private func solve(_ columns: [Int]) -> Solution {
        var coefficients = [0.0, 0, 0]
        var best = loss(coefficients)
        guard !columns.isEmpty else { return Solution(coefficients: coefficients, loss: best) }
        for _ in 0..<100 {
            guard let step = step(columns, coefficients) else { break }
            let size = zip(columns, step).map { abs($1) / (1 + abs(coefficients[$0])) }.max() ?? 0
            // So near to the end the loss no longer tells one from the other, and the step is right.
            let slack = size < 1e-4 ? 1e-12 * max(1, best) : 0
            var (length, isTaken) = (1.0, false)
            while length > 1e-9, !isTaken {
                var next = coefficients
                for (place, column) in columns.enumerated() { next[column] += length * step[place] }
                let found = loss(next)
                if found <= best + slack {
                    (coefficients, best, isTaken) = (next, found, true)
                } else {
                    length /= 2
                }
            }
            if !isTaken || size < 1e-12 { break }
        }
        return Solution(coefficients: coefficients, loss: best)
    }

    /// Newton's step: the solution of (second derivatives) · step = -(first derivatives).
    private func step(_ columns: [Int], _ coefficients: [Double]) -> [Double]? {
        let size = columns.count
        var gradient = [Double](repeating: 0, count: size)
        var curvature = [Double](repeating: 0, count: size * size)
        for row in rows {
            let share = 1 / (1 + exp(-value(row.features, coefficients)))
            let all = (row.features.0, row.features.1, 1.0)
            let (distance, weight) = (row.target - row.n * share, row.n * share * (1 - share))
            func feature(_ column: Int) -> Double { column == 0 ? all.0 : column == 1 ? all.1 : all.2 }
            for i in 0..<size {
                gradient[i] += distance * feature(columns[i])
                for j in 0...i { curvature[i * size + j] += weight * feature(columns[i]) * feature(columns[j]) }
            }
        }
        // Columns that say the same have no curvature between them: a little of it leads to one of the best.
        return LogisticFit.solve(curvature, gradient, ridge: 0) ?? LogisticFit.solve(curvature, gradient, ridge: 1e-8)
    }

    /// By Cholesky's decomposition; nil: the matrix is not positive definite.
    private static func solve(_ matrix: [Double], _ right: [Double], ridge: Double) -> [Double]? {
        let size = right.count
        var lower = matrix
        for i in 0..<size {
            for j in 0...i {
                var sum = matrix[i * size + j]
                if i == j { sum += ridge * max(matrix[i * size + i], 1e-12) }
                for k in 0..<j { sum -= lower[i * size + k] * lower[j * size + k] }
                if i == j {
                    guard sum > 1e-11 * matrix[i * size + i], sum > 0 else { return nil }
                    lower[i * size + i] = sum.squareRoot()
                } else {
                    lower[i * size + j] = sum / lower[j * size + j]
                }
            }
        }
        var found = right
        for i in 0..<size {
            for k in 0..<i { found[i] -= lower[i * size + k] * found[k] }
            found[i] /= lower[i * size + i]
        }
        for i in stride(from: size - 1, through: 0, by: -1) {
            for k in (i + 1)..<max(size, i + 1) { found[i] -= lower[k * size + i] * found[k] }
            found[i] /= lower[i * size + i]
        }
        return found.allSatisfy(\.isFinite) ? found : nil
    }
}
