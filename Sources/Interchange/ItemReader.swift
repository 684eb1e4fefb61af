package import Labeling

/// Reads items from one source, a record at a time, in memory bounded by the longest record.
///
/// A record that is no item comes out as `.rejected` and costs nothing but itself. The reader belongs to one thread.
package final class ItemReader {
    /// What the input was taken for; nil until the first record was asked for.
    package private(set) var chosenFormat: ChosenFormat?
    /// Whether no further record will come.
    package internal(set) var isFinished = false
    /// Whether that is because a stop was asked for, and not because the input ended.
    package internal(set) var wasStopped = false
    /// The end of the last record given, in the input as it is read (unpacked, in UTF-8): where the next one begins, and
    /// on which line, from 1.
    package internal(set) var position: (offset: Int64, line: Int) = (0, 1)

    let input: TextInput
    let options: ReadingOptions
    let labels: LabelSet?
    var buffer = RecordBuffer()
    // Both nil until the format is known.
    var framer: (any Framer)?
    var decoder: (any RecordDecoder)?
    /// Nil: not looked for yet.
    var knownLane: (any RecordLane)??
    /// Nil: nothing is remembered (`ItemReader+Resuming.swift`).
    var digest: ContentDigest?
    var resumption: ResumePoint?
    /// Whether reading ended with an error.
    var hasFailed = false
    /// Whether the next record tells of which tool the input is.
    var awaitsRecognition = false
    /// What a person should know of how the input was read so far, beside its format, each without the input's name.
    /// Complete once the first record was asked for.
    package var remarks: [String] {
        let isTable = chosenFormat.map { [.csv, .tsv].contains($0.format) || decoder is ForeignTable } ?? true
        let header = isTable || options.hasHeader ? nil : "--no-header means nothing here: this is no table"
        return input.warnings + [options.classNames?.notice, header].compactMap(\.self)
    }

    /// Opens the source; reads nothing yet.
    ///
    /// - Parameter labels: the task's labels; a gold or decided label outside them rejects its record, a predicted one
    ///   becomes that model's invalid answer. Nil: every label is taken as it stands.
    /// - Throws: `.unsupported` for a format known by name alone, else why the source cannot be opened.
    package init(
        _ source: ItemSource, options: ReadingOptions = ReadingOptions(), labels: LabelSet? = nil
    ) throws(InputProblem) {
        guard options.format.isReadable else { throw .unsupported(options.format) }
        input = try TextInput(source, options: options)
        var options = options
        options.settleClasses(of: source, labels: labels)
        options.settleUsers(of: source)
        self.options = options
        self.labels = labels
    }

    /// The record of the item that `next` gave last, as it stands in the input, without the end of its line: for a
    /// caller that must turn the item down after all.
    package internal(set) var recordBytes: [UInt8] = []

    /// Of the input as it is stored: packed, and in its own encoding.
    package var bytesRead: Int64 { input.bytesRead }

    var name: String { input.name }

    /// The size of a regular file when it was opened; nil: not known.
    package var totalBytes: Int64? { input.totalBytes }

    /// How the input is compressed; nil: not at all, or not known yet.
    package var packing: Packing? { input.packing }

    /// The encoding that the input is read in, in small letters.
    package var encoding: String { input.encoding.name }

    /// Whether the next record may have to be waited for. A caller that gathers records saves them first.
    package var mightWait: Bool {
        guard !isFinished, !buffer.isComplete else { return false }
        if buffer.firstIndex(of: 10) == nil { return input.wouldWait }
        // Where records go over lines a line end tells nothing: they are cut on trial, but only of what may wait.
        guard input.totalBytes == nil, !(framer is LineFramer), var framer, input.wouldWait else { return false }
        var rest = buffer
        return framer.next(in: &rest) == nil
    }

    /// Takes what was read so far as the whole input: the last record, complete or not, comes next, then the end.
    package func finish() {
        try? buffer.append { input.finish(into: &$0) }
        buffer.isComplete = true
    }

    /// The next record, waiting for it where the source is a pipe or a terminal.
    ///
    /// Nil at the end of the input; and, when following a regular file, at its end for now: ask `isFinished`.
    /// - Throws: why the input as a whole cannot be read, or is no table with usable columns; reading is over then.
    package func next() throws(InputProblem) -> ReadRecord? {
        do {
            return try nextRecord()
        } catch {
            isFinished = true
            hasFailed = true
            throw error
        }
    }

    private func nextRecord() throws(InputProblem) -> ReadRecord? {
        while !isFinished {
            if framer == nil { try prepare() }
            while let raw = framer?.next(in: &buffer) {
                position = (buffer.offset, buffer.line)
                if let record = try record(from: raw) { return record }
            }
            if buffer.isComplete {
                isFinished = true
                continue
            }
            switch try fill() {
            case .bytes, .end: continue
            case .endForNow: return nil
            // What is left is the part of a record: no item, and no fault of the input either.
            case .stopped: (isFinished, wasStopped) = (true, true)
            }
        }
        return nil
    }

    func fill() throws(InputProblem) -> ByteInput.Outcome {
        let outcome = try buffer.append { (bytes) throws(InputProblem) in
            let before = bytes.count
            let outcome = try self.input.read(into: &bytes)
            bytes.withUnsafeBytes { self.digest?.update(UnsafeRawBufferPointer(rebasing: $0[before...])) }
            return outcome
        }
        if outcome == .end || (outcome == .endForNow && !options.follow) {
            buffer.isComplete = true
            return .end
        }
        return outcome
    }

    /// Nil: a blank line.
    func record(from raw: RawRecord) throws(InputProblem) -> ReadRecord? {
        if let problem = raw.problem { return rejected(raw, problem) }
        let isBlank = raw.bytes.isEmpty || (decoder?.keepsBlankRecords != true && raw.bytes.allSatisfy(isBlankByte))
        if isBlank { return nil }
        if let problem = UTF8Check.problem(of: raw) {
            try decoder?.headerIsUnreadable(source: input.name, reason: problem)
            return rejected(raw, problem)
        }
        if awaitsRecognition { recognise(raw.bytes) }
        let result: AnnotatedItem?
        do {
            result = try decoder?.item(from: raw.bytes, source: input.name)
        } catch {
            switch error {
            case .record(let problem): return rejected(raw, problem.reason)
            case .input(let problem): throw problem
            }
        }
        recordBytes = raw.bytes
        return result.map { .item($0, line: raw.line) }
    }

    private func rejected(_ raw: RawRecord, _ reason: String) -> ReadRecord {
        let (bytes, reason) = input.asItStood(raw, reason)
        return .rejected(RejectedLine(source: input.name, line: raw.line, reason: reason, bytes: bytes))
    }
}

