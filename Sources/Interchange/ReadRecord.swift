package import Labeling

/// One record of an input: an item, or why it is none.
package enum ReadRecord: Hashable, Sendable {
    /// - Parameter line: the line that the record begins on, from 1.
    case item(AnnotatedItem, line: Int)
    case rejected(RejectedLine)
}

/// A record that was not taken, with what is needed to find and mend it.
package struct RejectedLine: Hashable, Sendable {
    /// The input's path or name.
    package var source: String
    /// The line that the record begins on, from 1.
    package var line: Int
    package var reason: String
    /// The record as it stood in the input, without its line end; of a record over the size limit the first 64 KiB. Of
    /// an input in another encoding, in UTF-8 unless the record could not be read as text: the reason says so.
    package var bytes: [UInt8]

    package init(source: String, line: Int, reason: String, bytes: [UInt8]) {
        self.source = source
        self.line = line
        self.reason = reason
        self.bytes = bytes
    }
}

/// How an input is to be read.
package struct ReadingOptions: Sendable {
    package var format: FileFormat
    /// The field, or column, of the text; nil: `text`. Without a header columns are named 1, 2, ….
    package var textField: String?
    /// Nil: `id`.
    package var idField: String?
    /// Nil: `gold`.
    package var goldField: String?
    /// The names of the classes that `goldField` writes as numbers, from 0; nil: it writes names.
    var classNames: ClassNames?
    /// The names of an Argilla file's users, by their UUIDs.
    var users: [String: String] = [:]
    /// Columns of what models and reviewers said.
    package var annotations = AnnotationColumns()
    /// Without a text, an item is called by its id or its place: enough for statistics.
    package var needsText = true
    /// Whether the first row of a CSV or TSV input names its columns.
    package var hasHeader: Bool
    /// Whether a regular file may still grow: its end is then only the end for now.
    package var follow: Bool
    /// The name of the encoding, as iconv(3) knows it; nil: what the input's beginning says.
    package var encoding: String?
    /// Between the fields of a CSV input; nil: what its first line says.
    package var delimiter: UInt8?
    /// The member of a JSON object that holds the items as an array; nil: the only one that does.
    package var recordsField: String?
    /// How much is asked of the system at once.
    package var chunkBytes: Int
    /// A longer record is rejected, so that memory stays bounded.
    package var maximumRecordBytes: Int
    /// Asked before every wait and five times a second during one; true ends the input where it stands.
    package var stopRequested: (@Sendable () -> Bool)?

    /// Whether a field or column is called by its name, which lines of text do not have.
    var namesFields: Bool { textField != nil || idField != nil || goldField != nil || !annotations.isEmpty }

    package init(
        format: FileFormat = .auto, textField: String? = nil, idField: String? = nil, goldField: String? = nil,
        hasHeader: Bool = true, follow: Bool = false, chunkBytes: Int = 256 * 1024,
        maximumRecordBytes: Int = 8 * 1024 * 1024, stopRequested: (@Sendable () -> Bool)? = nil
    ) {
        self.format = format
        self.textField = textField
        self.idField = idField
        self.goldField = goldField
        self.hasHeader = hasHeader
        self.follow = follow
        self.chunkBytes = max(chunkBytes, 1)
        self.maximumRecordBytes = max(maximumRecordBytes, 1)
        self.stopRequested = stopRequested
    }
}
