package import Labeling

/// A week, or the items with one value of a field.
package struct DriftGroup: Hashable, Sendable {
    package var name: String
    package var items: Int
    /// Items with a label as ground truth.
    package var truths: Int
    /// How often each single label is true; those that never are, are left out.
    package var labels: [(Label, Int)] { zip(names, counts).map { ($0, $1) } }
    package var figures: [GroupFigures]
    /// Of the first two models, over all items that both answered.
    package var agreement: GroupAgreement?
    /// The same over the items that both answered for a fixed share; nil: there are none anywhere.
    package var sampleAgreement: GroupAgreement?
    var names: [Label]
    var counts: [Int]
}

/// Which group each item is in.
struct DriftGrouping: Sendable {
    static let most = 200
    static let none = "(none)"
    static let others = "(others)"

    private(set) var names: [String] = []
    /// Below `names.count`; -1: in none.
    private(set) var group: [Int32]
    /// Items without a time, or without a value.
    private(set) var without = 0
    /// Groups that were taken together; 0: none.
    private(set) var joined = 0

    /// By week: of the item's first answer in the models' order that has a time, else of the decision that is its truth,
    /// else of its last rating.
    init(weeksOf evidence: Evidence) {
        let times = DriftGrouping.times(evidence)
        var counts: [Int64: Int] = [:]
        var last: (week: Int64, count: Int)?
        for time in times where time != AnswerColumns.noTime {
            let week = ISOWeek.number(time)
            if last?.week == week {
                last?.count += 1
            } else {
                if let last { counts[last.week, default: 0] += last.count }
                last = (week, 1)
            }
        }
        if let last { counts[last.week, default: 0] += last.count }
        let kept = DriftGrouping.largest(counts.map { (key: $0.key, n: $0.value) })
        let weeks = kept.map(\.key).sorted()
        var places: [Int64: Int32] = [:]
        for (place, week) in weeks.enumerated() { places[week] = Int32(place) }
        names = weeks.map(ISOWeek.name)
        joined = counts.count - weeks.count
        if joined > 0 { names.append(DriftGrouping.others) }
        let rest = joined > 0 ? Int32(weeks.count) : -1
        group = [Int32](repeating: -1, count: times.count)
        var known: (week: Int64, place: Int32)?
        for (item, time) in times.enumerated() {
            guard time != AnswerColumns.noTime else {
                without += 1
                continue
            }
            let week = ISOWeek.number(time)
            if known?.week != week { known = (week, places[week] ?? rest) }
            group[item] = known?.place ?? rest
        }
    }

    /// By the values that the items came with.
    init(valuesOf evidence: Evidence) {
        let values = evidence.items.group
        var counts = [Int](repeating: 0, count: evidence.groups.count)
        for value in values { if value >= 0 { counts[Int(value)] += 1 } else { without += 1 } }
        // What came as "(none)" has no value either.
        let noneNumber = evidence.groups.firstIndex(of: DriftGrouping.none)
        if let noneNumber { without += counts[noneNumber] }
        let used = counts.indices.filter { counts[$0] > 0 && $0 != noneNumber }
        let most = DriftGrouping.most - (without > 0 ? 1 : 0)
        let order = used.sorted { (-counts[$0], evidence.groups[$0]) < (-counts[$1], evidence.groups[$1]) }
        let kept = order.count > most ? Array(order.prefix(most - 1)) : order
        joined = order.count - kept.count
        var places = [Int32](repeating: -1, count: evidence.groups.count)
        for (place, number) in kept.enumerated() { places[number] = Int32(place) }
        names = kept.map { evidence.groups[$0] }
        if joined > 0 {
            for number in order.dropFirst(kept.count) { places[number] = Int32(names.count) }
            names.append(DriftGrouping.others)
        }
        let none = Int32(names.count)
        if without > 0 { names.append(DriftGrouping.none) }
        if let noneNumber { places[noneNumber] = none }
        group = values.map { $0 >= 0 ? places[Int($0)] : none }
    }

