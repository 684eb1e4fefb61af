import Labeling

/// What stands in for people's labels on all items. Any number does: a bad one only leaves the interval as wide as it
/// was. Of several, the one that goes best with what people say on the drawn items.
enum Proxy {
    /// Of a model's being right: another model's agreement with it, or its own confidence.
    static func accuracy(_ source: SampledItems, model: Int) -> PoweredEstimate? {
        let evidence = source.evidence
        let own = evidence.models[model]
        var found: [(candidate: Candidate, correlation: Double)] = []
        for candidate in candidates(source, model) {
            var moments = Moments()
            forEachDrawn(source, model) { row, weight in
                guard evidence.items.truth[row] > 0 else { return }
                moments.add(
                    own.label[row] == evidence.items.truth[row] ? 1 : 0, candidate.value(evidence, model, row), weight)
            }
            if moments.correlation > 0 { found.append((candidate, moments.correlation)) }
        }
        // The best may be so good that too few drawn items go against it: then the next.
        for (candidate, _) in found.sorted(by: { $0.correlation > $1.correlation }) {
            if let estimate = accuracy(source, model: model, by: candidate) { return estimate }
        }
        return nil
    }

    private static func accuracy(_ source: SampledItems, model: Int, by candidate: Candidate) -> PoweredEstimate? {
        let evidence = source.evidence
        let own = evidence.models[model]
        var cells: [WeightedCell] = []
        forEachDrawn(source, model) { row, weight in
            let hasTruth = evidence.items.truth[row] > 0
            var cell = WeightedCell(
                value: hasTruth && own.label[row] == evidence.items.truth[row] ? 1 : 0, base: hasTruth ? 1 : 0,
                proxy: candidate.value(evidence, model, row))
            cell.add(weight: weight)
            cells.append(cell)
        }
        var all = ProxySums()
        for row in 0..<evidence.count where !source.isPolicy[row] && own.isAnswered(row) {
            all.add(candidate.value(evidence, model, row))
        }
        guard let (found, lambda) = PredictionPowered.estimate(cells, all: all, isEqual: source.sample.isEqual)
        else { return nil }
        var estimate = found
        estimate.boundAsShare(fitted: PredictionPowered.fitted)
        return PoweredEstimate(estimate: estimate, lambda: lambda, proxy: candidate.words(evidence))
    }

    /// Of what a model's errors cost: another model's labels taken for the truth.
    static func errorCost(_ source: SampledItems, model: Int, costs: [Double]) -> PoweredEstimate? {
        let evidence = source.evidence
        guard let other = mostAnswered(source, besides: model) else { return nil }
        let (answers, stand) = (evidence.models[model].label, evidence.models[other].label)
        let truth = evidence.items.truth
        func cost(_ answer: Evidence.Code, _ truth: Evidence.Code) -> Double {
            truth > 0 && answer != truth ? costs[Int(truth) - 1] : 0
        }
        var cells: [WeightedCell] = []
        forEachDrawn(source, model) { row, weight in
            var cell = WeightedCell(
                value: cost(answers[row], truth[row]), base: truth[row] > 0 ? 1 : 0,
                proxy: cost(answers[row], stand[row]))
            cell.add(weight: weight)
            cells.append(cell)
        }
        var all = ProxySums()
        for row in 0..<evidence.count where !source.isPolicy[row] && answers[row] != Evidence.absent {
            all.add(cost(answers[row], stand[row]))
        }
        let smallest = costs.filter { $0 > 0 }.min() ?? 1
        guard
            let found = PredictionPowered.estimate(
                cells, all: all, isEqual: source.sample.isEqual, scale: smallest)
        else { return nil }
        return PoweredEstimate(
            estimate: found.estimate.perThousand, lambda: found.lambda,
            proxy: "the labels of \(evidence.models[other].model)")
    }

    /// The model that has answered most items; of equals the later, which is the stronger. Nil: none has answered.
    static func mostAnswered(_ source: SampledItems, besides: Int? = nil) -> Int? {
        var best: (model: Int, n: Int)?
        for model in source.evidence.models.indices.prefix(SampledItems.mostProxies) where model != besides {
            let n = source.evidence.models[model].label.count { $0 > 0 }
            if n > 0, n >= best?.n ?? 0 { best = (model, n) }
        }
        return best?.model
    }

    private static func forEachDrawn(
        _ source: SampledItems, _ model: Int, _ body: (_ row: Int, _ weight: Double) -> Void
    ) {
        let answers = source.evidence.models[model].label
        for (row, weight) in zip(source.sample.rows, source.sample.weights) where answers[row] != Evidence.absent {
            body(row, weight)
        }
    }

    private static func candidates(_ source: SampledItems, _ model: Int) -> [Candidate] {
        let others = source.evidence.models.indices.prefix(SampledItems.mostProxies)
            .filter { $0 != model && source.evidence.models[$0].label.contains { $0 > 0 } }
        return [.confidence] + others.map(Candidate.agreement)
    }

    enum Candidate {
        case confidence
        case agreement(Int)

        func value(_ evidence: Evidence, _ model: Int, _ row: Int) -> Double {
            switch self {
            case .confidence:
                evidence.models[model].label[row] > 0 ? evidence.models[model].usableConfidence(row) ?? 0.5 : 0
            case .agreement(let other):
                evidence.models[model].label[row] > 0
                    && evidence.models[model].label[row] == evidence.models[other].label[row] ? 1 : 0
            }
        }

        func words(_ evidence: Evidence) -> String {
            switch self {
            case .confidence: "its own confidence"
            case .agreement(let other): "agreement with \(evidence.models[other].model)"
            }
        }
    }

    private struct Moments {
        private var (weight, x, y, xx, yy, xy) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)

        mutating func add(_ one: Double, _ other: Double, _ weight: Double) {
            self.weight += weight
            x += weight * one
            y += weight * other
            xx += weight * one * one
            yy += weight * other * other
            xy += weight * one * other
        }

        /// 0 where one side does not vary.
        var correlation: Double {
            guard weight > 0 else { return 0 }
            let (spreadX, spreadY) = (xx - x * x / weight, yy - y * y / weight)
            guard spreadX > 1e-12 * weight, spreadY > 1e-12 * weight else { return 0 }
            return (xy - x * y / weight) / (spreadX * spreadY).squareRoot()
        }
    }
}
