/// Which items are meant: what the review's filter line says, as a value.
///
/// `parse` reads the text and gives the normal form: no list in a list of its own kind, none with fewer than two
/// members, no double negation. `description` writes it back, and what it writes parses to an equal value of the normal
/// form (under the same labels and the same `now`).
package indirect enum FilterExpression: Hashable, Sendable {
    /// Every item: an empty line, or `*`.
    case everything
    case condition(FilterCondition)
    case not(FilterExpression)
    /// Every one of these holds; empty: everything.
    case all([FilterExpression])
    /// At least one of these holds; empty: nothing.
    case any([FilterExpression])

    /// How many parentheses may stand in each other.
    package static let deepestNesting = 64

    /// How many conditions a filter may have, and how many words a search: each is looked for by itself in every item.
    package static let mostConditions = 100
    package static let atMostConditions = "at most \(mostConditions) conditions, each word counted"

    /// How many words of a text are looked for.
    package static func words(in text: String) -> Int { text.split(whereSeparator: \.isWhitespace).count }

    /// The same items, in the normal form.
    package var normalized: FilterExpression {
        switch self {
        case .everything, .condition: self
        case .not(let inner): inner.normalized.negated
        case .all(let members): .all(of: members.map(\.normalized))
        case .any(let members): .any(of: members.map(\.normalized))
        }
    }

    /// Whether it tells which label a model gave an item, or which its imported truth is.
    package var asksForAnswers: Bool {
        switch self {
        case .everything: false
        case .condition(.label(let field, _)): field != .label
        // Asked because of its label.
        case .condition(.reason(let reasons)): reasons.contains(.label) || reasons.contains(.routing)
        case .condition: false
        case .not(let inner): inner.asksForAnswers
        case .all(let members), .any(let members): members.contains(where: \.asksForAnswers)
        }
    }

    /// Whether it asks which items say the same: their texts must have been compared.
    package var asksForLikeness: Bool {
        switch self {
        case .condition(.has(let thing)): thing == .alike || thing == .earlier
        case .everything, .condition: false
        case .not(let inner): inner.asksForLikeness
        case .all(let members), .any(let members): members.contains(where: \.asksForLikeness)
        }
    }

    /// The items that this one leaves out.
    package var negated: FilterExpression {
        if case .not(let inner) = self { inner } else { .not(self) }
    }

    /// All of these, which are in the normal form themselves, in the normal form.
    package static func all(of members: [FilterExpression]) -> FilterExpression {
        let flat = members.flatMap { if case .all(let inner) = $0 { inner } else { [$0] } }
        return flat.count > 1 ? .all(flat) : flat.first ?? .everything
    }

    /// Any of these, which are in the normal form themselves, in the normal form.
    package static func any(of members: [FilterExpression]) -> FilterExpression {
        let flat = members.flatMap { if case .any(let inner) = $0 { inner } else { [$0] } }
        return flat.count > 1 ? .any(flat) : flat.first ?? .not(.everything)
    }
}

extension FilterExpression: CustomStringConvertible {
    /// The text of the filter line; empty for everything.
    package var description: String {
        let normal = normalized
        return normal == .everything ? "" : normal.written(.alone)
    }

    /// Where an expression is written, which decides whether it needs parentheses.
    private enum Place { case alone, member, negated }

    private func written(_ place: Place) -> String {
        switch self {
        case .everything: return "*"
        case .condition(let condition): return condition.description
        case .not(let inner): return "-" + inner.written(.negated)
        case .all(let members):
            let text = members.map { $0.written(.member) }.joined(separator: " ")
            return place == .negated ? "(\(text))" : text
        case .any(let members):
            let text = members.map { $0.written(.member) }.joined(separator: " OR ")
            return place == .alone ? text : "(\(text))"
        }
    }
}
