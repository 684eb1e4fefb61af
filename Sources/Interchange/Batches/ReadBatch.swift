package import Labeling

/// What a reader gives in one go: items as bytes, and the records between them that are none.
package struct ReadBatch: Sendable {
    package private(set) var items = ItemBatch()
    /// In the order of the input.
    package private(set) var rejected: [RejectedLine] = []
    /// What it takes of memory, roughly, in bytes.
    package private(set) var weight = 0
    /// Whether a record in it is so large that what is made of it while it is read and stored is, too: nothing should
    /// be read on before it is stored.
    package private(set) var isHeavy = false
    /// From which length on a record is such a one.
    private static let heavyRecord = 1 << 20

    private var places: [(line: Int, start: Int, length: Int)] = []
    /// The records of the items, as they stand in the input.
    private var records: [UInt8] = []

    package init() {}

    /// How many records it holds.
    package var count: Int { places.count + rejected.count }
    package var isEmpty: Bool { places.isEmpty && rejected.isEmpty }

    /// The line, from 1, on which the record of an entry of `items` begins.
    package func line(ofEntry entry: Int) -> Int { places[entry].line }

    /// The record of an entry of `items` as it stands in the input, without its line end: for a caller that must turn the
    /// item down after all.
    package func record(ofEntry entry: Int) -> [UInt8] {
        let place = places[entry]
        return Array(records[place.start..<place.start + place.length])
    }

    /// Empty again, with the memory it has unless that is out of the ordinary.
    package mutating func removeAll() {
        let keeps = !isHeavy
        items.removeAll(keepingCapacity: keeps)
        rejected.removeAll(keepingCapacity: keeps)
        places.removeAll(keepingCapacity: keeps)
        records.removeAll(keepingCapacity: keeps)
        (weight, isHeavy) = (0, false)
    }

    mutating func append(
        id: UnsafeRawBufferPointer, text: UnsafeRawBufferPointer, meta: UnsafeRawBufferPointer, gold: Label?,
        record: UnsafeRawBufferPointer, line: Int
    ) {
        items.append(id: id, text: text, meta: meta, gold: gold, shuffle: StableShare.shuffle(ofID: id))
        place(record, line)
        weight += id.count + text.count + meta.count
    }

    /// As bytes, if nothing came along with the item.
    mutating func append(_ item: AnnotatedItem, record: UnsafeRawBufferPointer, line: Int) {
        let text = item.item.text.utf8
        let id = item.item.id.value
        let isPlain =
            item.predictions.isEmpty && item.decisions.isEmpty && item.item.images.isEmpty
            && !text.isEmpty && !id.isEmpty && !text.contains(0) && !id.utf8.contains(0)
        guard isPlain else {
            items.append(item)
            place(record, line)
            weight += record.count + item.predictions.count * 800 + item.decisions.count * 400
            return
        }
        var meta: [UInt8] = []
        if !item.item.meta.isEmpty {
            // About as long as in the record: a large one is not to be there twice while it grows.
            meta.reserveCapacity(record.count)
            JSONValue.append(item.item.meta, to: &meta)
        }
        Array(id.utf8).withUnsafeBytes { id in
            Array(text).withUnsafeBytes { text in
                meta.withUnsafeBytes {
                    append(id: id, text: text, meta: $0, gold: item.gold, record: record, line: line)
                }
            }
        }
    }

    mutating func append(_ line: RejectedLine) {
        rejected.append(line)
        weight += line.bytes.count + line.reason.utf8.count + 160
        if line.bytes.count > ReadBatch.heavyRecord { isHeavy = true }
    }

    private mutating func place(_ record: UnsafeRawBufferPointer, _ line: Int) {
        places.append((line, records.count, record.count))
        records.append(contentsOf: record)
        weight += record.count + 128
        if record.count > ReadBatch.heavyRecord { isHeavy = true }
    }
}

/// Why a batch ended.
package enum BatchEnd: Hashable, Sendable {
    /// It holds what was asked for.
    case full
    /// The next record may have to be waited for.
    case wouldWait
    /// A file that is being followed has no more for now.
    case endForNow
    /// No further record will come.
    case end
}
