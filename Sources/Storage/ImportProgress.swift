/// How far an import of one input has come: stored in the transaction of items that come after those up to there.
///
/// It says that everything before `offset` is in the store: items, and with their reasons the records that were not
/// taken.
package struct ImportProgress: Hashable, Sendable {
    /// Tells this import from all others: what is stored later under the same ticket takes the place of this.
    package var ticket: String
    /// What the input is looked up by: how it begins and how it is read.
    package var head: String
    /// The SHA-256 of the input's first `checked` bytes.
    package var content: String
    /// At least `offset`.
    package var checked: Int64
    /// Of the input as it is read (unpacked, in UTF-8): where the next record begins.
    package var offset: Int64
    /// The line of `offset`, from 1.
    package var line: Int
    /// Whether the whole input is in the store.
    package var isComplete: Bool
    /// How many records it had so far, and how many of them were not taken.
    package var read: Int
    package var rejected: Int
    /// What the input was called, for people.
    package var source: String

    package init(
        content: String, offset: Int64, line: Int, isComplete: Bool = false, ticket: String? = nil,
        head: String? = nil, checked: Int64? = nil, read: Int = 0, rejected: Int = 0, source: String = ""
    ) {
        self.content = content
        self.offset = offset
        self.line = line
        self.isComplete = isComplete
        self.ticket = ticket ?? content
        self.head = head ?? content
        self.checked = checked ?? offset
        self.read = read
        self.rejected = rejected
        self.source = source
    }
}
