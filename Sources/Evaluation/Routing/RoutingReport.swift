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
    /// Nil: no item has ground truth.
    package var frontier: FrontierReport?
    /// Nil: no label is marked severe.
    package var safety: SafetyReport?
    /// By the label of the second model, with the exact McNemar test; empty without a second.
    package var pairLabels: [PairLabelReport]
    /// What is undefined and why, what was left out: sentences for people.
    package var notes: [String]

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
        block = RoutingBlock(
            rows, whole: whole, names: settings.rungNames, first: first, second: second, threshold: threshold,
            risk: settings.risk)
        frontier = table.whole.n > 0 ? FrontierReport(source, columns, table) : nil
        safety = SafetyReport(source, columns, kinds: table.kinds, models: answered)
        let (a, b) = (first, second)
        pairLabels = source.base.pairs.first { $0.a == a && $0.b == b }?.perLabel ?? []
        notes = []
        notes = RoutingNotes(self, source, hasErrorCosts: columns.hasErrorCosts).sentences
    }
}
