/// What finding needs beside the query: what can be completed, the filters that are kept.
package struct FindState: Equatable, Sendable {
}

/// What finding asks of the outside, and waits for.
package enum FindRequest: Hashable, Sendable {}

package enum FindMessage: Equatable, Sendable { case placeholder }

package enum FindEffect: Equatable, Sendable { case placeholder }

/// A filter that is typed.
package struct FilterLine: Hashable, Sendable {
    package var text = ""
}
