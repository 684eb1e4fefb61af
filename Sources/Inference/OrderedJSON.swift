import Foundation

/// A request's body that is the same for every item but for its turns; its bytes are made once.
struct BodyTemplate: Sendable {
    private let head: [UInt8]
    private let tail: [UInt8]

    /// - Parameters:
    ///   - opening: messages that come before the turns in every request.
    init(before: [OrderedJSON.Member], opening: [OrderedJSON] = [], after: [OrderedJSON.Member] = []) {
        var head: [UInt8] = [UInt8(ascii: "{")]
        for member in before {
            member.write(to: &head)
            head.append(UInt8(ascii: ","))
        }
        head += "\"messages\":[".utf8
        for message in opening {
            message.write(to: &head)
            head.append(UInt8(ascii: ","))
        }
        var tail: [UInt8] = [UInt8(ascii: "]")]
        for member in after {
            tail.append(UInt8(ascii: ","))
            member.write(to: &tail)
        }
        tail.append(UInt8(ascii: "}"))
        (self.head, self.tail) = (head, tail)
    }

    func body(_ turns: [OrderedJSON]) -> Data {
        var written: [UInt8] = []
        for (index, turn) in turns.enumerated() {
            if index > 0 { written.append(UInt8(ascii: ",")) }
            turn.write(to: &written)
        }
        // Each byte is copied once: most of a body are its instructions.
        var body = Data(capacity: head.count + written.count + tail.count)
        for part in [head, written, tail] { part.withUnsafeBytes { body.append(contentsOf: $0) } }
        return body
    }
}

/// JSON whose bytes are the same in every run: members stay in the order they are written in.
///
/// Prompt caches compare bytes, and the order of a schema's properties is the order a model answers in; Swift's
/// dictionaries keep neither, and sorted keys would put `confidence` before `rationale`.
indirect enum OrderedJSON: Hashable, Sendable {
    case string(String)
    case integer(Int)
    case number(Double)
    case bool(Bool)
    case array([OrderedJSON])
    case object([Member])

    struct Member: Hashable, Sendable {
        var name: String
        var value: OrderedJSON

        init(_ name: String, _ value: OrderedJSON) {
            self.name = name
            self.value = value
        }

        func write(to bytes: inout [UInt8]) {
            OrderedJSON.write(name, to: &bytes)
            bytes.append(UInt8(ascii: ":"))
            value.write(to: &bytes)
        }
    }

    var data: Data {
        var bytes: [UInt8] = []
        write(to: &bytes)
        return Data(bytes)
    }

    func write(to bytes: inout [UInt8]) {
        switch self {
        case .string(let text): OrderedJSON.write(text, to: &bytes)
        case .integer(let value): bytes += String(value).utf8
        // Not a number has no JSON; no setting of ours can be one.
        case .number(let value): bytes += (value.isFinite ? String(value) : "null").utf8
        case .bool(let value): bytes += (value ? "true" : "false").utf8
        case .array(let values):
            bytes.append(UInt8(ascii: "["))
            for (index, value) in values.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                value.write(to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let members):
            bytes.append(UInt8(ascii: "{"))
            for (index, member) in members.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                member.write(to: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    /// The text as a JSON string. Runs of bytes that need no escape are copied as they are.
    static func write(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { utf8 in
            var run = 0
            for (index, byte) in utf8.enumerated() where byte < 32 || byte == 0x22 || byte == 0x5C || byte == 127 {
                bytes += utf8[run..<index]
                run = index + 1
                switch byte {
                case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
                case 10: bytes += "\\n".utf8
                default: bytes += "\\u00\(hexadecimal(byte >> 4))\(hexadecimal(byte & 15))".utf8
                }
            }
            bytes += utf8[run...]
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func hexadecimal(_ digit: UInt8) -> String { String(digit, radix: 16) }
}
