import Cells
import Foundation
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

/// A review whose store answers at once and from memory: `before / keys / after` in one line.
struct Bench {
    var model: ReviewModel
    var now = Fixture.start
    /// Everything `update` asked for, oldest first.
    var effects: [Effect] = []
    /// What is asked and not answered, oldest first.
    var open: [Effect] = []
    var details: [ItemNumber: ItemDetail]
    var order: [ItemNumber]
    var counts: TaskCounts
    let images: [ItemNumber: [ImageLine]]
    /// The group of each item that is alike to others.
    var groups: [ItemNumber: Int64] = [:]
    var policy: StandingPolicy?
    let measures: ModelMeasures
    var history: [ItemNumber: [HistoryEntry]] = [:]
    /// What another reviewer has before them.
    var heldByBo: Set<ItemNumber> = []

    init(
        _ details: [ItemDetail] = Fixture.tickets, task: TaskDefinition = Fixture.task(),
        size: Size = Size(rows: 24, columns: 80), query: QueueQuery = QueueQuery(filter: .all), blind: Bool = false,
        models: Bool = true, ascii: Bool = false, counts: TaskCounts = Fixture.counts, loaded: Bool = true,
        images: [ItemNumber: [ImageLine]] = [:], whyNoViewer: String? = nil, groups: [ItemNumber: Int64] = [:],
        policy: StandingPolicy? = nil,
        reviewer: String = "ana", commit: Bool = false, measures: ModelMeasures = ModelMeasures(),
        keys: KeySettings = KeySettings(), typing: TypingState = TypingState()
    ) {
        self.groups = groups
        self.policy = policy
        self.images = images
        self.measures = measures
        self.details = Dictionary(uniqueKeysWithValues: details.map { ($0.row.number, $0) })
        self.order = details.map(\.row.number)
        self.counts = counts
        model = ReviewModel(
            task: task, reviewer: reviewer, size: size, query: query, blindSession: blind, commitsFirst: commit,
            canAskModels: models,
            isASCII: ascii, whyNoViewer: whyNoViewer, keys: keys, typing: typing)
        take(model.start())
        if loaded { answerReads() }
    }

    private mutating func take(_ new: [Effect]) {
        effects += new
        open += new.filter { $0.request != nil }
    }

    @discardableResult
    mutating func send(_ message: Message, after milliseconds: Int64 = 0) -> [Effect] {
        now.milliseconds += milliseconds
        let new = update(&model, message, now: now)
        take(new)
        return new
    }

    /// Presses keys by name, separated by blanks: `a enter ctrl-d`.
    @discardableResult
    mutating func press(_ names: String, after milliseconds: Int64 = 0) -> [Effect] {
        names.split(separator: " ").flatMap { name in
            guard let key = Key(name: String(name)) else { preconditionFailure("no key \(name)") }
            return send(.key(key), after: milliseconds)
        }
    }

    mutating func type(_ text: String) {
        for character in text { send(.key(.character(character))) }
    }

    /// Answers every read that is asked, and what that asks, until none is left.
    mutating func answerReads() {
        while let index = open.firstIndex(where: \.isRead) {
            let effect = open.remove(at: index)
            if let answer = answer(to: effect) { send(answer) }
        }
    }

    /// Answers everything, in the order it was asked; decisions change the items.
    mutating func answerAll() {
        while !open.isEmpty {
            let effect = open.removeFirst()
            if let answer = answer(to: effect) { send(answer) }
        }
    }

    mutating func takeOpen(where fits: (Effect) -> Bool) -> Effect? {
        open.firstIndex(where: fits).map { open.remove(at: $0) }
    }

