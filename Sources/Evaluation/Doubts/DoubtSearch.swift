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
    private var answered: [Answers] = []
    private let pace: DecisionPace
    private let named: (Label) -> String
    private static let mostPairs = 20

    struct Found {
        var item: Int32
        var score: Double
    }

    /// What one model says, without the rest of its columns: taken out for each item, each would be counted anew.
    private struct Answers {
        let model: Int
        let label: [Evidence.Code]
        let confidence: [Double]

        func usableConfidence(_ item: Int) -> Double? {
            let value = confidence[item]
            return value >= 0 && value <= 1 ? value : nil
        }
    }

    init(_ evidence: Evidence, named: @escaping (Label) -> String) {
        self.evidence = evidence
        self.named = named
        pace = DecisionPace(evidence)
        for item in 0..<evidence.count where evidence.items.truth[item] != Evidence.absent { n += 1 }
        guard n > 0 else { return }
        for (number, model) in evidence.models.enumerated() {
            guard model.label.contains(where: { $0 != Evidence.absent }) else { continue }
            answered.append(Answers(model: number, label: model.label, confidence: model.confidence))
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
            for place in answered.indices where truth > 0 {
                let answer = answered[place].label[item]
                guard answer > 0, let confidence = answered[place].usableConfidence(item) else { continue }
                usable[place] += 1
                let finding = learning[place].finding(
                    truth: Int(truth) - 1, answer: Int(answer) - 1, confidence: confidence)
                guard case .doubts(let label) = finding else { continue }
                doubted[place] += 1
                pairs[place][Int64(truth - 1) << 32 | Int64(label), default: 0] += 1
                isConfident = true
                add(1, Doubt.Weight.confident * margin(confidence, labels: learning[place].labels))
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
        return DoubtSearch.sorted(found, numbers: evidence.items.number)
    }

    /// By their scores in whole steps, for sums in another order must not change the list; by their numbers where those are
    /// equal.
    private static func sorted(_ found: [Found], numbers: [Int64]) -> [Found] {
        var found = found
        let isInOrder = found.indices.dropFirst().allSatisfy {
            numbers[Int(found[$0 - 1].item)] <= numbers[Int(found[$0].item)]
        }
        if !isInOrder { found.sort { numbers[Int($0.item)] < numbers[Int($1.item)] } }
        // A score is at most 1, and there are fewer than 2³² items: the rank above the place.
        var keys = found.indices.map { place -> UInt64 in
            let steps = UInt64((min(max(found[place].score, 0), 1) * 1e9).rounded())
            return (1_000_000_000 - steps) << 32 | UInt64(place)
        }
        RadixSort.sort(&keys)
        return keys.map { found[Int($0 & 0xffff_ffff)] }
    }

    /// How much surer the model is of its label than of the truth.
    private func margin(_ confidence: Double, labels: Int) -> Double {
        max(0, labels > 1 ? confidence - (1 - confidence) / Double(labels - 1) : confidence)
    }

    /// The label, not the truth, that two models or more gave, and no model with an answer differs from but with the truth.
    private func agreed(_ item: Int) -> Evidence.Code? {
        let truth = evidence.items.truth[item]
        var best = Evidence.absent
        var most = 1
        // As many who say what the truth says weigh as much.
        var forTruth = 0
        for place in answered.indices {
            let label = answered[place].label[item]
            if label == truth { forTruth += 1 }
            guard label > 0, label != truth, label != best else { continue }
            var same = 1
            for other in (place + 1)..<answered.count where answered[other].label[item] == label { same += 1 }
            if same > most { (best, most) = (label, same) }
        }
        return most > 1 && most > forTruth ? best : nil
    }

    /// The label that every other reviewer of the item gave, two or more, and the truth's own did not.
    private func others(_ item: Int) -> (code: Evidence.Code, count: Int)? {
        let places = evidence.ratings(of: item)
        guard places.count >= 3 else { return nil }
        let truth = evidence.items.truth[item]
        let own = Int(evidence.items.truthRating[item])
        if own >= 0, evidence.ratings.marks[own].contains(.adjudication) { return nil }
        var found: (code: Evidence.Code, count: Int)?
        for place in places where place != own && !evidence.ratings.marks[place].contains(.adjudication) {
            if own >= 0, evidence.ratings.reviewer[place] == evidence.ratings.reviewer[own] { continue }
            let code = evidence.ratings.label[place]
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
            let label = evidence.labels[Int(agreed) - 1]
            suggested = suggested ?? label
            let names = answered.filter { $0.label[item] == agreed }.map { evidence.models[$0.model].model }
            add(.models, "\(names.joined(separator: " and ")) both say \(named(label))".replacingBoth(names.count))
        }
        for (place, answers) in answered.enumerated() {
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
                "\(evidence.models[answers.model].model) says \(named(evidence.labels[label])) with \(Shown.fixed(confidence, decimals: 2))\(usual ?? "")"
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
        for (place, answers) in answered.enumerated() {
            let name = evidence.models[answers.model].model
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
