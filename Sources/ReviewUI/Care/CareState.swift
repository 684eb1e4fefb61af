/// The reviewer's time and pace, and who else works on the task.
package struct CareState: Equatable, Sendable {
}

/// What care for reviewers asks of the outside, and waits for.
package enum CareRequest: Hashable, Sendable {}

package enum CareMessage: Equatable, Sendable { case placeholder }

package enum CareEffect: Equatable, Sendable { case placeholder }
