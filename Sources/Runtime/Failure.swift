/// What a command ends with when it cannot do its work: words for the user and an exit status.
package struct Failure: Error, Hashable, CustomStringConvertible {
    package let status: ExitStatus
    /// What went wrong, where, and what to do; may have several lines.
    package let message: String

    package init(_ status: ExitStatus, _ message: String) {
        self.status = status
        self.message = message
    }

    package var description: String { message }
}

/// Exit statuses after sysexits.h.
package enum ExitStatus: Int32, Hashable, Sendable {
    case done = 0
    case usage = 64
    /// Some input was rejected; the rest was taken.
    case inputRejected = 65
    case noSuchFile = 66
    case providerUnreachable = 69
    case internalError = 70
    case cannotCreate = 73
    case inputOutput = 74
    /// Stopped early and can be taken up again by the same command.
    case stopped = 75
    case noPermission = 77
    case badTaskFile = 78
}
