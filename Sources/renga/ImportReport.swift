import Interchange
import Runtime

/// What an import took, file by file.
struct ImportReport {
    struct File {
        var name: String
        /// Nil: nothing could be read of it, or it is a folder.
        var reading: InputReading?
        var counts = ImportRun.Counts()
        /// Why it was not read to its end; nil: it was.
        var failure: Failure?
    }

    private(set) var files: [File] = []
    /// How many of the new items are near or alike to an earlier one; nil: it was not looked.
    var nearDuplicates: Int?

    mutating func add(_ file: File) { files.append(file) }

    var total: ImportRun.Counts { files.reduce(into: ImportRun.Counts()) { $0 += $1.counts } }

    /// The highest status of all files; nil: all went in.
    var worst: ExitStatus? {
        let statuses = files.compactMap(\.failure?.status) + (total.rejected > 0 ? [.inputRejected] : [])
        return statuses.max { $0.rawValue < $1.rawValue }
    }

    var document: JSONDocument {
        let files = files.map { file in
            let about: [JSONDocument.Member] = [
                JSONDocument.Member("file", .string(file.name)),
                JSONDocument.Member("format", JSONDocument(file.reading?.format?.rawValue)),
                JSONDocument.Member("compression", JSONDocument(file.reading?.packing?.rawValue)),
                JSONDocument.Member("encoding", JSONDocument(file.reading?.encoding)),
            ]
            let failure = file.failure.map { [JSONDocument.Member("error", .string($0.message))] } ?? []
            return JSONDocument.object(about + Self.members(file.counts) + failure)
        }
        let near = JSONDocument.Member("near_duplicates", JSONDocument(nearDuplicates))
        return .object(Self.members(total) + [near, JSONDocument.Member("files", .array(files))])
    }

    /// A line for each file where there are several, and one for all.
    var lines: [String] {
        let each = files.map { file in
            // A file of which nothing was read has its message, not its counts.
            if file.failure != nil, file.counts.read == 0 { return "\(file.name): nothing read" }
            let format = [file.reading?.format?.rawValue, file.reading?.packing?.rawValue, file.reading?.encoding]
                .compactMap(\.self)
                .filter { $0 != "utf-8" }.joined(separator: ", ")
            return "\(file.name)\(format.isEmpty ? "" : " (\(format))"): \(Self.words(file.counts))"
                + (file.failure == nil ? "" : ", not read to its end")
        }
        let near = nearDuplicates.map { ", \($0) alike or near to earlier items" } ?? ""
        return (files.count > 1 ? each : []) + [Self.words(total) + near]
    }

    private static func members(_ counts: ImportRun.Counts) -> [JSONDocument.Member] {
        [
            JSONDocument.Member("read", JSONDocument(counts.read)),
            JSONDocument.Member("added", JSONDocument(counts.added)),
            JSONDocument.Member("duplicates", JSONDocument(counts.duplicates)),
            JSONDocument.Member("rejected", JSONDocument(counts.rejected)),
            JSONDocument.Member("skipped", JSONDocument(counts.skipped)),
        ]
    }

    private static func words(_ counts: ImportRun.Counts) -> String {
        let completed =
            counts.completed > 0 ? " (\(counts.completed) with new ground truth, answers or decisions)" : ""
        return "\(counts.read) read: \(counts.added) added, \(counts.duplicates) duplicates\(completed), "
            + "\(counts.rejected) rejected"
    }
}
