package import Labeling

/// Near duplicates as a search found them: which items belong together, by which threshold.
package struct NearFindings: Hashable, Sendable {
    /// An item of a group. Of items that are alike (`Likeness`) only the first is in it.
    package struct Member: Hashable, Sendable {
        package var item: ItemNumber
        /// The first of the group.
        package var leader: ItemNumber
        /// Another of the group, with which its Jaccard similarity is at least the threshold.
        package var nearest: ItemNumber
    }

    package var threshold: Double
    /// The newest item that was looked at.
    package var through: ItemNumber
    /// By item, ascending.
    package var members: [Member]

    package var groups: Int { members.count { $0.item == $0.leader } }
}

/// What is marked in the store, and how it was found.
package struct NearScan: Hashable, Sendable {
    package var threshold: Double
    package var through: ItemNumber
    package var groups: Int
    /// In these groups; of items that are alike only the first is counted.
    package var items: Int
    package var at: Timestamp
}

/// Items that say the same, or nearly.
package struct DuplicateGroup: Hashable, Sendable {
    package struct Member: Hashable, Sendable {
        package var item: Item
        package var state: ReviewState
        /// With another of the group, by the rule of `Shingles`: 1 where the texts are alike.
        package var similarity: Double
    }

    /// In the order in which they came in; of large groups the first ones.
    package var members: [Member]
    /// Of the whole group.
    package var count: Int
}

/// Near duplicates were not looked for.
package enum NearFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// It was asked to stop; nothing was marked.
    case stopped
    /// The file with what is compared.
    case temporaryFile(folder: String, reason: String)

    package var description: String {
        switch self {
        case .stopped:
            "stopped before all texts were compared: no near duplicate was marked, the same command begins again"
        case .temporaryFile(let folder, let reason):
            "comparing the texts needs a file in \(folder), which fails: \(reason); make room for 120 bytes an item, "
                + "or allow writing there"
        }
    }
}
