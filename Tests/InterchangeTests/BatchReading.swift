import Interchange
import Labeling

/// One item of a batch, with where it came from.
struct BatchItem: Hashable {
    var item: AnnotatedItem
    /// `==` of strings is blind to how Unicode is composed; the store is not.
    var bytes: [[UInt8]]
    var line: Int
    var record: [UInt8]
    var isPlain: Bool
}

struct BatchContent: Equatable {
    var items: [BatchItem] = []
    var rejected: [RejectedLine] = []
}

private func exactly(_ item: AnnotatedItem) -> [[UInt8]] {
    let meta = JSONDocument(item.item.meta).rendered()
    return [Array(item.item.id.value.utf8), Array(item.item.text.utf8), Array(meta.utf8)]
}

/// All records of an input, through batches.
func readBatches(
    _ bytes: [UInt8], _ options: ReadingOptions = ReadingOptions(), labels: LabelSet? = nil, chunk: Int = 4096,
    limits: BatchLimits = BatchLimits(records: 7, weight: 1 << 20), name: String = "input"
) throws -> BatchContent {
    var options = options
    options.chunkBytes = chunk
    let reader = try ItemReader(.bytes(bytes, name: name), options: options, labels: labels)
    var content = BatchContent()
    var batch = ReadBatch()
    while true {
        batch.removeAll()
        let end = try reader.nextBatch(into: &batch, limits: limits)
        content.items += try batch.items.entries.enumerated().map { place, entry in
            let item = try item(of: entry, in: batch.items)
            var isPlain = false
            if case .plain = entry { isPlain = true }
            return BatchItem(
                item: item, bytes: exactly(item), line: batch.line(ofEntry: place),
                record: batch.record(ofEntry: place),
                isPlain: isPlain)
        }
        content.rejected += batch.rejected
        if end == .end { return content }
    }
}

private func item(of entry: ItemBatch.Entry, in batch: ItemBatch) throws -> AnnotatedItem {
    switch entry {
    case .annotated(let place): return batch.annotated[place]
    case .plain(let plain):
        var meta: [String: JSONValue] = [:]
        if !plain.meta.isEmpty {
            let value = try JSONDocument.parse(Array(batch.bytes[plain.meta])).jsonValue()
            guard case .object(let members) = value else { throw Misplaced(id: Item.ID("\(value)")) }
            meta = members
        }
        let id = Item.ID(String(decoding: batch.bytes[plain.id], as: UTF8.self))
        guard plain.shuffle == StableShare.position(of: id, purpose: "order") else { throw Misplaced(id: id) }
        return AnnotatedItem(
            item: Item(id: id, text: String(decoding: batch.bytes[plain.text], as: UTF8.self), meta: meta),
            gold: plain.gold)
    }
}

struct Misplaced: Error { var id: Item.ID }

/// The same, a record at a time, through the decoder alone.
func readSlowly(
    _ bytes: [UInt8], _ options: ReadingOptions = ReadingOptions(), labels: LabelSet? = nil, name: String = "input"
) throws -> BatchContent {
    let reader = try ItemReader(.bytes(bytes, name: name), options: options, labels: labels)
    var content = BatchContent()
    while let record = try reader.next() {
        switch record {
        case .item(let item, let line):
            content.items.append(
                BatchItem(
                    item: item, bytes: exactly(item), line: line, record: reader.recordBytes, isPlain: false))
        case .rejected(let line): content.rejected.append(line)
        }
    }
    return content
}
