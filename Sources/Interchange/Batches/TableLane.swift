import CSimdJSON
import Labeling

/// Rows of CSV and TSV tables whose columns are text, id, gold and meta data.
final class TableLane: RecordLane {
    struct Columns {
        var count: Int
        var text: Int
        var id: Int?
        var gold: Int?
        /// By their names, in the order of these.
        var meta: [(name: String, place: Int)]
    }

    private let columns: Columns
    private let separator: UInt8
    private let hasQuotes: Bool
    private let labels: KnownLabels
    /// `"name":` of each column of the meta data.
    private let keys: [[UInt8]]
    private var isValid = false
    private var hashed = HashedID()
    private var cells: [Range<Int>] = []
    /// Cells with quotes, without them.
    private var unquoted: [UInt8] = []
    private var meta: [UInt8] = []

    init(_ columns: Columns, separator: UInt8, hasQuotes: Bool, rule: LabelRule) {
        self.columns = columns
        (self.separator, self.hasQuotes) = (separator, hasQuotes)
        labels = KnownLabels(rule)
        keys = columns.meta.map { column in
            var key: [UInt8] = []
            JSONValue.append(string: column.name, to: &key)
            key.append(UInt8(ascii: ":"))
            return key
        }
        cells.reserveCapacity(columns.count)
    }

    func look(at block: UnsafeRawBufferPointer, _ places: [csimdjson_range]) {
        isValid = csimdjson_is_utf8(block.baseAddress, block.count)
    }

    func take(_ index: Int, _ record: UnsafeRawBufferPointer, line: Int, into batch: inout ReadBatch) -> Bool {
        guard isValid || csimdjson_is_utf8(record.baseAddress, record.count) else { return false }
        if hasQuotes, record.contains(UInt8(ascii: "\"")) {
            unquote(record)
            guard cells.count == columns.count else { return false }
            return unquoted.withUnsafeBytes { take($0, record, line, &batch) }
        }
        cells.removeAll(keepingCapacity: true)
        var start = 0
        for place in record.indices where record[place] == separator {
            cells.append(start..<place)
            start = place + 1
            guard cells.count < columns.count else { return false }
        }
        cells.append(start..<record.count)
        return cells.count == columns.count && take(record, record, line, &batch)
    }

    private func take(
        _ bytes: UnsafeRawBufferPointer, _ record: UnsafeRawBufferPointer, _ line: Int, _ batch: inout ReadBatch
    ) -> Bool {
        func cell(_ place: Int) -> UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: bytes[cells[place]]) }
        let text = cell(columns.text)
        guard text.isPlainlyNotBlank, !text.contains(0) else { return false }
        var gold: Label?
        if let place = columns.gold, !cell(place).isEmpty {
            guard cell(place).isPlainlyNotBlank, let label = labels.label(cell(place).text) else { return false }
            gold = label
        }
        meta.removeAll(keepingCapacity: true)
        for (index, column) in columns.meta.enumerated() {
            meta.append(UInt8(ascii: index == 0 ? "{" : ","))
            meta += keys[index]
            JSONValue.append(string: cell(column.place), to: &meta)
        }
        if !columns.meta.isEmpty { meta.append(UInt8(ascii: "}")) }
        let id = columns.id.map(cell) ?? UnsafeRawBufferPointer(start: nil, count: 0)
        guard !id.contains(0) else { return false }
        meta.withUnsafeBytes { meta in
            if id.isEmpty {
                hashed.of(text) {
                    batch.append(id: $0, text: text, meta: meta, gold: gold, record: record, line: line)
                }
            } else {
                batch.append(id: id, text: text, meta: meta, gold: gold, record: record, line: line)
            }
        }
        return true
    }

    /// The cells as `CSVFramer.fields` has them.
    private func unquote(_ record: UnsafeRawBufferPointer) {
        cells.removeAll(keepingCapacity: true)
        unquoted.removeAll(keepingCapacity: true)
        var (place, start) = (0, 0)
        while true {
            if place < record.count, record[place] == UInt8(ascii: "\"") {
                place += 1
                while place < record.count {
                    let byte = record[place]
                    place += 1
                    if byte == UInt8(ascii: "\"") {
                        guard place < record.count, record[place] == UInt8(ascii: "\"") else { break }
                        place += 1
                    }
                    unquoted.append(byte)
                }
            }
            while place < record.count, record[place] != separator {
                unquoted.append(record[place])
                place += 1
            }
            cells.append(start..<unquoted.count)
            guard place < record.count, cells.count <= columns.count else { return }
            start = unquoted.count
            place += 1
        }
    }
}
