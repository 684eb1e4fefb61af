import Dispatch
package import Labeling
package import ReviewUI
package import Storage

/// Does what `update` asks for, away from the loop, and posts each answer to the mailbox exactly once.
///
/// Three lanes to the store: writes in the order they were asked for, one at a time; reads beside them; and lists, so
/// that neither a decision nor the next item waits for a long one.
package final class EffectRunner: Sendable {
    let store: Store
    let reviewer: String
    let mailbox: Mailbox
    /// Nil: this session asks no models.
    private let models: (any SecondOpinions)?
    private let images: ImageShelf
    /// What an answer to this item would cost, by model, from its prompt; nil: nobody can tell.
    let prices: (@Sendable (Item) -> [String: Money])?
    /// Nil: this review draws no colours.
    let themes: ThemeShelf?
    /// Nil: what is typed after `:` is not kept.
    let history: CommandHistory?
    let keeping = DispatchQueue(label: "renga.history", qos: .utility)
    let writes = DispatchQueue(label: "renga.store.writes", qos: .userInteractive)
    let reads = DispatchQueue(label: "renga.store.reads", qos: .userInitiated)
    /// What takes long and nobody's key waits for.
    let pictures = DispatchQueue(label: "renga.store.pictures", qos: .utility)
    /// What takes its time, and nobody waits for.
    let measuring = DispatchQueue(label: "renga.store.measuring", qos: .utility)
    /// Looks through all decisions, and nobody's key waits for it.
    let doubting = DispatchQueue(label: "renga.store.doubts", qos: .utility)
    let lists = DispatchQueue(label: "renga.store.lists", qos: .userInitiated)
    /// Looks through long texts.
    let texts = DispatchQueue(label: "renga.texts", qos: .userInitiated)
    /// Nil: this session decides what it likes, whoever else has it.
    let leases: LeaseKeeper?
    private let pace: ListPace

    package init(
        store: Store, reviewer: String, mailbox: Mailbox, models: (any SecondOpinions)?, images: ImageShelf,
        prices: (@Sendable (Item) -> [String: Money])? = nil, themes: ThemeShelf? = nil,
        history: CommandHistory? = nil, sharesItems: Bool = false, pace: ListPace = ListPace()
    ) {
        self.pace = pace
        self.themes = themes
        self.history = history
        self.store = store
        self.reviewer = reviewer
        self.mailbox = mailbox
        self.models = models
        self.images = images
        self.prices = prices
        leases =
            sharesItems ? LeaseKeeper(store: store, reviewer: reviewer, mailbox: mailbox, writes: writes) : nil
    }

    package func run(_ effects: [Effect]) {
        for effect in effects { run(effect) }
    }

    /// Returns once every write asked for so far is done.
    package func finishWrites() {
        writes.sync {}
        keeping.sync {}
    }

    private func run(_ effect: Effect) {
        switch effect {
        case .record(let request, let decision, let number, let knowing):
            post(from: writes, onFailure: { .recordFailed(request, reason: $0) }) { [self, leases] store in
                do {
                    let id = try store.record(decision, on: number, holder: leases?.holder, knowing: knowing)
                    checkAudit(after: decision)
                    return .recorded(request, id, try store.counts())
                } catch StoreError.decidedBy(let other) {
                    return .care(.decidedByOther(request, reviewer: other))
                }
            }
        case .undoLast(let request):
            post(from: writes, onFailure: { .undoFailed(request, reason: $0) }) { [reviewer] store in
                let undone = try store.undoLast(by: reviewer, at: .now()).map { try Self.undone($0, in: store) }
                return .undone(request, undone, try store.counts())
            }
        case .saveNote(let request, let text, let number):
            post(from: writes, onFailure: { .noteFailed(request, reason: $0) }) { [reviewer] store in
                try store.addNote(text, on: number, by: reviewer, at: .now())
                return .noteSaved(request)
            }
        case .loadQueue(let request, let query):
            post(from: lists, onFailure: { .loadFailed(request, reason: $0) }) { [pace, reviewer] store in
                let latest = try store.latestDecision()
                let list = try pace.reading { try Self.list(query, of: reviewer, in: store) }
                return .queueLoaded(
                    request, list.lines, try store.counts(), latest: latest, folds: list.folds, policy: list.policy,
                    drawn: list.drawn)
            }
        case .loadRows(let request, let numbers):
            post(from: reads, onFailure: { .loadFailed(request, reason: $0) }) { store in
                .rowsLoaded(request, try store.rows(numbers))
            }
        case .loadDetail(let request, let number):
            post(from: reads, onFailure: { .loadFailed(request, reason: $0) }) { [reviewer, images] store in
                let detail = try store.detail(number, reviewer: reviewer)
                return .detailLoaded(request, detail, images: detail.map { images.lines(of: $0.item) } ?? [])
            }
        case .askSecondOpinion(let request, let number, let model): ask(request, number, model)
        case .openImage(let request, let reference):
            reads.async { [images, mailbox] in
                if let reason = images.open(reference) {
                    mailbox.post(.imageFailed(request, reason: reason))
                } else {
                    mailbox.post(.imageOpened(request))
                }
            }
        case .find(let effect): run(effect)
        case .bulk(let effect): run(effect)
        case .eyes(let effect): run(effect)
        case .dashboard(let effect): run(effect)
        case .care(let effect): run(effect)
        case .outside(let effect): run(effect)
        case .typing(let effect): run(effect)
        case .doubts(let effect): run(effect)
        case .disputes(let effect): run(effect)
        case .redraw, .quit: break
        }
    }

    func post(
        from lane: DispatchQueue, onFailure: @escaping @Sendable (String) -> Message,
        _ work: @escaping @Sendable (Store) throws -> Message
    ) {
        lane.async { [store, mailbox] in
            do {
                mailbox.post(try work(store))
            } catch {
                mailbox.post(onFailure("\(error)"))
            }
        }
    }

    private func ask(_ request: ReviewUI.RequestID, _ number: ItemNumber, _ model: String) {
        guard let models else {
            mailbox.post(.secondOpinionFailed(request, number, reason: "models are off in this session"))
            return
        }
        models.ask(about: number, of: model) { reason in
            if let reason {
                self.mailbox.post(.secondOpinionFailed(request, number, reason: reason))
            } else {
                self.mailbox.post(.secondOpinionStored(request, number))
            }
        }
    }
}

/// Who answers a reviewer's wish for a second opinion.
package protocol SecondOpinions: Sendable {
    /// Asks this model and stores its answer; then calls `done` once, with the reason when there is no answer.
    func ask(about number: ItemNumber, of model: String, done: @escaping @Sendable (_ failure: String?) -> Void)
}
