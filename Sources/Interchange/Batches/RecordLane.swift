import CSimdJSON
import Crypto
import Labeling

/// The short way of a decoder: takes records that are nothing out of the ordinary from their bytes into a batch, as the
/// decoder would have, and leaves the others to it.
protocol RecordLane: AnyObject {
    /// Told of many records of a block before `take` is asked for any of them.
    func look(at block: UnsafeRawBufferPointer, _ places: [csimdjson_range])
    /// Puts the item of a record into the batch; false: the decoder must see it.
    func take(_ index: Int, _ record: UnsafeRawBufferPointer, line: Int, into batch: inout ReadBatch) -> Bool
}

extension UnsafeRawBufferPointer {
    func part(_ start: Int, _ length: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: self[start..<start + length])
    }

    /// Whether a character that is certainly no white space is among these of UTF-8: one of ASCII, or of a block of
    /// Unicode without any.
    var isPlainlyNotBlank: Bool {
        contains { ($0 > 0x20 && $0 < 0x7F) || ($0 >= 0xC3 && $0 != 0xE1 && $0 != 0xE2 && $0 != 0xE3) }
    }

    var text: String { String(decoding: self, as: UTF8.self) }
}

/// The id of a text, as `Item.ID.hash(ofText:)` makes it.
struct HashedID {
    private static let digits = Array("0123456789abcdef".utf8)
    private var bytes = Array("h-0123456789abcdef".utf8)

    mutating func of(_ text: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> Void) {
        var hash = SHA256()
        hash.update(bufferPointer: text)
        var place = 2
        for byte in hash.finalize().prefix(8) {
            bytes[place] = HashedID.digits[Int(byte >> 4)]
            bytes[place + 1] = HashedID.digits[Int(byte & 15)]
            place += 2
        }
        bytes.withUnsafeBytes(body)
    }
}

/// The labels that names in a file stand for, each looked up once.
final class KnownLabels {
    private let rule: LabelRule
    private var known: [String: Label?] = [:]

    init(_ rule: LabelRule) { self.rule = rule }

    /// Nil: outside the task's labels.
    func label(_ name: String) -> Label? {
        if let label = known[name] { return label }
        let label = rule.known(name)
        // Without labels of a task every name is one: there is an end to what is kept.
        if known.count < 4096 { known[name] = .some(label) }
        return label
    }
}

/// One item a line.
final class TextLane: RecordLane {
    private var isValid = false
    private var hashed = HashedID()

    func look(at block: UnsafeRawBufferPointer, _ places: [csimdjson_range]) {
        isValid = csimdjson_is_utf8(block.baseAddress, block.count)
    }

    func take(_ index: Int, _ record: UnsafeRawBufferPointer, line: Int, into batch: inout ReadBatch) -> Bool {
        guard isValid || csimdjson_is_utf8(record.baseAddress, record.count), record.isPlainlyNotBlank,
            !record.contains(0)
        else { return false }
        let nothing = UnsafeRawBufferPointer(start: nil, count: 0)
        hashed.of(record) { batch.append(id: $0, text: record, meta: nothing, gold: nil, record: record, line: line) }
        return true
    }
}
