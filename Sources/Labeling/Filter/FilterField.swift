/// What a filter can ask about, beside `meta` and `has`.
package enum FilterField: Hashable, Sendable {
    case label(OfLabel)
    case outcome(OfOutcome)
    case state
    case reason
    case words(OfWords)
    case number(OfNumber)
    case cost
    case date(OfDate)
    case meta(FilterMetaPath)

    package enum OfLabel: String, Hashable, Sendable, CaseIterable {
        /// The label of the decision that stands.
        case label
        /// The labels of the two opinions.
        case first, second
        /// The imported ground truth.
        case gold
    }

    /// How the answers of the task's first and second model ended.
    package enum OfOutcome: String, Hashable, Sendable, CaseIterable {
        case outcome, outcome2
    }

    package enum OfWords: String, Hashable, Sendable, CaseIterable {
        case text, id, note
        /// Every model that has answered the item.
        case model
        /// Who made the decision that stands.
        case reviewer

        /// What `:` means: people know a reviewer's whole name, the words of a text, and a part of everything else.
        package var usualMatch: FilterWordMatch {
            switch self {
            case .text: .begins
            case .reviewer: .whole
            case .id, .note, .model: .part
            }
        }
    }

    package enum OfNumber: String, Hashable, Sendable, CaseIterable {
        /// The confidences of the two opinions, 0 to 1.
        case conf, conf2
        /// How long the item was before the eyes of whoever decided it.
        case seconds
        /// Of the text, in Unicode scalars.
        case length
        /// Of all answers to the item, prompts included.
        case tokens
    }

    package enum OfDate: String, Hashable, Sendable, CaseIterable {
        /// When the item came into the store.
        case added
        /// When the decision that stands was made.
        case decided
    }

    /// All that have a fixed name, in the order in which help lists them.
    package static let named: [FilterField] =
        OfLabel.allCases.map(FilterField.label) + [.state, .number(.conf), .number(.conf2), .cost]
        + [.words(.text), .words(.id), .words(.note), .words(.model), .words(.reviewer), .reason]
        + OfOutcome.allCases.map(FilterField.outcome) + OfDate.allCases.map(FilterField.date)
        + [.number(.seconds), .number(.length), .number(.tokens)]

    private static let byName = Dictionary(named.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })

    /// The field of this name, without regard to case; nil for `meta` and `has` too.
    package init?(name: String) {
        guard let field = FilterField.byName[name.lowercased()] else { return nil }
        self = field
    }

    /// As in a filter.
    package var name: String {
        switch self {
        case .label(let field): field.rawValue
        case .outcome(let field): field.rawValue
        case .state: "state"
        case .reason: "reason"
        case .words(let field): field.rawValue
        case .number(let field): field.rawValue
        case .cost: "cost"
        case .date(let field): field.rawValue
        case .meta(let path): path.description
        }
    }

    /// A few words for people.
    package var help: String {
        switch self {
        case .label(.label): "decided label"
        case .label(.first): "first opinion's label"
        case .label(.second): "second opinion's label"
        case .label(.gold): "imported ground truth"
        case .outcome(.outcome): "how the first answer ended"
        case .outcome(.outcome2): "how the second answer ended"
        case .state: "where the item stands"
        case .reason: "why another opinion was asked"
        case .words(.text): "a word of the text begins with"
        case .words(.id): "id contains"
        case .words(.note): "note contains"
        case .words(.model): "a model that answered"
        case .words(.reviewer): "who decided"
        case .number(.conf): "first opinion's confidence, 0 to 1"
        case .number(.conf2): "second opinion's confidence, 0 to 1"
        case .number(.seconds): "time to decide, in seconds"
        case .number(.length): "length of the text, in characters"
        case .number(.tokens): "tokens of all answers"
        case .cost: "spent on the item, in dollars"
        case .date(.added): "when the item came in"
        case .date(.decided): "when it was decided"
        case .meta: "what the source said"
        }
    }

    /// The operators that the field takes, the usual one first.
    var signs: [FilterSign] {
        switch self {
        case .label, .outcome, .state, .reason: [.has, .whole]
        case .words: [.has, .whole, .part]
        case .number, .cost, .date: [.less, .more, .atMost, .atLeast, .has, .whole, .same]
        case .meta: [.has, .whole, .part, .less, .more, .atMost, .atLeast, .same]
        }
    }
}

/// An operator between a field and a value.
enum FilterSign: String, Hashable, Sendable, CaseIterable {
    case has = ":"
    case whole = "="
    case part = "~"
    case less = "<"
    case atMost = "<="
    case more = ">"
    case atLeast = ">="
    /// Equal as numbers.
    case same = "=="

    var comparison: FilterComparison? {
        switch self {
        case .has, .whole, .same: .equal
        case .less: .less
        case .atMost: .atMost
        case .more: .more
        case .atLeast: .atLeast
        case .part: nil
        }
    }

    var help: String {
        switch self {
        case .has: "is, or contains"
        case .whole: "is exactly"
        case .part: "contains"
        case .less: "less than; a date: before; an age: newer than"
        case .atMost: "at most"
        case .more: "more than; a date: after; an age: older than"
        case .atLeast: "at least"
        case .same: "is the same number"
        }
    }
}

extension FilterFlag {
    /// A few words for people.
    package var help: String {
        switch self {
        case .disagree: "the two opinions differ"
        case .agree: "the two opinions are the same"
        case .blind: "decided without seeing a model's answer"
        case .disputed: "reviewers differ, and nobody has adjudicated"
        case .adjudicated: "decided between reviewers who differ"
        case .unclear: "a reviewer finds the guideline unclear here"
        }
    }
}

extension FilterThing {
    /// A few words for people.
    package var help: String {
        switch self {
        case .note: "somebody wrote a note"
        case .image: "pictures belong to it"
        case .second: "a second opinion was given"
        case .gold: "its truth was imported"
        case .decision: "somebody said something, flags and skips too"
        case .alike: "other items say the same, or nearly"
        case .earlier: "an alike or near one came in before it"
        }
    }
}

extension FilterState {
    /// A few words for people.
    package var help: String {
        switch self {
        case .undecided: "nothing said yet"
        case .todo: "undecided or skipped"
        case .decided: "accepted, overridden or rejected"
        case .accepted: "the first opinion was right"
        case .overridden: "another label was right"
        case .rejected: "no label fits"
        case .flagged: "an expert must look"
        case .skipped: "left for later"
        case .waiting: "no model has answered"
        }
    }
}
