/// The `[routing]` table: which model a label is best left to, as an evaluation has shown.
package struct Routing: Hashable, Sendable {
    /// By label: the rung of the model that settles it. 0: the first opinion is trusted, whatever its confidence;
    /// above: an item that gets this label goes straight to that model, past those between.
    package var rungs: [Label: Int]

    package init(rungs: [Label: Int] = [:]) {
        self.rungs = rungs
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
