/// What the reviewer may see, and has seen: first choices, concealed texts, calibrated confidences.
package struct EyesState: Equatable, Sendable {
}

/// What honest eyes ask of the outside, and wait for.
package enum EyesRequest: Hashable, Sendable {}

package enum EyesMessage: Equatable, Sendable { case placeholder }

package enum EyesEffect: Equatable, Sendable { case placeholder }

/// All that happened to an item.
package struct HistoryPage: Hashable, Sendable {
    package var scroll = 0
}
