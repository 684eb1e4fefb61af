/// The `[routing]` table: which model a label is best left to, as an evaluation has shown.
package struct Routing: Hashable, Sendable {
    /// By label: the rung of the model that settles it. 0: the first opinion is trusted, whatever its confidence;
    /// above: an item that gets this label goes straight to that model, past those between.
    package var rungs: [Label: Int]

    package init(rungs: [Label: Int] = [:]) {
        self.rungs = rungs
    }

    /// The rung that settles this answer; nil: none is named. A set of labels goes to the strongest model that one of
    /// them is left to, and is trusted where all of them are.
    package func rung(for answer: Label, in labels: LabelSet) -> Int? {
        guard labels.allowsSeveral, let members = labels.members(of: answer) else { return rungs[answer] }
        let named = members.compactMap { rungs[$0] }
        guard let highest = named.max() else { return nil }
        return highest > 0 || named.count == members.count ? highest : nil
    }
}

/// The `[privacy]` table.
package struct PrivacySettings: Hashable, Sendable {
    /// What is masked in an item before it is sent to a provider.
    package var redact: [Redactable]

    package init(redact: [Redactable] = []) {
        self.redact = redact
    }
}

/// A kind of personal data that can be told by its shape.
package enum Redactable: String, Hashable, Sendable, CaseIterable {
    case email, phone, card, iban, ip, url
}
