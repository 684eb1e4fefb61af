package import Labeling

/// Takes items one by one and keeps only counts, sums and latencies of them, so that a million items need no more
/// memory than a few megabytes.
///
/// The result does not depend on the order of the items, but for the order of models and labels that neither the task
/// nor `modelOrder` names.
package struct EvaluationBuilder: Sendable {
    private var labels: LabelIndex
    private var items = 0
    private var byPolicy = 0
    private var truth = TruthTally()
    private var models: [ModelTally] = []
    private var modelNumbers: [String: Int] = [:]
    /// Of models `a < b` at `b(b-1)/2 + a`.
    private var pairs: [PairTally] = []
    private var reviewers = ReviewersTally()
    private let severe: Set<Label>
    private let big: String?
    /// The newest answer of each model to the item at hand; a field so that a million items share its memory.
    private var newest: [(model: Int, prediction: Int, category: Category)] = []

    /// - Parameters:
    ///   - modelOrder: the models to list first, usually those of the task from cheap to strong.
    ///   - severe: the labels that are costly to miss and to raise in vain; those outside the set are said in `notes`.
    ///   - big: the model that every other is held against; nil: the last of `modelOrder`, where it names two or more.
    package init(labels: LabelSet, modelOrder: [String] = [], severe: Set<Label> = [], big: String? = nil) {
        self.init(
            labels: LabelIndex(labels), modelOrder: modelOrder, severe: severe, big: big)
    }

    /// For files without a task.
    ///
    /// - Parameters:
    ///   - labelNames: in the order of the report; of names that differ in case alone the first counts.
    ///   - discovering: whether labels that items bring join them, by first appearance, up to 1,000.
    package init(
        labelNames: [String], discovering: Bool = false, modelOrder: [String] = [], severe: Set<Label> = [],
        big: String? = nil
    ) {
        self.init(
            labels: LabelIndex(labels: labelNames.map(Label.init), isDiscovering: discovering), modelOrder: modelOrder,
            severe: severe, big: big)
    }

    private init(labels: LabelIndex, modelOrder: [String], severe: Set<Label>, big: String?) {
        self.labels = labels
        self.severe = severe
        self.big = big ?? (modelOrder.count > 1 ? modelOrder.last : nil)
        for model in modelOrder { _ = number(of: model) }
    }

    /// Adds an item whose ground truth follows from its own decisions and gold.
    package mutating func add(_ item: AnnotatedItem) {
        add(item, truth: GroundTruth.resolve(decisions: item.decisions, gold: item.gold))
    }

    /// Adds an item. Of several predictions of one model the newest counts: the latest in time, or the later in the
    /// list where times are equal or missing.
    ///
    /// - Parameter truth: nil: not decided, or flagged.
    package mutating func add(_ item: AnnotatedItem, truth decided: GroundTruth?) {
        items += 1
        var decided = decided
        var decisions = item.decisions
        if decisions.contains(where: \.isByPolicy) {
            // A rule repeats what a model said: no evidence about the model, and no reviewer's opinion.
            decisions.removeAll(where: \.isByPolicy)
            if decided?.decision?.isByPolicy == true {
                byPolicy += 1
                decided = GroundTruth.resolve(decisions: decisions, gold: item.gold)
            }
        }
        let truth = truth.add(decided, labels: &labels)
        collectNewest(of: item.predictions)
        for index in newest.indices {
            let (model, prediction, _) = newest[index]
            let answer = answer(item.predictions, prediction)
            newest[index].category = answer.category
            if let truth {
                // Imported truth was not decided here: no answer was in view.
                let wasShown = decided?.decision?.shown.contains(models[model].model) ?? false
                models[model].add(answer, truth: truth, wasShown: wasShown, members: labels.members)
            } else {
                models[model].add(answer)
            }
        }
        for second in newest.indices.dropFirst() {
            for first in 0..<second {
                let isOrdered = newest[first].model < newest[second].model
                let (a, b) = isOrdered ? (newest[first], newest[second]) : (newest[second], newest[first])
                let index = EvaluationBuilder.pairIndex(a.model, b.model)
                while pairs.count <= index { pairs.append(noPair) }
                pairs[index].add(a.category, b.category, truth: truth, members: labels.members)
            }
        }
        if !decisions.isEmpty { reviewers.add(decisions, labels: &labels) }
    }

    /// What the items so far amount to; more may be added after.
    package func report() -> EvaluationReport {
        let answered = models.indices.filter { models[$0].evaluated.n + models[$0].others.n > 0 }
        let singles = labels.singles
        var notes = ReportNotes(labels: singles)
        notes.describe(truth, labels: labels)
        notes.describe(byPolicy: byPolicy)
        let severe = severeLabels
        notes.describe(severeOutside: self.severe.count(where: { !labels.holds($0) }))
        var modelReports: [ModelReport] = []
        for index in answered {
            let report = ModelReport(models[index], labels: singles, severe: severe, truths: truth.n)
            notes.describe(report, tally: models[index])
            modelReports.append(report)
        }
        var pairReports: [PairReport] = []
        for (position, first) in answered.enumerated() {
            for second in answered[(position + 1)...] {
                let index = EvaluationBuilder.pairIndex(first, second)
                let tally = index < pairs.count ? pairs[index] : noPair
                let report = tally.report(a: models[first].model, b: models[second].model, labels: singles)
                notes.describe(report, tally: tally)
                pairReports.append(report)
            }
        }
        let reviewersReport = reviewers.report(labels: singles)
        notes.describe(reviewersReport, tally: reviewers)
        let headToHead = headToHead(answered)
        for report in headToHead {
            notes.describe(report, answered: modelReports.first { $0.model == report.small }?.n ?? 0)
        }
        return EvaluationReport(
            items: items, labels: singles, groundTruth: truth.report(labels: labels, byPolicy: byPolicy),
            models: modelReports, pairs: pairReports, headToHead: headToHead, reviewers: reviewersReport,
            notes: notes.sentences, isMultiLabel: labels.several != nil)
    }

    /// Two models of which nothing is known yet.
    private var noPair: PairTally { PairTally(sets: labels.several.map { SetsTally(labelCount: $0.count) }) }

    /// For each label, whether it is marked severe; empty when none is.
    private var severeLabels: [Bool] {
        let marked = LabelIndex(labels: Array(severe), isDiscovering: false)
        let flags = labels.singles.map { marked.holds($0) }
        return flags.contains(true) ? flags : []
    }

    /// - Parameter answered: the models with an answer.
    private func headToHead(_ answered: [Int]) -> [HeadToHeadReport] {
        guard let big = answered.first(where: { models[$0].model == big }) else { return [] }
        return answered.filter { $0 != big }.map { small in
            let index = EvaluationBuilder.pairIndex(min(small, big), max(small, big))
            var counts = index < pairs.count ? pairs[index].mcnemar : McNemarCounts(n: 0, onlyA: 0, onlyB: 0)
            // A pair is kept the lower number first.
            if small > big { swap(&counts.onlyA, &counts.onlyB) }
            return HeadToHeadReport(small: models[small].model, big: models[big].model, counts)
        }
    }

    private mutating func collectNewest(of predictions: [Prediction]) {
        newest.removeAll(keepingCapacity: true)
        for index in predictions.indices {
            // Most items list the same models in the same order.
            let isUsual = index < models.count && models[index].model == predictions[index].model
            let model = isUsual ? index : number(of: predictions[index].model)
            guard let slot = newest.firstIndex(where: { $0.model == model }) else {
                newest.append((model, index, .besides))
                continue
            }
            if let at = predictions[index].at, let known = predictions[newest[slot].prediction].at, at < known {
                continue
            }
            newest[slot].prediction = index
        }
    }

    // By index, for a prediction taken out of its array is a copy.
    private mutating func answer(_ predictions: [Prediction], _ index: Int) -> Answer {
        var category = Category.besides
        if predictions[index].outcome == .labeled, let label = predictions[index].label,
            let position = labels.position(of: label)
        {
            category = .label(position)
        }
        var outcome = predictions[index].outcome
        if outcome == .labeled, category == .besides {
            outcome = predictions[index].label == nil ? .invalidOutput : .unknownLabel
        }
        return Answer(
            category: category, outcome: outcome, confidence: predictions[index].confidence,
            cost: predictions[index].cost,
            latencyMilliseconds: predictions[index].latencyMilliseconds, snapshot: predictions[index].snapshot,
            promptVersion: predictions[index].promptVersion)
    }

    private mutating func number(of model: String) -> Int {
        if let number = modelNumbers[model] { return number }
        modelNumbers[model] = models.count
        let sets = labels.several.map { ModelSetsTally(labelCount: $0.count, isSevere: severeLabels) }
        models.append(ModelTally(model: model, sets: sets))
        return models.count - 1
    }

    private static func pairIndex(_ a: Int, _ b: Int) -> Int { b * (b - 1) / 2 + a }
}

