/// What a reviewer can ask for. Label keys are not commands: the task decides them.
///
/// The raw values are the names in key files and on the command line.
package enum Command: String, Hashable, Sendable, CaseIterable {
    case accept
    case acceptSecond = "accept-second"
    case pickLabel = "pick-label"
    case reject, flag, skip, undo, note
    /// Decides for what a reviewer said, of those who differ.
    case sideFirst = "side-1"
    case sideSecond = "side-2"
    case sideThird = "side-3"
    case unclear, reason
    case secondOpinion = "second-opinion"
    case history
    case showConcealed = "show-concealed"
    case next, previous
    case nextPage = "next-page"
    case previousPage = "previous-page"
    case first, last
    case nextUndecided = "next-undecided"
    case scrollDown = "scroll-down"
    case scrollUp = "scroll-up"
    case scrollStart = "scroll-start"
    case scrollEnd = "scroll-end"
    case viewImage = "view-image"
    case nextImage = "next-image"
    case showMasked = "show-masked"
    case nextFilter = "next-filter"
    case previousFilter = "previous-filter"
    case filter, search
    case nextMatch = "next-match"
    case previousMatch = "previous-match"
    case nextOrder = "next-order"
    case doubts
    case reload
    case select
    case selectAll = "select-all"
    case unfoldGroup = "unfold-group"
    case dashboard
    case copyText = "copy-text"
    case copyID = "copy-id"
    case open
    case toggleMouse = "toggle-mouse"
    case nextTheme = "next-theme"
    case togglePace = "toggle-pace"
    case widenQueue = "widen-queue"
    case narrowQueue = "narrow-queue"
    case pause
    case commandLine = "command-line"
    case help, guidelines, redraw, quit
}
