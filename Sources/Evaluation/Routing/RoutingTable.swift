import Labeling

/// The lines of the decision table, made in two passes over the items.
struct RoutingTable {
    private(set) var rows: [RoutingRow] = []
    /// All items.
    private(set) var whole: RoutingRow
    /// What the whole stream's policies are priced with.
    private(set) var pricing: RoutingPricing
    let kinds: [PolicyKind]

    init(_ source: DetailSource, _ columns: RoutingColumns) {
        let evidence = source.evidence
        let rowsOfCode = RoutingTable.rows(evidence)
        let wholeRow = evidence.singles.count + 1
        let (tallies, times) = RoutingTable.count(evidence, columns, rowsOfCode, wholeRow: wholeRow)
        let kinds = PolicyKind.allCases.filter {
            (!$0.asksSecond || columns.second != nil) && (!$0.hasThreshold || columns.threshold != nil)
        }
        self.kinds = kinds
        let wish = source.settings.risk.map { RiskWish(risk: $0, delta: source.settings.delta) }
        let medians = times.medians(rowCount: wholeRow)
        let all = times.all
        let wholeTally = tallies[wholeRow]
        let (first, second) = (wholeTally.firstPrice.report.used, wholeTally.secondPrice.report.used)

        func row(_ number: Int, timed: (n: Int, median: Double?)) -> (RoutingRow, RoutingPricing) {
            let tally = tallies[number]
            // A line without a price or time of its own has that of all items.
            // Seconds are kept in single precision: what lies below a tenth of a millisecond is not theirs.
            let median = (timed.median ?? all.median).map { ($0 * 10_000).rounded() / 10_000 }
            let human = median.flatMap { RoutingTable.cost(seconds: $0, perHour: source.settings.reviewerCostPerHour) }
            let pricing = RoutingPricing(
                first: tally.firstPrice.report.used ?? first, second: tally.secondPrice.report.used ?? second,
                human: human, isWhole: number == wholeRow)
            let policies = tally.policies(kinds, pricing: pricing, hasErrorCosts: columns.hasErrorCosts, wish: wish)
            let choice: RoutingChoice
            if let wish {
                choice = .meeting(wish, policies, threshold: columns.threshold)
            } else if columns.hasErrorCosts {
                choice = .cheapest(policies, threshold: columns.threshold)
            } else {
                choice = .agreeing(
                    answered: tally.answered, compared: tally.compared, agreements: tally.agreements,
                    onlyFirst: tally.onlyFirst, onlySecond: tally.onlySecond)
            }
            let label = number > 0 && number < wholeRow ? evidence.singles[number - 1] : nil
            let row = RoutingRow(
                label: label, n: tally.n, firstErrors: tally.firstErrors,
                firstError: .wilson(successes: tally.firstErrors, of: tally.n), both: tally.both,
                secondErrors: tally.secondErrors,
                secondError: .wilson(successes: tally.secondErrors, of: tally.both), onlyFirst: tally.onlyFirst,
                onlySecond: tally.onlySecond, firstPrice: tally.firstPrice.report,
                secondPrice: columns.second == nil ? nil : tally.secondPrice.report, humanSeconds: median,
                timed: timed.n, humanCost: human,
                costPerError: columns.hasErrorCosts
                    ? Money(mean: tally.firstErrorCost, of: tally.firstErrors) : nil,
                answered: tally.answered, compared: tally.compared, agreements: tally.agreements,
                policies: policies, choice: choice)
            return (row, pricing)
        }

        (whole, pricing) = row(wholeRow, timed: all)
        var pricings: [RoutingPricing] = []
        for number in 0..<wholeRow {
            let (line, price) = row(number, timed: medians[number])
            rows.append(line)
            pricings.append(price)
        }
        if wish == nil, columns.hasErrorCosts {
            settle(
                columns, rowsOfCode, pricings + [pricing],
                dearest: source.settings.errorCosts.values.max() ?? .zero)
        }
    }

    /// The lines that an answer of the first model stands in, by its code. Line 0 is for no valid label.
    private static func rows(_ evidence: Evidence) -> [[Int]] {
        guard evidence.isMultiLabel else { return (0...evidence.labels.count).map { [$0] } }
        return [[0]] + evidence.members.map { $0.map { $0 + 1 } }
    }

