import Foundation
import Labeling

/// Counts of answers by fold and by stated confidence, in thousandths: all that calibrators are fitted on. However many
/// items there are, it stays this small.
struct ConfidenceCells: Sendable {
    static let steps = 1_001

    /// Answers at one confidence.
    struct Point {
        var thousandths: Int
        var n: Int
        var right: Int
        var confidence: Double { Double(thousandths) / 1_000 }
    }

    private var counts = [Int32](repeating: 0, count: CalibrationFolds.count * steps)
    private var rights = [Int32](repeating: 0, count: CalibrationFolds.count * steps)
    private(set) var n = 0
    private(set) var right = 0

    mutating func add(thousandths: Int, fold: Int, n: Int = 1, right: Int) {
        guard n > 0, (0..<ConfidenceCells.steps).contains(thousandths), (0..<CalibrationFolds.count).contains(fold)
        else { return }
        let place = fold * ConfidenceCells.steps + thousandths
        counts[place] = Int32(clamping: Int(counts[place]) + n)
        rights[place] = Int32(clamping: Int(rights[place]) + right)
        self.n += n
        self.right += right
    }

    /// From low to high, those that occur.
    ///
    /// - Parameter folds: the folds that count.
    func points(_ folds: [Int]) -> [Point] {
        var points: [Point] = []
        for step in 0..<ConfidenceCells.steps {
            var point = Point(thousandths: step, n: 0, right: 0)
            for fold in folds {
                point.n += Int(counts[fold * ConfidenceCells.steps + step])
                point.right += Int(rights[fold * ConfidenceCells.steps + step])
            }
            if point.n > 0 { points.append(point) }
        }
        return points
    }

    static let allFolds = Array(0..<CalibrationFolds.count)

    /// In thousandths, as SQLite's `round` gives them: halves away from 0.
    static func thousandths(_ confidence: Double) -> Int { Int((confidence * 1_000).rounded()) }
}

extension Calibrator {
    /// Fits a calibrator to answers; nil: there are none.
    init?(fitting kind: Kind, to points: [ConfidenceCells.Point]) {
        guard let first = points.first, let last = points.last else { return nil }
        let range = first.confidence...last.confidence
        func fit(_ features: (Double) -> (Double, Double)) -> LogisticFit {
            LogisticFit(
                points.map {
                    LogisticFit.Row(
                        features: features(Calibrator.clipped($0.confidence)), n: Double($0.n), right: Double($0.right))
                })
        }
        switch kind {
        case .identity: self.init(.identity, range: range)
        case .isotonic: self.init(.isotonic(Calibrator.isotonicKnots(points)), range: range)
        case .platt:
            // With one confidence alone there is no slope to find.
            let isFlat = points.count == 1
            let found = fit { (Calibrator.logit($0), 0) }.rising(isFlat ? [] : [0], hasIntercept: true)
            self.init(.platt(slope: found[0], intercept: found[2]), range: range)
        case .temperature:
            let found = fit { (Calibrator.logit($0), 0) }.rising([0], hasIntercept: false)
            self.init(.temperature(slope: found[0]), range: range)
        case .beta:
            let found = fit { (Foundation.log($0), -Foundation.log1p(-$0)) }.rising([0, 1], hasIntercept: true)
            self.init(.beta(a: found[0], b: found[1], intercept: found[2]), range: range)
        }
    }

    /// The rising steps that are nearest to the shares by least squares, by pooling adjacent violators (Ayer et al. 1955),
    /// and no nearer to 0 and 1 than so many answers can show (Laplace's rule of succession).
    private static func isotonicKnots(_ points: [ConfidenceCells.Point]) -> [Knot] {
        struct Block {
            var n: Int
            var right: Int
            var points: Int
            /// Whether its share is at least that of the other, in whole numbers: ties are pooled.
            func isNotBelow(_ other: Block) -> Bool {
                right.multipliedFullWidth(by: other.n) >= other.right.multipliedFullWidth(by: n)
            }
        }
        var blocks: [Block] = []
        for point in points {
            var block = Block(n: point.n, right: point.right, points: 1)
            while let last = blocks.last, last.isNotBelow(block) {
                block.n += last.n
                block.right += last.right
                block.points += last.points
                blocks.removeLast()
            }
            blocks.append(block)
        }
        let n = points.reduce(0) { $0 + $1.n }
        let least = 1 / Double(n + 2)
        var knots: [Knot] = []
        var place = 0
        for block in blocks {
            let y = min(max(Double(block.right) / Double(block.n), least), 1 - least)
            knots.append(Knot(x: points[place].confidence, y: y))
            if block.points > 1 { knots.append(Knot(x: points[place + block.points - 1].confidence, y: y)) }
            place += block.points
        }
        return knots
    }
}
