import Foundation
package import Labeling

/// Decisions that are worth a second look, the most doubtful first. None of them is called wrong.
package struct DoubtsReport: Hashable, Sendable {
    /// Items whose truth something speaks against, listed or not.
    package var candidates: Int
    /// Items with a ground truth that was looked at: a label, or "no label fits".
    package var n: Int
    /// How many candidates each kind of reason stands for; an item can have several.
    package var kinds: [(kind: Doubt.Kind, n: Int)] { Doubt.Kind.allCases.map { ($0, perKind[$0] ?? 0) } }
    /// The listed candidates.
    package var items: [Doubt]
    package var models: [Model]
    /// What is undefined and why, what was left out: sentences for people.
    package private(set) var notes: [String]
    var perKind: [Doubt.Kind: Int]

    /// What confident learning found with one model.
    package struct Model: Hashable, Sendable {
        package var model: String
        package var n: Int
        /// Items off the diagonal of the confident joint.
        package var doubted: Int
        /// Of each label that is true somewhere: the mean probability that the model gives it there.
        package var thresholds: [Threshold]
        /// The most frequent pairs off the diagonal.
        package var pairs: [Pair]
    }

    package struct Threshold: Hashable, Sendable {
        package var label: Label
        package var n: Int
        package var value: Double
    }

    package struct Pair: Hashable, Sendable {
        package var truth: Label
        package var suggested: Label
        package var n: Int
    }

    /// Nil: there is nothing to say it of.
    init?(_ source: DetailSource) { self.init(source.evidence, most: source.settings.mostDoubts) }

    /// - Parameters:
    ///   - most: so many are listed.
    ///   - named: how labels are called in the words of the reasons.
    init?(_ evidence: Evidence, most: Int, named: @escaping (Label) -> String = \.name) {
        let search = DoubtSearch(evidence, named: named)
        guard search.n > 0 else { return nil }
        let found = search.run()
        n = search.n
        candidates = found.count
        models = search.models
        perKind = search.perKind
        items = found.prefix(max(0, most)).map { search.doubt($0) }
        notes = search.notes
    }
}

/// One decision that is worth a second look.
package struct Doubt: Hashable, Sendable {
    /// The store's number of the item; in a file, the place of its record.
    package var number: Int64
    /// As the source calls it; nil: not looked up.
    package var id: String?
    /// The ground truth; nil: no label fits.
    package var truth: Label?
    /// Who decided it; nil: imported, or made of several decisions.
    package var reviewer: String?
    /// The label that most speaks for; nil: none is named.
    package var suggested: Label?
    /// 0 to 1: for the order alone, no probability.
    package var score: Double
    package var reasons: [Reason]

    package struct Reason: Hashable, Sendable {
        package var kind: Kind
        package var words: String
    }

    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// Two models or more gave the same other label.
        case models
        /// A model was surer of another label than it is, on average, where that label is true.
        case confident
        /// Other reviewers agree on another label.
        case reviewers
        /// Decided far faster than this reviewer decides.
        case fast
        /// Decided with others in one act, without a look at each.
        case unseen
        /// Typed before the item was on screen.
        case typedAhead = "typed-ahead"
    }

    /// What a reason counts, from 0 to 1; together 1 - Π (1 - weight).
    enum Weight {
        static let models = 0.5
        /// Times how much surer the model is of its label than of the truth.
        static let confident = 0.5
        /// Of `others` who agree: others / (others + 1).
        static func reviewers(_ others: Int) -> Double { Double(others) / Double(others + 1) }
        static let fast = 0.2
        static let unseen = 0.2
        static let typedAhead = 0.1
    }
}
