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
    /// The text was hidden all the time, as distressing: the reviewer decided without looking.
    package var concealed: Bool?
    /// The models whose reasons were on screen, at least their beginnings.
    package var rationales: [String]?
    /// The imported ground truth was on screen.
    package var gold: Bool?
    /// The first choice, before the models' answers appeared, was that no label fits; `Decision.firstChoice` is nil then.
    package var firstReject: Bool?
    /// The decision was typed before the item was on screen.
    package var typedAhead: Bool?
    /// How the item was drawn, where it is known with which probability (`Decision.probability`): `random` by the random
    /// order or its share of another (`RandomShare`), `informative` (`InformativeDraw`).
    package var draw: String?
    /// In the draw `informative`: the weight of the item then.
    package var weight: Double?
    /// The size of the screen in cells.
    package var columns: Int?
    package var rows: Int?

    package init(
        peers: [String]? = nil, calibrated: Bool? = nil, masked: Bool? = nil, order: String? = nil,
        filter: String? = nil, seen: Bool? = nil, concealed: Bool? = nil, rationales: [String]? = nil,
        gold: Bool? = nil,
        firstReject: Bool? = nil, typedAhead: Bool? = nil, draw: String? = nil, weight: Double? = nil,
        columns: Int? = nil, rows: Int? = nil
    ) {
        self.peers = peers
        self.calibrated = calibrated
        self.masked = masked
        self.order = order
        self.filter = filter
        self.seen = seen
        self.concealed = concealed
        self.rationales = rationales
        self.gold = gold
        self.firstReject = firstReject
        self.typedAhead = typedAhead
        self.draw = draw
        self.weight = weight
        self.columns = columns
        self.rows = rows
    }

    /// The names in files and in the store.
    package enum CodingKeys: String, CodingKey, CaseIterable {
        case peers, calibrated, masked, order, filter, seen, concealed, rationales, gold
        case firstReject = "first_reject"
        case typedAhead = "typed_ahead"
        case draw, weight, columns, rows
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
