/// How an input is compressed, which its first bytes say, whatever its name is.
package enum Packing: String, Hashable, Sendable {
    /// RFC 1952.
    case gzip
    /// RFC 8878.
    case zstd

    /// What the beginning of an input says; nil: it is not compressed in a way that is read here.
    init?(head: some Collection<UInt8>) {
        let head = Array(head.prefix(4))
        if head.starts(with: [0x1F, 0x8B]) {
            self = .gzip
        } else if head == [0x28, 0xB5, 0x2F, 0xFD] {
            self = .zstd
        } else if head.count == 4, head[0] & 0xF0 == 0x50, head[1...] == [0x2A, 0x4D, 0x18] {
            // A frame to be skipped: parallel zstd begins with one, and so does what carries an index.
            self = .zstd
        } else {
            return nil
        }
    }

    /// Whether so short a beginning could still become one of ours.
    static func mayBegin(with head: some Collection<UInt8>) -> Bool {
        guard let first = head.first, head.count < 4 else { return head.isEmpty }
        if first & 0xF0 == 0x50 { return head.dropFirst().elementsEqual([0x2A, 0x4D, 0x18].prefix(head.count - 1)) }
        return [[0x1F, 0x8B], [0x28, 0xB5, 0x2F, 0xFD]].contains { head.elementsEqual($0.prefix(head.count)) }
    }

    var unpacker: (any Unpacker)? {
        switch self {
        case .gzip: GzipUnpacker()
        case .zstd: ZstdUnpacker()
        }
    }

    /// The name without an ending that says how the file is packed: `posts.csv.gz` is CSV.
    static func nameUnpacked(_ name: String) -> String {
        for ending in [".gz", ".gzip", ".zst", ".zstd"] where name.lowercased().hasSuffix(ending) {
            return String(name.dropLast(ending.count))
        }
        return name
    }
}

/// Kinds of files that hold no lines, known by how they begin.
enum OtherContainer {
    private static let signatures: [(bytes: [UInt8], what: String)] = [
        ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], "compressed with xz; unpack it: xz -dc FILE | renga import -"),
        (Array("BZh".utf8), "compressed with bzip2; unpack it: bzip2 -dc FILE | renga import -"),
        ([0x04, 0x22, 0x4D, 0x18], "compressed with lz4; unpack it: lz4 -dc FILE | renga import -"),
        ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], "a 7z archive; unpack it, and import the files in it"),
        (
            [0x50, 0x4B, 3, 4],
            "a zip archive or a spreadsheet; unpack it (unzip), or save the spreadsheet as CSV in UTF-8"
        ),
        (Array("SQLite format 3\0".utf8), "an SQLite database; write its rows as CSV or JSON Lines first"),
        (Array("PAR1".utf8), "a Parquet file; write it as JSON Lines first"),
        (Array("ARROW1\0\0".utf8), "an Arrow file; write it as JSON Lines first"),
    ]

    /// What the input is instead of text, and what to do; nil: nothing that is known.
    static func reason(of head: ArraySlice<UInt8>) -> String? {
        if head.dropFirst(257).starts(with: Array("ustar".utf8)) {
            return "is a tar archive; unpack it (tar -xf), and import the files in it"
        }
        guard let found = signatures.first(where: { head.starts(with: $0.bytes) }) else { return nil }
        // Letters alone may begin a text too: what follows them in these files is no letter.
        let next = head.dropFirst(found.bytes.count)
        if found.bytes == Array("BZh".utf8), !next.dropFirst().starts(with: [0x31, 0x41, 0x59, 0x26, 0x53, 0x59]) {
            return nil
        }
        if found.bytes == Array("PAR1".utf8), let byte = next.first, byte >= 0x20 { return nil }
        return "is \(found.what)"
    }
}
