import Labeling

/// Which model for what, and what it costs: the first model (the cheap one) and the one after it.
package struct RoutingReport: Hashable, Sendable {
    package var first: String
    package var second: String?
    /// The confidence under which the policies with a threshold ask further; nil: there is no such rule.
    package var threshold: Double?
    package var risk: Double?
    package var delta: Double
    /// By the label that the first model gave, in the task's order; those that it gave.
    package var rows: [RoutingRow]
    /// All items.
    package var whole: RoutingRow
    package var block: RoutingBlock
    /// How the truth was decided that the errors of the first and the second are counted against.
    package var truths: [RoutingTruth]
    /// Nil: no item has ground truth.
    package var frontier: FrontierReport?
    /// The decided items are not like all, which the estimates for all items show: what follows holds for the decided ones.
    private(set) var isOfOtherItems = false
    /// Nil: no label is marked severe.
    package var safety: SafetyReport?
    /// By the label of the second model, with the exact McNemar test; empty without a second.
    package var pairLabels: [PairLabelReport]
    /// What is undefined and why, what was left out: sentences for people.
    package var notes: [String]

    /// What must not be missed before the advice is followed.
    package var warnings: [String] {
        var warnings = truths.compactMap(\.warning)
        if isOfOtherItems {
            warnings.append(
                "The decided items are not like the others (\"All items, estimated\" has the difference). Errors, policies and "
                    + "the frontier here are of the decided ones, not of all items: do not route by them. Review in random "
                    + "order (--order random).")
        }
        return warnings
    }

    /// Takes what the estimates for all items say of the decided ones.
    mutating func take(_ sampling: SamplingReport?) {
        let counted = [first, second]
        guard let sampling, sampling.models.contains(where: { $0.differs && counted.contains($0.model) }) else {
            return
        }
        isOfOtherItems = true
        block.warnings.append("the decided items are not like the others: it holds for the decided ones")
    }

    /// Nil: there is nothing to say it of.
    init?(_ source: DetailSource) {
        let evidence = source.evidence
        let answered = evidence.models.indices.filter { model in
            evidence.models[model].label.contains { $0 != Evidence.absent }
        }
        guard let firstNumber = answered.first else { return nil }
        let secondNumber = answered.dropFirst().first
        let columns = RoutingColumns(source, first: firstNumber, second: secondNumber)
        let table = RoutingTable(source, columns)
        guard table.whole.n > 0 || secondNumber != nil else { return nil }
        let settings = source.settings
        first = columns.first.model
        second = columns.second?.model
        threshold = columns.threshold
        (risk, delta) = (settings.risk, settings.delta)
        rows = table.rows.filter { $0.answered > 0 }
        whole = table.whole
        truths = [first, second].compactMap { name in
            source.base.models.first { $0.model == name }.map { RoutingTruth($0) }
        }
        block = RoutingBlock(
            rows, whole: whole, isSeen: truths.contains { $0.warning != nil }, names: settings.rungNames, first: first,
            second: second, threshold: threshold,
            risk: settings.risk)
        frontier = table.whole.n > 0 ? FrontierReport(source, columns, table) : nil
        safety = SafetyReport(source, columns, kinds: table.kinds, models: answered)
        let (a, b) = (first, second)
        pairLabels = source.base.pairs.first { $0.a == a && $0.b == b }?.perLabel ?? []
        notes = []
        notes = RoutingNotes(self, source, hasErrorCosts: columns.hasErrorCosts).sentences
    }
}

/// Reviewers follow what they see: truth decided with a model's answer in view makes its errors look fewer.
package struct RoutingTruth: Hashable, Sendable {
    package var model: String
    /// Items whose truth was decided without its answer in view, or imported.
    package var blind: Int
    package var shown: Int

    init(_ model: ModelReport) {
        self.model = model.model
        (blind, shown) = (model.byExposure.blind.n, model.byExposure.shown.n)
    }

    /// Nil: most of it is blind.
    package var warning: String? {
        guard shown > 0, blind < shown else { return nil }
        let start =
            blind == 0
            ? "\(model): all \(shown) truths were decided with its answer in view."
            : "\(model): \(shown) of \(blind + shown) truths were decided with its answer in view."
        return start
            + " Reviewers follow what they see: it may well err more than this says, and what is advised here rests "
            + "on it. Review a share blind ([review] blind-sample)."
    }
}