extension ItemReader {
    /// Settles the format, as soon as the bytes there are allow it.
    func prepare() throws(InputProblem) {
        guard !isStillMark, buffer.count > 0 || buffer.isComplete else { return }
        if buffer.offset == 0, byteOrderMark.elementsEqual(buffer.prefix(3)) { buffer.drop(3, lines: 0) }
        dropBlankLines()
        guard !isStillBlank, var chosen = choose() else { return }
        let maximum = options.maximumRecordBytes
        switch chosen.format {
        case .csv:
            guard let delimiter = takeDelimiter() else { return }
            framer = CSVFramer(maximum: maximum, delimiter: delimiter)
            let dialect = delimiter == CSVDialect.comma ? TableDecoder.Dialect.csv : .delimited(delimiter)
            decoder = TableDecoder(dialect, options: options, labels: labels)
        case .tsv:
            framer = LineFramer(maximum: maximum)
            decoder = TableDecoder(.tsv, options: options, labels: labels)
        case .text:
            guard !options.namesFields else {
                throw .columns(
                    name,
                    reason:
                        "is read as lines of text, which have no fields to be named; --format jsonl or csv reads it as such"
                )
            }
            framer = LineFramer(maximum: maximum)
            decoder = TextDecoder()
        case .prodigy, .labelStudio, .argilla, .doccano:
            guard try prepareForeign(chosen.format) else { return }
        default:
            let first = buffer.prefix(buffer.count).first { !isBlankByte($0) && $0 != 13 }
            guard first != nil || isFirstLineCut else { return }
            guard let shape = try JSONShape.framer(for: buffer, source: input.name, options: options) else { return }
            framer = shape
            if case .member(let member, _)? = (shape as? JSONFramer)?.shape, chosen.reason != nil {
                chosen.reason = "the items in its array \"\(member)\""
            }
            decoder = ItemDecoder(options: options, labels: labels)
        }
        chosenFormat = chosen
        awaitsRecognition = options.format == .auto
        if let resumption { try skip(to: resumption) }
    }

