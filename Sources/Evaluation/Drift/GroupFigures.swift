import Labeling

/// The figures of one model over some of the items.
package struct GroupFigures: Hashable, Sendable {
    package var model: String
    /// Answers, with or without truth.
    package var answered = 0
    package var invalid = 0
    package var invalidShare: Interval?
    /// Answers to items with a label as ground truth.
    package var n = 0
    package var correct = 0
    package var accuracy: Interval?
    package var macroF1: Double?
    package var cohenKappa: Double?
    package var ece: Double?
    package var brier: Double?
    /// Milliseconds since 1970 of the first and the last answer whose time is known.
    package var first: Int64?
    package var last: Int64?
}

/// Two models on some of the items that both answered.
package struct GroupAgreement: Hashable, Sendable {
    package var n = 0
    package var agreements = 0
    package var share: Interval?
    package var cohenKappa: Double?
}

/// The items of each group, beside each other.
struct GroupedRows: Sendable {
    let starts: [Int]
    let rows: [Int32]

    /// - Parameter group: of each item, below `count`; a negative one is left out.
    init(_ group: [Int32], count: Int) {
        var starts = [Int](repeating: 0, count: count + 1)
        for number in group where number >= 0 { starts[Int(number) + 1] += 1 }
        for index in 0..<count { starts[index + 1] += starts[index] }
        var next = starts
        var rows = [Int32](repeating: 0, count: starts[count])
        for (row, number) in group.enumerated() where number >= 0 {
            rows[next[Int(number)]] = Int32(truncatingIfNeeded: row)
            next[Int(number)] += 1
        }
        self.starts = starts
        self.rows = rows
    }

    func rows(of group: Int) -> ArraySlice<Int32> { rows[starts[group]..<starts[group + 1]] }
}

/// Counts of two raters over some items, in room that is used again for the next group: what was touched is cleared.
struct ScratchCounts: Sendable {
    private var first: [Int32]
    private var second: [Int32]
    private var common: [Int32]
    private var touched: [Int] = []
    private(set) var n = 0
    private(set) var agreements = 0

    /// - Parameter codes: how many codes there are, from 0.
    init(codes: Int) {
        first = [Int32](repeating: 0, count: codes)
        second = first
        common = first
    }

    /// - Parameters: codes, from 0.
    mutating func add(_ a: Int, _ b: Int) {
        n += 1
        touch(a)
        first[a] += 1
        touch(b)
        second[b] += 1
        if a == b {
            agreements += 1
            common[a] += 1
        }
    }

    /// One of the labels of a set, on either side.
    mutating func add(isTrue: Bool, isPredicted: Bool, label: Int) {
        if first[label] == 0, second[label] == 0 { touched.append(label) }
        if isTrue { first[label] += 1 }
        if isPredicted { second[label] += 1 }
        if isTrue, isPredicted { common[label] += 1 }
    }

    private mutating func touch(_ code: Int) { if first[code] == 0, second[code] == 0 { touched.append(code) } }

    var cohenKappa: Double? {
        var chance = 0
        for code in touched { chance += Int(first[code]) * Int(second[code]) }
        return Evaluation.cohenKappa(n: n, agreements: agreements, chance: chance)
    }

    /// Of the labels that are true or predicted, as `[ClassCounts].macroF1`.
    ///
    /// - Parameter from: the first code that is a label.
    func macroF1(from start: Int) -> Double? {
        var (sum, count) = (0.0, 0)
        for code in touched.sorted() where code >= start {
            let given = Int(first[code]) + Int(second[code])
            guard given > 0 else { continue }
            sum += Double(2 * common[code]) / Double(given)
            count += 1
        }
        return count > 0 ? sum / Double(count) : nil
    }

    mutating func clear() {
        for code in touched {
            first[code] = 0
            second[code] = 0
            common[code] = 0
        }
        touched.removeAll(keepingCapacity: true)
        (n, agreements) = (0, 0)
    }
}

