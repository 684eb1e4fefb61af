package import Interchange
package import Labeling
package import Storage

/// What the store knows of earlier imports of one input, and what it is told of this one, so that an import that was
/// interrupted goes on where it stopped, and one that was complete is not done again.
///
/// An input is known by all of its content up to where it was read (`ContentDigest`), together with all that decides what
/// is made of a record: options, labels, version of the program. Whatever differs is another input, read from its start.
package struct ImportMemory {
    /// Where an earlier import of this content stopped; nil: from the start.
    package let found: ImportProgress?
    /// Whether everything that the input holds was read by an earlier import.
    package let isWhole: Bool

    private let store: Store
    private let manner: String
    private let ticket: String
    private let source: String
    /// Known, and not yet in the store.
    private var due: ImportProgress?

    /// Looks for earlier imports, which takes as long as reading the input as far as they came.
    ///
    /// - Parameter again: whatever is known, the input is read from its start.
    /// - Returns: nil for an input that cannot be read twice, such as a pipe.
    package init?(
        of source: ItemSource, options: ReadingOptions, labels: LabelSet, store: Store, again: Bool = false
    ) throws {
        guard source.isRepeatable else { return nil }
        let manner = ImportMemory.manner(source, options, labels)
        var best: (progress: ImportProgress, isWhole: Bool)?
        do {
            if !again { best = try ImportMemory.find(source, options, manner: manner, in: store) }
        } catch is InputProblem {
            // What is damaged further on is read as far as it goes; that it cannot be opened, the reader says.
        }
        found = best?.progress
        isWhole = best?.isWhole ?? false
        // A row that says of a whole input that it is in the store stays true when a longer input goes on from there.
        if let known = best?.progress, !known.isComplete {
            ticket = known.ticket
        } else {
            ticket = String(UInt64.random(in: 0...UInt64.max), radix: 16)
        }
        self.store = store
        self.manner = manner
        self.source = source.name
    }

    package var resumePoint: ResumePoint? {
        found.map { known in
            ResumePoint(
                offset: known.offset, line: known.line,
                content: ContentDigest.Mark(count: known.checked, digest: known.content))
        }
    }

    /// The counts of an import that has done again what was found: all its items were duplicates.
    package var counts: ImportRun.Counts {
        var counts = ImportRun.Counts()
        guard let found else { return counts }
        counts.read = found.read
        counts.skipped = found.read
        counts.rejected = found.rejected
        counts.duplicates = found.read - found.rejected
        return counts
    }

    /// Says how far the import is, when all records up to there are in the store.
    package mutating func settle(_ place: ReadingPlace?, _ counts: ImportRun.Counts) {
        guard let place, let head = place.head else { return }
        due = ImportProgress(
            content: place.content.digest, offset: place.offset, line: place.line, isComplete: place.isEnd,
            ticket: ticket, head: ImportMemory.key(head, manner), checked: place.content.count, read: counts.read,
            rejected: counts.rejected, source: source)
    }

    /// What is to be stored in the transaction of the next items.
    ///
    /// Not of those that it speaks of: what is turned down because of what is in the store is known, and stored, only
    /// after their transaction, and must not be passed over.
    package mutating func takeDue() -> ImportProgress? {
        defer { due = nil }
        return due
    }

    /// Stores what no items have taken along.
    package mutating func save() throws {
        guard let progress = takeDue() else { return }
        try store.record(progress)
    }
}

extension ImportMemory {
    private static func find(
        _ source: ItemSource, _ options: ReadingOptions, manner: String, in store: Store
    ) throws -> (progress: ImportProgress, isWhole: Bool)? {
        defer { source.rewind() }
        source.rewind()
        let known = try store.imports(heads: ItemReader.heads(of: source, options: options).map { key($0, manner) })
        guard !known.isEmpty else { return nil }
        func mark(_ progress: ImportProgress) -> ContentDigest.Mark {
            ContentDigest.Mark(count: progress.checked, digest: progress.content)
        }
        source.rewind()
        let (met, whole) = try ItemReader.marks(known.map(mark), metBy: source, options: options)
        // What grows is never whole.
        if !options.follow, let whole, let progress = known.first(where: { $0.isComplete && mark($0) == whole }) {
            return (progress, true)
        }
        let best = known.filter { $0.offset > 0 && met.contains(mark($0)) }.max { $0.offset < $1.offset }
        return best.map { ($0, false) }
    }

    private static func key(_ head: String, _ manner: String) -> String {
        String(ContentDigest.digest(of: head + manner).prefix(32))
    }

    /// All that decides, beside an input's bytes, what becomes of its records.
    private static func manner(_ source: ItemSource, _ options: ReadingOptions, _ labels: LabelSet) -> String {
        // Every option counts, those too that are yet to come, but for those that only say how it is read.
        let indifferent = ["follow", "chunkBytes", "stopRequested"]
        var parts = Mirror(reflecting: options).children.map { child in
            indifferent.contains(child.label ?? "") ? "" : "\(child.label ?? "")=\(String(reflecting: child.value))"
        }
        // An input may be taken for what its name says.
        if options.format == .auto { parts.append(source.name.split(separator: "/").last.map(ending(of:)) ?? "") }
        parts.append(labels.allowsSeveral ? "several" : "one")
        parts += labels.labels.map { String(reflecting: $0.name) }
        return (parts + [Program.version]).joined(separator: "\n")
    }

    /// `jsonl` of `items.JSONL`.
    private static func ending(of name: Substring) -> String {
        name.lastIndex(of: ".").map { name[name.index(after: $0)...].lowercased() } ?? ""
    }
}
