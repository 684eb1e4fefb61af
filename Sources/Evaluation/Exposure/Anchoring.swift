/// What the models' answers did to the choices that reviewers had made before they saw them.
///
/// Over decisions with a first choice after which a model's label was shown. Right and wrong are told by what is known
/// without the reviewer: an adjudication by somebody else, else what more than half of the other reviewers said, else
/// gold that was not in view.
package struct Anchoring: Hashable, Sendable {
    package var n = 0
    /// Decisions that differ from the first choice: to a model's label from another one, from a model's label to another
    /// one, between labels that no model in view gave (or that two of them did).
    package var towards = 0
    package var away = 0
    package var elsewhere = 0
    /// What right and wrong is told by; and of how many decisions it cannot be told.
    package var byAdjudication = 0
    package var byOthers = 0
    package var byGold = 0
    package var undecidable = 0
    /// First choices that were right, and of these those changed.
    package var right = 0
    package var rightChanged = 0
    /// First choices that were wrong; of these those changed, and those made right.
    package var wrong = 0
    package var wrongChanged = 0
    package var wrongMended = 0
    /// First choices that no model in view shared, and of these those given up for a model's label.
    package var differed = 0
    package var followed = 0
    /// The same where a model in view was right, and where none was.
    package var differedFromRight = 0
    package var followedRight = 0
    package var differedFromWrong = 0
    package var followedWrong = 0

    package var changed: Int { towards + away + elsewhere }
    package var decidable: Int { right + wrong }
    package var changedShare: Interval? { .wilson(successes: changed, of: n) }
    package var towardsShare: Interval? { .wilson(successes: towards, of: n) }
    package var awayShare: Interval? { .wilson(successes: away, of: n) }
    /// The reveal turned a right first choice into a wrong decision.
    package var rightChangedShare: Interval? { .wilson(successes: rightChanged, of: right) }
    package var wrongChangedShare: Interval? { .wilson(successes: wrongChanged, of: wrong) }
    /// The reveal turned a wrong first choice into a right decision.
    package var wrongMendedShare: Interval? { .wilson(successes: wrongMended, of: wrong) }
    package var followedShare: Interval? { .wilson(successes: followed, of: differed) }
    package var followedRightShare: Interval? { .wilson(successes: followedRight, of: differedFromRight) }
    package var followedWrongShare: Interval? { .wilson(successes: followedWrong, of: differedFromWrong) }
    /// How much more often the decisions are right than the first choices, over those where it can be told.
    package var effect: PairedDifference? {
        .tango(onlyFirst: rightChanged, onlySecond: wrongMended, of: decidable)
    }

    mutating func add(_ other: Anchoring) {
        for path in Anchoring.counts { self[keyPath: path] += other[keyPath: path] }
    }

    private static var counts: [WritableKeyPath<Anchoring, Int>] {
        [
            \.n, \.towards, \.away, \.elsewhere, \.byAdjudication, \.byOthers, \.byGold, \.undecidable, \.right,
            \.rightChanged, \.wrong, \.wrongChanged, \.wrongMended, \.differed, \.followed, \.differedFromRight,
            \.followedRight, \.differedFromWrong, \.followedWrong,
        ]
    }
}

package struct ReviewerAnchoring: Hashable, Sendable {
    package var reviewer: String
    package var figures: Anchoring
}

extension Anchoring {
    /// - Parameters:
    ///   - answers: the labels that were in view, at least one.
    ///   - truth: with its source; nil: not known.
    mutating func add(
        first: Evidence.Code, last: Evidence.Code, answers: [Evidence.Code],
        truth: (code: Evidence.Code, source: OutsideTruth.Source)?
    ) {
        n += 1
        let (wasWith, isWith) = (answers.contains(first), answers.contains(last))
        if first != last {
            switch (wasWith, isWith) {
            case (false, true): towards += 1
            case (true, false): away += 1
            default: elsewhere += 1
            }
        }
        if !wasWith {
            differed += 1
            if isWith { followed += 1 }
        }
        guard let truth else {
            undecidable += 1
            return
        }
        switch truth.source {
        case .adjudicated: byAdjudication += 1
        case .others: byOthers += 1
        case .gold: byGold += 1
        }
        if first == truth.code {
            right += 1
            if last != first { rightChanged += 1 }
        } else {
            wrong += 1
            if last != first { wrongChanged += 1 }
            if last == truth.code { wrongMended += 1 }
        }
        guard !wasWith else { return }
        if answers.contains(truth.code) {
            differedFromRight += 1
            if isWith { followedRight += 1 }
        } else {
            differedFromWrong += 1
            if isWith { followedWrong += 1 }
        }
    }

    /// By name; only reviewers with such decisions.
    static func list(_ evidence: Evidence) -> [ReviewerAnchoring] {
        let columns = evidence.ratings
        guard columns.firstChoice.contains(where: { $0 != Evidence.absent }) else { return [] }
        let outside = OutsideTruth(evidence: evidence)
        var found: [Int32: Anchoring] = [:]
        var answers: [Evidence.Code] = []
        for item in 0..<evidence.count {
            for place in evidence.ratings(of: item)
            where columns.firstChoice[place] != Evidence.absent && columns.shown[place] != 0
                && !columns.marks[place].contains(.adjudication)
            {
                answers.removeAll(keepingCapacity: true)
                for model in evidence.models.indices.prefix(64)
                where columns.shown[place] >> UInt64(model) & 1 == 1 && evidence.models[model].label[item] > 0 {
                    answers.append(evidence.models[model].label[item])
                }
                guard !answers.isEmpty else { continue }
                found[columns.reviewer[place], default: Anchoring()].add(
                    first: columns.firstChoice[place], last: columns.label[place], answers: answers,
                    truth: outside.truth(item, rating: place))
            }
        }
        return found.map { ReviewerAnchoring(reviewer: evidence.reviewers[Int($0.key)], figures: $0.value) }
            .sorted { $0.reviewer < $1.reviewer }
    }
}

extension OutsideTruth {
    /// The first of its sources that says anything without this rating's reviewer.
    fileprivate func truth(_ item: Int, rating place: Int) -> (code: Evidence.Code, source: Source)? {
        let reviewer = evidence.ratings.reviewer[place]
        let adjudicated = adjudicated(item, without: reviewer)
        if adjudicated != Evidence.absent { return (adjudicated, .adjudicated) }
        let others = others(item, without: reviewer)
        if others != Evidence.absent { return (others, .others) }
        let gold = gold(item, rating: place)
        return gold == Evidence.absent ? nil : (gold, .gold)
    }
}
