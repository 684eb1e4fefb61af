import Foundation

/// How a text is written as bytes: a name that iconv(3) of the C library knows.
struct TextEncoding: Hashable, Sendable {
    /// In small letters, as messages call it.
    let name: String

    static let utf8 = TextEncoding(known: "utf-8")
    static let windows1252 = TextEncoding(known: "windows-1252")

    private init(known name: String) { self.name = name }

    /// The encoding that a person named.
    ///
    /// - Throws: where iconv knows none of that name.
    init(named name: String) throws(InputProblem) {
        let lowered = name.lowercased()
        self.name = TextEncoding.usualNames[lowered] ?? lowered
        guard isUTF8 || Transcoder.knows(self) else { throw .unknownEncoding(name) }
    }

    /// What people write and iconv does not know, or knows by another name.
    private static let usualNames = [
        "utf8": "utf-8", "utf16": "utf-16", "utf16le": "utf-16le", "utf16be": "utf-16be", "utf32": "utf-32",
        "unicode": "utf-16", "latin-1": "iso-8859-1", "latin1": "iso-8859-1", "iso8859-1": "iso-8859-1",
        "latin-9": "iso-8859-15", "latin9": "iso-8859-15", "cp1252": "windows-1252", "ascii": "us-ascii",
        "ansi": "windows-1252", "shift-jis": "shift_jis", "sjis": "shift_jis", "mac-roman": "macintosh",
        "macroman": "macintosh", "gb-18030": "gb18030",
    ]

    var isUTF8: Bool { name == "utf-8" }

    /// The name for iconv; nil: a name that iconv would take for something else than a name.
    var forIconv: String? {
        let isPlain = name.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte) || "-_.:+()".utf8.contains(byte)
        }
        return isPlain && !name.isEmpty ? name.uppercased() : nil
    }

    /// How many bytes are passed over where a character cannot be read.
    var unitBytes: Int {
        if name.hasPrefix("utf-16") || name.hasPrefix("ucs-2") { return 2 }
        return name.hasPrefix("utf-32") || name.hasPrefix("ucs-4") ? 4 : 1
    }

    /// The encoding with its order of bytes, where the name leaves that to the text's beginning.
    func settled(by head: ArraySlice<UInt8>) -> TextEncoding {
        guard ["utf-16", "utf-32", "ucs-2", "ucs-4"].contains(name) else { return self }
        let found = TextEncoding(mark: head) ?? TextEncoding(zerosOf: head.prefix(4096))
        if let found, found.unitBytes == unitBytes, found.name.hasPrefix("utf") { return found }
        return TextEncoding(known: unitBytes == 2 ? "utf-16le" : "utf-32le")
    }

    // MARK: What the bytes say

    /// The encoding whose byte order mark an input begins with.
    init?(mark head: ArraySlice<UInt8>) {
        switch true {
        case head.starts(with: [0xFF, 0xFE, 0, 0]): self.init(known: "utf-32le")
        case head.starts(with: [0, 0, 0xFE, 0xFF]): self.init(known: "utf-32be")
        case head.starts(with: [0xFF, 0xFE]): self.init(known: "utf-16le")
        case head.starts(with: [0xFE, 0xFF]): self.init(known: "utf-16be")
        case head.starts(with: [0xEF, 0xBB, 0xBF]): self = .utf8
        default: return nil
        }
    }

    /// The encoding of two or four bytes a character that the places of its zeros give away: most texts have spaces,
    /// digits, signs or line ends, whose other bytes are zero. Texts of one byte a character have no zeros.
    init?(zerosOf head: ArraySlice<UInt8>) {
        var zeros = [0, 0, 0, 0]
        for (place, byte) in head.enumerated() where byte == 0 { zeros[place & 3] += 1 }
        let quarter = head.count / 4
        if quarter > 0, zeros[3] == quarter, zeros[2] == quarter, zeros[0] * 20 <= quarter {
            self.init(known: "utf-32le")
            return
        }
        if quarter > 0, zeros[0] >= quarter, zeros[1] >= quarter, zeros[3] * 20 <= quarter {
            self.init(known: "utf-32be")
            return
        }
        let (even, odd) = (zeros[0] + zeros[2], zeros[1] + zeros[3])
        guard head.count >= 4, (even + odd) * 20 >= head.count else { return nil }
        if even * 20 <= odd {
            self.init(known: "utf-16le")
        } else if odd * 20 <= even {
            self.init(known: "utf-16be")
        } else {
            return nil
        }
    }

    /// Whether so short a beginning does not tell yet whether it is a byte order mark, or of two bytes a character.
    static func isStillOpen(_ head: ArraySlice<UInt8>) -> Bool {
        guard head.count < 4, let first = head.first else { return head.isEmpty }
        return head.count < 2 || [0, 0xEF, 0xFE, 0xFF].contains(first) || head.dropFirst().first == 0
    }
}
