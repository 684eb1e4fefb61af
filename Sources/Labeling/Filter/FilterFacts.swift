import Foundation

/// What is known of one item, as far as a filter can ask.
package struct FilterFacts: Hashable, Sendable {
    package var item: Item
    /// When the item came into the store.
    package var added: Timestamp
    package var gold: Label?
    /// The newest prediction of the task's first model, and of its second.
    package var first: Prediction?
    package var second: Prediction?
    /// All models that have answered.
    package var models: [String]
    /// Why further opinions were asked.
    package var reasons: [EscalationReason]
    /// The decision that gives the item's state: the last in time that was not undone, a skip only if there is no other.
    package var decision: Decision?
    /// The notes of the decisions that were not undone, and those that no decision carries yet.
    package var notes: [String]
    /// Really spent on the item, estimates left out; nil: nothing is known of it.
    package var spent: Money?
    /// Of all answers together, prompts included; nil: there is none.
    package var tokens: Int?
    /// The task's answers can be several labels: a filter then asks whether an answer holds one.
    package var allowsSeveral: Bool
    /// Reviewers differ, and nobody has adjudicated (`ItemVotes.isDisputed`).
    package var isDisputed = false
    /// A decision that was not undone says that the guideline is unclear.
    package var isUnclear = false
    /// Other items say the same, or nearly (`Likeness`, `NearGroups`); and one of them came in before it.
    package var hasAlike = false
    package var hasEarlier = false

    package init(
        item: Item, added: Timestamp, gold: Label? = nil, first: Prediction? = nil, second: Prediction? = nil,
        models: [String] = [], reasons: [EscalationReason] = [], decision: Decision? = nil, notes: [String] = [],
        spent: Money? = nil, tokens: Int? = nil, allowsSeveral: Bool = false
    ) {
        self.item = item
        self.added = added
        self.gold = gold
        self.first = first
        self.second = second
        self.models = models
        self.reasons = reasons
        self.decision = decision
        self.notes = notes
        self.spent = spent
        self.tokens = tokens
        self.allowsSeveral = allowsSeveral
    }

    /// Whether a label is among those of an answer. `(none)` is among those of the empty set alone.
    func answer(_ answer: Label, has label: Label) -> Bool {
        guard allowsSeveral else { return answer == label }
        return answer.name.split(separator: LabelSet.separator).contains { $0 == label.name }
    }

    package var state: ReviewState { ReviewState(decision?.verdict.action) }

    func label(_ field: FilterField.OfLabel) -> Label? {
        switch field {
        case .label: decision?.verdict.label
        case .first: first?.label
        case .second: second?.label
        case .gold: gold
        }
    }

    func outcome(_ field: FilterField.OfOutcome) -> Prediction.Outcome? {
        switch field {
        case .outcome: first?.outcome
        case .outcome2: second?.outcome
        }
    }

    func words(_ field: FilterField.OfWords) -> [String] {
        switch field {
        case .text: [item.text]
        case .id: [item.id.value]
        case .note: notes
        case .model: models
        case .reviewer: decision.map { [$0.reviewer] } ?? []
        }
    }

    func number(_ field: FilterField.OfNumber) -> Double? {
        switch field {
        case .conf: first?.confidence
        case .conf2: second?.confidence
        case .seconds: decision?.seconds
        case .length: Double(item.text.unicodeScalars.count)
        case .tokens: tokens.map(Double.init)
        }
    }

    func date(_ field: FilterField.OfDate) -> Timestamp? {
        switch field {
        case .added: added
        case .decided: decision?.at
        }
    }
}

/// What a path into `meta` leads to.
package enum FilterMeta {
    /// All values at the path, without regard to the case of keys. A list stands for its members, on the way and at the
    /// end; `null` is no value.
    package static func values(_ path: FilterMetaPath, in meta: [String: JSONValue]) -> [JSONValue] {
        var found: [JSONValue] = [.object(meta)]
        for key in path.keys {
            let folded = FilterText.folded(key)
            found = found.flatMap { value -> [JSONValue] in
                guard case .object(let members) = value else { return [] }
                return members.filter { FilterText.folded($0.key) == folded }.flatMap { flattened($0.value) }
            }
        }
        return found
    }

    private static func flattened(_ value: JSONValue) -> [JSONValue] {
        switch value {
        case .null: []
        case .array(let members): members.flatMap(flattened)
        case .bool, .integer, .number, .string, .object: [value]
        }
    }

    /// A value as a word; nil: an object.
    package static func word(_ value: JSONValue) -> String? {
        switch value {
        case .string(let text): text
        case .integer(let number): String(number)
        case .number(let number): number.description
        case .bool(let isTrue): isTrue ? "true" : "false"
        case .null, .array, .object: nil
        }
    }

    /// A value as a number. A text that reads as one counts: tables have nothing but texts.
    package static func number(_ value: JSONValue) -> Double? { word(value).flatMap { FilterText.number($0) } }
}
