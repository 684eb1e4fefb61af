import Foundation

/// How far a reader has come: what an import remembers of an input.
package struct ReadingPlace: Hashable, Sendable {
    /// Where the record after the last given one begins, or the space before it, in the input as it is read (unpacked,
    /// in UTF-8); 0 where reading cannot begin there, as at the end of an input whose last record may yet become longer.
    package var offset: Int64
    /// The line of `offset`, from 1.
    package var line: Int
    /// Of all that was read, which may be more than was given as records.
    package var content: ContentDigest.Mark
    /// The digest of the longest of the input's first 1, 2, 4, … bytes that was read; nil: nothing was.
    package var head: String?
    /// Whether all of the input has been read and given.
    package var isEnd: Bool
}

/// Where a reader takes up an input that was read before.
package struct ResumePoint: Hashable, Sendable {
    /// As a `ReadingPlace` had it.
    package var offset: Int64
    package var line: Int
    /// What must hold of the input, or it is another one.
    package var content: ContentDigest.Mark

    package init(offset: Int64, line: Int, content: ContentDigest.Mark) {
        self.offset = offset
        self.line = line
        self.content = content
    }
}

extension ItemReader {
    /// Where reading stands after the record that was given last; nil: the reader does not remember (`remember`), or
    /// reading ended with an error.
    package var place: ReadingPlace? {
        guard let digest, !hasFailed else { return nil }
        let isEnd = isFinished && buffer.isComplete
        let isFromHere = canBegin(atEnd: isEnd, lastByte: digest.lastByte)
        return ReadingPlace(
            offset: isFromHere ? position.offset : 0, line: isFromHere ? position.line : 1,
            content: ContentDigest.Mark(count: digest.count, digest: digest.digest), head: digest.heads.last,
            isEnd: isEnd)
    }

    /// Whether a framer that has passed the first record finds the next one at `position`.
    private func canBegin(atEnd isEnd: Bool, lastByte: UInt8?) -> Bool {
        switch framer {
        // A last line without its end was taken as a record; if the file grows, that record was only a part.
        case is LineFramer, is CSVFramer: !isEnd || lastByte == 10
        case let json as JSONFramer: json.shape == .array && !isEnd
        default: false
        }
    }

    /// Keeps account of what is read, so that `place` is known. Before the first record.
    ///
    /// - Parameter point: where to begin; what the table's header or the first record says of the others is read again.
    package func remember(from point: ResumePoint? = nil) {
        digest = ContentDigest(marks: point.map { [$0.content] } ?? [])
        resumption = point
    }

    /// Goes to where an earlier reading stopped, past records that it has given.
    ///
    /// - Throws: where the input is not the one that was read then.
    func skip(to point: ResumePoint) throws(InputProblem) {
        resumption = nil
        guard point.offset > buffer.offset else { return }
        // The first record brings the framer into its stride, and names the columns.
        var isFirstPassed = false
        while !isFirstPassed {
            if let raw = framer?.next(in: &buffer) {
                if raw.problem == nil, !raw.bytes.isEmpty {
                    if awaitsRecognition { recognise(raw.bytes) }
                    _ = try? decoder?.item(from: raw.bytes, source: name)
                }
                isFirstPassed = true
            } else if try !fillMore() {
                return try missing(point)
            }
        }
        while buffer.offset < point.offset {
            if buffer.count > 0 {
                buffer.drop(Int(min(Int64(buffer.count), point.offset - buffer.offset)), lines: 0)
            } else if try !fillMore() {
                return try missing(point)
            }
        }
        while let digest, digest.count < point.content.count {
            if try !fillMore() { return try missing(point) }
        }
        guard buffer.offset == point.offset, digest?.met.contains(point.content) == true else {
            return try missing(point)
        }
        buffer.drop(0, lines: point.line - buffer.line)
        position = (buffer.offset, buffer.line)
    }

    /// False: there is no more, or a stop was asked for.
    private func fillMore() throws(InputProblem) -> Bool {
        guard !buffer.isComplete else { return false }
        switch try fill() {
        case .bytes: return true
        case .stopped:
            // What is there comes before the point.
            buffer.drop(buffer.count, lines: 0)
            (isFinished, wasStopped) = (true, true)
            return false
        case .end, .endForNow: return false
        }
    }

    private func missing(_ point: ResumePoint) throws(InputProblem) {
        guard !isFinished else { return }
        throw .cannotRead(name, reason: "it was changed while it was read; import it again")
    }
}

extension ItemReader {
    /// The digests of an input's first 1, 2, 4, … bytes; none where it is empty or a stop was asked for.
    package static func heads(of source: ItemSource, options: ReadingOptions) throws(InputProblem) -> [String] {
        let reader = try ItemReader(source, options: options)
        return reader.digestContent(until: ContentDigest.headBytes, marks: []).digest.heads
    }

    /// Which of the marks hold of an input, and which of those holds of it as a whole.
    package static func marks(
        _ marks: [ContentDigest.Mark], metBy source: ItemSource, options: ReadingOptions
    ) throws(InputProblem) -> (met: Set<ContentDigest.Mark>, whole: ContentDigest.Mark?) {
        guard let last = marks.map(\.count).max() else { return ([], nil) }
        let reader = try ItemReader(source, options: options)
        let (digest, isEnd) = reader.digestContent(until: last + 1, marks: marks)
        return (digest.met, isEnd ? digest.met.first { $0.count == digest.count } : nil)
    }

    /// Reads without looking for records.
    private func digestContent(
        until count: Int64, marks: [ContentDigest.Mark]
    ) -> (digest: ContentDigest, isEnd: Bool) {
        digest = ContentDigest(marks: marks)
        while let known = digest, known.count < count {
            // What stands before a damage is known, and imported; whoever reads the records tells of the damage.
            guard let outcome = try? fill() else { return (known, false) }
            switch outcome {
            case .bytes: buffer.drop(buffer.count, lines: 0)
            case .end, .endForNow: return (known, true)
            case .stopped: return (ContentDigest(), false)
            }
        }
        return (digest ?? ContentDigest(), false)
    }
}

extension ItemSource {
    /// Whether what it gives can be read again from its start: a regular file, or bytes.
    package var isRepeatable: Bool {
        var status = stat()
        switch self {
        case .path("-"), .standardInput: return false
        case .path(let path): return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
        case .descriptor(let descriptor, _):
            return fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
        case .bytes: return true
        }
    }

    /// Puts an open file back to its start; others are there whenever they are opened.
    package func rewind() {
        if case .descriptor(let descriptor, _) = self { lseek(descriptor, 0, SEEK_SET) }
    }
}
