import Crypto
import Foundation
import Labeling

/// The users of Argilla for our reviewers: a UUID for each name, the same in every export.
struct ArgillaUsers {
    /// The user of a truth that was carried in by the item itself.
    static let imported = uuid(of: "renga imported ground truth")

    private(set) var names: [String: String] = [:]
    private var known: [String: String] = [:]

    /// The reviewer's UUID: their name, where that is one, as after an import of Argilla's records.
    mutating func user(_ reviewer: String) -> String {
        if let user = known[reviewer] { return user }
        let user = ArgillaUsers.isUUID(reviewer) ? reviewer : ArgillaUsers.uuid(of: "renga reviewer \(reviewer)")
        known[reviewer] = user
        names[user] = reviewer
        return user
    }

    mutating func add(_ other: ArgillaUsers) {
        names.merge(other.names) { first, _ in first }
    }

    static func isUUID(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count == 36 else { return false }
        return bytes.indices.allSatisfy { index in
            if [8, 13, 18, 23].contains(index) { return bytes[index] == UInt8(ascii: "-") }
            return UInt8(ascii: "0")...UInt8(ascii: "9") ~= bytes[index]
                || UInt8(ascii: "a")...UInt8(ascii: "f") ~= bytes[index] | 0x20
        }
    }

    /// A UUID of version 5 (RFC 9562, 5.5) in the name space of URLs.
    static func uuid(of name: String) -> String {
        let space: [UInt8] = [
            0x6B, 0xA7, 0xB8, 0x11, 0x9D, 0xAD, 0x11, 0xD1, 0x80, 0xB4, 0x00, 0xC0, 0x4F, 0xD4, 0x30, 0xC8,
        ]
        var bytes = Array(Insecure.SHA1.hash(data: space + Array(name.utf8)).prefix(16))
        bytes[6] = bytes[6] & 0x0F | 0x50
        bytes[8] = bytes[8] & 0x3F | 0x80
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for (index, byte) in bytes.enumerated() {
            if [4, 6, 8, 10].contains(index) { text.append(UInt8(ascii: "-")) }
            text += [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
        return String(decoding: text, as: UTF8.self)
    }
}

extension ReadingOptions {
    /// Finds the names of an Argilla file's users, which an export of ours writes beside it.
    mutating func settleUsers(of source: ItemSource) {
        guard format == .auto || format == .argilla, case .path(let path) = source, path != "-" else { return }
        users = ArgillaUsers.beside(path)
    }
}

extension ArgillaUsers {
    /// Larger than any list of users.
    private static let maximumBytes = 4 << 20

    /// The names in `NAME.users.json` beside `NAME.json`; none where there is no such file.
    static func beside(_ path: String) -> [String: String] {
        let slash = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
        guard let dot = path[slash...].lastIndex(of: "."), dot > slash,
            let file = FileHandle(forReadingAtPath: path[..<dot] + ".users.json")
        else { return [:] }
        defer { try? file.close() }
        guard let data = try? file.read(upToCount: maximumBytes + 1), data.count <= maximumBytes,
            case .object(let members)? = try? JSONDocument.parse([UInt8](data))
        else { return [:] }
        var names: [String: String] = [:]
        for member in members {
            if isUUID(member.key), case .string(let name) = member.value, !name.isEmpty {
                names[member.key.lowercased()] = name
            }
        }
        return names
    }
}
