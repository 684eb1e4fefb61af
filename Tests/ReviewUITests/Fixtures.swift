import Labeling
import ReviewUI

/// The tasks and items of these tests.
enum Fixture {
    static let haiku = "claude-haiku-4-5-20251001"
    static let opus = "claude-opus-4-7"
    static let start = Timestamp(milliseconds: 1_790_000_000_000)

    static func labels(_ definitions: [LabelDefinition]) -> LabelSet {
        do { return try LabelSet(definitions) } catch { preconditionFailure("a test's labels: \(error)") }
    }

    static let supportLabels = labels([
        LabelDefinition(
            label: Label("billing"), title: "Billing", description: "Charges, refunds, invoices, plan prices.",
            key: "b",
            examples: ["I was charged twice"]),
        LabelDefinition(label: Label("account"), title: "Account", description: "Sign-in, profile, access.", key: "c"),
        LabelDefinition(label: Label("bug"), title: "Bug report", description: "Something does not work as promised."),
        LabelDefinition(label: Label("feature"), title: "Feature request", key: "r"),
        LabelDefinition(label: Label("shipping"), title: "Shipping"),
        LabelDefinition(label: Label("legal"), title: "Legal", description: "Contracts, privacy, threats to sue."),
        LabelDefinition(label: Label("other"), title: "Other", key: "z"),
    ])

    static func task(
        _ labels: LabelSet = supportLabels, second: Bool = true, further: [String] = [], blindSample: Double = 0,
        guidelines: String? = nil, redact: [Redactable] = []
    ) -> TaskDefinition {
        TaskDefinition(
            name: "Support triage", instructions: "Route the ticket to the team that can solve it.",
            guidelines: guidelines, labels: labels, first: ModelSetting(provider: .anthropic, model: haiku),
            second: second ? ModelSetting(provider: .anthropic, model: opus) : nil,
            further: further.map { ModelSetting(provider: .anthropic, model: $0) },
            review: ReviewSettings(blindSample: blindSample), privacy: PrivacySettings(redact: redact))
    }

    /// As many labels as a bank's intents, with names as long.
    static let manyLabels: LabelSet = {
        let nouns = [
            "card_arrival", "card_linking", "exchange_rate", "card_payment_wrong_exchange_rate",
            "pending_cash_withdrawal",
            "verify_my_identity", "top_up_by_bank_transfer_charge",
        ]
        let tails = [
            "", "_abroad", "_business", "_disputed", "_failed", "_limits", "_late", "_new", "_old", "_other", "_vip",
        ]
        return labels(nouns.flatMap { noun in tails.map { LabelDefinition(label: Label(noun + $0)) } })
    }()

    static func charged(_ text: String) -> Cost { Money(decimal: text).map(Cost.charged) ?? .unknown }
    static func estimated(_ text: String, as model: String = haiku) -> Cost {
        Money(decimal: text).map { .estimated($0, as: model) } ?? .unknown
    }

    static func first(
        _ label: String, _ confidence: Double?, _ rationale: String? = nil, cost: Cost = charged("0.000982"),
        model: String = haiku
    ) -> Prediction {
        Prediction(model: model, label: Label(label), confidence: confidence, rationale: rationale, cost: cost)
    }

    static func second(
        _ label: String, _ confidence: Double?, _ rationale: String? = nil, reason: EscalationReason = .lowConfidence,
        cost: Cost = charged("0.021450")
    ) -> Prediction {
        Prediction(
            model: opus, label: Label(label), confidence: confidence, rationale: rationale, cost: cost,
            escalation: reason)
    }

