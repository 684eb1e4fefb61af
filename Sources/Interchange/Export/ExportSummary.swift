/// What an export wrote, and what it did not: printed, and kept in a file beside it.
package struct ExportSummary: Hashable, Sendable {
    package var format: ExportFormat
    /// In the order of the splits. Of a folder by their places in it.
    package var files: [ExportedFile]
    /// By name.
    package var companions: [String]
    /// Items that were selected and have no place in the format, by reason.
    package var leftOut: [String: Int]
    package var losses: ExportLosses
    package var warnings: [String]
    /// Nil: nothing is lost in this format, or there is no file to stand beside.
    package var lossFile: String?

    package var written: Int { files.reduce(0) { $0 + $1.items } }

    /// Lost fields, those of most items first.
    package var lost: [(field: String, items: Int)] {
        losses.counts.map { ($0.key, $0.value) }.sorted { ($1.1, $0.0) < ($0.1, $1.0) }
    }

    package var reasons: [(reason: String, items: Int)] {
        leftOut.map { ($0.key, $0.value) }.sorted { ($1.1, $0.0) < ($0.1, $1.0) }
    }

    /// The members that the file of losses and the printed document share.
    package var members: [JSONDocument.Member] {
        [
            .init("format", .string(format.rawValue)),
            .init("written", JSONDocument(written)),
            .init(
                "files",
                .array(
                    files.map {
                        ["file": .string($0.name), "split": JSONDocument($0.split), "items": JSONDocument($0.items)]
                    })
            ),
            .init("companions", JSONDocument(companions)),
            .init(
                "left_out",
                .array(reasons.map { ["reason": .string($0.reason), "items": JSONDocument($0.items)] })),
            .init("lost", .object(lost.map { .init($0.field, JSONDocument($0.items)) })),
            .init("warnings", JSONDocument(warnings)),
        ]
    }

    /// The first member of a file of losses: by it one is known as ours.
    static let mark = "renga_export_loss"

    var lossBytes: [UInt8] {
        let document = JSONDocument.object([.init(Self.mark, 1)] + members)
        return Array((document.rendered(pretty: true) + "\n").utf8)
    }
}
