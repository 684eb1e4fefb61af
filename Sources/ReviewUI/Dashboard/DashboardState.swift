package struct DashboardState: Equatable, Sendable {
}

package enum DashboardMessage: Equatable, Sendable { case placeholder }

package enum DashboardEffect: Equatable, Sendable { case placeholder }

/// The dashboard on screen.
package struct DashboardPage: Hashable, Sendable {
}