    private static func count(
        _ evidence: Evidence, _ columns: RoutingColumns, _ rowsOfCode: [[Int]], wholeRow: Int
    ) -> ([RoutingTally], RoutingTimes) {
        var tallies = [RoutingTally](repeating: RoutingTally(), count: wholeRow + 1)
        var times = RoutingTimes()
        let isMultiLabel = evidence.isMultiLabel
        let (firstCodes, secondCodes) = (columns.first.label, columns.second?.label)
        let hasRatings = evidence.ratings.end > 0
        for place in 0..<evidence.count {
            let code = Int(firstCodes[place])
            guard code >= 0 else { continue }
            let other = secondCodes.map { Int($0[place]) } ?? -1
            let item = columns.item(place)
            tallies[wholeRow].compare(code, other, isSame: code == other)
            if let item { tallies[wholeRow].add(item) }
            if !isMultiLabel {
                tallies[code].compare(code, other, isSame: code == other)
                if let item { tallies[code].add(item) }
            } else {
                for row in rowsOfCode[code] {
                    // As everywhere by label: the second model's set has it too.
                    let isSame = other >= 0 && rowsOfCode[other].contains(row)
                    tallies[row].compare(code, other, isSame: isSame)
                    if let item { tallies[row].add(item) }
                }
            }
            guard hasRatings else { continue }
            for rating in evidence.ratings(of: place) {
                let seconds = evidence.ratings.seconds[rating]
                guard seconds.isFinite, seconds >= 0,
                    evidence.ratings.marks[rating].isDisjoint(with: [.adjudication, .bulk])
                else { continue }
                times.add(Double(seconds), rows: rowsOfCode[code])
            }
        }
        return (tallies, times)
    }

    /// What so many seconds of a person cost, rounded half up; a median is taken to the millisecond.
    private static func cost(seconds: Double, perHour: Money?) -> Money? {
        guard let perHour, seconds < 1e9 else { return nil }
        return perHour.times(Int((seconds * 1_000).rounded()), over: 3_600_000)
    }

    /// Looks, item by item, whether the cheapest policy of a line is cheaper than each other by more than chance.
    private mutating func settle(
        _ columns: RoutingColumns, _ rowsOfCode: [[Int]], _ pricings: [RoutingPricing], dearest: Money
    ) {
        let lines = rows + [whole]
        let losses = zip(lines, pricings).map { PolicyLosses($0, $1) }
        var differences = [CostDifference](
            repeating: CostDifference(), count: lines.count * PolicyKind.allCases.count)
        let wholeRow = rows.count
        func add(_ item: RoutingItem, _ row: Int) {
            guard let best = losses[row].best else { return }
            let base = losses[row].loss(best, item)
            for other in losses[row].others {
                differences[row * PolicyKind.allCases.count + other].add(losses[row].loss(other, item) - base)
            }
        }
        for place in 0..<columns.count {
            guard let item = columns.item(place) else { continue }
            for row in rowsOfCode[Int(columns.first.label[place])] { add(item, row) }
            add(item, wholeRow)
        }
        let largest = Double(dearest.picodollars) / 1e12
        for row in lines.indices where losses[row].best != nil {
            let needed = losses[row].others.map {
                differences[row * PolicyKind.allCases.count + $0].needed(n: lines[row].n, dearestError: largest)
            }
            let most = needed.contains(nil) ? nil : needed.compactMap(\.self).max() ?? lines[row].n
            var choice = lines[row].choice
            choice.needsMore = most.map { max(0, $0 - lines[row].n) }
            choice.isSettled = choice.needsMore == 0
            if !choice.isSettled {
                choice.words +=
                    choice.needsMore.map { "; about \($0) more would settle it" } ?? "; it costs as much as another"
            }
            if row < wholeRow { rows[row].choice = choice } else { whole.choice = choice }
        }
    }
}

extension RoutingTally {
    /// - Parameter other: the second model's code, negative where it did not answer.
    fileprivate mutating func compare(_ code: Int, _ other: Int, isSame: Bool) {
        answered += 1
        guard other >= 0 else { return }
        compared += 1
        if isSame { agreements += 1 }
    }
}

/// Dollars that an item costs under each policy of a line.
private struct PolicyLosses {
    /// Places in `PolicyKind.allCases`.
    private(set) var best: Int?
    private(set) var others: [Int] = []
    private let pricing: RoutingPricing
    private let (first, second, human): (Double, Double, Double)

    init(_ row: RoutingRow, _ pricing: RoutingPricing) {
        self.pricing = pricing
        func dollars(_ money: Money?) -> Double { Double(money?.picodollars ?? 0) / 1e12 }
        (first, second, human) = (dollars(pricing.first), dollars(pricing.second), dollars(pricing.human))
        for (place, kind) in PolicyKind.allCases.enumerated() {
            if row.choice.policy == kind {
                best = place
            } else if row.policies.contains(where: { $0.kind == kind && $0.total != nil }) {
                others.append(place)
            }
        }
    }

    func loss(_ place: Int, _ item: RoutingItem) -> Double {
        let error = Double(item.errorCost) / 1e12
        let firstLoss = item.firstIsRight ? 0 : error
        let secondLoss = second + (item.secondIsRight ? 0 : error)
        switch PolicyKind.allCases[place] {
        case .firstAlone: return first + firstLoss
        case .firstThenSecond: return first + (item.isBelow ? secondLoss : firstLoss)
        case .firstThenHuman: return first + (item.isBelow ? human : firstLoss)
        case .secondAlone: return (pricing.isWhole ? 0 : first) + secondLoss
        case .humanAlone: return (pricing.isWhole ? 0 : first) + human
        }
    }
}
