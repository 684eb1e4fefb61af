package import Labeling

/// Reads items from one source, a record at a time, in memory bounded by the longest record.
///
/// A record that is no item comes out as `.rejected` and costs nothing but itself. The reader belongs to one thread.
package final class ItemReader {
    /// What the input was taken for; nil until the first record was asked for.
    package private(set) var chosenFormat: ChosenFormat?
    /// Whether no further record will come.
    package private(set) var isFinished = false

    private let input: ByteInput
    private let options: ReadingOptions
    private let labels: LabelSet?
    private var buffer = RecordBuffer()
    // Both nil until the format is known.
    private var framer: (any Framer)?
    private var decoder: (any RecordDecoder)?
    /// Whether the next record tells of which tool the input is.
    private var awaitsRecognition = false
    /// What a person should know of how the input was read so far, beside its format.
    package var notices: [String] { [options.classNames?.notice].compactMap(\.self) }

    /// Opens the source; reads nothing yet.
    ///
    /// - Parameter labels: the task's labels; a gold or decided label outside them rejects its record, a predicted one
    ///   becomes that model's invalid answer. Nil: every label is taken as it stands.
    /// - Throws: `.unsupported` for a format known by name alone, else why the source cannot be opened.
    package init(
        _ source: ItemSource, options: ReadingOptions = ReadingOptions(), labels: LabelSet? = nil
    ) throws(InputProblem) {
        guard options.format.isReadable else { throw .unsupported(options.format) }
        input = try ByteInput(source, options: options)
        var options = options
        options.settleClasses(of: source, labels: labels)
        self.options = options
        self.labels = labels
    }

    /// The record of the item that `next` gave last, as it stands in the input, without the end of its line: for a
    /// caller that must turn the item down after all.
    package private(set) var recordBytes: [UInt8] = []

    package var bytesRead: Int64 { input.bytesRead }

    /// The size of a regular file when it was opened; nil: not known.
    package var totalBytes: Int64? { input.totalBytes }

    /// Whether the next record may have to be waited for. A caller that gathers records saves them first.
    package var mightWait: Bool {
        !isFinished && !buffer.isComplete && buffer.firstIndex(of: 10) == nil && input.wouldWait
    }

    /// Takes what was read so far as the whole input: the last record, complete or not, comes next, then the end.
    package func finish() {
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
            throw error
        }
    }

    private func nextRecord() throws(InputProblem) -> ReadRecord? {
        while !isFinished {
            if framer == nil { try prepare() }
            while let raw = framer?.next(in: &buffer) {
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
            case .stopped: isFinished = true
            }
        }
        return nil
    }

    private func fill() throws(InputProblem) -> ByteInput.Outcome {
        let outcome = try buffer.append { (bytes) throws(InputProblem) in try self.input.read(into: &bytes) }
        if outcome == .end || (outcome == .endForNow && !options.follow) {
            buffer.isComplete = true
            return .end
        }
        return outcome
    }

    /// Nil: a blank line.
    private func record(from raw: RawRecord) throws(InputProblem) -> ReadRecord? {
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
        .rejected(RejectedLine(source: input.name, line: raw.line, reason: reason, bytes: raw.bytes))
    }
}

extension ItemReader {
    /// Settles the format, as soon as the bytes there are allow it.
    private func prepare() throws(InputProblem) {
        let isStillMark = !buffer.isComplete && byteOrderMark.starts(with: buffer.prefix(2)) && buffer.count < 3
        guard !isStillMark, buffer.count > 0 || buffer.isComplete else { return }
        if buffer.offset == 0 { try skipByteOrderMark() }
        dropBlankLines()
        guard let chosen = choose() else { return }
        let maximum = options.maximumRecordBytes
        switch chosen.format {
        case .csv:
            framer = CSVFramer(maximum: maximum)
            decoder = TableDecoder(.csv, options: options, labels: labels)
        case .tsv:
            framer = LineFramer(maximum: maximum)
            decoder = TableDecoder(.tsv, options: options, labels: labels)
        case .text:
            framer = LineFramer(maximum: maximum)
            decoder = TextDecoder()
        case .prodigy, .labelStudio, .argilla, .doccano:
            guard try prepareForeign(chosen.format) else { return }
        default:
            let first = buffer.prefix(buffer.count).first { !isBlankByte($0) && $0 != 13 }
            guard first != nil || isFirstLineCut else { return }
            let isArray = first == UInt8(ascii: "[")
            framer = isArray ? JSONArrayFramer(maximum: maximum) : LineFramer(maximum: maximum)
            decoder = ItemDecoder(options: options, labels: labels)
        }
        chosenFormat = chosen
        awaitsRecognition = options.format == .auto
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
        framer = isArray ? JSONArrayFramer(maximum: maximum) : LineFramer(maximum: maximum)
        if isTable { framer = CSVFramer(maximum: maximum) }
        return true
    }

    private func recognise(_ record: [UInt8]) {
        // A line that is no JSON tells nothing; the next one may.
        if chosenFormat?.format == .jsonl, (try? JSONDocument.parse(record)) == nil { return }
        awaitsRecognition = false
        let recognition = FormatRecognition(options: options, labels: labels)
        guard let found = recognition.recognise(record, guess: chosenFormat?.format ?? .auto) else { return }
        decoder = found.decoder
        chosenFormat = found.chosen
    }

    private func skipByteOrderMark() throws(InputProblem) {
        let head = Array(buffer.prefix(3))
        if head == byteOrderMark { buffer.drop(3, lines: 0) }
        if head.starts(with: [0xFF, 0xFE]) || head.starts(with: [0xFE, 0xFF]) {
            throw .encoding(input.name, reason: "is UTF-16; convert it first: iconv -f UTF-16 -t UTF-8")
        }
        if head.starts(with: [0x1F, 0x8B]) {
            throw .encoding(input.name, reason: "is compressed; unpack it first: gunzip -c FILE | renga import -")
        }
    }

    /// Nil: more bytes are needed for that.
    private func choose() -> ChosenFormat? {
        if options.format != .auto { return ChosenFormat(format: options.format, reason: nil) }
        if let named = ChosenFormat(name: input.name) { return named }
        guard let end = buffer.firstIndex(of: 10) ?? (isFirstLineCut ? buffer.count : nil) else { return nil }
        var line = buffer.prefix(end)
        if line.last == 13 { line.removeLast() }
        return ChosenFormat(firstLine: Array(line), options: options)
    }

    /// Whether the first line is as long as it will get, or as a record may.
    private var isFirstLineCut: Bool { buffer.isComplete || buffer.count > options.maximumRecordBytes }

    /// Takes the blank lines at the start away, so that however many there are they are not gathered.
    private func dropBlankLines() {
        while let end = buffer.firstIndex(of: 10), buffer.prefix(end).allSatisfy({ isBlankByte($0) || $0 == 13 }) {
            buffer.drop(end + 1, lines: 1)
        }
    }
}

private let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

private func isBlankByte(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
