package import Labeling

/// What a policy made of the reviewers' labels.
package struct TruthFindings: Hashable, Sendable {
    package var policy: TruthPolicy
    /// So many reviewers make a majority or a consensus.
    package var overlap: Int
    /// Items with ground truth, "no label fits" among them.
    package var resolved: Int
    /// No label has more than half, or two are equally likely: no truth.
    package var ties: Int
    /// Reviewers differ, and nobody has adjudicated: no truth.
    package var disputed: Int
    /// Fewer labels than the policy asks for: no truth.
    package var tooFew: Int
    package var flagged: Int
    /// Items whose truth is another label than the last decision's.
    package var changed: Int
    package var dawidSkene: DawidSkeneFindings?
    /// Dawid-Skene was asked for and could not be fitted: majority was taken.
    package var isRefused: Bool

    init?(_ evidence: Evidence) {
        guard let resolution = evidence.resolution else { return nil }
        policy = resolution.policy
        overlap = resolution.overlap
        resolved = resolution.truth.count { $0 != Evidence.absent }
        (ties, disputed) = (resolution.ties, resolution.disputed)
        (tooFew, flagged) = (resolution.tooFew, resolution.flagged)
        dawidSkene = resolution.model.map { DawidSkeneFindings($0, evidence) }
        isRefused = policy == .dawidSkene && resolution.model == nil && evidence.ratings.end > 0
        changed = 0
        let columns = evidence.ratings
        for item in resolution.truth.indices where resolution.truth[item] != Evidence.absent {
            // The last decision, or the last adjudication: what would hold without a policy.
            var last = -1
            for place in evidence.ratings(of: item) where last < 0 || columns.at[place] >= columns.at[last] {
                last = place
            }
            if last >= 0, columns.label[last] != resolution.truth[item] { changed += 1 }
        }
    }
}

/// The fitted model of Dawid and Skene.
package struct DawidSkeneFindings: Hashable, Sendable {
    /// Items that took part, and of these those that an adjudication told.
    package var items: Int
    package var known: Int
    /// Items with one label and no adjudication: it is all that is known of them.
    package var alone: Int
    package var rounds: Int
    package var isConverged: Bool
    /// Natural, of all labels given.
    package var logLikelihood: Double?
    /// The mean of the probabilities of the labels taken for true: the share expected to be right, if the model is.
    package var meanProbability: Double?
    /// The answers that occur: what `priors` and the errors are numbered by.
    package var answers: [String]
    package var priors: [Double]
    /// By name.
    package var reviewers: [Reviewer]

    package struct Reviewer: Hashable, Sendable {
        package var reviewer: String
        /// Labels of theirs that took part.
        package var n: Int
        /// Of these: on items that another labelled too, or that an adjudication told.
        package var shared: Int
        /// The estimated share of labels that are true; nil: nothing is shared, so nobody's word stands against theirs.
        package var accuracy: Double?
        /// `errors[true][given]`; nil: too large to list.
        package var errors: [[Double]]?
    }

    /// Larger matrices are read by nobody.
    static let mostAnswers = 40

    init(_ model: DawidSkene, _ evidence: Evidence) {
        (items, known, rounds) = (model.items, model.known, model.rounds)
        isConverged = model.isConverged
        logLikelihood = model.logLikelihoods.last
        answers = model.categories.map { evidence.answerName($0) }
        priors = model.priors
        var sum = CompensatedSum()
        var count = 0
        var labels = [Int](repeating: 0, count: evidence.reviewers.count)
        var shared = labels
        alone = 0
        for item in 0..<evidence.count where model.takesPart(item) {
            // An adjudication is among them: it counts as another's word.
            let places = evidence.ratings(of: item)
            if places.count == 1 { alone += 1 }
            for place in places where !evidence.ratings.marks[place].contains(.adjudication) {
                labels[Int(evidence.ratings.reviewer[place])] += 1
                if places.count > 1 { shared[Int(evidence.ratings.reviewer[place])] += 1 }
            }
            guard evidence.items.provenance[item] == .dawidSkene, let answer = model.answer(item) else { continue }
            sum.add(answer.probability)
            count += 1
        }
        meanProbability = count > 0 ? sum.value / Double(count) : nil
        let isListed = model.categories.count <= DawidSkeneFindings.mostAnswers
        reviewers = evidence.reviewers.indices.filter { labels[$0] > 0 }.map { number in
            Reviewer(
                reviewer: evidence.reviewers[number], n: labels[number], shared: shared[number],
                accuracy: shared[number] > 0 ? model.accuracy(Int32(number)) : nil,
                errors: isListed ? model.errors(Int32(number)) : nil)
        }.sorted { $0.reviewer < $1.reviewer }
    }
}