    /// False: more bytes are needed.
    private func prepareForeign(_ format: FileFormat) throws(InputProblem) -> Bool {
        guard buffer.firstIndex(of: 10) != nil || isFirstLineCut else { return false }
        let first = buffer.prefix(min(buffer.count, 64 << 10))
        let recognition = FormatRecognition(options: options, labels: labels)
        decoder = recognition.decoder(of: format, first: Array(first))
        let maximum = options.maximumRecordBytes
        let isArray = first.first { !isBlankByte($0) && $0 != 13 } == UInt8(ascii: "[")
        let isTable = (decoder as? ForeignTable).map { !$0.isTabbed } ?? false
        framer = isArray ? JSONFramer(.array, maximum: maximum) : LineFramer(maximum: maximum)
        if isTable { framer = CSVFramer(maximum: maximum) }
        return true
    }

    func recognise(_ record: [UInt8]) {
        // A line that is no JSON tells nothing; the next one may.
        if chosenFormat?.format == .jsonl, (try? JSONDocument.parse(record)) == nil { return }
        awaitsRecognition = false
        let recognition = FormatRecognition(options: options, labels: labels)
        guard let found = recognition.recognise(record, guess: chosenFormat?.format ?? .auto) else { return }
        decoder = found.decoder
        chosenFormat = found.chosen
    }

    /// Nil: more bytes are needed for that.
    private func choose() -> ChosenFormat? {
        if options.format != .auto { return ChosenFormat(format: options.format, reason: nil) }
        if let named = ChosenFormat(name: input.name, options: options) {
            return named.unlessJSON(buffer.prefix(64), options: options)
        }
        // A document may be one line of any length.
        if let first = buffer.prefix(64).first(where: { $0 > 0x20 }), first == 0x7B || first == 0x5B {
            return ChosenFormat(firstLine: [first], options: options)
        }
        guard let end = buffer.firstIndex(of: 10) ?? (isFirstLineCut ? buffer.count : nil) else { return nil }
        // More of a first line tells no more, and would be held several times over.
        var line = buffer.prefix(min(end, 1 << 20))
        if line.last == 13 { line.removeLast() }
        return ChosenFormat(firstLine: Array(line), options: options)
    }

    /// What stands between the fields of a table; a first line that names it is taken away. Nil: more bytes are needed.
    private func takeDelimiter() -> UInt8? {
        guard let end = buffer.firstIndex(of: 10) ?? (isFirstLineCut ? buffer.count : nil) else { return nil }
        let line = buffer.prefix(end)
        guard let named = CSVDialect.named(by: line) else {
            return CSVDialect.delimiter(ofFirst: line.last == 13 ? line.dropLast() : line, options: options)
        }
        buffer.drop(min(end + 1, buffer.count), lines: end < buffer.count ? 1 : 0)
        return options.delimiter ?? named
    }

    /// Whether the first bytes may go on to be a byte order mark: a pipe may give them one by one.
    private var isStillMark: Bool {
        guard !buffer.isComplete, buffer.offset == 0 else { return false }
        let head = buffer.prefix(3)
        return head.count < byteOrderMark.count && byteOrderMark.starts(with: head)
    }

    /// Whether the first line may go on to be a blank one, which is dropped.
    private var isStillBlank: Bool {
        guard !isFirstLineCut, buffer.firstIndex(of: 10) == nil else { return false }
        return buffer.prefix(buffer.count).allSatisfy { isBlankByte($0) || $0 == 13 }
    }

    /// Whether the first line is as long as it will get, or as a record may.
    private var isFirstLineCut: Bool { buffer.isComplete || buffer.count > options.maximumRecordBytes }

    /// Takes the blank lines at the start away, so that however many there are they are not gathered.
    private func dropBlankLines() {
        while let end = buffer.firstIndex(of: 10), buffer.prefix(end).allSatisfy({ isBlankByte($0) || $0 == 13 }) {
            buffer.drop(end + 1, lines: 1)
        }
        // The last one may have no end.
        if buffer.isComplete, buffer.prefix(buffer.count).allSatisfy({ isBlankByte($0) || $0 == 13 }) {
            buffer.drop(buffer.count, lines: 0)
        }
    }
}

private let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

private func isBlankByte(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
