/// What the decided items say of all items, decided or not.
package struct SamplingReport: Hashable, Sendable {
    /// The word of `DrawnSample.Basis`: where the probabilities come from.
    package var basis: String
    /// All items but those that a rule accepted, which are of no figure here.
    package var items: Int
    package var byPolicy: Int
    /// Of these: with a ground truth, rejections among them.
    package var decided: Int
    /// Of the decided: those whose probability is known. The others are left out.
    package var used: Int
    package var effective: Double?
    /// How far the random draw has come, 0 to 1; nil: it has not been used.
    package var reach: Double?
    /// Items that the draw has come to and nobody has decided; of these, flagged ones.
    package var holes: Int
    package var flagged: Int
    package var models: [ModelEstimates]
    package var prevalence: [PrevalenceEstimate]
    package var unsupported: [UnsupportedStratum]
    /// What a reader must not miss.
    package var warnings: [String]
    /// What is undefined and why, what was left out: sentences for people.
    package var notes: [String]

    /// With fewer drawn items, no interval is to be trusted.
    static let fewest = 30
    /// A share of holes above this may move every figure.
    static let mostHoles = 0.05

    /// Nil: nothing is decided.
    init?(_ source: DetailSource) {
        let evidence = source.evidence
        let sample = DrawnSample(evidence, holdsAll: source.settings.holdsAll)
        guard sample.decided > 0 else { return nil }
        basis = sample.basis.rawValue
        items = sample.population
        byPolicy = sample.byPolicy
        decided = sample.decided
        used = sample.rows.count
        reach = sample.reach
        (holes, flagged) = (sample.holes, sample.flagged)
        var (weight, square) = (0.0, 0.0)
        for one in sample.weights {
            weight += one
            square += one * one
        }
        effective = square > 0 ? weight * weight / square : nil
        let sampled = SampledItems(evidence, sample: sample, holdsAll: source.settings.holdsAll)
        let costs = source.settings.errorDollars(evidence)
        models = source.base.models.compactMap { plain in
            evidence.models.firstIndex { $0.model == plain.model }.map {
                ModelEstimates(sampled, model: $0, plain: plain, costs: costs)
            }
        }
        prevalence = PrevalenceEstimate.all(sampled)
        unsupported = sample.basis == .census || sample.basis == .unknown ? [] : UnsupportedStratum.all(sampled)
        (warnings, notes) = ([], [])
        describe(sample, holdsAll: source.settings.holdsAll)
        if sample.basis != .unknown { describeUndefined(sampled) }
    }

    private mutating func describe(_ sample: DrawnSample, holdsAll: Bool) {
        if sample.basis == .unknown {
            warnings.append(
                "No random sample supports a figure for all \(items) items: how the \(decided) decided ones were chosen is "
                    + "not known. The figures are those of the decided items, and of no others. "
                    + "Review with random-share above 0, or --order random or informative.")
            return
        }
        if sample.basis == .census {
            if !holdsAll {
                notes.append(
                    "Every item of the file has a ground truth: estimates are for its items. If it was made of decided "
                        + "items alone, they say nothing of those that were not.")
            }
            return
        }
        if used < SamplingReport.fewest {
            warnings.append(
                "Only \(used) items were drawn at random: the estimates for all items are rough, and their intervals "
                    + "are not to be trusted below \(SamplingReport.fewest).")
        }
        if decided > used {
            notes.append(
                "Estimates for all items use the \(used) decided items that were drawn at random; the other "
                    + "\(decided - used) were decided for other reasons, and are left out of them.")
        }
        if holes > 0 {
            let words =
                "\(holes) items that the random draw has come to are not decided"
                + (flagged > 0 ? " (\(flagged) of them flagged)" : "")
                + ": the estimates take them to be like the others."
            if Double(holes) > SamplingReport.mostHoles * Double(holes + used) {
                warnings.append(words + " Decide them, or read the figures with that in mind.")
            } else {
                notes.append(words)
            }
        }
        if byPolicy > 0 {
            notes.append("Estimates for all items leave out \(byPolicy) items that a rule accepted.")
        }
        for model in models where model.differs {
            guard let plain = model.plainAccuracy?.value, let all = model.accuracy?.value else { continue }
            warnings.append(
                "\(model.model): accuracy of the decided items is \(Shown.share(plain)), of all items about "
                    + "\(Shown.share(all)): the decided items are not like the others, and the plain figures mislead.")
        }
        if !unsupported.isEmpty {
            let largest = unsupported[0]
            warnings.append(
                (unsupported.count == 1 ? "1 part" : "\(unsupported.count) parts")
                    + " of the items had no item drawn at random, and the estimates say nothing of that: "
                    + "the largest is \(largest.kind.rawValue) \(largest.name) of \(largest.model), \(largest.items) items."
            )
        }
    }

    private mutating func describeUndefined(_ source: SampledItems) {
        for model in models {
            if model.accuracy == nil {
                notes.append("\(model.model) has no estimate for all items: it answered none of the drawn ones.")
            } else if model.kappa == nil {
                notes.append("\(model.model) has no estimated kappa: on the drawn items there is one label throughout.")
            }
            if source.canBePowered, model.accuracy != nil, model.poweredAccuracy == nil {
                notes.append(
                    "\(model.model) has no prediction-powered accuracy: nothing foretells its errors on the drawn items, or "
                        + "fewer than \(PredictionPowered.leastDifferences) of them go against what foretells them.")
            }
        }
        let without = prevalence.count { $0.powered == nil && $0.label != nil }
        if source.canBePowered, without > 0, without < prevalence.count || !models.isEmpty {
            notes.append(
                "\(without) labels have no prediction-powered share: fewer than \(PredictionPowered.leastDifferences) drawn "
                    + "items differ from the model there, too few for its interval. The weighted share stands.")
        }
    }
}
