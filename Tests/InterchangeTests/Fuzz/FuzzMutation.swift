import TestSupport

/// Changes an input at random: its bytes, and its parts (lines, cells, members).
struct FuzzMutation {
    var random: SeededGenerator
    /// What is spliced in: all seeds of the format.
    let seeds: [[UInt8]]
    /// No input becomes longer.
    static let mostBytes = 6_000

    mutating func input() -> [UInt8] {
        var bytes = pick(seeds)
        for _ in 0..<number(0...5) {
            bytes = changed(bytes)
            if bytes.count > FuzzMutation.mostBytes { bytes.removeLast(bytes.count - FuzzMutation.mostBytes) }
        }
        return bytes
    }

    mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }

    mutating func pick<T>(_ list: [T]) -> T { list[number(0...list.count - 1)] }

    private mutating func place(in bytes: [UInt8]) -> Int { number(0...bytes.count) }

    /// A stretch, mostly short.
    private mutating func stretch(of bytes: [UInt8]) -> Range<Int> {
        let start = place(in: bytes)
        let length = min(number(0...3) == 0 ? number(0...bytes.count) : number(0...12), bytes.count - start)
        return start..<start + length
    }

    private mutating func changed(_ input: [UInt8]) -> [UInt8] {
        var bytes = input
        switch number(0...13) {
        case 0:
            guard !bytes.isEmpty else { return bytes }
            bytes[number(0...bytes.count - 1)] ^= 1 << UInt8(number(0...7))
        case 1: bytes.insert(contentsOf: (0..<number(1...4)).map { _ in UInt8(number(0...255)) }, at: place(in: bytes))
        case 2: bytes.removeSubrange(stretch(of: bytes))
        case 3:
            let part = Array(bytes[stretch(of: bytes)])
            bytes.insert(contentsOf: (0..<number(1...20)).flatMap { _ in part }, at: place(in: bytes))
        case 4: bytes.insert(contentsOf: pick(FuzzMutation.tokens), at: place(in: bytes))
        case 5:
            // The beginning of one, the end of another.
            let other = pick(seeds)
            bytes = Array(bytes[..<place(in: bytes)] + other[place(in: other)...])
        case 6: bytes.insert(contentsOf: pick(seeds), at: place(in: bytes))
        case 7:
            bytes.insert(
                contentsOf: Array(repeating: pick(FuzzMutation.runs), count: number(1...2_000)), at: place(in: bytes))
        case 8: bytes.insert(contentsOf: nested(), at: place(in: bytes))
        case 9:
            // Another token in a token's place.
            let token = pick(FuzzMutation.tokens)
            guard let start = bytes.indices.dropLast(token.count).randomElement(using: &random) else { return bytes }
            bytes.replaceSubrange(start..<start + token.count, with: pick(FuzzMutation.tokens))
        case 10: bytes = rows(bytes)
        case 11: bytes = bytes.flatMap { $0 == 10 ? [13, 10] : [$0] }
        case 12: bytes.removeLast(bytes.count - place(in: bytes))
        default: bytes.insert(contentsOf: pick(FuzzMutation.marks), at: number(0...2) > 0 ? 0 : place(in: bytes))
        }
        return bytes
    }

    private mutating func rows(_ bytes: [UInt8]) -> [UInt8] {
        var rows = bytes.split(separator: 10, omittingEmptySubsequences: false).map(Array.init)
        switch number(0...3) {
        case 0: rows.shuffle(using: &random)
        case 1: rows.insert(pick(rows), at: number(0...rows.count))
        case 2: rows.remove(at: number(0...rows.count - 1))
        default:
            let row = number(0...rows.count - 1)
            let sign = pick([[0x2C], [0x09], [0x22], [0x2C, 0x22], [0x7D], [0x7B]] as [[UInt8]])
            rows[row].insert(contentsOf: sign, at: number(0...rows[row].count))
        }
        return Array(rows.joined(separator: [10]))
    }

    private mutating func nested() -> [UInt8] {
        let depth = number(1...1_500)
        let open = pick(["[", "{\"a\":", "[{\"text\":", "\"", "{\"meta\":["])
        let close = pick(["]", "}", "}]", "\"", ""])
        return Array(String(repeating: open, count: depth).utf8) + Array(String(repeating: close, count: depth).utf8)
    }

    private static let runs: [UInt8] = [
        0x00, 0x09, 0x0A, 0x0D, 0x20, 0x22, 0x2C, 0x30, 0x39, 0x5B, 0x5C, 0x7B, 0x61, 0xC3, 0xFF,
    ]

    private static let marks: [[UInt8]] = [
        [0xEF, 0xBB, 0xBF], [0xFF, 0xFE], [0xFE, 0xFF], [0x1F, 0x8B], [0x1F, 0x8B, 8, 0], [0x28, 0xB5, 0x2F, 0xFD],
        [0xEF, 0xBB],
        [0xFF, 0xFE, 0, 0], [0],
    ]

    private static let tokens: [[UInt8]] =
        [
            "{", "}", "[", "]", ",", ":", "\"", "\"\"", "\\", "\\u", "\\u0000", "\\ud800", "\\udc00\\ud800", "\n", "\r",
            "\r\n",
            "\t", " ", "\0", "null", "true", "-", "-0", "1e999", "-1e-999", "1E400", "NaN", "Infinity",
            "9223372036854775807", "9223372036854775808", "-9223372036854775809", "18446744073709551616", "0.1e+1",
            "01", "1.",
            String(repeating: "9", count: 400), "0." + String(repeating: "0", count: 400) + "1", "\"text\":", "\"id\":",
            "\"gold\":", "\"meta\":", "\"predictions\":[", "\"decisions\":[", "\"confidence\":", "\"usage\":{",
            "\"at\":",
            "\"cost_usd\":", "\"seconds\":", "\"shown\":", "\"undone_at\":", "\"action\":\"flag\"",
            "\"label\":\"billing\"",
            "\"label\":\"nobody\"", "\"2026-02-30T25:61:61Z\"", "\"9999-12-31T23:59:60+23:59\"", "text", "id", "gold",
            "payload.message.body", "\u{2028}", "\u{85}", "\u{3000}", "\u{FFFE}", "é", "e\u{301}", "👩‍👩‍👧", "\u{202E}",
        ].map { Array($0.utf8) } + [
            [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82], [0x80], [0xFF],
            [0xF8, 0x88, 0x80, 0x80, 0x80],
        ]
}
