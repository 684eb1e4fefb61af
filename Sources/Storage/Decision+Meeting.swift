internal import Labeling

// An export for another tool that comes back tells decisions that are in the store already, in fewer words. Taken for new
// ones they would count twice, in the history and for who decided how much.

extension Decision {
    /// Which of the known decisions of an item each of these is; nil: it is new.
    ///
    /// Of equal ones the second meets the second known one, and so on: two equal acts in a file remain two acts. Those that
    /// are told in fewer words come last, so that they take no equal one away.
    static func met(by decisions: [Decision], among known: [Decision]) -> [Int?] {
        var isMet = known.map { _ in false }
        func take(_ index: Int?) -> Int? {
            if let index { isMet[index] = true }
            return index
        }
        var found = decisions.map { decision in
            take(known.indices.first { !isMet[$0] && known[$0].isSameAct(as: decision) })
        }
        for (place, decision) in decisions.enumerated() where found[place] == nil {
            // Without a time it is the reviewer's last word told again, or a new one.
            let last = known.lastIndex { $0.reviewer == decision.reviewer && $0.undoneAt == nil }
            found[place] = take(
                known.indices.last {
                    !isMet[$0] && known[$0].isToldAgain(by: decision) && (!decision.hasNoTime || $0 == last)
                })
        }
        return found
    }

    /// Whether both are the same act. The note, the tag and the undoing may have come later, so they tell nothing.
    private func isSameAct(as other: Decision) -> Bool {
        reviewer == other.reviewer && verdict == other.verdict && at == other.at && seconds == other.seconds
            && shown == other.shown && firstChoice == other.firstChoice && probability == other.probability
            && isAdjudication == other.isAdjudication
    }

    /// Whether the other one is this act as another tool tells it: to the second or without a time, without how long it
    /// took, with one word for taking a label over and choosing it, or for all that is no label.
    private func isToldAgain(by other: Decision) -> Bool {
        guard reviewer == other.reviewer, isAdjudication == other.isAdjudication, undoneAt == nil,
            other.undoneAt == nil, verdict.label == other.verdict.label,
            other.seconds == nil || other.seconds == seconds,
            other.hasNoTime || other.at == at || other.isSecond(of: at)
        else { return false }
        return verdict.label != nil || verdict == other.verdict || other.verdict == .skip
    }

    /// Tools that tell no time are given the first there is.
    private var hasNoTime: Bool { at.milliseconds == 0 }

    private func isSecond(of time: Timestamp) -> Bool {
        at.milliseconds % 1_000 == 0 && (0..<1_000).contains(time.milliseconds - at.milliseconds)
    }
}
