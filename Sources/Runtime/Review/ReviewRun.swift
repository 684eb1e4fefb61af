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
    package var isBlind: Bool
    /// Ask models: what waits in the background, second opinions on demand.
    package var asksModels: Bool
    package var isPlain: Bool
    /// A theme's name or file; nil: the task's.
    package var theme: String?
    /// Items that other reviewers have before them may be decided too.
    package var overlaps = false

    package init(
        task: OpenTask, reviewer: String, order: QueueOrder? = nil, filter: QueueFilter = .todo, isBlind: Bool = false,
        asksModels: Bool = true, isPlain: Bool = false, theme: String? = nil
    ) {
        self.task = task
        self.reviewer = reviewer
        self.order = order ?? task.definition.review.order
        self.filter = filter
        self.isBlind = isBlind
        self.asksModels = asksModels
        self.isPlain = isPlain
        self.theme = theme
    }

    /// Few enough items that the offline models answer before a reviewer notices.
    private static let answeredBeforeOpening = 1_500

    /// Reviews until the reviewer quits. What is on screen as saved is on disk, whatever happens.
    ///
    /// - Parameters:
    ///   - readLine: for plain mode, the next line of input.
    ///   - write: for plain mode, prints text at once.
    ///   - tell: a message before the review opens.
    package func run(
        readLine: () -> String?, write: @escaping (String) -> Void, tell: (String) -> Void = { _ in }
    ) throws(Failure) {
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
        let runner = EffectRunner(
            store: task.store, reviewer: reviewer, mailbox: mailbox, models: asksModels ? desk : nil, images: images,
            sharesItems: !overlaps)
        typealias MakeClients = @Sendable () throws(Failure) -> ModelClients
        let trainAnew: MakeClients = { () throws(Failure) -> ModelClients in try clients.renew() }
        let background = BackgroundModels(
            store: task.store, task: task.definition, claims: claims, mailbox: mailbox,
            makeClients: lock == nil ? nil : trainAnew)
        background.start()
        runner.leases?.start()
        defer {
            background.stop()
            runner.finishWrites()
            runner.leases?.stop()
            withExtendedLifetime(lock) {}
        }
        if isPlain {
            let model = model(Size(rows: 24, columns: 80), isASCII: false, images)
            var plain = PlainReview(mailbox: mailbox, runner: runner, model: model, write: write)
            plain.run(readLine: readLine)
        } else {
            let palette = try ThemeFile.read(
                theme ?? task.definition.review.theme, share: ShareFolder.find(), folder: task.folder.url)
            try ReviewSession(mailbox: mailbox, runner: runner).run(palette: palette) { size, isASCII in
                model(size, isASCII: isASCII, images)
            }
        }
    }

    private func model(_ size: Size, isASCII: Bool, _ images: ImageShelf) -> ReviewModel {
        var model = ReviewModel(
            task: task.definition, reviewer: reviewer, size: size, query: QueueQuery(filter: filter, order: order),
            blindSession: isBlind, canAskModels: asksModels, isASCII: isASCII,
            whyNoViewer: images.whyNoViewer)
        if !overlaps { model.shareItems() }
        return model
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
