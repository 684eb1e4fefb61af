/// Records of JSON that do not stand one a line: each is a value that is cut out by its brackets.
///
/// A record that is too long, or whose end never comes, costs itself; so does what is none of the shape's parts.
struct JSONFramer: Framer {
    enum Shape: Hashable {
        /// The elements of one array.
        case array
        /// Objects after each other, over as many lines as they like (`jq .` writes them so), with white space or nothing
        /// between them. A broken one costs what stands up to the next line that begins with `{`, and nothing after that.
        case objects
        /// The elements of one array that is a member of an object: `{"total":2,"data":[{…},{…}]}`. After the object
        /// another of its kind may follow, as the pages of an answer do.
        ///
        /// - isGuessed: nobody named the member: another array of objects is then a question for a person.
        case member(String, isGuessed: Bool)
    }

    let shape: Shape
    let maximum: Int
    var phase = Phase.between
    var cut = JSONCut()
    var oversized: OversizedRecord?
    /// The object is broken: its record goes on to the next line that begins with `{`.
    var broken: BrokenObject?
    /// The member whose value is read or passed over.
    var key = ""
    /// Whether the object has shown the member that holds the items.
    var isFound = false
    /// Turns down what is no part of the shape, a line at a time.
    private var rest: LineFramer

    enum Phase {
        /// Before the array, an object, or the next one.
        case between
        /// Before an element, in it or after it.
        case elements
        /// After the array.
        case after
        /// In an object: before a key, before its value, in a value that holds no items.
        case key, value, passing
        /// Before what is no member; and when nothing is read any more.
        case astray, over
    }

    enum Step {
        case record(RawRecord)
        /// More bytes are needed, or there is nothing more.
        case wait
        case again
    }

    init(_ shape: Shape, maximum: Int) {
        (self.shape, self.maximum) = (shape, maximum)
        rest = LineFramer(maximum: maximum)
    }

    mutating func next(in buffer: inout RecordBuffer) -> RawRecord? {
        while true {
            switch step(in: &buffer) {
            case .record(let record): return record
            case .wait: return nil
            case .again: continue
            }
        }
    }

    private mutating func step(in buffer: inout RecordBuffer) -> Step {
        if broken != nil { return passBroken(&buffer) }
        if rest.isWithin { return line(in: &buffer) }
        if cut.isWithin { return phase == .passing ? pass(in: &buffer) : value(in: &buffer) }
        skipBetween(in: &buffer)
        guard let byte = buffer.prefix(1).first else { return atTheEnd(of: buffer) }
        switch phase {
        case .between: return begin(with: byte, in: &buffer)
        case .elements:
            guard byte == UInt8(ascii: "]") else { return value(in: &buffer) }
            buffer.drop(1, lines: 0)
            phase = shape == .array ? .after : .key
            return .again
        case .key: return beginMember(with: byte, in: &buffer)
        case .value: return beginValue(with: byte, in: &buffer)
        case .passing: return pass(in: &buffer)
        case .after, .astray: return line(in: &buffer)
        case .over:
            buffer.drop(buffer.count, lines: 0)
            return .wait
        }
    }

    private mutating func begin(with byte: UInt8, in buffer: inout RecordBuffer) -> Step {
        switch (shape, byte) {
        case (.objects, UInt8(ascii: "{")): return value(in: &buffer)
        case (.objects, _): return beginBroken(&buffer, "stands where an object should begin")
        case (.array, UInt8(ascii: "[")): phase = .elements
        case (.member, UInt8(ascii: "{")): (phase, isFound) = (.key, false)
        case (.array, _), (.member, _): return line(in: &buffer)
        }
        buffer.drop(1, lines: 0)
        return .again
    }

    private mutating func skipBetween(in buffer: inout RecordBuffer) {
        while let byte = buffer.prefix(1).first {
            switch (byte, phase) {
            case (0x0A, _): buffer.drop(1, lines: 1)
            case (0x20, _), (0x0D, _), (0x09, _): buffer.drop(1, lines: 0)
            // The record separator of RFC 7464.
            case (0x1E, .between): buffer.drop(1, lines: 0)
            case (UInt8(ascii: ","), .key), (UInt8(ascii: ","), .elements), (UInt8(ascii: ":"), .value):
                buffer.drop(1, lines: 0)
            default: return
            }
        }
    }

    /// The record that begins here or has begun.
    private mutating func value(in buffer: inout RecordBuffer) -> Step {
        switch cut.end(in: buffer, of: shape == .objects ? .object : .element) {
        case .value(let length): return .record(take(length, in: &buffer, problem: nil))
        case .broken: return beginBroken(&buffer, "an object that is not whole before the next begins")
        case nil: break
        }
        if buffer.isComplete {
            if shape != .objects { phase = .over }
            let what = shape == .objects ? "object" : "element"
            let problem = "the input ends inside this \(what); is it cut off?"
            return .record(take(buffer.count, in: &buffer, problem: problem))
        }
        if buffer.count > maximum {
            oversized = oversized ?? OversizedRecord(in: buffer, maximum: maximum)
            buffer.drop(buffer.count, lines: cut.lines)
            cut.drop()
        }
        return .wait
    }

    private mutating func take(_ length: Int, in buffer: inout RecordBuffer, problem: String?) -> RawRecord {
        let lines = cut.lines
        cut = JSONCut()
        return take(length, lineEnd: 0, lines: lines, in: &buffer, problem: problem)
    }

    /// What was looked at, up to there: of a record that is too long only the beginning is left.
    mutating func take(
        _ length: Int, lineEnd: Int, lines: Int, in buffer: inout RecordBuffer, problem: String?
    ) -> RawRecord {
        if length > maximum, oversized == nil { oversized = OversizedRecord(in: buffer, maximum: maximum) }
        if let long = oversized {
            oversized = nil
            buffer.drop(length + lineEnd, lines: lines)
            return long.record
        }
        return buffer.take(length, lineEnd: lineEnd, lines: lines, problem: problem)
    }

    /// Turns down what is left of the line.
    private mutating func line(in buffer: inout RecordBuffer) -> Step {
        guard var record = rest.next(in: &buffer) else { return .wait }
        let problem: String
        switch (phase, shape) {
        case (.astray, _):
            phase = .over
            problem = "is no member of the object; nothing after it is read"
        case (.after, _): problem = "stands after the end of the array that the input begins with"
        case (_, .array): problem = "stands before the array"
        default: problem = "stands outside of the object"
        }
        record.problem = record.problem ?? problem
        return .record(record)
    }

    private mutating func atTheEnd(of buffer: RecordBuffer) -> Step {
        guard buffer.isComplete, ![.between, .after, .over].contains(phase) else { return .wait }
        phase = .over
        let problem =
            shape == .array
            ? "the array that the input begins with has no ']' at its end; is the input cut off?"
            : "the object that holds the items has no '}' at its end; is the input cut off?"
        return .record(note(problem, in: buffer))
    }

    /// A record without bytes, which says something of those before it.
    func note(_ problem: String, in buffer: RecordBuffer) -> RawRecord {
        RawRecord(bytes: [], line: buffer.line, offset: buffer.offset, problem: problem)
    }
}
