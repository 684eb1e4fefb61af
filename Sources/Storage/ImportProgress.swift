/// How far an import of one input has come: stored in the transaction of the items up to there.
package struct ImportProgress: Hashable, Sendable {
    /// The input, by its content, not its name.
    package var content: String
    /// Of the input as it is read (unpacked, in UTF-8): where the next record begins.
    package var offset: Int64
    /// The line of `offset`, from 1.
    package var line: Int
    /// Whether the whole input is in the store.
    package var isComplete: Bool

    package init(content: String, offset: Int64, line: Int, isComplete: Bool = false) {
        self.content = content
        self.offset = offset
        self.line = line
        self.isComplete = isComplete
    }
}
