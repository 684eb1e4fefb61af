import Labeling

extension PrevalenceEstimate {
    /// The label set's labels that occur in truth or in the proxy, in its order, then the items that no label fits.
    static func all(_ source: SampledItems) -> [PrevalenceEstimate] {
        let (evidence, sample) = (source.evidence, source.sample)
        let truth = evidence.items.truth
        let labels = evidence.singles.count
        let proxy = source.canBePowered ? Proxy.mostAnswered(source) : nil
        let stand = proxy.map { evidence.models[$0].label }
        // The last is "no label fits", of which no model speaks.
        var plain = Array(repeating: 0, count: labels + 1)
        var decided = 0
        var given = Array(repeating: 0, count: labels + 1)
        for row in 0..<evidence.count where !source.isPolicy[row] {
            if truth[row] != Evidence.absent {
                decided += 1
                for label in source.members(truth[row]) { plain[label] += 1 }
                if truth[row] == Evidence.besides { plain[labels] += 1 }
            }
            if let stand { for label in source.members(stand[row]) { given[label] += 1 } }
        }
        var cells = Array(repeating: Cells(), count: labels + 1)
        var everything = WeightedCell(value: 0)
        for (row, weight) in zip(sample.rows, sample.weights) {
            everything.add(weight: weight)
            let mine = truth[row] == Evidence.besides ? [labels] : source.members(truth[row])
            let theirs = stand.map { source.members($0[row]) } ?? []
            for label in mine {
                if theirs.contains(label) {
                    cells[label].both.add(weight: weight)
                } else {
                    cells[label].mine.add(weight: weight)
                }
            }
            for label in theirs where !mine.contains(label) { cells[label].theirs.add(weight: weight) }
        }
        var result: [PrevalenceEstimate] = []
        for label in 0...labels where plain[label] > 0 || given[label] > 0 {
            var estimate = PrevalenceEstimate(
                label: label < labels ? evidence.singles[label] : nil,
                plain: Interval.wilson(successes: plain[label], of: decided),
                weighted: WeightedEstimate.share(cells[label].list(of: everything)))
            if let proxy, label < labels {
                estimate.powered = powered(
                    cells[label].list(of: everything), given: given[label], of: sample,
                    words: "the labels of \(evidence.models[proxy].model)")
            }
            result.append(estimate)
        }
        return result
    }

    private static func powered(
        _ cells: [WeightedCell], given: Int, of sample: DrawnSample, words: String
    ) -> PoweredEstimate? {
        let all = ProxySums(n: sample.population, sum: Double(given), squares: Double(given))
        guard let (found, lambda) = PredictionPowered.estimate(cells, all: all, isEqual: sample.isEqual)
        else { return nil }
        var estimate = found
        estimate.boundAsShare(fitted: PredictionPowered.fitted)
        return PoweredEstimate(estimate: estimate, lambda: lambda, proxy: words)
    }

    /// Drawn items by whether they have the label in truth, and in the proxy.
    private struct Cells {
        var both = WeightedCell(value: 1, proxy: 1)
        var mine = WeightedCell(value: 1)
        var theirs = WeightedCell(value: 0, proxy: 1)

        func list(of everything: WeightedCell) -> [WeightedCell] {
            var rest = everything
            for cell in [both, mine, theirs] {
                rest.n -= cell.n
                rest.weight -= cell.weight
                rest.square -= cell.square
            }
            // What is left of a difference of sums may be a trace below nothing.
            (rest.weight, rest.square) = rest.n > 0 ? (max(rest.weight, 0), max(rest.square, 0)) : (0, 0)
            return [both, mine, theirs, rest]
        }
    }
}

/// A part of all items of which no item was drawn: the estimates say nothing of it.
package struct UnsupportedStratum: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable { case label, confidence }

    package var model: String
    package var kind: Kind
    /// The label that the model gave, or its confidence, as a tenth: `0.8-0.9`.
    package var name: String
    /// Items in it.
    package var items: Int

    /// The largest first.
    static func all(_ source: SampledItems) -> [UnsupportedStratum] {
        let evidence = source.evidence
        var strata: [UnsupportedStratum] = []
        for model in evidence.models.prefix(SampledItems.mostProxies) {
            var labels = Array(repeating: 0, count: evidence.labels.count + 1)
            var drawnLabels = labels
            var tenths = Array(repeating: 0, count: 10)
            var drawnTenths = tenths
            for row in 0..<evidence.count where !source.isPolicy[row] && model.isAnswered(row) {
                let isDrawn = source.weightOf[row] > 0
                labels[Int(model.label[row])] += 1
                if isDrawn { drawnLabels[Int(model.label[row])] += 1 }
                guard let confidence = model.usableConfidence(row) else { continue }
                // Closed on the right, as the bins of ECE.
                let tenth = min(max(Int((confidence * 10).rounded(.up)) - 1, 0), 9)
                tenths[tenth] += 1
                if isDrawn { drawnTenths[tenth] += 1 }
            }
            for code in labels.indices where labels[code] > 0 && drawnLabels[code] == 0 {
                strata.append(
                    UnsupportedStratum(
                        model: model.model, kind: .label, name: evidence.name(of: Evidence.Code(code)),
                        items: labels[code]))
            }
            for tenth in tenths.indices where tenths[tenth] > 0 && drawnTenths[tenth] == 0 {
                strata.append(
                    UnsupportedStratum(
                        model: model.model, kind: .confidence,
                        name: "\(Shown.fixed(Double(tenth) / 10, decimals: 1))-"
                            + Shown.fixed(Double(tenth + 1) / 10, decimals: 1),
                        items: tenths[tenth]))
            }
        }
        return strata.enumerated().sorted { ($1.element.items, $0.offset) < ($0.element.items, $1.offset) }
            .map(\.element)
    }
}
