import Cells
import Labeling

extension ReviewModel {
    mutating func bulkAnswered(_ message: BulkMessage, now: Timestamp) -> [Effect] {
        switch message {
        case .propose(let words): return proposeAcceptance(words)
        case .revoke: return revokeAcceptance()
        case .opinions(let request, let labels):
            guard case .bulk(.opinions(let number))? = awaiting[request] else { return [] }
            awaiting[request] = nil
            bulk.opinions[number] = labels
        case .groupRecorded(let request, let outcome, let counts):
            guard awaiting[request] == .record else { return [] }
            if let index = decisions.lastIndex(where: { $0.request == request }) {
                decisions[index].count = outcome.count
            }
            // Lines of the others, if they are unfolded or listed again, are older than this.
            rowsFrom = nextRequest
            return storeAnswered(.recorded(request, outcome.latest, counts), now: now)
        case .previewed(let request, let preview):
            guard takeBulk(request, .preview), case .bulk(var page) = mode,
                case .selection(let plan, _) = page.subject
            else { return [] }
            page.subject = .selection(plan, preview)
            mode = .bulk(page)
        case .stated(let request, let statement):
            guard takeBulk(request, .statement), case .bulk(var page) = mode, case .rule = page.subject else {
                return []
            }
            page.subject = .rule(statement.rule, statement)
            mode = .bulk(page)
        case .progressed(let request, let written):
            bulk.saving[request]?.written = written
        case .recorded(let request, let outcome, let counts):
            guard takeBulk(request, .write) else { return [] }
            self.counts = counts
            return saved(request, outcome)
        case .revoked(let request, let undone, let counts):
            guard takeBulk(request, .revocation) else { return [] }
            self.counts = counts
            bulk.policy = nil
            guard let undone else {
                notice = Notice(text: "No acceptance by rule stands: nothing to revoke.", role: .warning)
                return []
            }
            return tookBackTogether(undone)
        case .ruleRevoked(let policy): toldOfRevocation(policy)
        case .failed(let request, let reason): failed(request, reason)
        }
        return []
    }

    private mutating func takeBulk(_ request: RequestID, _ awaited: BulkRequest) -> Bool {
        guard awaiting[request] == .bulk(awaited) else { return false }
        awaiting[request] = nil
        return true
    }

    private mutating func saved(_ request: RequestID, _ outcome: ActOutcome?) -> [Effect] {
        let saving = bulk.saving.removeValue(forKey: request)
        guard let outcome, let saving, let first = outcome.decided.first else {
            notice = Notice(text: "Nothing was left to decide: others were faster.", role: .warning)
            return refresh()
        }
        var last = LastDecision(id: first.id, verdict: first.verdict, isSaved: true, request: request)
        (last.act, last.count, last.phrase) = (outcome.act, outcome.count, saving.phrase)
        // What was decided while this was saved lies on disk after it, and is taken back before it.
        let later = decisions.firstIndex { $0.request.value > request.value } ?? decisions.endIndex
        decisions.insert(last, at: later)
        notice = nil
        return refresh()
    }

    private mutating func failed(_ request: RequestID, _ reason: String) {
        guard case .bulk(let asked)? = awaiting[request] else { return }
        awaiting[request] = nil
        switch asked {
        // The group is decided without knowing what the models say of the others.
        case .opinions(let number): bulk.opinions[number] = []
        case .preview, .statement:
            if case .bulk = mode { mode = .review }
            notice = Notice(text: "Cannot count: \(reason)", role: .error)
        case .write:
            let saving = bulk.saving.removeValue(forKey: request)
            bulk.selection = saving?.selection ?? bulk.selection
            isQuitting = hasEnded
            dropTypedAhead()
            notice = Notice(
                text: "NOT saved, none of the \((saving?.items ?? 0).grouped) items: \(reason)", role: .error)
        case .revocation:
            isQuitting = hasEnded
            dropTypedAhead()
            notice = Notice(text: "Not revoked: \(reason)", role: .error)
        }
    }

    /// Several decisions were taken back at once.
    mutating func tookBackTogether(_ undone: UndoneDecision) -> [Effect] {
        if let index = decisions.lastIndex(where: { $0.act != nil && $0.act == undone.act }) {
            let phrase = decisions[index].phrase ?? undone.verdict.phrase(in: task.labels)
            notice = Notice(text: "Undone: \(phrase) on \(Words.items(undone.count)).", role: .saved)
            decisions.remove(at: index)
        } else {
            let phrase = undone.act?.kind == .group ? undone.verdict.phrase(in: task.labels) : "what was decided"
            notice = Notice(text: "Undone: \(phrase) on \(Words.items(undone.count)).", role: .saved)
        }
        let effects = refresh()
        bulk.opinions.removeAll()
        guard undone.act?.kind == .group else { return effects }
        forget(undone.number)
        rows[undone.number] = nil
        return effects + go(to: undone.number)
    }

    /// Something is decided together and not on disk yet.
    var isSavingTogether: Bool { !bulk.saving.isEmpty || awaiting.values.contains(.bulk(.revocation)) }

    /// - Parameter at: the number of the request that will carry it, so that no two acts have one key.
    mutating func newAct(_ kind: Act.Kind, now: Timestamp) -> Act {
        Act(key: "\(bulk.nonce)-\(nextRequest)", kind: kind)
    }

    static let whyNotSeveral = "Where an item can have several labels, every item is decided by itself."

    func whyBulkUnavailable(_ command: Command) -> String? {
        switch command {
        case .unfoldGroup:
            if query.folding == nil { return "Groups are off: every item has its own line." }
            let isAlike = current.map { bulk.folds.groups[$0] != nil } ?? false
            return isAlike ? nil : "No other item here is alike to this one."
        case _ where query.filter == .disputed: return "What reviewers differ on is decided one by one."
        case _ where choosesSeveral: return Self.whyNotSeveral
        case _ where doubts.isShown: return "Each of these wants a look of its own."
        default: return queue?.isEmpty ?? true ? "There is no item here." : nil
        }
    }
}

enum Words {
    static func items(_ count: Int) -> String { count == 1 ? "1 item" : "\(count.grouped) items" }
}
