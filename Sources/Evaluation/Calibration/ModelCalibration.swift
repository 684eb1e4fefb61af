package import Labeling

/// The calibrators of one model: over all labels, and of each label with enough truth.
package struct ModelCalibration: Hashable, Sendable {
    /// Answers with a valid label, a confidence and a decided truth. "No label fits" is one here: no label was right.
    package var n: Int
    /// Only truth that was decided without this model's answer in view went in: where there is enough of it.
    package var isBlind: Bool
    /// Nil: there is too little truth.
    package var overall: CalibratorChoice?
    /// Those with enough truth, in the order of their names; no more than `mostLabels`, the most frequent.
    package var labels: [CalibratorChoice]
    /// Labels with enough truth beyond those.
    package var labelsLeftOut: Int

    /// Fitting takes time for each.
    package static let mostLabels = 30

    /// - Parameters:
    ///   - counts: of one model, in any order.
    package init(_ counts: [CalibrationCount]) {
        let blind = counts.reduce(0) { $0 + $1.confidence.blind }
        let isBlind = blind >= ConfidenceTable.enoughBlind
        var (totals, rights): ([Label: Int], [Label: Int]) = ([:], [:])
        for count in counts {
            totals[count.label, default: 0] += isBlind ? count.confidence.blind : count.confidence.n
            rights[count.label, default: 0] += isBlind ? count.confidence.blindRight : count.confidence.right
        }
        let found = ModelCalibration.labels(totals.map { ($0.key, $0.value, rights[$0.key] ?? 0) })
        let slots = Dictionary(uniqueKeysWithValues: found.labels.enumerated().map { ($1, $0) })
        var overall = ConfidenceCells()
        var cells = [ConfidenceCells](repeating: ConfidenceCells(), count: found.labels.count)
        for count in counts {
            let (one, of) = (count.confidence, count.confidence.thousandths)
            let (n, right) = isBlind ? (one.blind, one.blindRight) : (one.n, one.right)
            overall.add(thousandths: of, fold: count.fold, n: n, right: right)
            if let slot = slots[count.label] {
                cells[slot].add(thousandths: of, fold: count.fold, n: n, right: right)
            }
        }
        self.init(overall, labels: found.labels, cells: cells, isBlind: isBlind, leftOut: found.leftOut)
    }

    private init(
        _ cells: ConfidenceCells, labels names: [Label], cells ofLabels: [ConfidenceCells], isBlind: Bool, leftOut: Int
    ) {
        n = cells.n
        self.isBlind = isBlind
        labelsLeftOut = leftOut
        let stated = CalibratorChoice.folds(cells, .identity)
        overall = CalibratorChoice(cells, label: nil, isBlind: isBlind, shown: stated)
        var shown = stated
        if let overall, let best = overall.best {
            shown = CalibratorChoice.folds(cells, overall.candidates[best].calibrator.kind)
        }
        labels = []
        for (name, cells) in zip(names, ofLabels) {
            if let choice = CalibratorChoice(cells, label: name, isBlind: isBlind, shown: shown) {
                labels.append(choice)
            }
        }
    }

    /// The labels to fit calibrators for, by name.
    private static func labels(_ all: [(label: Label, n: Int, right: Int)]) -> (labels: [Label], leftOut: Int) {
        let enough = all.filter {
            $0.n >= CalibratorChoice.fewest && min($0.right, $0.n - $0.right) >= CalibratorChoice.fewestOfEach
        }
        let most = enough.sorted { ($1.n, $0.label.name) < ($0.n, $1.label.name) }.prefix(mostLabels).map(\.label)
        return (most.sorted { $0.name < $1.name }, enough.count - most.count)
    }

    /// As they are stored: the model's own first.
    package func fitted(of model: String) -> [FittedCalibrator] {
        ([overall].compactMap(\.self) + labels).map { $0.fitted(of: model) }
    }
}

extension ModelCalibration {
    init(_ evidence: Evidence, model: Int) {
        let answers = evidence.models[model]
        var totals = [(n: Int, right: Int, blind: Int, blindRight: Int)](
            repeating: (0, 0, 0, 0), count: evidence.labels.count)
        let bit: UInt64 = model < 64 ? 1 << UInt64(model) : 0
        // Nil: the answer says nothing that could be right, or nothing is known of it.
        func label(_ item: Int) -> Int? {
            guard evidence.items.truth[item] != Evidence.absent, answers.confidence[item] >= 0,
                answers.confidence[item] <= 1
            else { return nil }
            return Evidence.label(of: answers.label[item])
        }
        for item in 0..<evidence.count {
            guard let label = label(item) else { continue }
            let right = answers.label[item] == evidence.items.truth[item] ? 1 : 0
            totals[label].n += 1
            totals[label].right += right
            guard evidence.items.shown[item] & bit == 0 else { continue }
            totals[label].blind += 1
            totals[label].blindRight += right
        }
        let isBlind = totals.reduce(0) { $0 + $1.blind } >= ConfidenceTable.enoughBlind
        let found = ModelCalibration.labels(
            totals.enumerated().map { place, sums in
                (evidence.labels[place], isBlind ? sums.blind : sums.n, isBlind ? sums.blindRight : sums.right)
            })
        var slots = [Int](repeating: -1, count: evidence.labels.count)
        let bySlot = Dictionary(uniqueKeysWithValues: found.labels.enumerated().map { ($1, $0) })
        for (place, label) in evidence.labels.enumerated() { slots[place] = bySlot[label] ?? -1 }
        var overall = ConfidenceCells()
        var cells = [ConfidenceCells](repeating: ConfidenceCells(), count: found.labels.count)
        for item in 0..<evidence.count {
            guard let label = label(item), !isBlind || evidence.items.shown[item] & bit == 0 else { continue }
            let right = answers.label[item] == evidence.items.truth[item] ? 1 : 0
            let thousandths = ConfidenceCells.thousandths(answers.confidence[item])
            let fold = CalibrationFolds.fold(of: evidence.items.number[item])
            overall.add(thousandths: thousandths, fold: fold, right: right)
            if slots[label] >= 0 { cells[slots[label]].add(thousandths: thousandths, fold: fold, right: right) }
        }
        self.init(overall, labels: found.labels, cells: cells, isBlind: isBlind, leftOut: found.leftOut)
    }
}
