import Cells
import Foundation
import Labeling
package import ReviewUI

/// The review line by line, for screen readers, dumb terminals and pipes: the same model and the same rules, spoken.
///
/// An item is shown as text; a line read is one command; `saved ID ACTION LABEL` (separated by tabs) is printed once a
/// decision is on disk, and never before.
package struct PlainReview {
    private let mailbox: Mailbox
    private let runner: EffectRunner
    private let write: (String) -> Void
    private var model: ReviewModel
    private var shown: ItemNumberAndOpinions?
    /// The last item of the list, once it is decided: a script's next line is not meant for it.
    private var finished: ItemNumber?

    private struct ItemNumberAndOpinions: Equatable {
        var number: ItemNumber
        var first: Prediction?
        var second: Prediction?
        var isMasked: Bool
        var isConcealed: Bool
        var hasReveal: Bool
    }

    /// - Parameter write: prints a piece of text and flushes it.
    package init(mailbox: Mailbox, runner: EffectRunner, model: ReviewModel, write: @escaping (String) -> Void) {
        self.mailbox = mailbox
        self.runner = runner
        self.model = model
        self.model.speak()
        self.write = write
    }

    /// Reviews until the input ends or says `q`. Everything printed as saved is on disk.
    ///
    /// - Parameter readLine: the next line of input without its end; nil: the input is over.
    package mutating func run(readLine: () -> String?) {
        perform(model.start())
        settle()
        while let line = {
            presentItem()
            return readLine()
        }() {
            guard obey(line) else { break }
        }
        settle()
    }

    /// Does what a line says; false: quit.
    private mutating func obey(_ line: String) -> Bool {
        runner.leases?.touch()
        let words = line.trimmingCharacters(in: .whitespaces)
        if words == "dashboard" || words == "D", model.mode == .review {
            showDashboard()
            return true
        }
        if words == "history peers", model.mode == .review {
            model.showPeers()
            return obey("history")
        }
        let message: Message
        switch model.plainMeaning(words) {
        case .quit: return false
        case .nothing: return true
        case .say(let words):
            write(words)
            return true
        case .again:
            shown = nil
            return true
        case .message(let meant): message = meant
        }
        let isVerdict = model.isVerdict(message)
        if isVerdict, let finished, finished == model.current {
            write("Nothing left to do in this list. u takes the last decision back; k goes to the item before.\n")
            return true
        }
        let number = model.current
        send(message)
        settle()
        if isVerdict {
            finished = number == model.current && model.isCurrentDone ? number : nil
            if let words = model.takeCareWords() { write(words) }
        } else if message.mayMove {
            finished = nil
        }
        // Another list, order or place: the item is read again with its number, the same one too.
        if case .typing(.line) = message, model.notice?.role != .warning { shown = nil }
        sayWhatIsOpen()
        return true
    }

    private mutating func sayWhatIsOpen() {
        if let history = model.plainHistory() {
            write(history)
            model.closeHistory()
        } else if model.plainQuestion == nil, let page = model.plainPage {
            write(page.map(model.plainWords).joined(separator: "\n") + "\n")
            model.leavePlainPage()
        }
        if let notice = model.notice { write(model.plainWords(notice.text) + "\n") }
        if let question = model.plainQuestion { write(question) }
        if case .bulk(let page) = model.mode, !page.isReady { send(.key(.escape)) }
    }

    private mutating func showDashboard() {
        send(.command(.dashboard))
        settle()
        write(model.plainDashboard())
        model.leaveDashboard()
    }

    private mutating func send(_ message: Message) {
        if case .recorded(let request, _, _) = message,
            let saved = model.unsaved.first(where: { $0.request == request }), let id = model.plainID(of: saved.number)
        {
            let verdict = saved.decision.verdict
            perform(update(&model, message, now: .now()))
            write("saved\t\(id)\t\(verdict.action.rawValue)\t\(verdict.label?.name ?? "")\n")
            return
        }
        perform(update(&model, message, now: .now()))
        if case .bulk(.groupRecorded(_, let outcome, _)) = message {
            for item in outcome.decided { writeSaved(item.id, item.verdict) }
        }
        if case .bulk(.recorded(_, let outcome?, _)) = message {
            write("saved\t\(outcome.count) items\t\(outcome.act.kind.rawValue)\t\(outcome.act.key)\n")
        }
    }

    private func writeSaved(_ id: Item.ID, _ verdict: Verdict) {
        write("saved\t\(model.plainWords(id.value))\t\(verdict.action.rawValue)\t\(verdict.label?.name ?? "")\n")
    }

    private mutating func perform(_ effects: [Effect]) {
        for effect in effects where effect != .quit && effect != .redraw { runner.run([effect]) }
    }

    /// Waits until everything that was asked is answered.
    private mutating func settle() {
        for message in mailbox.drain() { send(message) }
        while !model.isIdle {
            mailbox.wait(milliseconds: 1_000)
            for message in mailbox.drain() { send(message) }
        }
    }

    /// A model that is at work is waited for: a script that says `a` means the opinion of the item it is shown.
    private mutating func waitForFirstOpinion() {
        let end = Timestamp.now().milliseconds + 30_000
        while model.activity.isWorking, model.current != nil, model.currentDetail?.first == nil,
            Timestamp.now().milliseconds < end
        {
            mailbox.wait(milliseconds: 250)
            settle()
        }
    }

    private mutating func presentItem() {
        settle()
        if case .bulk = model.mode { return }
        waitForFirstOpinion()
        guard let detail = model.currentDetail else {
            write("No item left in this list (\(model.listName)).\n")
            return
        }
        let now = ItemNumberAndOpinions(
            number: detail.row.number, first: detail.first, second: detail.second, isMasked: model.showsMaskedText,
            isConcealed: model.isConcealed(detail.row), hasReveal: model.plainReveal(of: detail) != nil)
        guard now != shown else { return }
        // The item itself has been read out when its opinions appear.
        let isRevealed = now.hasReveal && shown?.hasReveal == false && now.number == shown?.number
        shown = now
        model.stay()
        if !isRevealed { write(model.plainText(of: detail)) }
        if let reveal = model.plainReveal(of: detail, isAfterItem: !isRevealed) { write(reveal) }
    }
}

extension Message {
    /// Another item may be under the cursor after it.
    fileprivate var mayMove: Bool {
        switch self {
        case .command, .typing: true
        default: false
        }
    }
}