    static func detail(
        _ number: Int64, _ text: String, id: String? = nil, meta: [String: JSONValue] = [:], images: [String] = [],
        first: Prediction? = nil,
        second: Prediction? = nil, state: ReviewState = .undecided, decided: Label? = nil, note: String = ""
    ) -> ItemDetail {
        let id = Item.ID(id ?? "t-\(number)")
        func opinion(_ prediction: Prediction?) -> Opinion? {
            prediction.map {
                Opinion(
                    model: $0.model, label: $0.label, outcome: $0.outcome, confidence: $0.confidence, cost: $0.cost)
            }
        }
        return ItemDetail(
            row: QueueRow(
                number: ItemNumber(number), id: id, excerpt: String(text.prefix(200)), state: state,
                decidedLabel: decided, first: opinion(first), second: opinion(second)),
            item: Item(id: id, text: text, meta: meta, images: images), first: first, second: second, pendingNote: note)
    }

    /// Tickets of every kind: long, short, wide, hostile; agreed on, disputed, waiting, refused, decided.
    static let tickets: [ItemDetail] = [
        detail(
            1,
            "Hello, I was charged twice for March. The invoice says 49 EUR but my bank shows two debits of 49 EUR on the "
                + "same day. Could you refund one of them, and make sure that this does not happen again next month? "
                + "I also could not find the page to change my plan.",
            meta: ["channel": .string("email"), "plan": .string("team"), "seats": .integer(12)],
            first: first("billing", 0.93, "Asks for a refund of a duplicate charge; the plan page is secondary."),
            second: second(
                "account", 0.71,
                "The plan page cannot be reached, which is an access problem; the refund follows "
                    + "once the account is in order.", reason: .sample)),
        detail(
            2, "I cannot sign in since the update, the page says 403.",
            first: first("account", 0.55, "Cannot sign in."),
            second: second("account", 0.97, "A sign-in failure after an update.")),
        detail(
            3, "返金をお願いします。二重に請求されました。👩‍👩‍👧‍👦 ありがとう! Cafe\u{301} na\u{308}ive 🇩🇪✌🏽",
            first: first("billing", 0.88, "返金の依頼。二重請求。", cost: estimated("0.000412")),
            second: second("billing", 0.99, "Duplicate charge.", cost: estimated("0.009", as: opus))),
        detail(
            4, "مرحبا، لم يصل طلبي بعد. \u{202E}evil\u{202C} שלום", id: "ticket-number-44",
            first: first("shipping", 0.34, "An order that has not arrived.")),
        detail(
            5, "tab\there\u{1B}[31mred\u{7}\nsecond line\r\nthird\u{0} line \u{9B}2J end", id: "bad\u{1B}id",
            meta: ["from": .string("\u{1B}]0;x\u{7}")],
            first: Prediction(
                model: haiku, invalidAnswer: "Refunds\u{1B}[2J", rationale: nil, cost: charged("0.0009"),
                outcome: .invalidOutput),
            second: Prediction(model: opus, cost: charged("0.02"), outcome: .refusal, escalation: .invalidOutput)),
        detail(6, "When will dark mode come?", first: first("feature", 1.0, cost: .unknown)),
        detail(7, "Not classified yet, and nobody knows when."),
        detail(
            8, "I will sue you.", first: first("legal", 0.812, "A threat."), state: .accepted, decided: Label("legal")),
        detail(9, "Where is my parcel", first: first("shipping", 0.7), state: .overridden, decided: Label("account")),
        detail(10, "asdf", first: first("other", nil), state: .rejected),
        detail(11, "Please call me, urgent", first: first("account", 0.4), state: .flagged),
        detail(12, "??", first: first("other", 0.2), state: .skipped),
        detail(13, "", id: "empty", first: first("other", 0.0)),
    ]

    static var counts: TaskCounts {
        var counts = TaskCounts()
        counts.items = 13
        counts.unclassified = 1
        counts.undecided = 9
        counts.decided = 3
        counts.flagged = 1
        counts.skipped = 1
        counts.disagreements = 1
        counts.firstAgreed = 2
        counts.firstCompared = 3
        counts.spent = Money(decimal: "0.012345") ?? .zero
        counts.estimated = Money(decimal: "0.0004") ?? .zero
        return counts
    }
}
