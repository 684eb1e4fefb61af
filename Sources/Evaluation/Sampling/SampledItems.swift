import Labeling

/// What the estimates ask of the evidence, row by row.
struct SampledItems: Sendable {
    let evidence: Evidence
    let sample: DrawnSample
    /// Items that a rule accepted are of no population.
    let isPolicy: [Bool]
    /// For each row its weight; 0: not drawn.
    let weightOf: [Double]
    /// Whether there are items beside the drawn ones: without them the models' labels add nothing.
    let canBePowered: Bool

    /// Of the models, so many may stand in for people.
    static let mostProxies = 8

    init(_ evidence: Evidence, sample: DrawnSample, holdsAll: Bool) {
        self.evidence = evidence
        self.sample = sample
        isPolicy = evidence.items.marks.map { $0.contains(.byPolicy) }
        var weightOf = Array(repeating: 0.0, count: evidence.count)
        for (row, weight) in zip(sample.rows, sample.weights) { weightOf[row] = weight }
        self.weightOf = weightOf
        // A file of decided items alone says nothing of the others.
        canBePowered = sample.rows.count < sample.population && (holdsAll || sample.decided < sample.population)
    }

    /// The single labels that a code stands for.
    func members(_ code: Evidence.Code) -> [Int] {
        guard let label = Evidence.label(of: code) else { return [] }
        return evidence.isMultiLabel ? evidence.members[label] : [label]
    }
}

extension EvaluationSettings {
    /// What a wrong answer costs in dollars, by the number of the true label; nil: nothing is said of it.
    func errorDollars(_ evidence: Evidence) -> [Double]? {
        guard !errorCosts.isEmpty else { return nil }
        var byName: [String: Money] = [:]
        for (label, cost) in errorCosts { byName[label.name.lowercased()] = cost }
        func dollars(_ label: Label) -> Double {
            Double(byName[label.name.lowercased()]?.picodollars ?? 0) / Double(Money.picodollarsPerDollar)
        }
        guard evidence.isMultiLabel else { return evidence.labels.map(dollars) }
        // A set that is wrong costs what its dearest label costs.
        return evidence.members.map { $0.map { dollars(evidence.labels[$0]) }.max() ?? 0 }
    }
}
