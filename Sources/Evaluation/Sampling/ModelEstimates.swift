package import Labeling

/// How good one model is on all items.
package struct ModelEstimates: Hashable, Sendable {
    package var model: String
    /// Over the decided items as they are.
    package var plainAccuracy: Interval?
    package var plainN: Int
    package var accuracy: Estimate?
    package var poweredAccuracy: PoweredEstimate?
    /// The plain accuracy and the estimate differ by more than chance.
    package var differs: Bool
    package var kappa: Estimate?
    package var perLabel: [LabelEstimates]
    /// Dollars for 1,000 items; nil: no label has a cost of an error.
    package var errorCost: Estimate?
    package var poweredErrorCost: PoweredEstimate?
}

/// Of one label: precision, recall, F1; nil: no drawn item says anything of it.
package struct LabelEstimates: Hashable, Sendable {
    package var label: Label
    package var precision: Estimate?
    package var recall: Estimate?
    package var f1: Estimate?
}

/// The share of a label in all items.
package struct PrevalenceEstimate: Hashable, Sendable {
    /// Nil: items that no label fits.
    package var label: Label?
    /// Of all decided items as they are.
    package var plain: Interval?
    package var weighted: Estimate?
    package var powered: PoweredEstimate?
}

extension ModelEstimates {
    /// - Parameter costs: `EvaluationSettings.errorDollars`.
    init(_ source: SampledItems, model: Int, plain: ModelReport, costs: [Double]?) {
        let (evidence, sample) = (source.evidence, source.sample)
        let answers = evidence.models[model].label
        let truth = evidence.items.truth
        self.model = evidence.models[model].model
        plainAccuracy = plain.accuracy
        plainN = plain.n

        var right = WeightedCell(value: 1)
        var wrong = WeightedCell(value: 0)
        var kappa = WeightedKappa(categories: evidence.labels.count + 1)
        var labels = Array(repeating: LabelCells(), count: evidence.singles.count)
        var costCells: [WeightedCell] = []
        for (row, weight) in zip(sample.rows, sample.weights) where truth[row] > 0 && answers[row] != Evidence.absent {
            if answers[row] == truth[row] { right.add(weight: weight) } else { wrong.add(weight: weight) }
            kappa.add(Int(truth[row]), Int(answers[row]), weight: weight)
            if evidence.isMultiLabel {
                let (true_, given) = (source.members(truth[row]), source.members(answers[row]))
                for label in true_ {
                    if given.contains(label) {
                        labels[label].both.add(weight: weight)
                    } else {
                        labels[label].missed.add(weight: weight)
                    }
                }
                for label in given where !true_.contains(label) { labels[label].wrong.add(weight: weight) }
            } else if answers[row] == truth[row] {
                labels[Int(truth[row]) - 1].both.add(weight: weight)
            } else {
                labels[Int(truth[row]) - 1].missed.add(weight: weight)
                if answers[row] > 0 { labels[Int(answers[row]) - 1].wrong.add(weight: weight) }
            }
            if let costs {
                var cell = WeightedCell(value: answers[row] == truth[row] ? 0 : costs[Int(truth[row]) - 1])
                cell.add(weight: weight)
                costCells.append(cell)
            }
        }
        let accuracy = WeightedEstimate.share([right, wrong])
        self.accuracy = accuracy
        self.kappa = kappa.estimate { body in
            for (row, weight) in zip(sample.rows, sample.weights)
            where truth[row] > 0 && answers[row] != Evidence.absent {
                body(Int(truth[row]), Int(answers[row]), weight)
            }
        }
        perLabel = labels.enumerated().compactMap { label, cells in cells.estimates(of: evidence.singles[label]) }
        differs = ModelEstimates.differs(source, model, plain, accuracy, total: right.weight + wrong.weight)
        errorCost = costs == nil ? nil : WeightedEstimate.ratio(costCells)?.perThousand
        poweredAccuracy = nil
        poweredErrorCost = nil
        guard source.canBePowered else { return }
        poweredAccuracy = Proxy.accuracy(source, model: model)
        if let costs { poweredErrorCost = Proxy.errorCost(source, model: model, costs: costs) }
    }

    /// Whether the plain accuracy of the decided items and the weighted one of the drawn items differ by more than
    /// 1.96 standard errors: both are sums over the same items, so the error is that of the difference item by item.
    private static func differs(
        _ source: SampledItems, _ model: Int, _ plain: ModelReport, _ estimate: Estimate?, total: Double
    ) -> Bool {
        guard let estimate, let share = plain.accuracy?.value, plain.n > 0, total > 0 else { return false }
        let (answers, truth) = (source.evidence.models[model].label, source.evidence.items.truth)
        var squares = 0.0
        for row in truth.indices where truth[row] > 0 && answers[row] != Evidence.absent {
            let value = answers[row] == truth[row] ? 1.0 : 0
            let part =
                source.weightOf[row] / total * (value - estimate.value) - (value - share) / Double(plain.n)
            squares += part * part
        }
        let difference = estimate.value - share
        return difference * difference > Interval.normalQuantile * Interval.normalQuantile * squares
            && abs(difference) > 1e-12
    }
}

extension Estimate {
    var perThousand: Estimate {
        Estimate(
            value: value * 1_000, low: max(0, low) * 1_000, high: high * 1_000, standardError: standardError * 1_000,
            n: n, effective: effective)
    }
}

/// Of one label: items that have it in truth and in the answer, in one of them alone.
private struct LabelCells {
    var both = WeightedCell(value: 1)
    var missed = WeightedCell(value: 0)
    var wrong = WeightedCell(value: 0)

    func estimates(of label: Label) -> LabelEstimates? {
        guard both.n + missed.n + wrong.n > 0 else { return nil }
        // 2tp / (2tp + fp + fn), as a ratio.
        var (twice, rest, other) = (both, missed, wrong)
        (twice.value, twice.base) = (2, 2)
        (rest.value, other.value) = (0, 0)
        return LabelEstimates(
            label: label, precision: WeightedEstimate.share([both, wrong]),
            recall: WeightedEstimate.share([both, missed]), f1: WeightedEstimate.share([twice, rest, other]))
    }
}