    mutating func answer(to effect: Effect) -> Message? {
        switch effect {
        case .loadQueue(let request, let query):
            guard let folding = query.folding else {
                return .queueLoaded(request, order, counts, latest: nil, policy: policy)
            }
            let (lines, folds) = FoldedGroups.fold(order, groups: groups, unfolded: folding.unfolded)
            return .queueLoaded(request, lines, counts, latest: nil, folds: folds, policy: policy)
        case .loadRows(let request, let numbers):
            return .rowsLoaded(request, numbers.compactMap { details[$0]?.row })
        case .loadDetail(let request, let number):
            return .detailLoaded(request, details[number], images: images[number] ?? [])
        case .record(let request, let decision, let number):
            details[number]?.decisions.append(decision)
            details[number]?.row.state = ReviewState(decision.verdict.action)
            details[number]?.row.decidedLabel = decision.verdict.label
            if decision.verdict != .skip { details[number]?.row.reviewers.append(decision.reviewer) }
            details[number]?.pendingNote = ""
            counts.decided += 1
            return .recorded(request, DecisionID(Int64(request.value)), counts)
        case .undoLast(let request):
            return .undone(request, undo(), counts)
        case .saveNote(let request, let text, let number):
            details[number]?.pendingNote = text
            return .noteSaved(request)
        case .askSecondOpinion(let request, let number, let model):
            var prediction = Fixture.second("bug", 0.9, reason: .reviewer)
            prediction.model = model
            details[number]?.second = prediction
            details[number]?.row.second = Opinion(
                model: prediction.model, label: prediction.label, outcome: .labeled, confidence: 0.9)
            return .secondOpinionStored(request, number)
        case .openImage(let request, _): return .imageOpened(request)
        case .outside(.open(let request, _)): return .outside(.closed(request, failure: nil))
        case .find(let effect): return answer(to: effect)
        case .bulk(let effect): return answer(to: effect)
        case .dashboard(.load(let request, let query, _)):
            return .dashboard(.loaded(request, DashboardFixture.data(of: query, counts)))
        case .eyes(.measure(let request)): return .eyes(.measured(request, measures))
        case .eyes(.loadHistory(let request, let number)): return .eyes(.historyLoaded(request, history[number] ?? []))
        case .typing(.readTheme(let request, let name)): return .typing(.themeRead(request, name))
        case .care(.lease(let request, let items)):
            let free = items.filter { !heldByBo.contains($0) }
            return .care(
                .leased(
                    request,
                    free.compactMap { details[$0]?.row }.map {
                        LeasedItem(number: $0.number, state: $0.state, decidedLabel: $0.decidedLabel)
                    },
                    others: heldByBo.sorted().map { HeldItem(number: $0, reviewer: "bo", until: "10:42") }))
        case .care(.sumWork(let request)): return .care(.worked(request, seconds: 8_040))
        case .outside, .typing: return nil
        case .redraw, .quit: return nil
        }
    }

    mutating func undo(where fits: (Decision) -> Bool = { _ in true }) -> UndoneDecision? {
        let last = details.values.compactMap { detail in
            detail.decisions.indices.last { detail.decisions[$0].undoneAt == nil && fits(detail.decisions[$0]) }
                .map { (detail, $0) }
        }.max { $0.0.decisions[$0.1].at < $1.0.decisions[$1.1].at }
        guard let (detail, index) = last else { return nil }
        if let act = detail.decisions[index].act {
            let together = details.values.filter { $0.decisions.last?.act == act && $0.decisions.last?.undoneAt == nil }
            let numbers = together.map(\.row.number).sorted()
            for number in numbers {
                let last = (details[number]?.decisions.count ?? 1) - 1
                details[number]?.decisions[last].undoneAt = now
                details[number]?.row.state = .undecided
                details[number]?.row.decidedLabel = nil
            }
            guard let first = numbers.first, let detail = details[first], let verdict = detail.decisions.last?.verdict
            else { return nil }
            return UndoneDecision(
                number: first, id: detail.item.id, verdict: verdict, act: act, count: numbers.count)
        }
        let number = detail.row.number
        details[number]?.decisions[index].undoneAt = now
        details[number]?.row.state = .undecided
        details[number]?.row.decidedLabel = nil
        details[number]?.row.reviewers.removeAll { $0 == model.reviewer }
        return UndoneDecision(number: number, id: detail.item.id, verdict: detail.decisions[index].verdict)
    }

    var screen: [String] { view(model).canvas.text }
    var text: String { screen.joined(separator: "\n") }
}

extension Effect {
    var request: RequestID? {
        switch self {
        case .loadQueue(let request, _), .loadRows(let request, _), .loadDetail(let request, _),
            .record(let request, _, _), .undoLast(let request), .saveNote(let request, _, _),
            .askSecondOpinion(let request, _, _), .openImage(let request, _), .outside(.open(let request, _)):
            request
        case .find(let effect): effect.request
        case .bulk(let effect): effect.request
        case .dashboard(.load(let request, _, _)): request
        case .eyes(let effect): effect.request
        case .care(let effect): effect.request
        case .typing(.readTheme(let request, _)): request
        case .outside, .typing: nil
        case .redraw, .quit: nil
        }
    }

    var isRead: Bool {
        switch self {
        case .loadQueue, .loadRows, .loadDetail, .dashboard(.load), .eyes, .find(.loadContext), .find(.findMatches):
            true
        case .bulk(let effect): effect.isRead
        default: false
        }
    }

    var recorded: (number: ItemNumber, decision: Decision)? {
        if case .record(_, let decision, let number) = self { (number, decision) } else { nil }
    }
}