    private static func largest(_ groups: [(key: Int64, n: Int)]) -> [(key: Int64, n: Int)] {
        guard groups.count > most else { return groups }
        return Array(groups.sorted { (-$0.n, $0.key) < (-$1.n, $1.key) }.prefix(most - 1))
    }

    /// Of each item; `AnswerColumns.noTime` where there is none.
    static func times(_ evidence: Evidence) -> [Int64] {
        var times = [Int64](repeating: AnswerColumns.noTime, count: evidence.count)
        for model in evidence.models {
            for item in times.indices where times[item] == AnswerColumns.noTime { times[item] = model.at[item] }
        }
        let (ratings, places) = (evidence.ratings.at, evidence.items.truthRating)
        for item in times.indices where times[item] == AnswerColumns.noTime {
            if places[item] >= 0 {
                times[item] = ratings[Int(places[item])]
            } else if let last = evidence.ratings(of: item).map({ ratings[$0] }).max() {
                times[item] = last
            }
        }
        return times
    }
}

/// The weeks of ISO 8601, in UTC: from Monday, and the first of a year is the one with its first Thursday.
package enum ISOWeek {
    /// Monday of it, as weeks since the one before 1970-01-01, which was a Thursday.
    static func number(_ milliseconds: Int64) -> Int64 {
        let day = floorDivision(milliseconds, 86_400_000)
        return floorDivision(day + 3, 7)
    }

    /// `2026-W45`
    static func name(_ number: Int64) -> String {
        // The day that says which year a week belongs to.
        let thursday = number * 7
        let year = Timestamp(milliseconds: thursday * 86_400_000).day.prefix(4)
        let first = Timestamp(rfc3339: "\(year)-01-01T00:00:00Z").map { floorDivision($0.milliseconds, 86_400_000) }
        let week = first.map { (thursday - $0) / 7 + 1 } ?? 0
        return "\(year)-W\(week < 10 ? "0" : "")\(week)"
    }

    /// The first moment of the week, in milliseconds since 1970.
    static func start(_ number: Int64) -> Int64 { (number * 7 - 3) * 86_400_000 }

    private static func floorDivision(_ value: Int64, _ divisor: Int64) -> Int64 {
        let (quotient, rest) = value.quotientAndRemainder(dividingBy: divisor)
        return rest < 0 ? quotient - 1 : quotient
    }
}

extension DriftGroup {
    /// All groups, in their order.
    static func all(_ grouping: DriftGrouping, _ evidence: Evidence, models: [Int]) -> [DriftGroup] {
        let grouped = GroupedRows(grouping.group, count: grouping.names.count)
        let figures = models.map { grouped.figures(of: $0, evidence) }
        let pair = models.count > 1 ? (models[0], models[1]) : nil
        let agreement = pair.map { grouped.agreement($0, $1, onlySample: false, evidence) }
        let sampled = pair.flatMap { first, second in
            SampledShare(evidence, first, second).isUsed
                ? grouped.agreement(first, second, onlySample: true, evidence) : nil
        }
        let truths = evidence.items.truth
        let singles = evidence.singles
        var counts = [Int](repeating: 0, count: singles.count)
        return grouping.names.enumerated().map { place, name in
            var n = 0
            for row in grouped.rows(of: place) {
                guard let truth = Evidence.label(of: truths[Int(row)]) else { continue }
                n += 1
                if evidence.isMultiLabel {
                    for label in evidence.members[truth] { counts[label] += 1 }
                } else {
                    counts[truth] += 1
                }
            }
            var group = DriftGroup(
                name: name, items: grouped.rows(of: place).count, truths: n, figures: figures.map { $0[place] },
                agreement: agreement?[place], sampleAgreement: sampled?[place], names: [], counts: [])
            for label in counts.indices where counts[label] > 0 {
                group.names.append(singles[label])
                group.counts.append(counts[label])
                counts[label] = 0
            }
            return group
        }
    }
}
