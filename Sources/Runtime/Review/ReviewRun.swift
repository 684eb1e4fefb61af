import Cells
import Foundation
import Inference
package import Labeling
import ReviewUI
import Storage
import Synchronization
import Terminal

/// Puts a review together: the store, the models in the background, and the terminal or plain lines in front.
package struct ReviewRun {
    package var task: OpenTask
    package var reviewer: String
    package var order: QueueOrder
    package var filter: QueueFilter
    /// The filter that the review opens with, beside the list, as it is typed; empty: none.
    package var expression: String
    package var isBlind: Bool
    /// Models' answers appear after a first choice, whatever the task says.
    package var commitsFirst: Bool
    /// Ask models: what waits in the background, second opinions on demand.
    package var asksModels: Bool
    package var isPlain: Bool
    /// A theme's name or file; nil: the task's.
    package var theme: String?
    /// The mouse is on from the start; nil: as the task has it.
    package var usesMouse: Bool?
    /// Items whose texts are nearly the same share a line, and are decided together.
    package var groups: Bool
    package var keys: KeyFile
    /// Items that other reviewers have before them may be decided too.
    package var overlaps = false
    /// The review opens with the list of likely mistakes.
    package var showsDoubts = false

    package init(
        task: OpenTask, reviewer: String, order: QueueOrder? = nil, filter: QueueFilter = .todo,
        expression: String? = nil, isBlind: Bool = false, commitsFirst: Bool = false, asksModels: Bool = true,
        isPlain: Bool = false, theme: String? = nil, usesMouse: Bool? = nil, groups: Bool = true, keys: KeyFile
    ) {
        self.keys = keys
        self.task = task
        self.reviewer = reviewer
        self.order = order ?? task.definition.review.order
        self.filter = filter
        self.expression = expression ?? task.definition.review.filter
        self.isBlind = isBlind
        self.commitsFirst = commitsFirst
        self.asksModels = asksModels
        self.isPlain = isPlain
        self.theme = theme
        self.usesMouse = usesMouse
        self.groups = groups && task.definition.review.groups
    }

    /// Few enough items that the offline models answer before a reviewer notices.
    private static let answeredBeforeOpening = 1_500
    /// Few enough items to be compared with each other before a reviewer notices.
    private static let foldedBeforeOpening = 2_000

    /// Reviews until the reviewer quits. What is on screen as saved is on disk, whatever happens.
    ///
    /// - Parameters:
    ///   - readLine: for plain mode, the next line of input.
    ///   - write: for plain mode, prints text at once.
    ///   - tell: a message before the review opens.
    package func run(
        readLine: () -> String?, write: @escaping (String) -> Void, tell: (String) -> Void = { _ in }
    ) throws(Failure) {
        try checkFilter()
        if let policy = try? AcceptanceRun.standingPolicy(in: task.store), policy.isContradicted {
            tell(policy.alarmSentences)
        }
        let mailbox = try Mailbox()
        let claims = Claims()
        let clients = ClientsOnDemand(task: task)
        // One program at a time works through what waits; another review still asks for single second opinions.
        let lock = asksModels ? try RunLock.take(in: task.folder) : nil
        if lock != nil { answerAtOnce(clients, tell: tell) }
        let desk = SecondOpinionDesk(store: task.store, task: task.definition, claims: claims) {
            () throws(Failure) -> ModelClients in try clients.get()
        }
        let images = ImageShelf(folder: task.folder.url)
        let themes = isPlain ? nil : ThemeShelf(share: try ShareFolder.find(), folder: task.folder.url)
        let history = CommandHistory()
        let pace = ListPace()
        let runner = EffectRunner(
            store: task.store, reviewer: reviewer, mailbox: mailbox, models: asksModels ? desk : nil, images: images,
            prices: asksModels ? AskingPrices.make(task) : nil, themes: themes, history: isPlain ? nil : history,
            sharesItems: !overlaps, pace: pace)
        typealias MakeClients = @Sendable () throws(Failure) -> ModelClients
        let trainAnew: MakeClients = { () throws(Failure) -> ModelClients in try clients.renew() }
        let background = BackgroundModels(
            store: task.store, task: task.definition, claims: claims, mailbox: mailbox, pace: pace,
            makeClients: lock == nil ? nil : trainAnew)
        background.start()
        let upkeep = upkeep()
        upkeep.start()
        runner.leases?.start()
        defer {
            background.stop()
            upkeep.stop()
            runner.finishWrites()
            runner.leases?.stop()
            withExtendedLifetime(lock) {}
        }
        let theme = theme ?? task.definition.review.theme
        if let themes {
            let typing = TypingState(history: history.lines(), themes: themes.choices, theme: theme)
            try ReviewSession(mailbox: mailbox, runner: runner).run(palette: themes.load(theme)) { size, isASCII in
                var model = model(size, isASCII: isASCII, images, typing)
                model.outside.usesMouse = usesMouse ?? task.definition.review.usesMouse
                return model
            }
        } else {
            var model = model(Size(rows: 24, columns: 80), isASCII: false, images, TypingState(isPlain: true))
            model.outside.abilities = .plain
            var plain = PlainReview(mailbox: mailbox, runner: runner, model: model, write: write)
            plain.run(readLine: readLine)
        }
    }

    private func model(_ size: Size, isASCII: Bool, _ images: ImageShelf, _ typing: TypingState) -> ReviewModel {
        let blind = isBlind ? nil : BlindRule(share: task.definition.review.blindSample)
        let folding = groups ? Folding(blind: blind) : nil
        var query = QueueQuery(filter: filter, order: order, folding: folding)
        query.randomShare = task.definition.review.randomShare
        var model = ReviewModel(
            task: task.definition, reviewer: reviewer, size: size, query: query,
            blindSession: isBlind, commitsFirst: commitsFirst, canAskModels: asksModels, isASCII: isASCII,
            whyNoViewer: images.whyNoViewer, keys: keys.settings, typing: typing, nonce: SessionNonce.make())
        // It was read before; a filter that is only in the store is known once that is read.
        try? model.open(withFilter: expression, kept: (try? task.store.savedFilters()) ?? [], now: .now())
        if !overlaps { model.shareItems() }
        if showsDoubts { model.openWithDoubts() }
        if let words = keys.notice { model.notice = ReviewModel.Notice(text: words, role: .warning) }
        return model
    }

    /// What is kept up to date in the store beside the review. A short list is folded from the beginning.
    private func upkeep() -> Upkeep {
        let store = task.store
        let likeness = UpkeepPace.step(most: 500) { try store.catchUpLikeness(limit: $0, held: $1) }
        let words = UpkeepPace.step(most: 1_000) { try store.catchUpWords(limit: $0, held: $1) }
        // Filters ask for likeness too (`has:alike`).
        guard groups else { return Upkeep([words, likeness]) }
        if let items = try? store.counts().items, items <= Self.foldedBeforeOpening {
            for _ in 0..<4 where (try? store.catchUpLikeness(limit: 500)) != true { break }
        }
        return Upkeep([likeness, words])
    }

    private func checkFilter() throws(Failure) {
        var model = ReviewModel(
            task: task.definition, reviewer: reviewer, size: Size(rows: 24, columns: 80), query: QueueQuery())
        do throws(FilterProblem) {
            try model.open(withFilter: expression, kept: (try? task.store.savedFilters()) ?? [], now: .now())
        } catch {
            throw Failure(.usage, "--filter: \(error)")
        }
    }

    /// A short queue for the offline models is classified before the screen opens, so that its order is right from the
    /// first item on. A failure here shows in the review, where the background meets it again.
    private func answerAtOnce(_ clients: ClientsOnDemand, tell: (String) -> Void) {
        guard task.definition.first.provider == .offline,
            let waiting = try? task.store.countAwaiting(model: task.definition.first.model),
            waiting > 0, waiting <= Self.answeredBeforeOpening
        else { return }
        tell("The offline models answer \(waiting) items first…")
        guard let ready = try? clients.get() else { return }
        let offline = task.definition.ladder.indices.filter { task.definition.ladder[$0].provider == .offline }
        let options = ClassificationRun.Options(rungs: Set(offline))
        _ = try? ClassificationRun(
            store: task.store, task: task.definition, clients: ready, options: options
        ).run()
    }
}

/// The clients of a task, made when first needed: offline models have to be trained.
final class ClientsOnDemand: Sendable {
    private let task: OpenTask
    private let made = Mutex<ModelClients?>(nil)

    init(task: OpenTask) {
        self.task = task
    }

    func get() throws(Failure) -> ModelClients {
        if let clients = made.withLock({ $0 }) { return clients }
        return try renew()
    }

    /// Made anew, on the decisions there are now.
    func renew() throws(Failure) -> ModelClients {
        let clients = try ModelClients.make(task: task)
        made.withLock { $0 = clients }
        return clients
    }
}
