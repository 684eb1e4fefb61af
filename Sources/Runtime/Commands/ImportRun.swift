import Foundation
package import Interchange
package import Labeling
package import Storage

/// Takes items of one source into the store, in batches, and keeps what cannot be taken with its reason.
package struct ImportRun {
    /// The counts of `renga import`.
    package struct Counts: Hashable, Sendable {
        package var read = 0
        package var added = 0
        package var duplicates = 0
        /// Those of the duplicates that brought an answer, a decision or a ground truth that was not there.
        package var completed = 0
        package var rejected = 0
        /// Those of `read` that an earlier import of the same content had dealt with, and that were not read again: they
        /// count as duplicates, or as rejected, as if they had been.
        package var skipped = 0

        package init() {}

        package static func += (left: inout Counts, right: Counts) {
            left.read += right.read
            left.added += right.added
            left.duplicates += right.duplicates
            left.completed += right.completed
            left.rejected += right.rejected
            left.skipped += right.skipped
        }
    }

    private let store: Store
    package let reader: ItemReader
    private var items: [(item: AnnotatedItem, line: Int, bytes: [UInt8])] = []
    private var rejects: [Storage.RejectedLine] = []
    private var bytesWaiting = 0
    package private(set) var counts = Counts()
    private let source: ItemSource
    private let labels: LabelSet
    private var memory: ImportMemory?
    /// Of each field of the meta data in the first items without a ground truth: how many texts, and labels, it holds.
    private var fields: [String: (texts: Int, labels: Int)] = [:]

    /// Fields of the meta data that hold nothing but labels of the task: the answers, as it seems, in view of those who
    /// are to find them. Judged by the first 200 items.
    package var labelFields: [String] {
        fields.filter { $0.value.texts >= 2 && $0.value.texts == $0.value.labels }.map(\.key).sorted()
    }

    /// Large enough to make a transaction's fsync cheap, small enough not to keep other writers waiting.
    private static let batchItems = 5_000
    private static let batchBytes = 16 << 20

    /// - Parameter memory: of this source, with these options and labels; nil: it is read from its start, and nothing is
    ///   remembered of it.
    /// - Throws: where the source cannot be opened.
    package init(
        _ source: ItemSource, options: ReadingOptions = ReadingOptions(), labels: LabelSet, store: Store,
        memory: ImportMemory? = nil
    ) throws {
        reader = try ItemReader(source, options: options, labels: labels)
        if let memory {
            reader.remember(from: memory.resumePoint)
            counts = memory.counts
        }
        self.memory = memory
        self.source = source
        self.labels = labels
        self.store = store
    }

    /// Reads to the end. What was read before a failure stays in the store.
    ///
    /// - Parameter progress: called after each batch with the bytes read, and all bytes where that is known.
    package mutating func run(progress: (Int64, Int64?, Counts) -> Void) throws {
        do {
            while true {
                if reader.mightWait { try flushAll() }
                guard let record = try reader.next() else { break }
                take(record)
                if items.count >= Self.batchItems || bytesWaiting >= Self.batchBytes {
                    try flush()
                    progress(reader.bytesRead, reader.totalBytes, counts)
                }
            }
        } catch {
            try flushAll()
            throw error
        }
        try flushAll()
        progress(reader.bytesRead, reader.totalBytes, counts)
    }

    private mutating func take(_ record: ReadRecord) {
        counts.read += 1
        switch record {
        case .item(let item, let line):
            if counts.read <= 200, item.gold == nil { look(at: item.item.meta) }
            items.append((item, line, reader.recordBytes))
            bytesWaiting += reader.recordBytes.count
        case .rejected(let line):
            counts.rejected += 1
            rejects.append(
                Storage.RejectedLine(
                    source: line.source, line: line.line, reason: line.reason, bytes: line.bytes, at: .now()))
            bytesWaiting += line.bytes.count
        }
    }

    private mutating func look(at meta: [String: JSONValue]) {
        for (field, value) in meta {
            guard case .string(let text) = value else { continue }
            fields[field, default: (0, 0)].texts += 1
            if labels.label(matching: text) != nil { fields[field]?.labels += 1 }
        }
    }

    /// Everything read so far, and how far that is, goes into the store.
    private mutating func flushAll() throws {
        try flush()
        if reader.place?.isEnd == true { memory?.settle(reader.place, counts) }
        try memory?.save()
    }

    package mutating func flush() throws {
        guard !items.isEmpty || !rejects.isEmpty else { return }
        var batch = ItemBatch()
        for entry in items { batch.append(entry.item) }
        let outcomes = try store.add(batch, progress: memory?.takeDue(), at: .now())
        for (outcome, entry) in zip(outcomes, items) {
            switch outcome {
            case .added: counts.added += 1
            case .duplicate: counts.duplicates += 1
            case .extended:
                counts.duplicates += 1
                counts.completed += 1
            case .conflict(let reason):
                counts.rejected += 1
                rejects.append(
                    Storage.RejectedLine(
                        source: source.name, line: entry.line, reason: reason, bytes: entry.bytes, at: .now()))
            }
        }
        if !rejects.isEmpty { _ = try store.recordRejects(rejects.sorted { $0.line < $1.line }) }
        items.removeAll(keepingCapacity: true)
        rejects.removeAll(keepingCapacity: true)
        bytesWaiting = 0
        memory?.settle(reader.place, counts)
    }
}
