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
    /// Between two runs only: during one it belongs to the thread that reads.
    package let reader: ItemReader
    package private(set) var counts = Counts()
    private let source: ItemSource
    private let totalBytes: Int64?
    private let labels: LabelSet
    private let desk: ImportDesk
    private var memory: ImportMemory?
    /// Of each field of the meta data in the first items without a ground truth: how many texts, and labels, it holds.
    private var fields: [String: (texts: Int, labels: Int)] = [:]

    /// Fields of the meta data that hold nothing but labels of the task: the answers, as it seems, in view of those who
    /// are to find them. Judged by the first 200 items.
    package var labelFields: [String] {
        fields.filter { $0.value.texts >= 2 && $0.value.texts == $0.value.labels }.map(\.key).sorted()
    }

    private var pace = ImportPace()
    private var told: Set<String> = []

    /// - Parameter memory: of this source, with these options and labels; nil: it is read from its start, and nothing is
    ///   remembered of it.
    /// - Throws: where the source cannot be opened.
    package init(
        _ source: ItemSource, options: ReadingOptions = ReadingOptions(), labels: LabelSet, store: Store,
        memory: ImportMemory? = nil
    ) throws {
        var options = options
        let stopRequested = options.stopRequested
        let desk = ImportDesk()
        self.desk = desk
        options.stopRequested = { desk.wasGivenUp || stopRequested?() == true }
        reader = try ItemReader(source, options: options, labels: labels)
        if let memory {
            reader.remember(from: memory.resumePoint)
            counts = memory.counts
        }
        self.memory = memory
        totalBytes = reader.totalBytes
        self.source = source
        self.labels = labels
        self.store = store
    }

    /// Reads to the end on a thread of its own, and stores on this one. What was read before a failure stays in the store.
    ///
    /// What a pipe has given is stored as soon as it gives no more for the moment.
    /// - Parameters:
    ///   - say: told once each what a person should know of how the input is read.
    ///   - progress: called after each batch, and five times a second while none comes, with the bytes read, and
    ///     all bytes where that is known.
    package mutating func run(
        say: (String) -> Void = { _ in }, progress: (Int64, Int64?, Counts) -> Void
    ) throws {
        let intake = try BatchesIntake(into: store)
        desk.begin(limits: pace.reading())
        ImportReading(reader, desk: desk).start()
        do {
            while true {
                switch desk.next(within: 0.2) {
                case .delivery(var delivery):
                    tell(delivery.remarks, say)
                    try keep(delivery, intake)
                    progress(delivery.bytesRead, totalBytes, counts)
                    desk.giveBack(delivery.takeBatch())
                case .nothing(let bytesRead): progress(bytesRead, totalBytes, counts)
                case .end(let problem):
                    tell(reader.remarks, say)
                    try memory?.save()
                    try intake.finish()
                    if let problem { throw problem }
                    return
                }
            }
        } catch {
            desk.giveUp()
            desk.waitForEnd()
            // What went wrong first is what is said.
            try? intake.finish()
            // The reader is this thread's own again.
            tell(reader.remarks, say)
            throw error
        }
    }

    /// The same without a word.
    package mutating func run() throws { try run { _, _, _ in } }

    private mutating func tell(_ news: [String], _ say: (String) -> Void) {
        for text in news where told.insert(text).inserted { say(text) }
    }

    private mutating func keep(_ delivery: ImportDesk.Delivery, _ intake: BatchesIntake) throws {
        let batch = delivery.batch
        var rejects = batch.rejected.map { line in
            Storage.RejectedLine(
                source: line.source, line: line.line, reason: line.reason, bytes: line.bytes, at: .now())
        }
        if counts.read < 200 { look(at: batch.items, first: 200 - counts.read) }
        var start = 0
        while start < batch.items.count {
            let end = min(start + pace.next(isReviewed: isReviewed), batch.items.count)
            let progress = start == 0 ? memory?.takeDue() : nil
            var held = 0.0
            let outcomes = try intake.add(batch.items, start..<end, progress: progress) { held = $0 }
            take(outcomes, from: start, of: batch, &rejects)
            let pause = pace.took(held, for: end - start)
            if pause > 0 { Thread.sleep(forTimeInterval: pause) }
            start = end
        }
        rejects.sort { $0.line < $1.line }
        counts.read += batch.rejected.count
        counts.rejected += batch.rejected.count
        // Each is looked up before it is kept: some thousand take as long as many more items.
        for start in stride(from: 0, to: rejects.count, by: 2_000) {
            try store.recordRejects(Array(rejects[start..<min(start + 2_000, rejects.count)]))
        }
        memory?.settle(delivery.place, counts)
        desk.read(pace.reading())
    }

    /// Whether a reviewer has items before them, whose decisions are not to wait.
    private var isReviewed: Bool { (try? store.leases().isEmpty) == false }

    private mutating func take(
        _ outcomes: [ImportOutcome], from start: Int, of batch: ReadBatch, _ rejects: inout [Storage.RejectedLine]
    ) {
        counts.read += outcomes.count
        for (place, outcome) in outcomes.enumerated() {
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
                        source: source.name, line: batch.line(ofEntry: start + place), reason: reason,
                        bytes: batch.record(ofEntry: start + place), at: .now()))
            }
        }
    }

    private mutating func look(at items: ItemBatch, first count: Int) {
        for entry in items.entries.prefix(count) {
            switch entry {
            case .annotated(let place):
                let item = items.annotated[place]
                if item.gold == nil { look(at: item.item.meta) }
            case .plain(let plain):
                // What is as long as that tells nothing of ordinary ones, and would take memory several times over.
                guard plain.gold == nil, !plain.meta.isEmpty, plain.meta.count < 64 << 10,
                    let value = try? JSONDocument.parse(Array(items.bytes[plain.meta])).jsonValue(),
                    case .object(let meta) = value
                else { continue }
                look(at: meta)
            }
        }
    }

    private mutating func look(at meta: [String: JSONValue]) {
        for (field, value) in meta {
            guard case .string(let text) = value else { continue }
            fields[field, default: (0, 0)].texts += 1
            if labels.label(matching: text) != nil { fields[field]?.labels += 1 }
        }
    }
}
