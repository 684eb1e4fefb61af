import Foundation
import Labeling

/// Looks at every item with a truth for what speaks against it.
///
/// Scores are found for all; words are made for those that are listed alone.
final class DoubtSearch {
    let evidence: Evidence
    private(set) var n = 0
    private(set) var models: [DoubtsReport.Model] = []
    private(set) var perKind: [Doubt.Kind: Int] = [:]
    private(set) var notes: [String] = []
    private var learning: [ConfidentLearning] = []
    private var answered: [Int] = []
    private let pace: DecisionPace
    private let named: (Label) -> String
    private static let mostPairs = 20

    struct Found {
        var item: Int32
        var score: Double
    }

    init(_ evidence: Evidence, named: @escaping (Label) -> String) {
        self.evidence = evidence
        self.named = named
        pace = DecisionPace(evidence)
        for item in 0..<evidence.count where evidence.items.truth[item] != Evidence.absent { n += 1 }
        guard n > 0 else { return }
        for (number, model) in evidence.models.enumerated() {
            guard model.label.contains(where: { $0 != Evidence.absent }) else { continue }
            answered.append(number)
            learning.append(
                ConfidentLearning(truth: evidence.items.truth, answers: model, labels: evidence.labels.count))
        }
    }

    /// The candidates, the most doubtful first; equal ones in the order of their numbers.
    func run() -> [Found] {
        var found: [Found] = []
        var counts = [Int](repeating: 0, count: Doubt.Kind.allCases.count)
        var doubted = [Int](repeating: 0, count: learning.count)
        var usable = doubted
        var pairs: [[Int64: Int]] = learning.map { _ in [:] }
        let truths = evidence.items.truth
        for item in 0..<evidence.count where truths[item] != Evidence.absent {
            let truth = truths[item]
            var doubtless = 1.0
            var isCandidate = false
            func add(_ kind: Int, _ weight: Double, speaks: Bool = true) {
                doubtless *= 1 - weight
                isCandidate = isCandidate || speaks
            }
            var (isConfident, isFast) = (false, false)
            for (place, number) in answered.enumerated() {
                let answers = evidence.models[number]
                guard truth > 0, answers.label[item] > 0, let confidence = answers.usableConfidence(item) else {
                    continue
                }
                usable[place] += 1
                let finding = learning[place].finding(
                    truth: Int(truth) - 1, answer: Int(answers.label[item]) - 1, confidence: confidence)
                guard case .doubts(let label) = finding else { continue }
                doubted[place] += 1
                pairs[place][Int64(truth - 1) << 32 | Int64(label), default: 0] += 1
                isConfident = true
                add(1, Doubt.Weight.confident * margin(place, item))
            }
            if isConfident { counts[1] += 1 }
            if agreed(item) != nil {
                counts[0] += 1
                add(0, Doubt.Weight.models)
            }
            if let others = others(item) {
                counts[2] += 1
                add(2, Doubt.Weight.reviewers(others.count))
            }
            let rating = Int(evidence.items.truthRating[item])
            if rating >= 0 {
                if pace.isFast(rating, evidence) {
                    isFast = true
                    add(3, Doubt.Weight.fast)
                }
                let marks = evidence.ratings.marks[rating]
                // By itself neither says that anything is wrong: thousands are decided so in one act.
                if marks.contains(.bulk) { add(4, Doubt.Weight.unseen, speaks: false) }
                if marks.contains(.typedAhead) { add(5, Doubt.Weight.typedAhead, speaks: false) }
                if isCandidate {
                    if isFast { counts[3] += 1 }
                    if marks.contains(.bulk) { counts[4] += 1 }
                    if marks.contains(.typedAhead) { counts[5] += 1 }
                }
            }
            if isCandidate { found.append(Found(item: Int32(truncatingIfNeeded: item), score: 1 - doubtless)) }
        }
        for (place, kind) in [Doubt.Kind.models, .confident, .reviewers, .fast, .unseen, .typedAhead].enumerated() {
            perKind[kind] = counts[place]
        }
        describe(usable: usable, doubted: doubted, pairs: pairs)
        let numbers = evidence.items.number
        // Whole steps: sums in another order must not change the list.
        func rank(_ one: Found) -> Int { Int((one.score * 1e9).rounded()) }
        return found.sorted { (-rank($0), numbers[Int($0.item)]) < (-rank($1), numbers[Int($1.item)]) }
    }

    /// How much surer the model is of its label than of the truth.
    private func margin(_ place: Int, _ item: Int) -> Double {
        let confidence = evidence.models[answered[place]].usableConfidence(item) ?? 0
        let labels = learning[place].labels
        return max(0, labels > 1 ? confidence - (1 - confidence) / Double(labels - 1) : confidence)
    }

    /// The label, not the truth, that two models or more gave, and no model with an answer differs from but with the truth.
    private func agreed(_ item: Int) -> (label: Int, models: [Int])? {
        let truth = evidence.items.truth[item]
        var best: (label: Int, models: [Int])?
        for (place, number) in answered.enumerated() {
            let label = evidence.models[number].label[item]
            guard label > 0, label != truth, best?.label != Int(label) - 1 else { continue }
            var same = [number]
            for other in answered[(place + 1)...] where evidence.models[other].label[item] == label {
                same.append(other)
            }
            if same.count > max(1, best?.models.count ?? 1) { best = (Int(label) - 1, same) }
        }
        // As many who say what the truth says weigh as much.
        let forTruth = answered.count { evidence.models[$0].label[item] == truth }
        return best.flatMap { $0.models.count > forTruth ? $0 : nil }
    }

