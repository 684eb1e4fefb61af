/// Decisions that look wrong.
package struct DoubtsReport: Hashable, Sendable {
    /// Nil: there is nothing to say it of.
    init?(_ source: DetailSource) { return nil }

    package var sections: [ReportSection] { [] }
    /// What is undefined and why, what was left out: sentences for people.
    package var notes: [String] { [] }
}
