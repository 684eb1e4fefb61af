extension FilterExpression {
    /// Whether the item is meant.
    package func matches(_ facts: FilterFacts) -> Bool {
        switch self {
        case .everything: true
        case .condition(let condition): condition.matches(facts)
        case .not(let inner): !inner.matches(facts)
        case .all(let members): members.allSatisfy { $0.matches(facts) }
        case .any(let members): members.contains { $0.matches(facts) }
        }
    }
}

extension FilterCondition {
    package func matches(_ facts: FilterFacts) -> Bool {
        switch self {
        case .search(let text):
            return FilterWordMatch.begins.holds([text], for: [facts.item.text])
                || FilterWordMatch.part.holds([text], for: [facts.item.id.value])
        case .present(let field): return field.isPresent(in: facts)
        case .label(let field, let labels):
            return facts.label(field).map { label in labels.contains { facts.answer(label, has: $0) } } ?? false
        case .outcome(let field, let outcomes): return facts.outcome(field).map(outcomes.contains) ?? false
        case .state(let states): return states.contains { $0.matches(facts) }
        case .reason(let reasons): return facts.reasons.contains(where: reasons.contains)
        case .words(let field, let match, let values): return match.holds(values, for: facts.words(field))
        case .number(let field, let comparison, let number):
            return facts.number(field).map { comparison.holds($0, number) } ?? false
        case .cost(let comparison, let money): return facts.spent.map { comparison.holds($0, money) } ?? false
        case .date(let field, let comparison, let date):
            guard let moment = facts.date(field) else { return false }
            let (from, before) = date.bounds(comparison)
            return from.map { $0 <= moment } ?? true && before.map { moment < $0 } ?? true
        case .meta(let path, let match, let values):
            return match.holds(values, for: FilterMeta.values(path, in: facts.item.meta).compactMap(FilterMeta.word))
        case .metaNumber(let path, let comparison, let number):
            return FilterMeta.values(path, in: facts.item.meta).contains {
                FilterMeta.number($0).map { comparison.holds($0, number) } ?? false
            }
        case .has(let thing): return thing.isThere(in: facts)
        case .flag(let flag): return flag.holds(facts)
        }
    }
}

extension FilterWordMatch {
    /// Whether one of the values is found so in one of the texts.
    func holds(_ values: [String], for texts: [String]) -> Bool {
        switch self {
        case .begins:
            let patterns = values.map { TextPattern(words: $0) }
            return texts.contains { text in patterns.contains { $0.matches(text) } }
        case .part:
            let patterns = values.map { TextPattern(part: $0) }
            return texts.contains { text in patterns.contains { $0.matches(text) } }
        case .whole:
            let values = values.map(FilterText.folded)
            return texts.contains { values.contains(FilterText.folded($0)) }
        }
    }
}

extension FilterState {
    fileprivate func matches(_ facts: FilterFacts) -> Bool {
        switch self {
        case .undecided: facts.state == .undecided
        case .todo: facts.state == .undecided || facts.state == .skipped
        case .decided: facts.state.isDecided
        case .accepted: facts.state == .accepted
        case .overridden: facts.state == .overridden
        case .rejected: facts.state == .rejected
        case .flagged: facts.state == .flagged
        case .skipped: facts.state == .skipped
        case .waiting: facts.models.isEmpty
        }
    }
}

extension FilterThing {
    fileprivate func isThere(in facts: FilterFacts) -> Bool {
        switch self {
        case .note: facts.notes.contains { !$0.isEmpty }
        case .image: !facts.item.images.isEmpty
        case .second: facts.second != nil
        case .gold: facts.gold != nil
        case .decision: facts.decision != nil
        case .alike: facts.hasAlike
        case .earlier: facts.hasEarlier
        }
    }
}

extension FilterFlag {
    fileprivate func holds(_ facts: FilterFacts) -> Bool {
        switch self {
        case .disagree: facts.opinionsDiffer == true
        case .agree: facts.opinionsDiffer == false
        case .blind: facts.decision?.shown.isEmpty == true
        case .disputed: facts.isDisputed
        case .adjudicated: facts.decision?.isAdjudication == true
        case .unclear: facts.isUnclear
        }
    }
}

extension FilterFacts {
    /// Nil: one of the opinions has no label.
    fileprivate var opinionsDiffer: Bool? {
        guard let one = first?.label, let other = second?.label else { return nil }
        return one != other
    }
}

extension FilterField {
    fileprivate func isPresent(in facts: FilterFacts) -> Bool {
        switch self {
        case .label(let field): facts.label(field) != nil
        case .outcome(let field): facts.outcome(field) != nil
        case .state: true
        case .reason: !facts.reasons.isEmpty
        case .words(let field): facts.words(field).contains { !$0.isEmpty }
        case .number(let field): facts.number(field) != nil
        case .cost: facts.spent != nil
        case .date(let field): facts.date(field) != nil
        case .meta(let path): !FilterMeta.values(path, in: facts.item.meta).isEmpty
        }
    }
}
