/// The items with ground truth by the first model's confidence, so that a policy with any threshold is a sum over the
/// cells below it.
///
/// A cell holds the confidences that lie nearer together than 1/2048 of their distance to 1; its least confidence is a
/// threshold that divides the items exactly. So no sorting is needed, and models that say 0.9991 and 0.9997 are still
/// told apart.
struct FrontierCells {
    /// What one half of the items amounts to.
    struct Side: Hashable {
        var n = 0
        var firstErrors = 0
        /// With missing answers as errors.
        var secondErrors = 0
        var missing = 0
        var firstErrorCost: Int128 = 0
        var secondErrorCost: Int128 = 0

        static func + (left: Side, right: Side) -> Side {
            Side(
                n: left.n + right.n, firstErrors: left.firstErrors + right.firstErrors,
                secondErrors: left.secondErrors + right.secondErrors, missing: left.missing + right.missing,
                firstErrorCost: left.firstErrorCost + right.firstErrorCost,
                secondErrorCost: left.secondErrorCost + right.secondErrorCost)
        }

        static func - (left: Side, right: Side) -> Side {
            Side(
                n: left.n - right.n, firstErrors: left.firstErrors - right.firstErrors,
                secondErrors: left.secondErrors - right.secondErrors, missing: left.missing - right.missing,
                firstErrorCost: left.firstErrorCost - right.firstErrorCost,
                secondErrorCost: left.secondErrorCost - right.secondErrorCost)
        }
    }

    /// A threshold, and the items under it, in each half.
    struct Cut {
        var threshold: Double
        var below: (Side, Side)

        func below(_ half: Int) -> Side { half == 0 ? below.0 : below.1 }
    }

    /// By threshold, rising. The first escalates nothing but answers that are not valid.
    private(set) var cuts: [Cut] = []
    /// Of each half.
    private(set) var all: (Side, Side)
    func all(_ half: Int) -> Side { half == 0 ? all.0 : all.1 }

    private static let mantissaBits = 11
    /// Confidences nearer to 1 than 2⁻⁴⁰ are one cell, 1 itself another.
    private static let leastExponent = 1_023 - 40
    private static let steps = 41 << mantissaBits
    /// Before the confidences stands a cell for answers that are not valid; behind them is room for the threshold in force,
    /// which divides a cell.
    private static let cellCount = 1 + steps + 3

    private static func cell(of confidence: Double) -> Int {
        let distance = 1 - confidence
        guard distance > 0 else { return 2 + steps }
        let place = Int(distance.bitPattern >> UInt64(52 - mantissaBits)) - leastExponent << mantissaBits
        return 1 + steps - min(steps, max(0, place))
    }

    init(_ columns: RoutingColumns, numbers: [Int64]) {
        var cells = [Side](repeating: Side(), count: 2 * FrontierCells.cellCount)
        var least = [Double](repeating: 2, count: FrontierCells.cellCount)
        var most = 0.0
        let current = columns.threshold ?? 2
        for place in 0..<columns.count {
            guard let item = columns.item(place) else { continue }
            var cell = 0
            if columns.first.label[place] != Evidence.besides {
                // As the ladder takes it: what was not said is 0.
                let confidence = columns.first.usableConfidence(place) ?? 0
                // Both grow with the confidence, so the cells keep their order.
                cell = FrontierCells.cell(of: confidence) + (confidence >= current ? 1 : 0)
                least[cell] = min(least[cell], confidence)
                most = max(most, confidence)
            }
            cells[2 * cell + FrontierCells.half(of: numbers[place])].add(item)
        }
        var below = (cells[0], cells[1])
        for cell in 1..<FrontierCells.cellCount where least[cell] <= 1 {
            cuts.append(Cut(threshold: least[cell], below: below))
            below = (below.0 + cells[2 * cell], below.1 + cells[2 * cell + 1])
        }
        all = below
        if cuts.isEmpty {
            cuts.append(Cut(threshold: 0, below: below))
        } else if most < 1 {
            // Where no confidence is 1, a threshold of 1 asks further about every item.
            cuts.append(Cut(threshold: 1, below: below))
        }
    }

    /// Half of the items, the same ones in every run.
    static func half(of number: Int64) -> Int { Int(SplitMix64.hash(number) >> 63) }
}

extension FrontierCells.Side {
    @inline(__always)
    fileprivate mutating func add(_ item: RoutingItem) {
        n += 1
        if !item.firstIsRight {
            firstErrors += 1
            firstErrorCost += Int128(item.errorCost)
        }
        if !item.hasSecond { missing += 1 }
        if !item.secondIsRight {
            secondErrors += 1
            secondErrorCost += Int128(item.errorCost)
        }
    }
}
