/// How a review looks after the people who work in it: keys of the `[review]` table.
package struct CareSettings: Hashable, Sendable {
    /// In seconds: longer than this without a key, and the reviewer counts as away.
    package var idle: Int
    /// Pace and row of decisions are on screen from the start.
    package var showsPace: Bool
    /// A quiet word when decisions come faster than anyone reads, or differ from the earlier ones.
    package var givesHints: Bool
    /// In seconds of work, after which a break is suggested; nil: never.
    package var breakAfter: Int?

    package init(idle: Int = 60, showsPace: Bool = false, givesHints: Bool = true, breakAfter: Int? = nil) {
        self.idle = idle
        self.showsPace = showsPace
        self.givesHints = givesHints
        self.breakAfter = breakAfter
    }
}
