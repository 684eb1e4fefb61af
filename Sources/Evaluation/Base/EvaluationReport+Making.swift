import Labeling

extension EvaluationReport {
    /// - Parameter evidence: finished: all its columns are as long as there are items.
    init(_ evidence: Evidence, severe severeSet: Set<Label>, big: String?, settings: EvaluationSettings) {
        let evidence = evidence.resolvingTruth(settings)
        let labels = evidence.index
        let truth = TruthTally(evidence.items)
        let answered = evidence.models.indices.filter { model in
            evidence.models[model].label.contains { $0 != Evidence.absent }
        }
        var notes = ReportNotes(labels: labels.singles)
        notes.describe(truth, labels: labels)
        notes.describe(byPolicy: truth.byPolicy)
        let marked = LabelIndex(labels: Array(severeSet), isDiscovering: false)
        var severe = labels.singles.map { marked.holds($0) }
        if !severe.contains(true) { severe = [] }
        notes.describe(severeOutside: severeSet.count(where: { !labels.holds($0) }))
        var models: [ModelReport] = []
        for model in answered {
            let tally = ModelTally(evidence, model: model, severe: severe)
            let report = ModelReport(tally, labels: labels.singles, severe: severe, truths: truth.n)
            notes.describe(report, tally: tally)
            models.append(report)
        }
        var pairs: [PairReport] = []
        var headToHead: [HeadToHeadReport] = []
        let bigNumber = answered.first { evidence.models[$0].model == big }
        for (position, first) in answered.enumerated() {
            for second in answered[(position + 1)...] {
                let tally = PairTally(evidence, first, second)
                let report = tally.report(
                    a: evidence.models[first].model, b: evidence.models[second].model, labels: labels.singles)
                notes.describe(report, tally: tally)
                pairs.append(report)
                guard first == bigNumber || second == bigNumber else { continue }
                var counts = tally.mcnemar
                // A pair is kept the lower number first.
                if first == bigNumber { swap(&counts.onlyA, &counts.onlyB) }
                let small = first == bigNumber ? second : first
                headToHead.append(
                    HeadToHeadReport(small: evidence.models[small].model, big: big ?? "", counts))
            }
        }
        let order = models.map(\.model)
        headToHead.sort { (order.firstIndex(of: $0.small) ?? 0) < (order.firstIndex(of: $1.small) ?? 0) }
        let ratings = ReviewersTally(evidence)
        let reviewers = ratings.report(labels: labels.singles)
        notes.describe(reviewers, tally: ratings)
        for report in headToHead {
            notes.describe(report, answered: models.first { $0.model == report.small }?.n ?? 0)
        }
        self.init(
            items: evidence.count, labels: labels.singles, groundTruth: truth.report(labels: labels), models: models,
            pairs: pairs, headToHead: headToHead, reviewers: reviewers, notes: notes.sentences,
            isMultiLabel: labels.several != nil)
        details = EvaluationDetails(evidence, base: self, severe: severe, settings: settings)
        self.notes += details.notes
    }
}
