import Interchange
import Labeling

/// What a reader made of an input.
struct FuzzOutcome: Equatable {
    struct Taken: Equatable {
        var record: ReadRecord
        /// As it stood in the input.
        var bytes: [UInt8]

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

    var records: [Taken] = []
    /// Why the input as a whole cannot be read.
    var problem: InputProblem?
    var format: FileFormat?
    /// More was asked for than the input can hold.
    var isEndless = false
}

/// A way to read all of an input. Where there are several, they must agree.
struct FuzzReader: Sendable {
    var name: String
    var read: @Sendable (_ bytes: [UInt8], _ options: ReadingOptions, _ labels: LabelSet?) -> FuzzOutcome

    /// The first is what the others are compared with.
    static let all = [FuzzReader(name: "records", read: { records($0, $1, $2) })]

    static func records(_ bytes: [UInt8], _ options: ReadingOptions, _ labels: LabelSet?) -> FuzzOutcome {
        var outcome = FuzzOutcome()
        do throws(InputProblem) {
            let reader = try ItemReader(.bytes(bytes, name: "input"), options: options, labels: labels)
            // A byte is at most one record, and an array that is cut off is one more.
            for _ in 0...bytes.count + 1 {
                let next = try reader.next()
                outcome.format = reader.chosenFormat?.format
                guard let record = next else { return outcome }
                switch record {
                case .item: outcome.records.append(.init(record: record, bytes: reader.recordBytes))
                case .rejected(let line): outcome.records.append(.init(record: record, bytes: line.bytes))
                }
            }
            outcome.isEndless = true
        } catch {
            outcome.problem = error
        }
        return outcome
    }
}

/// What must hold of every input, whatever it is.
struct FuzzCheck {
    var options: ReadingOptions
    var labels: LabelSet?
    var chunks: [Int]

    /// Nil: all holds.
    func problem(of bytes: [UInt8]) -> String? {
        var whole = options
        whole.chunkBytes = max(bytes.count, 1)
        let outcome = FuzzReader.records(bytes, whole, labels)
        if outcome.isEndless { return "more records than bytes" }
        if let problem = rising(outcome) ?? items(outcome) { return problem }
        if outcome.problem == nil, isPlain(bytes), let problem = lost(outcome, of: bytes) { return problem }
        for chunk in chunks {
            var part = options
            part.chunkBytes = chunk
            let other = FuzzReader.records(bytes, part, labels)
            // How far a record that is too long goes, and what is kept of it, depends on when that is found out.
            if (outcome.records + other.records).contains(where: {
                $0.isCut || $0.bytes.count > options.maximumRecordBytes
            }) {
                continue
            }
            if other != outcome { return "chunks of \(chunk) give another result: \(difference(outcome, other))" }
        }
        for reader in FuzzReader.all.dropFirst() {
            let other = reader.read(bytes, whole, labels)
            if other != outcome { return "\(reader.name) gives another result: \(difference(outcome, other))" }
        }
        return nil
    }

    private func difference(_ one: FuzzOutcome, _ other: FuzzOutcome) -> String {
        if let place = zip(one.records, other.records).enumerated().first(where: { $1.0 != $1.1 })?.offset {
            return "\(one.records[place].record) and \(other.records[place].record)"
        }
        return "\(one.records.count) and \(other.records.count) records, \(String(describing: one.problem)) and "
            + "\(String(describing: other.problem)), \(String(describing: one.format)) and \(String(describing: other.format))"
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

    /// Records stand in the input as they are: it is not packed, and in UTF-8 as far as it is text.
    private func isPlain(_ bytes: [UInt8]) -> Bool {
        ![[0xFF, 0xFE], [0xFE, 0xFF], [0x1F, 0x8B], [0x28, 0xB5, 0x2F, 0xFD]].contains { bytes.starts(with: $0) }
    }

    /// Every byte belongs to a record, or stands between two and says nothing; and each record is on the line that it names.
    private func lost(_ outcome: FuzzOutcome, of bytes: [UInt8]) -> String? {
        if outcome.records.contains(where: \.isCut) { return nil }
        var (position, line) = (bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0, 1)
        let isArray = bytes[position...].first { ![9, 10, 13, 32].contains($0) } == UInt8(ascii: "[")
        // A header is no record, and may come after lines that could not be read.
        var isHeaderDue = (outcome.format == .csv || outcome.format == .tsv) && options.hasHeader
        var last: FuzzOutcome.Taken?
        for record in outcome.records {
            // An array that never ends is told where it should.
            if record.bytes.isEmpty { continue }
            var search = found(record, in: bytes, from: position, line: line, isArray: isArray, anyGap: false)
            // Several items can be of one record.
            if !search.isFound, let last, last.line == record.line, last.bytes == record.bytes { continue }
            if !search.isFound, isHeaderDue {
                isHeaderDue = false
                search = found(record, in: bytes, from: position, line: line, isArray: isArray, anyGap: true)
            }
            guard search.isFound else {
                return "between line \(line) and the record of line \(record.line) something is lost or stands twice"
            }
            (position, line, last) = (search.end, search.line, record)
        }
        return isHeaderDue || isNothing(bytes[position...], isArray: isArray)
            ? nil : "what follows line \(line) is lost"
    }

    private func found(
        _ record: FuzzOutcome.Taken, in bytes: [UInt8], from start: Int, line: Int, isArray: Bool, anyGap: Bool
    ) -> (isFound: Bool, end: Int, line: Int) {
        var (position, line) = (start, line)
        while position < bytes.count {
            if line == record.line, bytes[position...].starts(with: record.bytes),
                anyGap || isNothing(bytes[start..<position], isArray: isArray)
            {
                return (true, position + record.bytes.count, line + record.bytes.count { $0 == 10 })
            }
            if bytes[position] == 10 { line += 1 }
            if line > record.line { break }
            position += 1
        }
        return (false, start, line)
    }

    private func isNothing(_ gap: ArraySlice<UInt8>, isArray: Bool) -> Bool {
        let between: Set<UInt8> = isArray ? Set(" \t\r\n,[]".utf8) : Set(" \t\r\n".utf8)
        if gap.allSatisfy(between.contains) { return true }
        // Lines of other white space are blank too.
        guard let text = String(validating: gap, as: UTF8.self) else { return false }
        return text.unicodeScalars.allSatisfy {
            $0.properties.isWhitespace || (isArray && ",[]".unicodeScalars.contains($0))
        }
    }
}
