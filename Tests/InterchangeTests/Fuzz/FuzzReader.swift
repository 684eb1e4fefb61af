import Labeling

@testable import Interchange

/// What a reader made of an input.
struct FuzzOutcome: Equatable {
    struct Taken: Equatable {
        var record: ReadRecord
        /// As it stood in the input.
        var bytes: [UInt8]
        /// The item's id, text and meta data: strings are equal however their letters are composed, and the store's are not.
        var exact: [[UInt8]] = []

        var line: Int {
            switch record {
            case .item(_, let line): line
            case .rejected(let line): line.line
            }
        }

        /// A record over the size limit, of which the beginning alone is kept.
        var isCut: Bool {
            if case .rejected(let line) = record { line.reason.contains("the most a record may have") } else { false }
        }
    }

    /// How records are cut out of the text.
    enum Shape { case lines, quoted, array, objects, member }

    var records: [Taken] = []
    /// Why the input as a whole cannot be read.
    var problem: InputProblem?
    var format: FileFormat?
    var encoding = ""
    var shape: Shape?
    /// Whether a row that is no record names the columns.
    var hasHeader = false
    /// More was asked for than the input can hold.
    var isEndless = false
    /// A fault that the reader's answers show by themselves.
    var fault: String?

    mutating func append(_ item: AnnotatedItem, line: Int, bytes: [UInt8]) {
        var meta: [UInt8] = []
        JSONValue.append(item.item.meta, to: &meta)
        let exact = [Array(item.item.id.value.utf8), Array(item.item.text.utf8), meta]
        records.append(Taken(record: .item(item, line: line), bytes: bytes, exact: exact))
    }

    mutating func append(_ line: RejectedLine) { records.append(Taken(record: .rejected(line), bytes: line.bytes)) }

    mutating func note(_ reader: ItemReader) {
        format = reader.chosenFormat?.format
        encoding = reader.encoding
        hasHeader = reader.decoder is ForeignTable || (reader.decoder is TableDecoder && reader.options.hasHeader)
        switch reader.framer {
        case is CSVFramer: shape = .quoted
        case let json as JSONFramer:
            switch json.shape {
            case .array: shape = .array
            case .objects: shape = .objects
            case .member: shape = .member
            }
        case nil: shape = nil
        default: shape = .lines
        }
    }

    /// Batches keep items and what was turned down apart.
    var apart: FuzzOutcome {
        func isItem(_ taken: Taken) -> Bool { if case .item = taken.record { true } else { false } }
        var result = self
        result.records = records.filter(isItem) + records.filter { !isItem($0) }
        return result
    }
}

/// A way to read all of an input.
enum FuzzReader {
    /// A record at a time, by the decoders.
    static func records(_ bytes: [UInt8], _ options: ReadingOptions, _ labels: LabelSet?) -> FuzzOutcome {
        var outcome = FuzzOutcome()
        do throws(InputProblem) {
            let reader = try ItemReader(.bytes(bytes, name: "input"), options: options, labels: labels)
            defer { outcome.note(reader) }
            while let record = try reader.next() {
                switch record {
                case .item(let item, let line): outcome.append(item, line: line, bytes: reader.recordBytes)
                case .rejected(let line): outcome.append(line)
                }
                // A byte is at most one record, and an array that is cut off is one more. What is packed is small.
                if outcome.records.count > 40 * bytes.count + 2 {
                    outcome.isEndless = true
                    return outcome
                }
            }
        } catch {
            outcome.problem = error
        }
        return outcome
    }

    /// Many at a time, by the short ways; items first, then what was turned down.
    static func batches(
        _ bytes: [UInt8], _ options: ReadingOptions, _ labels: LabelSet?, _ limits: BatchLimits
    ) -> FuzzOutcome {
        var outcome = FuzzOutcome()
        var batch = ReadBatch()
        func take() {
            for (place, entry) in batch.items.entries.enumerated() {
                let (line, record) = (batch.line(ofEntry: place), batch.record(ofEntry: place))
                switch entry {
                case .annotated(let index): outcome.append(batch.items.annotated[index], line: line, bytes: record)
                case .plain(let plain):
                    let item = item(of: plain, in: batch.items)
                    outcome.append(item, line: line, bytes: record)
                    if plain.shuffle != StableShare.position(of: item.item.id, purpose: "order") {
                        outcome.fault = "the item of line \(line) has another item's place in the random order"
                    }
                }
            }
            for line in batch.rejected { outcome.append(line) }
        }
        do throws(InputProblem) {
            let reader = try ItemReader(.bytes(bytes, name: "input"), options: options, labels: labels)
            defer { outcome.note(reader) }
            var isOver = false
            while !isOver {
                batch.removeAll()
                do throws(InputProblem) {
                    isOver = try reader.nextBatch(into: &batch, limits: limits) == .end
                } catch {
                    // What came before is in the batch.
                    take()
                    throw error
                }
                if batch.isEmpty, !isOver { outcome.fault = "an empty batch before the end" }
                take()
                if outcome.records.count > 40 * bytes.count + 2 || outcome.fault != nil {
                    outcome.isEndless = outcome.fault == nil
                    break
                }
            }
        } catch {
            outcome.problem = error
        }
        return outcome.apart
    }

    private static func item(of plain: ItemBatch.Plain, in batch: ItemBatch) -> AnnotatedItem {
        var meta: [String: JSONValue] = [:]
        let bytes = Array(batch.bytes[plain.meta])
        if !bytes.isEmpty {
            // Members may stand in another order there; what is no JSON must not seem to be none.
            meta = ["unreadable": .string(String(decoding: bytes, as: UTF8.self))]
            if case .object(let members)? = try? JSONDocument.parse(bytes).jsonValue() { meta = members }
        }
        let id = Item.ID(String(decoding: batch.bytes[plain.id], as: UTF8.self))
        let text = String(decoding: batch.bytes[plain.text], as: UTF8.self)
        return AnnotatedItem(item: Item(id: id, text: text, meta: meta), gold: plain.gold)
    }

    /// The input as it is read: unpacked, in UTF-8, lines that ended with a return alone ended. Nil: it cannot be read.
    static func text(_ bytes: [UInt8], _ options: ReadingOptions) -> [UInt8]? {
        var text: [UInt8] = []
        guard let input = try? TextInput(.bytes(bytes, name: "input"), options: options) else { return nil }
        while true {
            guard let outcome = try? input.read(into: &text) else { return nil }
            if outcome != .bytes { break }
        }
        input.finish(into: &text)
        return text
    }
}
