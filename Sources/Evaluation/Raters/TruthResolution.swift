package import Labeling

/// The ground truth of an item under a policy.
package struct ResolvedTruth: Hashable, Sendable {
    /// `ItemColumns.number`.
    package var item: Int64
    /// Nil: no label fits.
    package var label: Label?
    package var provenance: GroundTruth.Provenance
    /// Of being right, by the model of Dawid and Skene; nil: the truth does not come from it.
    package var probability: Double?
    /// The models that were in view in a decision the truth is made of; from the 65th on it is not known.
    package var shown: [String]
}

/// The ground truth of all items under a policy, and what became of those that have none.
///
/// The rule is that of `ItemVotes`, over columns: an adjudication in force goes before everything else; a flagged item has
/// no truth; gold counts until there are enough ratings, but not in a dispute. Under `dawidSkene` every rating counts.
struct TruthResolution: Hashable, Sendable {
    let policy: TruthPolicy
    let overlap: Int
    /// One row an item, as in `ItemColumns`.
    private(set) var truth: [Evidence.Code]
    private(set) var provenance: [GroundTruth.Provenance]
    private(set) var truthRating: [Int32]
    private(set) var shown: [UInt64]
    /// Of items without adjudication: no label has more than half, or two are equally likely.
    private(set) var ties = 0
    /// Reviewers differ, and the policy waits for an adjudication.
    private(set) var disputed = 0
    /// Fewer ratings than the policy asks for.
    private(set) var tooFew = 0
    private(set) var flagged = 0
    /// Nil: not asked for, or refused.
    private(set) var model: DawidSkene?

    init(_ evidence: Evidence, policy: TruthPolicy, overlap: Int) {
        self.policy = policy
        self.overlap = max(1, overlap)
        let count = evidence.count
        truth = [Evidence.Code](repeating: Evidence.absent, count: count)
        provenance = [GroundTruth.Provenance](repeating: .imported, count: count)
        truthRating = [Int32](repeating: -1, count: count)
        shown = [UInt64](repeating: 0, count: count)
        if policy == .dawidSkene { model = DawidSkene(evidence) }
        for item in 0..<count { resolve(item, evidence) }
    }

    private mutating func resolve(_ item: Int, _ evidence: Evidence) {
        let columns = evidence.ratings
        let places = evidence.ratings(of: item)
        var own = 0
        var adjudication = -1
        var last = -1
        for place in places {
            if columns.marks[place].contains(.adjudication) {
                if adjudication < 0 || columns.at[place] >= columns.at[adjudication] { adjudication = place }
            } else {
                own += 1
                if last < 0 || columns.at[place] >= columns.at[last] { last = place }
            }
        }
        if adjudication >= 0 {
            settle(item, rating: adjudication, .adjudicated, columns)
        } else if evidence.items.marks[item].contains(policy == .single ? .flagged : .flaggedByOne) {
            flagged += 1
        } else if last < 0 {
            truth[item] = evidence.items.gold[item]
        } else if policy == .single {
            settle(item, rating: last, .single, columns)
        } else if let model {
            guard let answer = model.answer(item) else {
                ties += 1
                return
            }
            settle(item, answer.code, .dawidSkene, places, columns, onlyEqual: false)
        } else if own < (evidence.items.needed[item] > 0 ? Int(evidence.items.needed[item]) : overlap) {
            truth[item] = evidence.items.gold[item]
            if truth[item] == Evidence.absent { tooFew += 1 }
        } else if own == 1 {
            settle(item, rating: last, .single, columns)
        } else {
            agree(item, own, places, columns)
        }
    }

    private mutating func agree(_ item: Int, _ own: Int, _ places: Range<Int>, _ columns: RatingColumns) {
        // As in `OutsideTruth.others`.
        var (candidate, lead) = (Evidence.absent, 0)
        for place in places where !columns.marks[place].contains(.adjudication) {
            if lead == 0 { candidate = columns.label[place] }
            lead += columns.label[place] == candidate ? 1 : -1
        }
        let same = places.count {
            !columns.marks[$0].contains(.adjudication) && columns.label[$0] == candidate
        }
        if same == own {
            settle(item, candidate, .consensus, places, columns, onlyEqual: true)
        } else if policy == .adjudicated {
            disputed += 1
        } else if 2 * same > own {
            settle(item, candidate, .majority, places, columns, onlyEqual: true)
        } else {
            ties += 1
        }
    }

    private mutating func settle(
        _ item: Int, rating place: Int, _ provenance: GroundTruth.Provenance, _ columns: RatingColumns
    ) {
        truth[item] = columns.label[place]
        self.provenance[item] = provenance
        truthRating[item] = Int32(clamping: place)
        shown[item] = columns.shown[place]
    }

    /// - Parameter onlyEqual: only the ratings with this label made the truth; else all of the item's.
    private mutating func settle(
        _ item: Int, _ code: Evidence.Code, _ provenance: GroundTruth.Provenance, _ places: Range<Int>,
        _ columns: RatingColumns, onlyEqual: Bool
    ) {
        truth[item] = code
        self.provenance[item] = provenance
        for place in places
        where !columns.marks[place].contains(.adjudication) && (!onlyEqual || columns.label[place] == code) {
            shown[item] |= columns.shown[place]
        }
    }
}

extension Evidence {
    /// With the ground truth that the settings ask for; as it is where they ask for none.
    func resolvingTruth(_ settings: EvaluationSettings) -> Evidence {
        guard let policy = settings.truth else { return self }
        let resolution = TruthResolution(self, policy: policy, overlap: settings.overlap)
        var evidence = self
        evidence.items.truth = resolution.truth
        evidence.items.provenance = resolution.provenance
        evidence.items.truthRating = resolution.truthRating
        evidence.items.shown = resolution.shown
        for item in 0..<count where resolution.truth[item] != Evidence.absent {
            evidence.items.marks[item].remove(.truthOutside)
        }
        evidence.resolution = resolution
        return evidence
    }

    /// Of items that have ground truth, in their order.
    func resolvedTruth() -> [ResolvedTruth] {
        (0..<count).compactMap { item in
            let code = items.truth[item]
            guard code != Evidence.absent else { return nil }
            return ResolvedTruth(
                item: items.number[item], label: Evidence.label(of: code).map { labels[$0] },
                provenance: items.provenance[item],
                probability: items.provenance[item] == .dawidSkene
                    ? resolution?.model?.answer(item)?.probability : nil,
                shown: models.indices.prefix(64).filter { items.shown[item] >> UInt64($0) & 1 == 1 }
                    .map { models[$0].model })
        }
    }
}

extension EvaluationBuilder {
    /// The ground truth of the items so far, as the settings' policy makes it (without one: as the items say), in the order
    /// in which they were added. Items without any are left out.
    package func resolvedTruth(_ settings: EvaluationSettings) -> [ResolvedTruth] {
        finished().resolvingTruth(settings).resolvedTruth()
    }

    /// The ground truth as the model of Dawid and Skene makes it; nil: there are too many labels and answers to fit it.
    package func weighedTruth() -> [ResolvedTruth]? {
        var settings = EvaluationSettings()
        settings.truth = .dawidSkene
        let evidence = finished().resolvingTruth(settings)
        let isRefused = evidence.resolution?.model == nil && evidence.ratings.end > 0
        return isRefused ? nil : evidence.resolvedTruth()
    }
}
