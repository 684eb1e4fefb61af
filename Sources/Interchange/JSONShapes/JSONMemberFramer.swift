/// The elements of one array that is a member of a JSON object: `{"total":2,"data":[{…},{…}]}`. After the object
/// another of its kind may follow, as the pages of an answer do.
struct JSONMemberFramer: Framer {
    let maximum: Int
    let member: String
    /// Whether nobody named the member: another array of objects is then a question for a person.
    let isGuessed: Bool
    private var phase = Phase.between
    private var cut = JSONCut()
    private var oversized: OversizedRecord?
    /// The member whose value is read or passed over.
    private var key = ""
    private var isFound = false

    private enum Phase { case between, key, value, passing, elements, broken, over }
    private static let longestKey = 64 * 1024

    init(maximum: Int, member: String, isGuessed: Bool) {
        (self.maximum, self.member, self.isGuessed) = (maximum, member, isGuessed)
    }

    mutating func next(in buffer: inout RecordBuffer) -> RawRecord? {
        while true {
            if cut.scanned == 0, oversized == nil, phase != .passing { skipBetween(in: &buffer) }
            guard let byte = buffer.prefix(1).first else { return atTheEnd(of: &buffer) }
            switch phase {
            case .between:
                guard byte == UInt8(ascii: "{") else { return line(in: &buffer, "stands outside of the object") }
                buffer.drop(1, lines: 0)
                (phase, isFound) = (.key, false)
            case .key:
                if byte == UInt8(ascii: "}") {
                    buffer.drop(1, lines: 0)
                    phase = .between
                    if !isFound { return note("this object has no array \"\(member)\"", in: buffer) }
                    continue
                }
                guard let length = keyLength(buffer) else {
                    if byte == UInt8(ascii: "\""), !buffer.isComplete, buffer.count < Self.longestKey { return nil }
                    phase = .broken
                    continue
                }
                key = String(decoding: buffer.prefix(length).dropFirst().dropLast(), as: UTF8.self)
                // A key that is no JSON may go over several lines.
                buffer.drop(length, lines: buffer.prefix(length).count { $0 == 10 })
                phase = .value
            case .value:
                if byte == UInt8(ascii: "["), key == member {
                    buffer.drop(1, lines: 0)
                    (phase, isFound) = (.elements, true)
                    continue
                }
                guard let holdsObjects = holdsObjects(buffer) else { return nil }
                (phase, cut) = (.passing, JSONCut())
                if holdsObjects, isGuessed {
                    return note(
                        "the array \"\(key)\" holds objects too, and was not read; --records-field \(key) reads it",
                        in: buffer)
                }
            case .passing:
                guard case .value(let length)? = cut.end(in: buffer, isInList: true) else {
                    buffer.drop(buffer.count, lines: cut.lines)
                    cut.drop()
                    return buffer.isComplete ? atTheEnd(of: &buffer) : nil
                }
                buffer.drop(length, lines: cut.lines)
                (phase, cut) = (.key, JSONCut())
            case .elements:
                guard cut.scanned == 0, oversized == nil, byte == UInt8(ascii: "]") else {
                    return element(in: &buffer)
                }
                buffer.drop(1, lines: 0)
                phase = .key
            case .broken:
                // The rest of its line may still have to come.
                let problem = "is no member of the object; nothing after it is read"
                guard let record = line(in: &buffer, problem) else { return nil }
                phase = .over
                return record
            case .over: buffer.drop(buffer.count, lines: 0)
            }
        }
    }

    private func skipBetween(in buffer: inout RecordBuffer) {
        while let byte = buffer.prefix(1).first {
            switch (byte, phase) {
            case (0x0A, _): buffer.drop(1, lines: 1)
            case (0x20, _), (0x0D, _), (0x09, _): buffer.drop(1, lines: 0)
            case (UInt8(ascii: ","), .key), (UInt8(ascii: ","), .elements), (UInt8(ascii: ":"), .value):
                buffer.drop(1, lines: 0)
            default: return
            }
        }
    }

    /// With both quotes; nil: its end is not there, or there is no key.
    private func keyLength(_ buffer: RecordBuffer) -> Int? {
        guard buffer.prefix(1).first == UInt8(ascii: "\"") else { return nil }
        var isEscaped = false
        for (place, byte) in buffer.prefix(Self.longestKey).enumerated().dropFirst() {
            if isEscaped {
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == UInt8(ascii: "\"") {
                return place + 1
            }
        }
        return nil
    }

    /// Whether the value is an array whose first element is an object; nil: not known yet.
    private func holdsObjects(_ buffer: RecordBuffer) -> Bool? {
        guard buffer.prefix(1).first == UInt8(ascii: "[") else { return false }
        if let next = buffer.prefix(Self.longestKey).dropFirst().first(where: { $0 > 0x20 }) {
            return next == UInt8(ascii: "{")
        }
        return buffer.isComplete || buffer.count >= Self.longestKey ? false : nil
    }

    private mutating func element(in buffer: inout RecordBuffer) -> RawRecord? {
        if case .value(let length)? = cut.end(in: buffer, isInList: true) {
            return take(length, in: &buffer, problem: nil)
        }
        if buffer.isComplete {
            phase = .over
            return take(buffer.count, in: &buffer, problem: "the input ends inside this element; is it cut off?")
        }
        if buffer.count > maximum {
            oversized = oversized ?? OversizedRecord(in: buffer, maximum: maximum)
            buffer.drop(buffer.count, lines: cut.lines)
            cut.drop()
        }
        return nil
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

    private mutating func atTheEnd(of buffer: inout RecordBuffer) -> RawRecord? {
        guard buffer.isComplete, phase != .between, phase != .over else { return nil }
        phase = .over
        if let long = oversized {
            oversized = nil
            return long.record
        }
        return note("the object that holds the items has no '}' at its end; is the input cut off?", in: buffer)
    }

    private func note(_ problem: String, in buffer: RecordBuffer) -> RawRecord {
        RawRecord(bytes: [], line: buffer.line, offset: buffer.offset, problem: problem)
    }

    /// Turns down what is left of the line.
    private func line(in buffer: inout RecordBuffer, _ problem: String) -> RawRecord? {
        let end = buffer.firstIndex(of: 10)
        guard let length = end ?? (buffer.isComplete || buffer.count > maximum ? buffer.count : nil) else { return nil }
        return buffer.take(length, lineEnd: end == nil ? 0 : 1, lines: end == nil ? 0 : 1, problem: problem)
    }
}
