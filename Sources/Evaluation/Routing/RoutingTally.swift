import Labeling

/// Counts of one line of the decision table, in one pass over the items.
struct RoutingTally: Sendable {
    var answered = 0
    var compared = 0
    var agreements = 0

    var n = 0
    var firstErrors = 0
    var both = 0
    var secondErrors = 0
    var onlyFirst = 0
    var onlySecond = 0
    /// Under the threshold, or without a valid answer.
    var below = 0
    var belowFirstErrors = 0
    var belowSecondErrors = 0
    var belowMissing = 0
    var firstPrice = PriceTally()
    var secondPrice = PriceTally()
    /// Picodollars; a missing answer of the second model costs what an error does.
    var firstErrorCost: Int128 = 0
    var secondErrorCost: Int128 = 0
    var thenSecondErrorCost: Int128 = 0
    var thenHumanErrorCost: Int128 = 0

    mutating func add(_ item: RoutingItem) {
        n += 1
        let cost = Int128(item.errorCost)
        firstPrice.add(item.firstCost, item.firstBasis)
        if !item.firstIsRight {
            firstErrors += 1
            firstErrorCost += cost
        }
        if item.hasSecond {
            both += 1
            secondPrice.add(item.secondCost, item.secondBasis)
            if item.firstIsRight != item.secondIsRight {
                if item.firstIsRight { onlyFirst += 1 } else { onlySecond += 1 }
            }
            if !item.secondIsRight { secondErrors += 1 }
        }
        if !item.secondIsRight { secondErrorCost += cost }
        if item.isBelow {
            below += 1
            if !item.firstIsRight { belowFirstErrors += 1 }
            if !item.hasSecond { belowMissing += 1 } else if !item.secondIsRight { belowSecondErrors += 1 }
            if !item.secondIsRight { thenSecondErrorCost += cost }
        } else if !item.firstIsRight {
            thenSecondErrorCost += cost
            thenHumanErrorCost += cost
        }
    }
}

/// An item with ground truth that the first model answered.
struct RoutingItem {
    var firstIsRight: Bool
    var hasSecond: Bool
    /// False where there is no answer.
    var secondIsRight: Bool
    var isBelow: Bool
    /// Picodollars that a wrong label costs here.
    var errorCost: Int64
    var firstCost: Int64
    var firstBasis: AnswerColumns.CostBasis
    var secondCost: Int64
    var secondBasis: AnswerColumns.CostBasis
}

struct PriceTally: Hashable, Sendable {
    private var charged: Int128 = 0
    private var chargedN = 0
    private var estimated: Int128 = 0
    private var estimatedN = 0
    private var unknown = 0

    init() {}

    mutating func add(_ picodollars: Int64, _ basis: AnswerColumns.CostBasis) {
        switch basis {
        case .charged:
            charged += Int128(picodollars)
            chargedN += 1
        case .estimated:
            estimated += Int128(picodollars)
            estimatedN += 1
        case .unknown: unknown += 1
        }
    }

    var report: PriceReport {
        PriceReport(
            charged: Money(mean: charged, of: chargedN), chargedN: chargedN,
            estimated: Money(mean: estimated, of: estimatedN), estimatedN: estimatedN, unknown: unknown)
    }
}

extension Money {
    /// A sum of picodollars divided among so many, rounded half up; nil where there are none. Stays at the largest
    /// amount instead of overflowing.
    init?(mean sum: Int128, of count: Int) {
        guard count > 0 else { return nil }
        let divisor = Int128(count) * 2
        let doubled = sum * 2 + Int128(count)
        var quotient = doubled / divisor
        if doubled % divisor < 0 { quotient -= 1 }
        self.init(picodollars: Int64(clamping: quotient))
    }
}

/// The times that reviewers took, by line of the table.
struct RoutingTimes {
    private var rows: [Int32] = []
    private var seconds: [Double] = []
    /// Each once, in however many lines it stands.
    private var once: [Double] = []

    mutating func add(_ value: Double, rows lines: [Int]) {
        once.append(value)
        for line in lines {
            rows.append(Int32(line))
            seconds.append(value)
        }
    }

    var all: (n: Int, median: Double?) { (once.count, Quantile.linear(once, at: [0.5])[0]) }

    func medians(rowCount: Int) -> [(n: Int, median: Double?)] {
        var starts = [Int](repeating: 0, count: rowCount + 1)
        for row in rows { starts[Int(row) + 1] += 1 }
        for row in 0..<rowCount { starts[row + 1] += starts[row] }
        var next = starts
        var sorted = [Double](repeating: 0, count: seconds.count)
        for (place, row) in rows.enumerated() {
            sorted[next[Int(row)]] = seconds[place]
            next[Int(row)] += 1
        }
        return (0..<rowCount).map { row in
            let slice = Array(sorted[starts[row]..<starts[row + 1]])
            return (slice.count, Quantile.linear(slice, at: [0.5])[0])
        }
    }
}
