import Labeling

/// One yes-or-no classifier for each label, where an item can have several: binary relevance (Tsoumakas and Katakis,
/// "Multi-Label Classification: An Overview", 2007). It can answer with sets that nobody has decided yet.
struct OneVersusRest<Classifier: TextClassifier>: Sendable {
    let encoder: Classifier.Encoder
    /// In the task's order; of each, 1 is yes.
    private let members: [CrossFitted<Classifier>]
    let hasLearned: Bool

    /// - Parameter seeksThreshold: of a classifier that hardly ever says yes where yes is rare, as logistic regression; the
    ///   scores of naive Bayes are better left alone.
    init(labels: LabelSet, decided: [TrainingExample], seeksThreshold: Bool) {
        let material = TrainingMaterial(labels: labels, decided: decided).joined()
        // Two sides for each label: what all of them may take of memory and time is shared out.
        let encoder = Classifier.Encoder(
            material.fixed.map(\.words) + material.texts.map(\.words), labelCount: 2 * labels.count)
        self.encoder = encoder
        members = labels.definitions.indices.map { member in
            CrossFitted(
                fixed: material.fixed.map { ($0.words, $0.label == member ? 1 : 0) },
                texts: material.texts.map { ($0.words, $0.members.contains(member) ? 1 : 0, $0.item, $0.key) },
                encoder: encoder, labelCount: 2, isYesOrNo: seeksThreshold)
        }
        hasLearned = members.contains(where: \.hasLearned)
    }

    struct Answer {
        /// By their positions in the task's order.
        var members: [Int]
        /// That none is missing and none too many, were the labels independent of each other.
        var probability: Double
        /// How much each word speaks for the labels that were given.
        var evidence: [Double]
    }

    func answer(to words: Words, of item: Item.ID) -> Answer {
        let vector = encoder.vector(words)
        var answer = Answer(members: [], probability: 1, evidence: Array(repeating: 0, count: words.list.count))
        for (index, fitted) in members.enumerated() {
            let classifier = fitted.classifier(for: item)
            var scores = classifier.scores(vector)
            scores[0] += fitted.shift
            let yes = Softmax.probabilities(scores, temperature: fitted.temperature)[1]
            answer.probability *= max(yes, 1 - yes)
            guard yes > 0.5 else { continue }
            answer.members.append(index)
            for (place, weight) in classifier.evidence(words, for: 1).enumerated() { answer.evidence[place] += weight }
        }
        return answer
    }
}