/// Ground truth, counted.
struct TruthTally: Sendable {
    private(set) var n = 0
    private(set) var rejected = 0
    /// Labels outside the label set: left out.
    private(set) var outside = 0
    private var single = 0
    private var imported = 0
    private var counts = Counts()

    /// The label's place; nil when there is none to compare with.
    mutating func add(_ truth: GroundTruth?, labels: inout LabelIndex) -> Int? {
        guard let truth else { return nil }
        guard let label = truth.label else {
            rejected += 1
            return nil
        }
        guard let position = labels.position(of: label) else {
            outside += 1
            return nil
        }
        n += 1
        counts.add(position)
        switch truth.provenance {
        case .single: single += 1
        case .imported: imported += 1
        }
        return position
    }

    func report(labels index: LabelIndex, byPolicy: Int = 0) -> GroundTruthReport {
        var counts = self.counts
        if index.several != nil {
            counts = Counts()
            for (position, members) in index.members.enumerated() {
                for member in members { counts.add(member, self.counts[position]) }
            }
        }
        return GroundTruthReport(
            n: n, labels: index.singles.enumerated().map { LabelCount(label: $1, n: counts[$0]) }, rejected: rejected,
            single: single, imported: imported, empty: index.several.map { _ in empty(index) }, byPolicy: byPolicy)
    }

    /// Items without a label.
    private func empty(_ index: LabelIndex) -> Int {
        index.members.enumerated().reduce(0) { $1.element.isEmpty ? $0 + counts[$1.offset] : $0 }
    }
}
