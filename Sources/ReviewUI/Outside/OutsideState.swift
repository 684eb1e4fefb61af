/// The mouse, the theme, the divider: what the terminal is told beside the screen.
package struct OutsideState: Equatable, Sendable {
}

package enum OutsideRequest: Hashable, Sendable {}

package enum OutsideMessage: Equatable, Sendable { case placeholder }

package enum OutsideEffect: Equatable, Sendable { case placeholder }
