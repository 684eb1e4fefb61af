package import Labeling

/// One thing that a label has been given to: a decided item, or an example of the task file.
package struct TrainingExample: Hashable, Sendable {
    /// Nil: the text is no item.
    package var item: Item.ID?
    package var text: String
    package var label: Label

    package init(item: Item.ID? = nil, text: String, label: Label) {
        self.item = item
        self.text = text
        self.label = label
    }
}

/// A classifier that never answers about a text it has learned from, and whose probabilities are honest.
///
/// The texts are dealt into parts; for each part a second model learns from the others. These models answer about the
/// items of their part, and their answers there, right and wrong, fit the temperature that turns scores into
/// probabilities (Guo et al., "On Calibration of Modern Neural Networks", 2017).
struct CrossFitted<Classifier: TextClassifier>: Sendable {
    let encoder: Classifier.Encoder
    private let whole: Classifier
    private let partial: [Classifier]
    private let partOfItem: [Item.ID: Int]
    let temperature: Double
    /// Of a yes-or-no question, what is added to the score of no.
    let shift: Double
    let labelCount: Int
    /// Whether there was anything to learn from.
    let hasLearned: Bool

    private static var parts: Int { 3 }

    /// - Parameters:
    ///   - labels: their titles and descriptions are learned from in every part, never asked about.
    ///   - decided: those with a label outside the set are passed over.
    init(labels: LabelSet, decided: [TrainingExample]) {
        let material = TrainingMaterial(labels: labels, decided: decided)
        func place(_ members: Set<Int>) -> Int { members.min() ?? 0 }
        let fixed = material.fixed.map(\.words)
        let texts = material.texts.map { (words: $0.words, label: place($0.members), item: $0.item, key: $0.key) }
        self.init(
            fixed: fixed.enumerated().map { ($0.element, $0.offset) }, texts: texts,
            encoder: Classifier.Encoder(fixed + texts.map(\.words), labelCount: labels.count), labelCount: labels.count)
    }

    /// - Parameters:
    ///   - fixed: learned from in every part, never asked about.
    ///   - encoder: made of all these texts.
    ///   - isYesOrNo: label 1 is yes: rarer than no, it is found where it pays most (`shift`).
    init(
        fixed: [(words: Words, label: Int)], texts: [(words: Words, label: Int, item: Item.ID?, key: UInt64)],
        encoder: Classifier.Encoder, labelCount: Int, isYesOrNo: Bool = false
    ) {
        let partOfText = CrossFitted.deal(texts.map { ($0.label, $0.key) }, labelCount: labelCount)
        self.labelCount = labelCount
        hasLearned = !texts.isEmpty || fixed.contains { !$0.words.list.isEmpty }
        let always = fixed.map { Labeled(vector: encoder.vector($0.words), label: $0.label) }
        let vectors = texts.map { Labeled(vector: encoder.vector($0.words), label: $0.label) }
        self.encoder = encoder
        whole = Classifier(learning: always + vectors, encoder: encoder, labelCount: labelCount)
        var partial: [Classifier] = []
        for part in 0..<(texts.count < 2 || labelCount < 2 ? 0 : CrossFitted.parts) {
            let others = zip(vectors, partOfText).filter { $0.1 != part }.map(\.0)
            partial.append(Classifier(learning: always + others, encoder: encoder, labelCount: labelCount))
        }
        self.partial = partial
        var partOfItem: [Item.ID: Int] = [:]
        var answers: [(scores: [Double], label: Int)] = []
        for (index, part) in partOfText.enumerated() where part < partial.count {
            if let item = texts[index].item { partOfItem[item] = part }
            answers.append((partial[part].scores(vectors[index].vector), vectors[index].label))
        }
        self.partOfItem = partOfItem
        let shift = isYesOrNo ? Calibration.shift(answers) : 0
        self.shift = shift
        if shift != 0 { answers = answers.map { ([$0.scores[0] + shift, $0.scores[1]], $0.label) } }
        temperature = Calibration.temperature(answers)
    }

    /// The model that has not seen this item's own label.
    func classifier(for item: Item.ID) -> Classifier {
        partOfItem[item].map { partial[$0] } ?? whole
    }

    /// Each label's texts in turn to each part; equal texts to the same one, or a model would have seen the answer.
    private static func deal(_ texts: [(label: Int, key: UInt64)], labelCount: Int) -> [Int] {
        var next = Array(0..<labelCount)
        var known: [UInt64: Int] = [:]
        return texts.map { text in
            if let part = known[text.key] { return part }
            let part = next[text.label] % parts
            next[text.label] += 1
            known[text.key] = part
            return part
        }
    }
}

/// Fits probabilities to what turned out right.
enum Calibration {
    /// What to add to the score of no (0) so that yes (1) is said where its F1 is highest over these answers (Yang, "A
    /// Study of Thresholding Strategies for Text Categorization", 2001); 0 where there is too little to learn it from.
    static func shift(_ answers: [(scores: [Double], label: Int)]) -> Double {
        let sorted = answers.map { (margin: $0.scores[1] - $0.scores[0], isYes: $0.label == 1) }.sorted {
            $0.margin > $1.margin
        }
        let all = sorted.count(where: \.isYes)
        guard all >= 3, all < sorted.count else { return 0 }
        var (found, best, shift) = (0, 0.0, 0.0)
        for (index, answer) in sorted.enumerated().dropLast() {
            if answer.isYes { found += 1 }
            let next = sorted[index + 1].margin
            guard next < answer.margin else { continue }
            let f1 = Double(2 * found) / Double(all + index + 1)
            if f1 > best { (best, shift) = (f1, (answer.margin + next) / 2) }
        }
        return shift
    }

    /// The temperature with the least log loss, kept from extremes where there is little to learn it from.
    static func temperature(_ answers: [(scores: [Double], label: Int)]) -> Double {
        guard !answers.isEmpty else { return 2 }
        // A thousand say enough about one number; they are spread over all labels.
        let stride = (answers.count + 999) / 1_000
        let answers = Swift.stride(from: 0, to: answers.count, by: stride).map { answers[$0] }
        // As many pseudo-answers as a handful: with three right ones out of three, certainty would be no honest claim.
        func badness(_ exponent: Double) -> Double {
            let temperature = exponential(exponent)
            let loss = answers.reduce(0) { $0 + Softmax.loss($1.scores, label: $1.label, temperature: temperature) }
            return loss + 2 * exponent * exponent
        }
        // Golden-section search on the logarithm, where the loss has a single valley.
        let ratio = 0.618_033_988_749_894_8
        var (low, high) = (logarithm(0.05), logarithm(200))
        var (left, right) = (high - ratio * (high - low), low + ratio * (high - low))
        var (atLeft, atRight) = (badness(left), badness(right))
        for _ in 0..<20 {
            if atLeft < atRight {
                (high, right, atRight) = (right, left, atLeft)
                left = high - ratio * (high - low)
                atLeft = badness(left)
            } else {
                (low, left, atLeft) = (left, right, atRight)
                right = low + ratio * (high - low)
                atRight = badness(right)
            }
        }
        return exponential((low + high) / 2)
    }
}
