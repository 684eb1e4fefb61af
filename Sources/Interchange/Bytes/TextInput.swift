/// The bytes of a source as UTF-8: unpacked, and read in the encoding that its beginning or a person says.
///
/// What is UTF-8 and not packed passes through as it is. A byte order mark stays at the beginning, as that of UTF-8.
final class TextInput {
    var name: String { raw.name }
    /// Of the source as it is stored, packed or not.
    var bytesRead: Int64 { raw.bytesRead }
    var totalBytes: Int64? { raw.totalBytes }
    var packing: Packing? { unpacked.packing }
    private(set) var encoding = TextEncoding.utf8
    /// What a person should know about how the input is read; complete once its first record was read.
    private(set) var warnings: [String] = []

    private let raw: ByteInput
    private let unpacked: UnpackedInput
    private let follows: Bool
    private let named: TextEncoding?
    private var stage = Stage.beginning
    private var transcoder: Transcoder?
    private var lineEnds: LineEnds = .unknown
    /// How many bytes were given out.
    private var given: Int64 = 0
    private var scratch: [UInt8] = []

    private enum Stage {
        case beginning
        /// All was ASCII so far, which most encodings share.
        case ascii
        case settled
    }

    /// Old Macs end lines with CR alone.
    private enum LineEnds { case unknown, usual, returns }

    init(_ source: ItemSource, options: ReadingOptions) throws(InputProblem) {
        named = try options.encoding.map { (name) throws(InputProblem) in try TextEncoding(named: name) }
        raw = try ByteInput(source, options: options)
        unpacked = UnpackedInput(raw, options: options)
        follows = options.follow
    }

    /// Whether a read now would have to wait for another program or person.
    var wouldWait: Bool { unpacked.wouldWait }

    /// Appends what there is, waiting until there is something; `.endForNow` only of a file that is followed.
    func read(into buffer: inout [UInt8]) throws(InputProblem) -> ByteInput.Outcome {
        let start = buffer.count
        defer { given += Int64(buffer.count - start) }
        if stage != .settled { return try begin(&buffer) }
        guard let transcoder else {
            let outcome = try more(&buffer)
            turnReturns(in: &buffer, from: start)
            return outcome
        }
        while true {
            scratch.removeAll(keepingCapacity: true)
            let outcome = try more(&scratch)
            if outcome == .bytes { transcoder.append(scratch[...], to: &buffer) } else { finish(into: &buffer) }
            turnReturns(in: &buffer, from: start)
            // What is the part of a character gives nothing yet.
            if buffer.count > start { return .bytes }
            if outcome != .bytes { return outcome }
        }
    }

    /// Appends what waits for bytes that will not come.
    func finish(into buffer: inout [UInt8]) { transcoder?.finish(&buffer) }

    /// A record that is turned down, and why, as it stood in the source where that can be told.
    func asItStood(_ record: RawRecord, _ reason: String) -> (bytes: [UInt8], reason: String) {
        guard let transcoder else { return (record.bytes, reason) }
        guard let (first, bytes) = transcoder.original(of: record.bytes, at: record.offset) else {
            return (record.bytes, reason + " (read as \(encoding.name), kept in UTF-8)")
        }
        let shown = first.bytes.map { "0x" + hexadecimal($0) }.joined(separator: " ")
        let place = packing == nil ? "the input" : "the unpacked input"
        let wrong =
            "not \(encoding.name): \(shown) at offset \(first.offset) of \(place); --encoding names another encoding"
        guard let bytes else {
            let text = String(decoding: record.bytes, as: UTF8.self)
            return (Array(text.utf8), wrong + " (kept in UTF-8, with U+FFFD for what could not be read)")
        }
        return (bytes, wrong + " (kept as it came)")
    }

    // MARK: The beginning

    private func more(_ buffer: inout [UInt8]) throws(InputProblem) -> ByteInput.Outcome {
        let outcome = try unpacked.read(into: &buffer)
        guard outcome == .endForNow, !follows else { return outcome }
        try unpacked.checkEnd()
        return .end
    }

