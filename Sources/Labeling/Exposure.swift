/// What a reviewer had before their eyes at the moment of a decision, beside the models' answers (`Decision.shown`).
///
/// Nil in each field: not known, as for decisions of other tools.
package struct Exposure: Hashable, Sendable, Codable {
    /// The reviewers whose decisions on the item were on screen.
    package var peers: [String]?
    /// A calibrated confidence stood beside the stated one.
    package var calibrated: Bool?
    /// The text was shown as the models are sent it.
    package var masked: Bool?
    /// The order and the filter of the list that the item came from.
    package var order: String?
    package var filter: String?
    /// False: the item itself was not looked at; it was decided with others.
    package var seen: Bool?

    package init(
        peers: [String]? = nil, calibrated: Bool? = nil, masked: Bool? = nil, order: String? = nil,
        filter: String? = nil, seen: Bool? = nil
    ) {
        self.peers = peers
        self.calibrated = calibrated
        self.masked = masked
        self.order = order
        self.filter = filter
        self.seen = seen
    }
}

/// Several decisions made with one key, and taken back as one.
package struct Act: Hashable, Sendable {
    /// Unique, everywhere: a new random one for each act.
    package var key: String
    package var kind: Kind

    package init(key: String, kind: Kind) {
        self.key = key
        self.kind = kind
    }

    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// On items whose texts are nearly the same.
        case group
        /// On items that were selected, after a look at what they are.
        case bulk
        /// By a rule, without a look at each: accepted at or above a confidence.
        case policy
    }
}
