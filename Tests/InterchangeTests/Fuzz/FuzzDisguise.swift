import Interchange

/// The same text, stored in another way.
enum FuzzDisguise: CaseIterable {
    case gzip, zstd, utf16Little, utf16Big, utf32

    var isEncoding: Bool { self != .gzip && self != .zstd }

    /// - Parameter bytes: UTF-8, where this is an encoding.
    func wrap(_ bytes: [UInt8]) -> [UInt8] {
        switch self {
        case .gzip: FuzzDisguise.gzip(bytes)
        case .zstd: FuzzDisguise.zstd(bytes)
        case .utf16Little, .utf16Big:
            ([0xFEFF] + unmarked(bytes).utf16).flatMap { unit in
                let (low, high) = (UInt8(unit & 0xFF), UInt8(unit >> 8))
                return self == .utf16Little ? [low, high] : [high, low]
            }
        case .utf32:
            ([0xFEFF] + unmarked(bytes).unicodeScalars.map(\.value)).flatMap { value in
                [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: value >> $0) }
            }
        }
    }

    private func unmarked(_ bytes: [UInt8]) -> String {
        String(decoding: bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...], as: UTF8.self)
    }

    /// In blocks that are stored as they are (RFC 1951, 3.2.4).
    static func gzip(_ bytes: [UInt8]) -> [UInt8] {
        var packed: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
        var rest = bytes[...]
        repeat {
            let block = rest.prefix(1_000)
            rest = rest.dropFirst(1_000)
            packed.append(rest.isEmpty ? 1 : 0)
            packed += [UInt8(block.count & 255), UInt8(block.count >> 8)]
            packed += [~UInt8(block.count & 255), ~UInt8(block.count >> 8)]
            packed += block
        } while !rest.isEmpty
        var sum = ~UInt32(0)
        for byte in bytes {
            sum ^= UInt32(byte)
            for _ in 0..<8 { sum = sum >> 1 ^ (sum & 1 == 1 ? 0xEDB8_8320 : 0) }
        }
        for value in [~sum, UInt32(truncatingIfNeeded: bytes.count)] {
            packed += [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: value >> $0) }
        }
        return packed
    }

    /// In raw blocks (RFC 8878, 3.1.1.2.2), without a checksum.
    static func zstd(_ bytes: [UInt8]) -> [UInt8] {
        var packed: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0, 0x38]
        var rest = bytes[...]
        repeat {
            let block = rest.prefix(1_000)
            rest = rest.dropFirst(1_000)
            let header = block.count << 3 | (rest.isEmpty ? 1 : 0)
            packed += [0, 8, 16].map { UInt8(truncatingIfNeeded: header >> $0) }
            packed += block
        } while !rest.isEmpty
        return packed
    }
}
