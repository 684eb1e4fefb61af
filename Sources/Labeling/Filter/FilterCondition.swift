/// One thing asked of an item. A condition on what an item does not have (a confidence, a decision, a key of `meta`)
/// does not hold, and its negation does.
package enum FilterCondition: Hashable, Sendable {
    /// The text has words that begin so, or the id contains this.
    case search(String)
    /// The item has any value of this field.
    case present(FilterField)
    case label(FilterField.OfLabel, [Label])
    case outcome(FilterField.OfOutcome, [Prediction.Outcome])
    case state([FilterState])
    case reason([EscalationReason])
    case words(FilterField.OfWords, FilterWordMatch, [String])
    case number(FilterField.OfNumber, FilterComparison, Double)
    case cost(FilterComparison, Money)
    case date(FilterField.OfDate, FilterComparison, FilterDate)
    case meta(FilterMetaPath, FilterWordMatch, [String])
    case metaNumber(FilterMetaPath, FilterComparison, Double)
    case has(FilterThing)
    case flag(FilterFlag)
}

/// Where an item stands, as a filter asks for it. The words overlap.
package enum FilterState: String, Hashable, Sendable, CaseIterable {
    /// Nobody has said anything that was not undone.
    case undecided
    /// Undecided or skipped.
    case todo
    /// Accepted, overridden or rejected.
    case decided
    case accepted, overridden, rejected, flagged, skipped
    /// No model has answered yet.
    case waiting
}

/// What `has:` asks for.
package enum FilterThing: String, Hashable, Sendable, CaseIterable {
    case note, image
    /// A second opinion, with or without a label.
    case second
    case gold
    /// A decision that was not undone, whatever it says: flags and skips too.
    case decision
    /// Other items that say the same, or nearly, as far as texts have been compared.
    case alike
    /// Of these, one that came in before it.
    case earlier
}

/// What a word without a field may ask.
package enum FilterFlag: String, Hashable, Sendable, CaseIterable {
    /// Both opinions are labels, and not the same one.
    case disagree
    /// Both opinions are the same label.
    case agree
    /// The decision was made without any model's answer on screen.
    case blind
    /// Enough reviewers have decided, their answers differ, and nobody has adjudicated.
    case disputed
    /// The decision that stands was made between reviewers who differ.
    case adjudicated
    /// A decision that was not undone says that the guideline is unclear here.
    case unclear
}

/// How words are compared. Always without regard to case.
package enum FilterWordMatch: Hashable, Sendable {
    /// A word of the value begins so (`TextPattern.init(words:)`).
    case begins
    /// Contained in the value.
    case part
    /// The whole value.
    case whole
}

package enum FilterComparison: String, Hashable, Sendable, CaseIterable {
    case less = "<"
    case atMost = "<="
    case more = ">"
    case atLeast = ">="
    case equal = ":"

    package func holds<Value: Comparable>(_ left: Value, _ right: Value) -> Bool {
        switch self {
        case .less: left < right
        case .atMost: left <= right
        case .more: left > right
        case .atLeast: left >= right
        case .equal: left == right
        }
    }
}

/// The keys that lead to a value of an item's `meta`, from the outermost.
package struct FilterMetaPath: Hashable, Sendable, CustomStringConvertible {
    package let keys: [String]

    /// Nil: no key at all.
    package init?(_ keys: [String]) {
        guard !keys.isEmpty else { return nil }
        self.keys = keys
    }

    /// As in a filter: `meta.customer.tier`, keys that need it in quotation marks.
    package var description: String {
        "meta." + keys.map { FilterText.key($0) }.joined(separator: ".")
    }
}

extension FilterCondition: CustomStringConvertible {
    /// As in a filter.
    package var description: String {
        switch self {
        case .search(let text): FilterText.word(text)
        case .present(let field): "\(field.name):*"
        case .label(let field, let labels): FilterText.list(field.rawValue, ":", labels.map(\.name))
        case .outcome(let field, let outcomes): FilterText.list(field.rawValue, ":", outcomes.map(\.rawValue))
        case .state(let states): FilterText.list("state", ":", states.map(\.rawValue))
        case .reason(let reasons): FilterText.list("reason", ":", reasons.map(\.rawValue))
        case .words(let field, let match, let values):
            FilterText.list(field.rawValue, match == field.usualMatch ? ":" : match.sign, values)
        case .number(let field, let comparison, let number):
            field.rawValue + comparison.rawValue + FilterText.number(number)
        case .cost(let comparison, let money): "cost" + comparison.rawValue + money.decimal(minimumDecimals: 0)
        case .date(let field, let comparison, let date): field.rawValue + comparison.rawValue + date.description
        case .meta(let path, let match, let values):
            FilterText.list(path.description, match == .whole ? ":" : match.sign, values)
        case .metaNumber(let path, let comparison, let number):
            // Beside `meta.x:5`, which asks for the word.
            path.description + (comparison == .equal ? "==" : comparison.rawValue) + FilterText.number(number)
        case .has(let thing): "has:\(thing.rawValue)"
        case .flag(let flag): flag.rawValue
        }
    }
}

extension FilterWordMatch {
    var sign: String { self == .whole ? "=" : "~" }
}