    /// The label that every other reviewer of the item gave, two or more, and the truth's own did not.
    private func others(_ item: Int) -> (code: Evidence.Code, count: Int)? {
        let places = evidence.ratings(of: item)
        guard places.count >= 3 else { return nil }
        let truth = evidence.items.truth[item]
        let own = Int(evidence.items.truthRating[item])
        let columns = evidence.ratings
        if own >= 0, columns.marks[own].contains(.adjudication) { return nil }
        var found: (code: Evidence.Code, count: Int)?
        for place in places where place != own && !columns.marks[place].contains(.adjudication) {
            if own >= 0, columns.reviewer[place] == columns.reviewer[own] { continue }
            let code = columns.label[place]
            guard code != truth, found.map({ $0.code == code }) ?? true else { return nil }
            found = (code, (found?.count ?? 0) + 1)
        }
        return found.flatMap { $0.count >= 2 ? $0 : nil }
    }

    // MARK: In words

    func doubt(_ found: Found) -> Doubt {
        let item = Int(found.item)
        let truth = evidence.items.truth[item]
        let rating = Int(evidence.items.truthRating[item])
        var reasons: [Doubt.Reason] = []
        var suggested: Label?
        func add(_ kind: Doubt.Kind, _ words: String) { reasons.append(Doubt.Reason(kind: kind, words: words)) }
        if let others = others(item) {
            suggested = Evidence.label(of: others.code).map { evidence.labels[$0] }
            let name =
                suggested.map(named)
                ?? (others.code == Evidence.besides ? "no label fits" : evidence.name(of: others.code))
            add(.reviewers, "all \(others.count) other reviewers say \(name)")
        }
        if let agreed = agreed(item) {
            let label = evidence.labels[agreed.label]
            suggested = suggested ?? label
            let names = agreed.models.map { evidence.models[$0].model }
            add(.models, "\(names.joined(separator: " and ")) both say \(named(label))".replacingBoth(names.count))
        }
        for (place, number) in answered.enumerated() {
            let answers = evidence.models[number]
            guard truth > 0, answers.label[item] > 0, let confidence = answers.usableConfidence(item),
                case .doubts(let label) = learning[place].finding(
                    truth: Int(truth) - 1, answer: Int(answers.label[item]) - 1, confidence: confidence)
            else { continue }
            suggested = suggested ?? evidence.labels[label]
            let usual = learning[place].thresholds[label].map {
                " (on average \(Shown.fixed($0, decimals: 2)) where that is true)"
            }
            add(
                .confident,
                "\(answers.model) says \(named(evidence.labels[label])) with \(Shown.fixed(confidence, decimals: 2))\(usual ?? "")"
            )
        }
        if rating >= 0 {
            if let words = pace.words(rating, evidence) { add(.fast, words) }
            if evidence.ratings.marks[rating].contains(.bulk) {
                add(.unseen, "decided with others, without a look at each")
            }
            if evidence.ratings.marks[rating].contains(.typedAhead) {
                add(.typedAhead, "typed before the item was on screen")
            }
        }
        return Doubt(
            number: evidence.items.number[item], truth: Evidence.label(of: truth).map { evidence.labels[$0] },
            reviewer: rating >= 0 ? evidence.reviewers[Int(evidence.ratings.reviewer[rating])] : nil,
            suggested: suggested, score: found.score, reasons: reasons)
    }

    private func describe(usable: [Int], doubted: [Int], pairs: [[Int64: Int]]) {
        for (place, number) in answered.enumerated() {
            let name = evidence.models[number].model
            guard usable[place] > 0 else {
                notes.append(
                    "Doubts: \(name) has no answer with a usable confidence to an item with a label as truth, so confident "
                        + "learning says nothing of it.")
                continue
            }
            let learned = learning[place]
            let counted = pairs[place].sorted { (-$0.value, $0.key) < (-$1.value, $1.key) }.prefix(Self.mostPairs)
            models.append(
                DoubtsReport.Model(
                    model: name, n: usable[place], doubted: doubted[place],
                    thresholds: learned.thresholds.enumerated().compactMap { label, value in
                        value.map {
                            DoubtsReport.Threshold(label: evidence.labels[label], n: learned.support[label], value: $0)
                        }
                    },
                    pairs: counted.map { key, n in
                        DoubtsReport.Pair(
                            truth: evidence.labels[Int(key >> 32)], suggested: evidence.labels[Int(key & 0xffff_ffff)],
                            n: n)
                    }))
        }
        if answered.count < 2 {
            notes.append("Doubts: fewer than two models answered, so none can agree against the truth.")
        }
        if evidence.isMultiLabel {
            notes.append(
                "Doubts: an item can have several labels, and each set of them counts as one label of its own.")
        }
        notes += pace.notes
    }
}

extension String {
    /// `a, b and c all say`
    fileprivate func replacingBoth(_ count: Int) -> String {
        guard count > 2, let range = range(of: " both say ", options: .backwards) else { return self }
        return replacingCharacters(in: range, with: " all say ")
    }
}
