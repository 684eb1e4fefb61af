/// What a task file says: the labels, the models and the rules of one labelling task.
package struct TaskDefinition: Hashable, Sendable {
    package var name: String
    /// Sent to the models, shown to reviewers.
    package var instructions: String
    /// The text of the guidelines file; nil when the task names none.
    package var guidelines: String?
    package var labels: LabelSet
    /// The file of models and prices that goes before the shipped table, as an absolute path.
    package var modelTable: String?
    package var first: ModelSetting
    /// Nil: this task asks no second opinions.
    package var second: ModelSetting?
    /// The models above the second, in the task's order.
    package var further: [ModelSetting]
    /// What the task file calls the models of `further`.
    package var furtherNames: [String]
    package var secondOpinion: SecondOpinionPolicy
    package var routing: Routing
    package var budget: Budget
    package var review: ReviewSettings
    package var privacy: PrivacySettings
    /// In the file's order.
    package var filters: [SavedFilter]

    package init(
        name: String, instructions: String = "", guidelines: String? = nil, labels: LabelSet, modelTable: String? = nil,
        first: ModelSetting, second: ModelSetting? = nil, further: [ModelSetting] = [],
        furtherNames: [String] = [],
        secondOpinion: SecondOpinionPolicy = SecondOpinionPolicy(), routing: Routing = Routing(),
        budget: Budget = Budget(), review: ReviewSettings = ReviewSettings(),
        privacy: PrivacySettings = PrivacySettings(), filters: [SavedFilter] = []
    ) {
        self.name = name
        self.instructions = instructions
        self.guidelines = guidelines
        self.labels = labels
        self.modelTable = modelTable
        self.first = first
        self.second = second
        self.further = further
        self.furtherNames = furtherNames
        self.secondOpinion = secondOpinion
        self.routing = routing
        self.budget = budget
        self.review = review
        self.privacy = privacy
        self.filters = filters
    }

    /// The models from cheap to strong: an answer that does not do leads from one rung to the next.
    package var ladder: [ModelSetting] { [first] + [second].compactMap(\.self) + further }

    /// The rung of the model by which predictions are named; nil: the task does not ask this model.
    package func rung(of model: String) -> Int? { ladder.firstIndex { $0.model == model } }

    /// What the task file calls the models of the ladder, by rung.
    package var rungNames: [String] {
        ["first", "second"].prefix(ladder.count - further.count) + furtherNames
    }

    /// The rung that a person means by `first`, `second` or a model's name.
    package func rung(named name: String) -> Int? {
        rungNames.firstIndex(of: name) ?? rung(of: name)
    }
}

/// Who answers.
package enum Provider: String, Hashable, Sendable, CaseIterable {
    case anthropic, openai, bedrock, vertex, offline
}

/// What may be spent; nil: no limit.
package struct Budget: Hashable, Sendable {
    package var total: Money?
    package var daily: Money?
    /// For one run of `classify`, or one review.
    package var run: Money?

    package init(total: Money? = nil, daily: Money? = nil, run: Money? = nil) {
        self.total = total
        self.daily = daily
        self.run = run
    }
}

/// The `[review]` table.
package struct ReviewSettings: Hashable, Sendable {
    package var order: QueueOrder
    /// Share of items shown without the models' answers until the reviewer has decided, 0 to 1.
    package var blindSample: Double
    package var theme: String
    /// The mouse is on from the start; the terminal's own selecting of text then takes a key more.
    package var usesMouse = false
    /// Items whose texts are nearly the same share a line of the list, and are decided together.
    package var groups: Bool
    /// Share of what a rule would accept that is left to be decided blind, 0 to 1.
    package var audit: Double
    package var reveal: Reveal
    package var peers: Peers
    /// Every text is hidden until the reviewer asks to see it.
    package var conceals: Bool
    /// The filter that the review opens with, as it is typed; empty: none.
    package var filter: String
    package var care = CareSettings()
    /// So many reviewers decide each item of `overlapShare`; where they differ, the item is adjudicated.
    package var overlap = 1
    /// Share of the items that `overlap` reviewers decide, by a hash of the id; the others are decided by one, 0 to 1.
    package var overlapShare = 1.0
    /// Nil: `single` where one reviewer decides an item, else `adjudicated`.
    package var truth: TruthPolicy?
    /// What an hour of a reviewer costs; nil: not known.
    package var costPerHour: Money?
    /// Share of every list that is in the random order, whatever its order is (`RandomShare`), 0 to 1.
    package var randomShare = 0.1

    package init(
        order: QueueOrder = .uncertain, blindSample: Double = 0, theme: String = "dark", groups: Bool = true,
        audit: Double = 0.05, reveal: Reveal = .atOnce, peers: Peers = .hidden, conceals: Bool = false,
        filter: String = ""
    ) {
        self.order = order
        self.blindSample = blindSample
        self.theme = theme
        self.filter = filter
        self.groups = groups
        self.audit = audit
        self.reveal = reveal
        self.peers = peers
        self.conceals = conceals
    }

    /// When the models' answers appear.
    package enum Reveal: String, Hashable, Sendable, CaseIterable {
        case atOnce = "at-once"
        /// Once the reviewer has made a first choice, which one more key keeps or changes; both are stored.
        case afterChoice = "after-choice"
    }

    /// What other reviewers decided, on an item that the reviewer has not decided yet.
    package enum Peers: String, Hashable, Sendable, CaseIterable {
        case hidden, shown
    }

    /// How many reviewers decide this item: the same answer every time.
    package func reviewersNeeded(for item: Item.ID) -> Int {
        overlap > 1 && StableShare.contains(item, share: overlapShare, purpose: "overlap") ? overlap : 1
    }

    /// Whether this item belongs to the blind sample: the same answer every time.
    package func isBlind(_ item: Item.ID) -> Bool {
        StableShare.contains(item, share: blindSample, purpose: "blind")
    }
}
