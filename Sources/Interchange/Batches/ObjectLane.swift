import CSimdJSON
import Labeling

/// JSON objects through simdjson: id, text, gold, meta, predictions and decisions as bytes.
///
/// What is out of the ordinary (a mistake, a key twice, an escape in a key, a number that the store would spell otherwise,
/// deep nesting, images, an exposure) is the decoder's.
final class ObjectLane: RecordLane {
    private let reader: OpaquePointer
    private var results: [csimdjson_record] = []
    private let labels: KnownLabels
    private var hashed = HashedID()

    /// Nil: the options ask for what only the decoder knows.
    init?(_ options: ReadingOptions, labels: LabelSet?) {
        let names = [options.textField ?? "text", options.idField ?? "id", options.goldField ?? "gold"]
        guard options.needsText, options.annotations.isEmpty, Set(names).count == names.count else { return nil }
        for name in names {
            // A name with a dot may be a path.
            guard name.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ".") }),
                !ItemDecoder.meaningful.contains(name)
            else { return nil }
        }
        let rule = LabelRule(labels: labels)
        guard let reader = csimdjson_reader_new(names[0], names[1], names[2], rule.allowsSeveral) else { return nil }
        self.reader = reader
        self.labels = KnownLabels(rule)
    }

    deinit { csimdjson_reader_free(reader) }

    func look(at block: UnsafeRawBufferPointer, _ places: [csimdjson_range]) {
        if results.count < places.count {
            results += repeatElement(csimdjson_record(), count: places.count - results.count)
        }
        csimdjson_read(
            reader, block.baseAddress?.assumingMemoryBound(to: UInt8.self), block.count, places, places.count, &results)
    }

    func take(_ index: Int, _ record: UnsafeRawBufferPointer, line: Int, into batch: inout ReadBatch) -> Bool {
        let found = results[index]
        guard found.is_understood else { return false }
        guard let base = csimdjson_bytes(reader) else { return false }
        let fields = FieldBytes(base)
        let gold: Label?
        switch fields.text(found.gold) {
        case .missing: gold = nil
        case .unusual: return false
        case .bytes(let name):
            if name.isEmpty {
                gold = nil
            } else {
                guard name.isPlainlyNotBlank, let label = labels.label(name.text) else { return false }
                gold = label
            }
        }
        let text = fields.bytes(found.text)
        if found.predictions.length == 0, found.decisions.length == 0 {
            let meta = fields.bytes(found.meta)
            withID(of: found, fields, text) {
                batch.append(id: $0, text: text, meta: meta, gold: gold, record: record, line: line)
            }
            return true
        }
        guard let annotated = annotated(found, fields, text, gold) else { return false }
        batch.append(annotated, record: record, line: line)
        return true
    }

    private func withID(
        of found: csimdjson_record, _ fields: FieldBytes, _ text: UnsafeRawBufferPointer,
        _ body: (UnsafeRawBufferPointer) -> Void
    ) {
        let isGiven = found.id.kind == CSIMDJSON_STRING || found.id.kind == CSIMDJSON_NUMBER
        if isGiven, found.id.range.length > 0 { body(fields.bytes(found.id.range)) } else { hashed.of(text, body) }
    }

    /// Nil: the decoder must see it.
    private func annotated(
        _ found: csimdjson_record, _ fields: FieldBytes, _ text: UnsafeRawBufferPointer, _ gold: Label?
    ) -> AnnotatedItem? {
        var id = ""
        withID(of: found, fields, text) { id = $0.text }
        var result = AnnotatedItem(item: Item(id: Item.ID(id), text: text.text), gold: gold)
        let meta = fields.bytes(found.meta)
        if !meta.isEmpty {
            guard let value = try? JSONDocument.parse(Array(meta)).jsonValue(under: 1),
                case .object(let members) = value
            else { return nil }
            result.item.meta = members
        }
        var annotations = FieldAnnotations(fields: fields, labels: labels)
        for place in places(found.predictions) {
            guard let made = csimdjson_predictions(reader), let prediction = annotations.prediction(made[place]) else {
                return nil
            }
            result.predictions.append(prediction)
        }
        for place in places(found.decisions) {
            guard let made = csimdjson_decisions(reader) else { return nil }
            let decision = annotations.decision(
                made[place], shown: csimdjson_shown(reader), first: result.predictions.first)
            guard let decision else { return nil }
            result.decisions.append(decision)
        }
        return result
    }

    private func places(_ range: csimdjson_range) -> Range<Int> {
        Int(range.start)..<Int(range.start) + Int(range.length)
    }
}
