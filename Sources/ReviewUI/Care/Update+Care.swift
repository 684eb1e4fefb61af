import Cells
import Labeling

extension ReviewModel {
    mutating func careAnswered(_ message: CareMessage, now: Timestamp) -> [Effect] {
        switch message {
        case .leased(let request, let granted, let others):
            guard case .care(.lease(let asked))? = awaiting[request] else { return [] }
            awaiting[request] = nil
            leased(granted, request)
            // What nobody can have is not there.
            missing.formUnion(Set(asked).subtracting(granted.map(\.number)).subtracting(others.map(\.number)))
            othersHave(others, now: now)
            stepOffDecided(now: now)
        case .leaseFailed(let request, let reason):
            guard case .care(.lease)? = awaiting[request] else { return [] }
            awaiting[request] = nil
            care.leases.isResting = true
            dropTypedAhead()
            notice = Notice(text: "The item cannot be kept for you: \(reason)", role: .error)
        // Answers a decision, and is taken where decisions' answers are.
        case .decidedByOther: break
        case .leasesLost(let numbers):
            for number in numbers {
                care.leases.mine.remove(number)
                forget(number)
            }
        case .held(let others):
            guard care.leases.isOn else { return [] }
            othersHave(others, now: now)
        case .worked(let request, let seconds):
            guard awaiting[request] == .care(.work) else { return [] }
            awaiting[request] = nil
            care.workedToday = seconds
        case .stopped(let milliseconds):
            care.clock.stopped(for: milliseconds, until: now)
        }
        return []
    }

    /// Before every message: the reviewer's time goes on.
    mutating func careTick(_ message: Message, now: Timestamp) {
        switch message {
        case .key, .paste, .command, .choose, .note:
            care.clock.input(at: now)
            care.leases.isResting = false
        case .undone(let request, _?, _) where awaiting[request] == .undo: care.tempo.breakRow()
        default: break
        }
        if let hint = care.hint, now >= hint.until || hint.until.milliseconds - now.milliseconds > Self.hintMilliseconds
        {
            care.hint = nil
        }
    }

    /// After every message: whose time runs, and what has to be asked.
    mutating func careSettle(now: Timestamp) -> [Effect] {
        care.clock.show(isItemInSight ? onScreen?.number : nil, now: now)
        return leaseWhatIsNext()
    }

    private var isItemInSight: Bool {
        switch mode {
        case .review, .prompt, .picker, .filterLine, .commandLine, .history, .bulk: true
        case .help, .guidelines, .dashboard, .paused: false
        }
    }

    /// For how long the reviewer has worked on the item, in seconds; nil: it is not on screen.
    func secondsOnScreen(_ number: ItemNumber, now: Timestamp) -> Double? {
        care.clock.seconds(on: number, now: now)
    }

    /// A decision was made.
    mutating func decided(_ number: ItemNumber, now: Timestamp) {
        let seconds = care.clock.seconds(on: number, now: now)
        care.clock.finish(number, now: now)
        care.leases.chosen = nil
        care.decisions += 1
        guard let made = unsaved.last?.decision, let detail = details[number] else { return }
        let couldAccept = !made.shown.isEmpty && made.verdict.label != nil
        care.tempo.take(
            Tempo.Deed(
                workedAt: care.clock.total, seconds: seconds,
                words: made.verdict == .skip ? 0 : Tempo.words(of: detail.item.text),
                accepted: couldAccept ? made.verdict.action == .accept : nil))
        giveHint(now: now)
    }

    // MARK: Pace and hints

    mutating func togglePace() {
        care.showsPace.toggle()
        notice = Notice(text: care.showsPace ? "Your pace is shown." : "Your pace is hidden.", role: .muted)
    }

    /// `4.2/min, 37 in a row`; nil: it is not wanted.
    var paceWords: String? {
        guard care.showsPace else { return nil }
        let pace = care.tempo.pace.map { min($0, 999) }.map { "\(Double(Int($0 * 10 + 0.5)) / 10)/min, " }
        return "\(pace ?? "")\(care.tempo.inRow) in a row"
    }

    private static let betweenHints: Int64 = 600_000
    private static let hintMilliseconds: Int64 = 10_000

    private mutating func giveHint(now: Timestamp) {
        let worked = care.clock.total
        if let length = task.review.care.breakAfter.map({ Int64($0) * 1_000 }), worked - care.restedAt >= length {
            say("\((worked - care.restedAt) / 60_000) min of work: \(keymap.key(for: .pause)) pauses.", now: now)
            // Said once more after ten minutes, not with every decision.
            care.restedAt = worked - max(0, length - Self.betweenHints)
            return
        }
        guard task.review.care.givesHints, care.hintedAt.map({ worked - $0 >= Self.betweenHints }) ?? true else {
            return
        }
        if care.tempo.isTooFast {
            say("The last 5 were decided faster than their texts can be read.", now: now)
        } else if let drift = care.tempo.drift {
            let (last, before) = (percent(drift.now), percent(drift.before))
            say("You accept \(last) of the last 30, \(before) before: do the items differ?", now: now)
        } else {
            return
        }
        care.hintedAt = worked
    }

    private func percent(_ share: Double) -> String { "\(Int((share * 100).rounded()))%" }

    private mutating func say(_ text: String, now: Timestamp) {
        care.hint = (text, Timestamp(milliseconds: now.milliseconds + Self.hintMilliseconds))
    }

    // MARK: Pause

    mutating func pause(now: Timestamp) -> [Effect] {
        mode = .paused
        care.tempo.breakRow()
        care.restedAt = care.clock.worked(now)
        care.hint = nil
        care.pauseWord = nil
        care.workedToday = nil
        return awaiting.values.contains(.care(.work)) ? [] : [.care(.sumWork(request(.care(.work))))]
    }

    mutating func endPause(_ key: Key, now: Timestamp) -> [Effect] {
        if [.escape, .enter, .character("P")].contains(key) || keymap.meaning(of: key) == .command(.pause) {
            mode = .review
            return []
        }
        if key == .control("l") { return [.redraw] }
        care.pauseWord = "\(key) does nothing in a pause."
        return []
    }
}

extension ReviewModel.Awaited {
    var isLease: Bool { if case .care(.lease) = self { true } else { false } }
}