extension GroupedRows {
    /// The figures of a model in each group.
    func figures(of model: Int, _ evidence: Evidence) -> [GroupFigures] {
        let answers = evidence.models[model]
        let (labels, outcomes, times) = (answers.label, answers.outcome, answers.at)
        let (confidences, truths) = (answers.confidence, evidence.items.truth)
        var counts = ScratchCounts(codes: evidence.labels.count + 1)
        var singles = ScratchCounts(codes: evidence.isMultiLabel ? evidence.singles.count : 0)
        let members = evidence.members
        return (0..<starts.count - 1).map { group in
            var figures = GroupFigures(model: answers.model)
            var calibration = CalibrationTally()
            for row in rows(of: group) {
                let item = Int(row)
                let answer = labels[item]
                guard answer != Evidence.absent else { continue }
                figures.answered += 1
                if outcomes[item] != .labeled { figures.invalid += 1 }
                let at = times[item]
                if at != AnswerColumns.noTime {
                    figures.first = min(figures.first ?? at, at)
                    figures.last = max(figures.last ?? at, at)
                }
                let truth = truths[item]
                guard truth > 0 else { continue }
                counts.add(Int(truth), Int(answer))
                if AnswerColumns.isSaid(confidences[item]) {
                    calibration.add(confidences[item], isCorrect: truth == answer)
                }
                guard evidence.isMultiLabel else { continue }
                let isTrue = members[Int(truth) - 1]
                let isPredicted = answer > 0 ? members[Int(answer) - 1] : []
                for label in isTrue {
                    singles.add(isTrue: true, isPredicted: isPredicted.contains(label), label: label)
                }
                for label in isPredicted where !isTrue.contains(label) {
                    singles.add(isTrue: false, isPredicted: true, label: label)
                }
            }
            figures.invalidShare = .wilson(successes: figures.invalid, of: figures.answered)
            (figures.n, figures.correct) = (counts.n, counts.agreements)
            figures.accuracy = .wilson(successes: counts.agreements, of: counts.n)
            figures.cohenKappa = counts.cohenKappa
            figures.macroF1 = evidence.isMultiLabel ? singles.macroF1(from: 0) : counts.macroF1(from: 1)
            (figures.ece, figures.brier) = (calibration.report.value, calibration.brier)
            counts.clear()
            singles.clear()
            return figures
        }
    }

    /// The agreement of two models in each group.
    ///
    /// - Parameter onlySample: of the items alone whose second opinion was asked for a fixed share.
    func agreement(_ first: Int, _ second: Int, onlySample: Bool, _ evidence: Evidence) -> [GroupAgreement] {
        let (a, b) = (evidence.models[first].label, evidence.models[second].label)
        let share = SampledShare(evidence, first, second)
        var counts = ScratchCounts(codes: evidence.labels.count + 1)
        return (0..<starts.count - 1).map { group in
            for row in rows(of: group) {
                let item = Int(row)
                guard a[item] != Evidence.absent, b[item] != Evidence.absent, !onlySample || share.holds(item) else {
                    continue
                }
                counts.add(Int(a[item]), Int(b[item]))
            }
            let agreement = GroupAgreement(
                n: counts.n, agreements: counts.agreements,
                share: .wilson(successes: counts.agreements, of: counts.n), cohenKappa: counts.cohenKappa)
            counts.clear()
            return agreement
        }
    }
}

/// Which items two models answered because of the fixed share (`[second-opinion] sample`): all of the share where it is
/// known which items are of it (`ItemMarks.fixedShare`), else those for which it was the only reason.
struct SampledShare: Sendable {
    private let first: UsualColumn<UInt8>
    private let second: UsualColumn<UInt8>
    private let marks: [ItemMarks]

    init(_ evidence: Evidence, _ first: Int, _ second: Int) {
        self.first = evidence.models[first].reason
        self.second = evidence.models[second].reason
        marks = evidence.items.marks
    }

    func holds(_ item: Int) -> Bool {
        first[item] == AnswerColumns.sampled || second[item] == AnswerColumns.sampled
            || marks[item].contains(.fixedShare)
    }

    /// Whether any item is of the share.
    var isUsed: Bool { first.contains(AnswerColumns.sampled) || second.contains(AnswerColumns.sampled) }
}
