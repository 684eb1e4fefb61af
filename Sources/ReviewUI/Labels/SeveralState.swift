package import Labeling

/// What is chosen where an item can have several labels, and not saved.
package struct SeveralState: Equatable, Sendable {
    /// By item: kept while the reviewer looks at others. An empty set is a choice too.
    package internal(set) var chosen: [ItemNumber: Set<Label>] = [:]
    /// The reviewer was told that quitting loses what is chosen.
    var hasWarned = false
}