    /// Reads until enough is there to tell how the input is to be read, or no more comes for now.
    private func begin(_ buffer: inout [UInt8]) throws(InputProblem) -> ByteInput.Outcome {
        let start = buffer.count
        var outcome = ByteInput.Outcome.bytes
        repeat {
            outcome = try moreOfBeginning(&buffer, start)
        } while outcome == .bytes
            && Int(given) + buffer.count - start < EncodingEvidence.window && !pauses(buffer[start...])
        let head = buffer[start...]
        guard !head.isEmpty else { return outcome }
        if stage == .beginning, let reason = otherContainer(head) { throw .encoding(name, reason: reason) }
        let isWhole = outcome != .bytes
        try settle(head, isWhole: isWhole)
        if let transcoder {
            let bytes = Array(head)
            buffer.removeSubrange(start...)
            transcoder.append(bytes[...], to: &buffer)
        }
        if lineEnds == .unknown {
            let head = buffer[start...]
            lineEnds = head.contains(10) || !hasLoneReturn(head, isWhole: isWhole) ? .usual : .returns
        }
        turnReturns(in: &buffer, from: start)
        // How the reading ends is told again, by whoever is asked the next time.
        return .bytes
    }

    /// As `more`, but what is wrong after some bytes waits until these are given out.
    private func moreOfBeginning(_ buffer: inout [UInt8], _ start: Int) throws(InputProblem) -> ByteInput.Outcome {
        do {
            return try more(&buffer)
        } catch {
            guard buffer.count > start else { throw error }
            return .end
        }
    }

    /// Whether the source has no more for now, and what is there can be judged.
    private func pauses(_ head: ArraySlice<UInt8>) -> Bool {
        guard unpacked.wouldWait, stage != .beginning || !TextEncoding.isStillOpen(head) else { return false }
        // Without any line end that is known, no record is complete: nobody waits for it.
        return lineEnds != .unknown || !head.contains(13) || head.contains(10)
    }

    private func settle(_ head: ArraySlice<UInt8>, isWhole: Bool) throws(InputProblem) {
        if let named {
            stage = .settled
            if let mark = TextEncoding(mark: head), mark.unitBytes != named.unitBytes || mark.isUTF8 != named.isUTF8 {
                warnings.append("begins like \(mark.name), but is read as \(named.name), as --encoding says")
            }
            try take(named.settled(by: head))
        } else if stage == .beginning, let marked = TextEncoding(mark: head) {
            stage = .settled
            try take(marked)
        } else if stage == .beginning, let wide = TextEncoding(zerosOf: head.prefix(4096)) {
            stage = .settled
            warnings.append(
                "read as \(wide.name), because of the zeros between its characters; --encoding names another encoding")
            try take(wide)
        } else {
            let part = head.prefix(max(EncodingEvidence.window - Int(given), 0))
            try guess(EncodingEvidence(part, isWhole: isWhole && part.count == head.count), reaches: part.count)
        }
    }

    private func guess(_ evidence: EncodingEvidence, reaches count: Int) throws(InputProblem) {
        if evidence.isASCII, Int(given) + count < EncodingEvidence.window {
            stage = .ascii
            return
        }
        stage = .settled
        guard evidence.isMostlyWrong, let (offset, byte) = evidence.firstWrong else { return }
        let place = "byte 0x\(hexadecimal(byte)) at offset \(given + Int64(offset)) is no UTF-8"
        if evidence.mayBeWindows1252 {
            warnings.append(
                "read as windows-1252, because \(place), and neither is most of what follows; --encoding names another "
                    + "encoding (--encoding utf-8 rejects such lines)")
            try take(.windows1252)
        } else {
            warnings.append(
                "\(place), and neither is most of what follows; which encoding it is cannot be told, so such lines are "
                    + "rejected: name it with --encoding (shift_jis, windows-1251, gb18030, …; iconv -l lists all)")
        }
    }

    private func take(_ encoding: TextEncoding) throws(InputProblem) {
        self.encoding = encoding
        if !encoding.isUTF8 { transcoder = try Transcoder(encoding, start: given) }
    }

    private func otherContainer(_ head: ArraySlice<UInt8>) -> String? {
        if packing != nil, Packing(head: head) != nil {
            return "is packed twice; unpack it once: zcat FILE | renga import - (or zstdcat)"
        }
        return OtherContainer.reason(of: head)
    }

    // MARK: Line ends of old Macs

    private func hasLoneReturn(_ head: ArraySlice<UInt8>, isWhole: Bool) -> Bool {
        guard let first = head.firstIndex(of: 13) else { return false }
        return first + 1 < head.endIndex || isWhole
    }

    private func turnReturns(in buffer: inout [UInt8], from start: Int) {
        guard lineEnds == .returns else { return }
        for index in start..<buffer.count where buffer[index] == 13 { buffer[index] = 10 }
    }
}

/// Two digits.
private func hexadecimal(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16, uppercase: true)
    return byte < 16 ? "0" + digits : digits
}
