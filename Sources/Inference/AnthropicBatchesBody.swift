import Foundation

/// The body that makes a batch, written to a file: it may be larger than memory should be asked for.
struct AnthropicBatchBody: Sendable {
    let entries: [BatchEntry]
    let limits: BatchLimits
    let params: @Sendable (Question) throws(InferenceError) -> Data

    private static let opening = "{\"requests\":["
    private static let closing = "]}"

    /// Bytes around the id and the params of an entry, the comma before it included.
    static let frameSize = frame("").0.utf8.count + frame("").1.utf8.count + 1

    private static func frame(_ id: String) -> (String, String) { ("{\"custom_id\":\"\(id)\",\"params\":", "}") }

    /// The caller removes the file.
    ///
    /// - Throws: `.configuration` for ids that are no ids, twice there, or too many; `.tooLarge` over the limit.
    func write() async throws(InferenceError) -> URL {
        try checkIDs()
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("renga-batch-\(UUID().uuidString)")
        // Writing blocks, and takes time.
        let result = await withCheckedContinuation {
            (continuation: CheckedContinuation<Result<Void, InferenceError>, Never>) in
            Thread.detachNewThread {
                continuation.resume(returning: Result { () throws(InferenceError) in try write(to: file) })
            }
        }
        do {
            try result.get()
        } catch {
            try? FileManager.default.removeItem(at: file)
            throw error
        }
        return file
    }

    private func write(to file: URL) throws(InferenceError) {
        let descriptor = open(file.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw unwritten(String(cString: strerror(errno))) }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        var buffer = Data(AnthropicBatchBody.opening.utf8)
        var written = 0
        func flush() throws(InferenceError) {
            written += buffer.count
            guard written <= limits.bytes else {
                throw InferenceError(
                    kind: .tooLarge, message: "a batch has over \(limits.bytes) bytes; make it of fewer items")
            }
            do { try handle.write(contentsOf: buffer) } catch { throw unwritten("\(error)") }
            buffer.removeAll(keepingCapacity: true)
        }
        for (index, entry) in entries.enumerated() {
            let (head, tail) = AnthropicBatchBody.frame(entry.customID)
            if index > 0 { buffer.append(UInt8(ascii: ",")) }
            buffer.append(contentsOf: head.utf8)
            buffer.append(try params(entry.question))
            buffer.append(contentsOf: tail.utf8)
            if buffer.count > 1 << 20 { try flush() }
        }
        buffer.append(contentsOf: AnthropicBatchBody.closing.utf8)
        try flush()
    }

    private func checkIDs() throws(InferenceError) {
        guard !entries.isEmpty, entries.count <= limits.requests else {
            throw InferenceError(
                kind: .configuration, message: "a batch has 1 to \(limits.requests) requests, not \(entries.count)")
        }
        var seen: Set<String> = []
        for entry in entries {
            let isID = entry.customID.utf8.allSatisfy { byte in
                (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == 45
                    || byte == 95
            }
            guard isID, (1...64).contains(entry.customID.utf8.count), seen.insert(entry.customID).inserted else {
                throw InferenceError(
                    kind: .configuration,
                    message: "\(entry.customID.debugDescription) is no id for a batch, or is there twice")
            }
        }
    }

    private func unwritten(_ reason: String) -> InferenceError {
        InferenceError(kind: .configuration, message: "the temporary file of a batch cannot be written: \(reason)")
    }
}
