/// What is selected, which groups are unfolded, what is decided together.
package struct BulkState: Equatable, Sendable {
}

/// What decisions on many items ask of the outside, and wait for.
package enum BulkRequest: Hashable, Sendable {
    /// Something of the reviewer's is on its way to the disk.
    var isWrite: Bool {
        switch self {}
    }
}

package enum BulkMessage: Equatable, Sendable { case placeholder }

package enum BulkEffect: Equatable, Sendable { case placeholder }

/// What one decision for many items would do.
package struct BulkPage: Hashable, Sendable {
}
