import Labeling

@testable import Interchange

/// What must hold of every input, whatever it is.
struct FuzzCheck {
    var options: ReadingOptions
    var labels: LabelSet?
    var chunks: [Int]
    var limits = BatchLimits(records: 3, weight: 1 << 20)
    /// How the same text may also be stored: it must say the same then.
    var disguise: FuzzDisguise?

    /// Nil: all holds.
    func problem(of bytes: [UInt8]) -> String? {
        var whole = options
        whole.chunkBytes = max(bytes.count, 1)
        let outcome = FuzzReader.records(bytes, whole, labels)
        if outcome.isEndless { return "more records than bytes" }
        if let problem = rising(outcome) ?? items(outcome) ?? lost(outcome, bytes, whole) { return problem }
        for (place, chunk) in ([whole.chunkBytes] + chunks).enumerated() {
            var part = options
            part.chunkBytes = chunk
            let other = place == 0 ? outcome : FuzzReader.records(bytes, part, labels)
            // The short ways are by the same chunks: all must be the same, what is too long too.
            let quick = FuzzReader.batches(bytes, part, labels, limits)
            if let fault = quick.fault { return fault }
            if quick != other.apart { return "batches give another result: \(difference(other.apart, quick))" }
            if place > 0, let problem = differs(outcome, other) { return "chunks of \(chunk): \(problem)" }
        }
        return disguise.flatMap { disguised(outcome, bytes, as: $0) }
    }

    /// Whether two readings of one input in other chunks say the same.
    private func differs(_ outcome: FuzzOutcome, _ other: FuzzOutcome) -> String? {
        // How far a record that is too long goes, and what is kept of it, depends on when that is found out.
        let isLong = (outcome.records + other.records).contains {
            $0.isCut || $0.bytes.count > options.maximumRecordBytes
        }
        if isLong { return nil }
        // Where packed data is damaged is known to a block.
        if case .damaged? = outcome.problem, case .damaged? = other.problem { return nil }
        return outcome == other ? nil : "another result: \(difference(outcome, other))"
    }

    private func lost(_ outcome: FuzzOutcome, _ bytes: [UInt8], _ options: ReadingOptions) -> String? {
        guard outcome.problem == nil else { return nil }
        guard let text = FuzzReader.text(bytes, options) else { return "it can be read, but not its text" }
        if outcome.encoding == "utf-8" { return FuzzLoss(outcome: outcome, text: text).problem }
        // What is turned down of another encoding is kept as it came: its records are those of the text.
        var plain = options
        plain.encoding = "utf-8"
        // In one piece too: the text may be longer than what it was read from.
        plain.chunkBytes = max(text.count, 1)
        let same = FuzzReader.records(text, plain, labels)
        guard same.problem == nil, Packing(head: text) == nil else { return nil }
        return likewise(outcome, same) ?? FuzzLoss(outcome: same, text: text).problem
    }

    private func disguised(_ outcome: FuzzOutcome, _ bytes: [UInt8], as disguise: FuzzDisguise) -> String? {
        guard outcome.problem == nil, Packing(head: bytes) == nil else { return nil }
        var named = options
        if disguise.isEncoding {
            guard outcome.encoding == "utf-8", String(validating: bytes, as: UTF8.self) != nil, bytes.contains(10),
                // A mark of UTF-16 before U+0000 is one of UTF-32.
                bytes.first != 0, !bytes.starts(with: [0xEF, 0xBB, 0xBF, 0])
            else { return nil }
        } else if Packing.mayBegin(with: bytes) || bytes.isEmpty {
            return nil
        }
        named.chunkBytes = chunks.last ?? 64
        let other = FuzzReader.records(disguise.wrap(bytes), named, labels)
        if let problem = other.problem { return "\(disguise): \(problem)" }
        if outcome.records.contains(where: \.isCut) || other.records.contains(where: \.isCut) { return nil }
        return likewise(outcome, other).map { "\(disguise): \($0)" }
    }

    /// Whether both have the same items, and turned down the same lines.
    private func likewise(_ one: FuzzOutcome, _ other: FuzzOutcome) -> String? {
        func isSame(_ left: FuzzOutcome.Taken, _ right: FuzzOutcome.Taken) -> Bool {
            if case .rejected = left.record, case .rejected = right.record { return left.line == right.line }
            return left == right
        }
        if one.records.count == other.records.count, zip(one.records, other.records).allSatisfy(isSame) { return nil }
        return "another result than its text in UTF-8: \(difference(one, other))"
    }

    private func difference(_ one: FuzzOutcome, _ other: FuzzOutcome) -> String {
        if let place = zip(one.records, other.records).enumerated().first(where: { $1.0 != $1.1 })?.offset {
            let (left, right) = (one.records[place], other.records[place])
            let words = { (taken: FuzzOutcome.Taken) in
                "\(taken.record) \(taken.exact.map { String(decoding: $0, as: UTF8.self) })"
            }
            return "\(words(left)) and \(words(right))"
        }
        func all(_ one: FuzzOutcome) -> String {
            "\(one.records.count) records, \(one.problem?.description ?? "no problem"), \(String(describing: one.format)), "
                + "\(String(describing: one.shape)), \(one.encoding), header \(one.hasHeader)"
        }
        return all(one) + " and " + all(other)
    }

    private func rising(_ outcome: FuzzOutcome) -> String? {
        var last = 1
        for record in outcome.records {
            if record.line < last { return "line \(record.line) comes after line \(last)" }
            last = record.line
        }
        return nil
    }

    private func items(_ outcome: FuzzOutcome) -> String? {
        for case .item(let annotated, let line) in outcome.records.map(\.record) {
            let item = annotated.item
            if item.id.value.isEmpty || item.id.value.utf8.contains(0) {
                return "the item of line \(line) has no usable id"
            }
            if item.text.isEmpty || item.text.utf8.contains(0) { return "the item of line \(line) has no usable text" }
            if let label = annotated.gold, let labels, labels.label(matching: label.name) != label {
                return "the item of line \(line) has a gold that is no label: \(label)"
            }
            for confidence in annotated.predictions.compactMap(\.confidence) where !(0...1).contains(confidence) {
                return "the item of line \(line) has a confidence of \(confidence)"
            }
            for seconds in annotated.decisions.compactMap(\.seconds) where !seconds.isFinite || seconds < 0 {
                return "the item of line \(line) has a decision of \(seconds) seconds"
            }
        }
        return nil
    }
}
