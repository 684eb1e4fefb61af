/// What a cell means. A theme says how each role looks; views know roles only, never colours.
///
/// The raw values are the keys of the `[roles]` table of a theme file.
package enum Role: String, CaseIterable, Hashable, Sendable {
    /// Ordinary text, and the ground of the screen.
    case text
    /// Less important than text: times, identifiers, hints.
    case muted
    case title
    case border
    /// The border of the pane that receives keys.
    case borderFocused = "border-focused"
    /// The row under the cursor.
    case selection
    /// The status line.
    case status
    /// A key named in the status line.
    case statusKey = "status-key"
    /// A key named elsewhere: help, menus.
    case key
    /// A label's name.
    case label
    /// Opinions that agree.
    case agree
    /// Opinions that differ.
    case disagree
    case confidenceHigh = "confidence-high"
    case confidenceMedium = "confidence-medium"
    case confidenceLow = "confidence-low"
    /// The part of a bar that is not filled.
    case barEmpty = "bar-empty"
    case accepted
    case overridden
    case rejected
    case flagged
    case skipped
    /// Not answered or not saved yet.
    case waiting
    case cost
    /// A number with an interval.
    case estimate
    case note
    /// The text a search found.
    case match
    /// A control or unprintable character made visible.
    case control
    case warning
    case error
    /// The line where the user types.
    case prompt
    /// Said once something is safely stored.
    case saved
    /// Words of an item that a model's reasons quote.
    case quoted
    /// Cells of a heat map, from the smallest share to the largest. A sign in the cell says the same.
    case heat1 = "heat-1"
    case heat2 = "heat-2"
    case heat3 = "heat-3"
    case heat4 = "heat-4"
    case heat5 = "heat-5"
}
