/// JSON objects after each other, over as many lines as they like (`jq .` writes them so), with white space or
/// nothing between them.
///
/// A broken object costs what stands up to the next line that begins with `{`, and nothing after that.
struct JSONObjectsFramer: Framer {
    let maximum: Int
    private var cut = JSONCut()
    private var oversized: OversizedRecord?
    /// The object is broken: its record goes on to the next line that begins with `{`.
    private var broken: (scanned: Int, lines: Int)?
    private var reason = ""

    init(maximum: Int) { self.maximum = maximum }

    mutating func next(in buffer: inout RecordBuffer) -> RawRecord? {
        if broken != nil { return passBroken(&buffer) }
        if cut.scanned == 0, oversized == nil { skipSpace(in: &buffer) }
        guard buffer.count > 0 || (buffer.isComplete && oversized != nil) else { return nil }
        if cut.scanned == 0, oversized == nil, buffer.prefix(1).first != UInt8(ascii: "{") {
            return beginBroken(&buffer, "stands where an object should begin")
        }
        switch cut.end(in: buffer, isInList: false) {
        case .value(let length): return take(length, in: &buffer, problem: nil)
        case .broken: return beginBroken(&buffer, "an object that is not whole before the next begins")
        case nil: break
        }
        if buffer.isComplete {
            return take(buffer.count, in: &buffer, problem: "the input ends inside this object; is it cut off?")
        }
        if buffer.count > maximum {
            oversized = oversized ?? OversizedRecord(in: buffer, maximum: maximum)
            buffer.drop(buffer.count, lines: cut.lines)
            cut.drop()
        }
        return nil
    }

    private mutating func skipSpace(in buffer: inout RecordBuffer) {
        while let byte = buffer.prefix(1).first {
            switch byte {
            case 0x0A: buffer.drop(1, lines: 1)
            // The record separator of RFC 7464 too.
            case 0x20, 0x0D, 0x09, 0x1E: buffer.drop(1, lines: 0)
            default: return
            }
        }
    }

    private mutating func take(_ length: Int, in buffer: inout RecordBuffer, problem: String?) -> RawRecord {
        let lines = cut.lines
        cut = JSONCut()
        if length > maximum, oversized == nil { oversized = OversizedRecord(in: buffer, maximum: maximum) }
        if let long = oversized {
            oversized = nil
            buffer.drop(length, lines: lines)
            return long.record
        }
        return buffer.take(length, lineEnd: 0, lines: lines, problem: problem)
    }

    private mutating func beginBroken(_ buffer: inout RecordBuffer, _ reason: String) -> RawRecord? {
        self.reason = reason
        cut = JSONCut()
        broken = (0, 0)
        return passBroken(&buffer)
    }

    /// Looks for the next line that begins with `{`.
    private mutating func passBroken(_ buffer: inout RecordBuffer) -> RawRecord? {
        guard var (scanned, lines) = broken else { return nil }
        while let end = buffer.firstIndex(of: 10, from: scanned) {
            guard end + 1 < buffer.count || buffer.isComplete else { break }
            (scanned, lines) = (end + 1, lines + 1)
            if end + 1 == buffer.count || buffer.prefix(end + 2).last == UInt8(ascii: "{") {
                broken = nil
                return takeBroken(end, lineEnd: 1, lines: lines, in: &buffer)
            }
        }
        if buffer.isComplete {
            broken = nil
            return takeBroken(buffer.count, lineEnd: 0, lines: lines, in: &buffer)
        }
        broken = (scanned, lines)
        if buffer.count > maximum, scanned > 0 || oversized == nil {
            oversized = oversized ?? OversizedRecord(in: buffer, maximum: maximum)
        }
        if oversized != nil {
            // The last byte stays: it may be the line end before the next object.
            let length = max(buffer.count - 1, 0)
            buffer.drop(length, lines: lines)
            broken = (0, 0)
        }
        return nil
    }

    private mutating func takeBroken(
        _ length: Int, lineEnd: Int, lines: Int, in buffer: inout RecordBuffer
    ) -> RawRecord {
        if let long = oversized {
            oversized = nil
            buffer.drop(length + lineEnd, lines: lines)
            return long.record
        }
        return buffer.take(length, lineEnd: lineEnd, lines: lines, problem: reason)
    }
}
