// The object that holds the items in one of its members.
extension JSONFramer {
    private static let longestKey = 64 * 1024

    /// Before a key, or at the object's end.
    mutating func beginMember(with byte: UInt8, in buffer: inout RecordBuffer) -> Step {
        if byte == UInt8(ascii: "}") {
            buffer.drop(1, lines: 0)
            phase = .between
            guard !isFound, case .member(let member, _) = shape else { return .again }
            return .record(note("this object has no array \"\(member)\"", in: buffer))
        }
        guard let length = keyLength(buffer) else {
            if byte == UInt8(ascii: "\""), !buffer.isComplete, buffer.count < Self.longestKey { return .wait }
            phase = .astray
            return .again
        }
        key = String(decoding: buffer.prefix(length).dropFirst().dropLast(), as: UTF8.self)
        // A key that is no JSON may go over several lines.
        buffer.drop(length, lines: buffer.prefix(length).count { $0 == 10 })
        phase = .value
        return .again
    }

    mutating func beginValue(with byte: UInt8, in buffer: inout RecordBuffer) -> Step {
        guard case .member(let member, let isGuessed) = shape else { return .wait }
        if byte == UInt8(ascii: "["), key == member {
            buffer.drop(1, lines: 0)
            (phase, isFound) = (.elements, true)
            return .again
        }
        guard let holdsObjects = holdsObjects(buffer) else { return .wait }
        phase = .passing
        guard holdsObjects, isGuessed else { return .again }
        return .record(
            note(
                "the array \"\(key)\" holds objects too, and was not read; --records-field \(key) reads it",
                in: buffer))
    }

    /// Passes over the value of another member.
    mutating func pass(in buffer: inout RecordBuffer) -> Step {
        guard case .value(let length)? = cut.end(in: buffer, of: .member) else {
            buffer.drop(buffer.count, lines: cut.lines)
            cut.drop()
            guard buffer.isComplete else { return .wait }
            cut = JSONCut()
            return .again
        }
        buffer.drop(length, lines: cut.lines)
        (phase, cut) = (.key, JSONCut())
        return .again
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
}

// Objects after each other of which one is broken.
extension JSONFramer {
    struct BrokenObject {
        var reason: String
        /// How much of it was looked at, and the line ends in that.
        var scanned = 0
        var lines = 0
    }

    mutating func beginBroken(_ buffer: inout RecordBuffer, _ reason: String) -> Step {
        cut = JSONCut()
        broken = BrokenObject(reason: reason)
        return passBroken(&buffer)
    }

    /// Looks for the next line that begins with `{`.
    mutating func passBroken(_ buffer: inout RecordBuffer) -> Step {
        guard var known = broken else { return .again }
        while let end = buffer.firstIndex(of: 10, from: known.scanned) {
            guard end + 1 < buffer.count || buffer.isComplete else { break }
            (known.scanned, known.lines) = (end + 1, known.lines + 1)
            if end + 1 == buffer.count || buffer.prefix(end + 2).last == UInt8(ascii: "{") {
                broken = nil
                return .record(take(end, lineEnd: 1, lines: known.lines, in: &buffer, problem: known.reason))
            }
        }
        if buffer.isComplete {
            broken = nil
            return .record(take(buffer.count, lineEnd: 0, lines: known.lines, in: &buffer, problem: known.reason))
        }
        broken = known
        if buffer.count > maximum, known.scanned > 0 || oversized == nil {
            oversized = oversized ?? OversizedRecord(in: buffer, maximum: maximum)
        }
        if oversized != nil {
            // The last byte stays: it may be the line end before the next object.
            let length = max(buffer.count - 1, 0)
            buffer.drop(length, lines: known.lines)
            broken = BrokenObject(reason: known.reason)
        }
        return .wait
    }
}
