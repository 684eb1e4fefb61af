/// A share over time, and whether it changed.
package struct DriftSeries: Hashable, Sendable {
    package var what: Homogeneity.What
    package var models: [String]
    package var source: Source
    /// Items in order of time; `withoutTime` could not be placed.
    package var n: Int
    package var withoutTime: Int
    package var share: Interval?
    /// Nil: too few items for a test.
    package var test: Test?
    /// Where it changed; nil: the test finds no change.
    package var change: Change?
    /// The segments between all changes that are worth their penalty; one, where there is none.
    package var segments: [Segment]
    /// In blocks of about equal size, for a plot.
    package var blocks: [Segment]

    package enum Source: String, Hashable, Sendable {
        /// Items that both models answered for a fixed share.
        case sample
        /// All items that both models answered, or that have a truth and an answer.
        case all
    }

    package struct Test: Hashable, Sendable {
        package var statistic: Double
        package var p: Double
        /// Corrected for the number of series in the report (Holm).
        package var corrected: Double
        package var isShuffled: Bool
    }

    package struct Segment: Hashable, Sendable {
        /// Milliseconds since 1970 of the first and the last item.
        package var from: Int64
        package var to: Int64
        package var n: Int
        package var hits: Int
        package var share: Interval
    }

    package struct Change: Hashable, Sendable {
        /// The numbers of the last item before it and the first after it.
        package var lastBefore: Int64
        package var firstAfter: Int64
        /// What these two are called; nil until somebody looked it up.
        package var lastBeforeID: String?
        package var firstAfterID: String?
        package var before: Segment
        package var after: Segment
        package var difference: IndependentDifference
    }
}

extension DriftSeries {
    static let mostBlocks = 40
    static let leastInBlock = 10

    /// One item of a series.
    struct Entry { var time: Int64; var row: Int32; var isHit: Bool }

    /// - Parameter entries: with a time, in any order.
    init(
        _ what: Homogeneity.What, models: [String], source: Source, entries unsorted: [Entry], withoutTime: Int,
        numbers: [Int64], seed: UInt64
    ) {
        var entries = unsorted
        func isBefore(_ a: Entry, _ b: Entry) -> Bool {
            (a.time, numbers[Int(a.row)]) < (b.time, numbers[Int(b.row)])
        }
        // Nearly always they came in that order.
        let isSorted = entries.indices.dropFirst().allSatisfy { entries[$0 - 1].time < entries[$0].time }
        if !isSorted { entries.sort(by: isBefore) }
        let found = Changepoint(
            entries.map(\.isHit), seed: seed, isPlace: { entries[$0 - 1].time < entries[$0].time })
        func segment(_ start: Int, _ end: Int) -> Segment? {
            guard start < end else { return nil }
            let hits = entries[start..<end].count { $0.isHit }
            return Interval.wilson(successes: hits, of: end - start).map {
                Segment(
                    from: entries[start].time, to: entries[end - 1].time, n: end - start, hits: hits, share: $0)
            }
        }
        let hits = entries.count { $0.isHit }
        let places = [0] + (found?.changes ?? []) + [entries.count]
        let blocks = max(1, min(DriftSeries.mostBlocks, entries.count / DriftSeries.leastInBlock))
        self.init(
            what: what, models: models, source: source, n: entries.count, withoutTime: withoutTime,
            share: .wilson(successes: hits, of: entries.count),
            test: found.map {
                Test(statistic: $0.statistic, p: $0.p, corrected: $0.p, isShuffled: $0.isShuffled)
            },
            change: nil, segments: zip(places, places.dropFirst()).compactMap(segment),
            blocks: (0..<blocks).compactMap {
                segment(entries.count * $0 / blocks, entries.count * ($0 + 1) / blocks)
            })
        if let place = found?.place, let before = segment(0, place), let after = segment(place, entries.count) {
            change = Change(
                lastBefore: numbers[Int(entries[place - 1].row)], firstAfter: numbers[Int(entries[place].row)],
                before: before, after: after, difference: .newcombe(after.share, before.share))
        }
    }

    /// The agreement of the first two models, and the accuracy of each model, over time.
    static func all(_ evidence: Evidence, models: [Int], seed: UInt64) -> [DriftSeries] {
        var series: [DriftSeries] = []
        let numbers = evidence.items.number
        if models.count > 1 {
            let (first, second) = (evidence.models[models[0]], evidence.models[models[1]])
            let share = SampledShare(evidence, models[0], models[1])
            let isSample = share.isUsed
            series.append(
                DriftSeries(
                    .agreement, models: [first.model, second.model], source: isSample ? .sample : .all,
                    evidence, numbers: numbers, seed: seed,
                    isIn: {
                        first.label[$0] != Evidence.absent && second.label[$0] != Evidence.absent
                            && (!isSample || share.holds($0))
                    },
                    // The item came when the first model was asked; the second may have been asked much later.
                    time: { first.at[$0] != AnswerColumns.noTime ? first.at[$0] : second.at[$0] },
                    isHit: { first.label[$0] == second.label[$0] }))
        }
        let truths = evidence.items.truth
        for number in models.prefix(mostModels) {
            let answers = evidence.models[number]
            series.append(
                DriftSeries(
                    .accuracy, models: [answers.model], source: .all, evidence, numbers: numbers, seed: seed,
                    isIn: { truths[$0] > 0 && answers.label[$0] != Evidence.absent }, time: { answers.at[$0] },
                    isHit: { answers.label[$0] == truths[$0] }))
        }
        series.removeAll { $0.n == 0 }
        let tested = series.indices.filter { series[$0].test != nil }
        for (index, p) in zip(tested, holm(tested.compactMap { series[$0].test?.p })) {
            series[index].test?.corrected = p
            // A place there always is; a change only where the test says so.
            if p >= 0.05 { series[index].change = nil }
        }
        for index in series.indices where series[index].test == nil { series[index].change = nil }
        return series
    }

    /// Each takes a look at all items; beyond these it is the same question once more.
    static let mostModels = 6

    private init(
        _ what: Homogeneity.What, models: [String], source: Source, _ evidence: Evidence, numbers: [Int64],
        seed: UInt64,
        isIn: (Int) -> Bool, time: (Int) -> Int64, isHit: (Int) -> Bool
    ) {
        var entries: [Entry] = []
        var withoutTime = 0
        for item in 0..<evidence.count where isIn(item) {
            let at = time(item)
            if at == AnswerColumns.noTime {
                withoutTime += 1
            } else {
                entries.append(Entry(time: at, row: Int32(truncatingIfNeeded: item), isHit: isHit(item)))
            }
        }
        self.init(
            what, models: models, source: source, entries: entries, withoutTime: withoutTime, numbers: numbers,
            seed: seed)
    }
}
