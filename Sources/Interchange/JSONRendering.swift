import Labeling

extension JSONDocument {
    /// The document as JSON text, without a line end after it.
    ///
    /// The same document gives the same bytes every time. Control characters, C1 ones included, are always escaped:
    /// a document can be printed on a terminal without any byte of it acting as a control sequence.
    ///
    /// - Parameter pretty: over several lines, indented by two spaces; else on one line.
    package func rendered(pretty: Bool = false) -> String {
        var bytes: [UInt8] = []
        append(to: &bytes, indent: pretty ? 0 : nil)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends the document as UTF-8, indented from `indent` on; nil: on one line.
    func append(to bytes: inout [UInt8], indent: Int? = nil) {
        switch self {
        case .null: bytes += "null".utf8
        case .bool(let value): bytes += (value ? "true" : "false").utf8
        case .integer(let value): bytes += String(value).utf8
        case .double(let value): bytes += (value.isFinite ? value.description : "null").utf8
        case .money(let value): JSONDocument.append(string: value.decimal(), to: &bytes)
        case .number(let literal): bytes += literal.utf8
        case .string(let value): JSONDocument.append(string: value, to: &bytes)
        case .array(let values):
            JSONDocument.append(values, between: ("[", "]"), indent: indent, to: &bytes) { value, bytes, indent in
                value.append(to: &bytes, indent: indent)
            }
        case .object(let members):
            JSONDocument.append(members, between: ("{", "}"), indent: indent, to: &bytes) { member, bytes, indent in
                JSONDocument.append(string: member.key, to: &bytes)
                bytes += (indent == nil ? ":" : ": ").utf8
                member.value.append(to: &bytes, indent: indent)
            }
        }
    }

    private static func append<Element>(
        _ elements: [Element], between brackets: (String, String), indent: Int?, to bytes: inout [UInt8],
        each: (Element, inout [UInt8], Int?) -> Void
    ) {
        bytes += brackets.0.utf8
        for (index, element) in elements.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            if let indent { breakLine(indent: indent + 1, in: &bytes) }
            each(element, &bytes, indent.map { $0 + 1 })
        }
        if let indent, !elements.isEmpty { breakLine(indent: indent, in: &bytes) }
        bytes += brackets.1.utf8
    }

    private static func breakLine(indent: Int, in bytes: inout [UInt8]) {
        bytes.append(10)
        bytes += repeatElement(32, count: indent * 2)
    }

    static func append(string: String, to bytes: inout [UInt8]) {
        var string = string
        bytes.append(UInt8(ascii: "\""))
        string.withUTF8 { utf8 in
            var copied = 0
            var index = 0
            while index < utf8.count {
                let byte = utf8[index]
                let length: Int
                let unit: UInt16
                switch byte {
                case 0x20...0x21, 0x23...0x5B, 0x5D...0x7E: (length, unit) = (0, 0)
                case 0...0x7F: (length, unit) = (1, UInt16(byte))
                // The C1 controls are C2 80 … C2 9F in UTF-8.
                case 0xC2 where index + 1 < utf8.count && utf8[index + 1] < 0xA0:
                    (length, unit) = (2, UInt16(utf8[index + 1]))
                // U+2028 and U+2029, which end a line in JavaScript, are E2 80 A8 and E2 80 A9.
                case 0xE2 where index + 2 < utf8.count && utf8[index + 1] == 0x80 && utf8[index + 2] & 0xFE == 0xA8:
                    (length, unit) = (3, 0x2000 | UInt16(utf8[index + 2] & 0x3F))
                default: (length, unit) = (0, 0)
                }
                guard length > 0 else {
                    index += 1
                    continue
                }
                bytes += utf8[copied..<index]
                appendEscape(of: unit, to: &bytes)
                index += length
                copied = index
            }
            bytes += utf8[copied...]
        }
        bytes.append(UInt8(ascii: "\""))
    }

    static func appendEscape(of unit: UInt16, to bytes: inout [UInt8]) {
        switch unit {
        case 0x22: bytes += #"\""#.utf8
        case 0x5C: bytes += #"\\"#.utf8
        case 0x08: bytes += #"\b"#.utf8
        case 0x0C: bytes += #"\f"#.utf8
        case 0x0A: bytes += #"\n"#.utf8
        case 0x0D: bytes += #"\r"#.utf8
        case 0x09: bytes += #"\t"#.utf8
        default:
            let digits = String(unit, radix: 16)
            bytes += #"\u"#.utf8
            bytes += repeatElement(UInt8(ascii: "0"), count: 4 - digits.count)
            bytes += digits.utf8
        }
    }
}
