import Labeling

/// One model's figures by what the reviewers had in view when they decided the truth.
package struct ModelExposure: Hashable, Sendable {
    package var model: String
    package var all: ExposureFigures
    /// Imported truth counts as blind: nobody decided it here.
    package var blind: ExposureFigures
    /// Of `blind`: imported.
    package var imported: Int
    package var shown: ExposureFigures
    /// Accuracy on blind truth less accuracy on shown truth; nil: one of them is undefined.
    package var difference: IndependentDifference?
    /// There is truth, and all of it was decided with the model's answer in view.
    package var isOnlySeen: Bool { shown.n > 0 && blind.n == 0 }
}

package struct ExposureFigures: Hashable, Sendable {
    package var n: Int
    package var accuracy: Interval?
    /// As the model's own; nil also where an item can have several labels.
    package var macroF1: Double?
    package var cohenKappa: Double?
}

/// A model's answers against truth of one kind of exposure, counted.
struct ExposureTally {
    private var n = 0
    private var correct = 0
    /// By code: how often it was true, answered, both.
    private var support: [Int]
    private var answered: [Int]
    private var common: [Int]

    init(codes: Int) {
        support = [Int](repeating: 0, count: codes)
        answered = support
        common = support
    }

    /// - Parameter truth: a label.
    mutating func add(truth: Evidence.Code, answer: Evidence.Code) {
        n += 1
        support[Int(truth)] += 1
        answered[Int(answer)] += 1
        if truth == answer {
            correct += 1
            common[Int(truth)] += 1
        }
    }

    mutating func add(_ other: ExposureTally) {
        n += other.n
        correct += other.correct
        for code in support.indices {
            support[code] += other.support[code]
            answered[code] += other.answered[code]
            common[code] += other.common[code]
        }
    }

    func figures(isMultiLabel: Bool) -> ExposureFigures {
        var classes: [ClassCounts] = []
        var chance = 0
        for code in support.indices {
            chance += support[code] * answered[code]
            guard code > 0, !isMultiLabel else { continue }
            classes.append(
                ClassCounts(truePositives: common[code], support: support[code], predicted: answered[code]))
        }
        return ExposureFigures(
            n: n, accuracy: .wilson(successes: correct, of: n), macroF1: classes.macroF1,
            cohenKappa: cohenKappa(n: n, agreements: correct, chance: chance))
    }
}

extension ModelExposure {
    /// Nil: the model answered no item with a label as truth.
    init?(_ evidence: Evidence, model number: Int) {
        let answers = evidence.models[number].label
        let codes = evidence.labels.count + 1
        var (blind, shown) = (ExposureTally(codes: codes), ExposureTally(codes: codes))
        var imported = 0
        let items = evidence.items
        for item in 0..<evidence.count where answers[item] != Evidence.absent && items.truth[item] > 0 {
            if number < 64, items.shown[item] >> UInt64(number) & 1 == 1 {
                shown.add(truth: items.truth[item], answer: answers[item])
            } else {
                blind.add(truth: items.truth[item], answer: answers[item])
                if items.provenance[item] == .imported { imported += 1 }
            }
        }
        model = evidence.models[number].model
        self.imported = imported
        let isMultiLabel = evidence.isMultiLabel
        self.blind = blind.figures(isMultiLabel: isMultiLabel)
        self.shown = shown.figures(isMultiLabel: isMultiLabel)
        blind.add(shown)
        all = blind.figures(isMultiLabel: isMultiLabel)
        guard all.n > 0 else { return nil }
        if let blind = self.blind.accuracy, let shown = self.shown.accuracy {
            difference = .newcombe(blind, shown)
        }
    }
}
