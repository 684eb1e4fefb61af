package import Labeling

/// The reviewer's time and pace, and who else works on the task.
package struct CareState: Equatable, Sendable {
    var clock = WorkClock(idle: 60_000)
    var tempo = Tempo()
    var leases = LeaseState()
    var showsPace = false
    /// A quiet line, until then.
    var hint: (text: String, until: Timestamp)?
    /// How much had been worked when something was last said.
    var hintedAt: Int64?
    /// How much had been worked at the last break, or when one was last suggested.
    var restedAt: Int64 = 0
    var decisions = 0
    /// Today, up to before this session's open item, in seconds; nil: not known yet.
    var workedToday: Double?
    /// What is said to a key that does nothing in a pause.
    var pauseWord: String?

    init(_ settings: CareSettings = CareSettings()) {
        clock.idle = Int64(settings.idle) * 1_000
        showsPace = settings.showsPace
    }

    package static func == (left: CareState, right: CareState) -> Bool {
        left.clock == right.clock && left.tempo == right.tempo && left.leases == right.leases
            && left.showsPace == right.showsPace && left.hint?.text == right.hint?.text
            && left.hint?.until == right.hint?.until && left.hintedAt == right.hintedAt
            && left.restedAt == right.restedAt && left.decisions == right.decisions
            && left.workedToday == right.workedToday && left.pauseWord == right.pauseWord
    }
}

/// What care for reviewers asks of the outside, and waits for.
package enum CareRequest: Hashable, Sendable {
    case lease([ItemNumber])
    case work
}

/// What comes back about leases and time, and what others have before them.
package enum CareMessage: Equatable, Sendable {
    /// Those of the items asked for that are this session's now, and all that others have.
    case leased(RequestID, [LeasedItem], others: [HeldItem])
    case leaseFailed(RequestID, reason: String)
    /// The answer to a decision that is not saved: this reviewer has decided on the item, and ours did not know it.
    case decidedByOther(RequestID, reviewer: String)
    /// These ran out while the program was stopped, and somebody else has them or had them.
    case leasesLost([ItemNumber])
    /// All items that others have before them.
    case held([HeldItem])
    /// What the reviewer has worked today by their decisions, in seconds; nil: it could not be read.
    case worked(RequestID, seconds: Double?)
    /// The program was stopped (Ctrl-Z) for so long until now.
    case stopped(milliseconds: Int64)
}

/// What care for reviewers asks of the store; each is answered once.
package enum CareEffect: Equatable, Sendable {
    /// Takes these items for this session, as far as nobody has them, and gives back all others: `.leased` or
    /// `.leaseFailed`.
    case lease(RequestID, [ItemNumber])
    /// `.worked`
    case sumWork(RequestID)

    package var request: RequestID {
        switch self {
        case .lease(let request, _), .sumWork(let request): request
        }
    }
}
