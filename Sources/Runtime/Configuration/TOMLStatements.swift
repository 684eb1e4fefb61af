/// A TOML document cut into its statements, byte for byte: what lies where, so that a part of it can be replaced and all
/// the rest stays as it is.
///
/// The document must be valid TOML: only strings, comments and brackets are told apart.
struct TOMLStatements {
    struct Statement: Hashable {
        var kind: Kind
        /// With its line's end.
        var range: Range<Int>
    }

    enum Kind: Hashable {
        /// A blank line, or one that is a comment alone.
        case blank
        /// `[a.b]`: its names; also `[[a.b]]`.
        case header([String], isArray: Bool)
        /// `key = value`, over as many lines as it takes; its names.
        case pair([String])
    }

    private(set) var statements: [Statement] = []
    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        var place = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        var isFirst = place > 0
        while place < bytes.count {
            let start = isFirst ? 0 : place
            isFirst = false
            let text = skippingSpace(place)
            let end = end(of: text)
            statements.append(Statement(kind: kind(text, end), range: start..<end))
            place = end
        }
    }

    private func skippingSpace(_ place: Int) -> Int {
        var place = place
        while place < bytes.count, bytes[place] == UInt8(ascii: " ") || bytes[place] == UInt8(ascii: "\t") {
            place += 1
        }
        return place
    }

    private func kind(_ start: Int, _ end: Int) -> Kind {
        guard start < end else { return .blank }
        switch bytes[start] {
        case UInt8(ascii: "#"), UInt8(ascii: "\n"), UInt8(ascii: "\r"): return .blank
        case UInt8(ascii: "["):
            let isArray = start + 1 < end && bytes[start + 1] == UInt8(ascii: "[")
            return .header(names(from: start + (isArray ? 2 : 1), end), isArray: isArray)
        default: return .pair(names(from: start, end))
        }
    }

    /// Behind the line's end of the statement that begins here.
    private func end(of start: Int) -> Int {
        var place = start
        var depth = 0
        while place < bytes.count {
            switch bytes[place] {
            case UInt8(ascii: "#"):
                while place < bytes.count, bytes[place] != UInt8(ascii: "\n") { place += 1 }
                continue
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                place = endOfString(place)
                continue
            case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
            case UInt8(ascii: "\n") where depth <= 0: return place + 1
            default: break
            }
            place += 1
        }
        return bytes.count
    }

    private func isTriple(_ quote: UInt8, _ place: Int) -> Bool {
        place + 2 < bytes.count && bytes[place] == quote && bytes[place + 1] == quote && bytes[place + 2] == quote
    }

    /// Behind the closing quotes of the string that begins here.
    private func endOfString(_ start: Int) -> Int {
        let quote = bytes[start]
        let isTriple = isTriple(quote, start)
        var place = start + (isTriple ? 3 : 1)
        while place < bytes.count {
            if bytes[place] == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
                place += 2
            } else if bytes[place] != quote {
                place += 1
            } else if !isTriple {
                return place + 1
            } else if self.isTriple(quote, place) {
                place += 3
                // Up to two quotes may stand before the closing ones.
                while place < bytes.count, bytes[place] == quote { place += 1 }
                return place
            } else {
                place += 1
            }
        }
        return bytes.count
    }

    /// The names of a dotted key; of quoted ones what stands between the quotes, as written.
    private func names(from start: Int, _ end: Int) -> [String] {
        var names: [String] = []
        var place = start
        while true {
            place = skippingSpace(place)
            guard place < end else { return names }
            let first = bytes[place]
            var name: Range<Int>
            if first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") {
                let close = endOfString(place)
                name = (place + 1)..<max(place + 1, close - 1)
                place = close
            } else {
                let begin = place
                while place < end, !Set(" \t.=]#\r\n".utf8).contains(bytes[place]) { place += 1 }
                name = begin..<place
            }
            names.append(String(decoding: bytes[name], as: UTF8.self))
            place = skippingSpace(place)
            guard place < end, bytes[place] == UInt8(ascii: ".") else { return names }
            place += 1
        }
    }
}
