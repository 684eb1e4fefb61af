internal import Foundation

/// Sorts any number of keys in little memory: two million at once, and what is more in a file that has no name.
struct EventOrder: ~Copyable {
    /// Sixteen bytes: the time, and the kind before the number.
    struct Key: Hashable, Comparable {
        var at: Int64
        var rest: Int64

        init(at: Int64, kind: Int8, id: Int64) {
            self.at = at
            rest = Int64(kind) << 56 | (id & 0x00FF_FFFF_FFFF_FFFF)
        }

        var kind: Int8 { Int8(truncatingIfNeeded: rest >> 56) }
        var id: Int64 { rest & 0x00FF_FFFF_FFFF_FFFF }

        static func < (left: Key, right: Key) -> Bool {
            left.at != right.at ? left.at < right.at : left.rest < right.rest
        }
    }

    private let atOnce: Int
    private var keys: [Key] = []
    private var file: Int32 = -1
    /// How many keys each sorted part of the file has.
    private var parts: [Int] = []

    init(atOnce: Int = 2 << 20) { self.atOnce = max(1, atOnce) }

    deinit { if file >= 0 { close(file) } }

    mutating func add(_ key: Key) throws {
        keys.append(key)
        if keys.count >= atOnce { try spill() }
    }

    private mutating func spill() throws {
        keys.sort()
        if file < 0 {
            var template = Array((NSTemporaryDirectory() + "renga-XXXXXX").utf8CString)
            file = template.withUnsafeMutableBufferPointer { $0.baseAddress.map { mkstemp($0) } ?? -1 }
            guard file >= 0 else { throw TemporaryFileProblem("no temporary file can be made") }
            template.withUnsafeBufferPointer { _ = $0.baseAddress.map { unlink($0) } }
        }
        try keys.withUnsafeBytes { bytes in
            var written = 0
            while written < bytes.count {
                let count = Foundation.write(file, bytes.baseAddress.map { $0 + written }, bytes.count - written)
                guard count > 0 || errno == EINTR else {
                    throw TemporaryFileProblem("a temporary file cannot be written")
                }
                written += max(0, count)
            }
        }
        parts.append(keys.count)
        keys.removeAll(keepingCapacity: true)
    }

    /// Gives the keys in order, `pageSize` at a time.
    mutating func forEachPage(of pageSize: Int, _ body: ([Key]) throws -> Void) throws {
        keys.sort()
        var heads: [Part] = []
        var offset: off_t = 0
        for count in parts {
            var part = Part(file: file, offset: offset, left: count)
            try part.fill()
            heads.append(part)
            offset += off_t(count * MemoryLayout<Key>.stride)
        }
        heads.append(Part(page: keys))
        keys = []
        var page: [Key] = []
        while true {
            // Few parts: a look at the head of each.
            var least: Int?
            for index in heads.indices {
                guard let key = heads[index].first else { continue }
                if let known = least, let other = heads[known].first, other <= key { continue }
                least = index
            }
            guard let least, let key = heads[least].first else { break }
            page.append(key)
            try heads[least].drop()
            if page.count >= pageSize {
                try body(page)
                page.removeAll(keepingCapacity: true)
            }
        }
        if !page.isEmpty { try body(page) }
    }

    /// A sorted part, some of it in memory.
    private struct Part {
        private let file: Int32
        private var offset: off_t
        private var left: Int
        private var page: [Key]
        private var place = 0

        init(page: [Key]) { (file, offset, left, self.page) = (-1, 0, 0, page) }

        init(file: Int32, offset: off_t, left: Int) {
            (self.file, self.offset, self.left, page) = (file, offset, left, [])
        }

        var first: Key? { place < page.count ? page[place] : nil }

        mutating func drop() throws {
            place += 1
            if place == page.count { try fill() }
        }

        mutating func fill() throws {
            let count = min(left, 4_096)
            (page, place) = ([], 0)
            guard count > 0 else { return }
            page = Array(repeating: Key(at: 0, kind: 0, id: 0), count: count)
            try page.withUnsafeMutableBytes { bytes in
                var done = 0
                while done < bytes.count {
                    let read = pread(
                        file, bytes.baseAddress.map { $0 + done }, bytes.count - done, offset + off_t(done))
                    guard read > 0 || (read < 0 && errno == EINTR) else {
                        throw TemporaryFileProblem("a temporary file cannot be read")
                    }
                    done += max(0, read)
                }
            }
            offset += off_t(count * MemoryLayout<Key>.stride)
            left -= count
        }
    }
}

/// A temporary file could not be used; the store itself is as it was.
struct TemporaryFileProblem: Error, CustomStringConvertible {
    let description: String

    init(_ what: String) { description = "\(what): \(String(cString: strerror(errno)))" }
}
