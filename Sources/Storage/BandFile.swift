import Foundation

/// Band values of many items, kept in a file without a name until they are compared: memory holds a part at a time.
///
/// The file is gone when the program ends, however it ends.
final class BandFile {
    struct Entry {
        /// The place of the item among those that are compared.
        var item: UInt32
        var value: UInt64
    }

    /// A file cannot be made, written or read; the system's words.
    struct Failure: Error { var reason: String }

    private static let entryBytes = 12
    private static let entriesInBlock = 4_096
    /// So many entries of a band are read at once, about.
    private static let entriesInPart = 1 << 20

    let bands: Int
    /// Of each band: all entries whose values begin with the same bits are in one part.
    let parts: Int
    private let shift: UInt64
    private let descriptor: Int32
    private var waiting: [[UInt8]]
    private var blocks: [[(offset: Int, bytes: Int)]]
    private var end = 0

    /// - Parameters:
    ///   - folder: where there is room for 12 bytes a band and item.
    ///   - items: about how many will come.
    init(folder: String, bands: Int, items: Int) throws {
        self.bands = bands
        var bits: UInt64 = 0
        while bits < 8, items >> Int(bits) > BandFile.entriesInPart { bits += 1 }
        parts = 1 << Int(bits)
        shift = 64 - bits
        waiting = Array(repeating: [], count: bands * parts)
        blocks = Array(repeating: [], count: bands * parts)
        var name = Array("\(folder)/.renga-near-XXXXXX".utf8CString)
        descriptor = mkstemp(&name)
        guard descriptor >= 0 else { throw Failure(reason: String(cString: strerror(errno))) }
        unlink(name)
    }

    deinit { close(descriptor) }

    /// - Parameter values: one for each band.
    func append(_ values: [UInt64], item: UInt32) throws {
        for (band, value) in values.enumerated() {
            let place = band * parts + (parts == 1 ? 0 : Int(value >> shift))
            withUnsafeBytes(of: value) { waiting[place].append(contentsOf: $0) }
            withUnsafeBytes(of: item) { waiting[place].append(contentsOf: $0) }
            if waiting[place].count >= BandFile.entriesInBlock * BandFile.entryBytes { try flush(place) }
        }
    }

    /// The entries of one part of a band, in no order.
    func entries(band: Int, part: Int) throws -> [Entry] {
        let place = band * parts + part
        try flush(place)
        var entries: [Entry] = []
        entries.reserveCapacity(blocks[place].reduce(0) { $0 + $1.bytes } / BandFile.entryBytes)
        for block in blocks[place] {
            let bytes = try read(block)
            bytes.withUnsafeBytes { bytes in
                for start in stride(from: 0, to: bytes.count, by: BandFile.entryBytes) {
                    entries.append(
                        Entry(
                            item: bytes.loadUnaligned(fromByteOffset: start + 8, as: UInt32.self),
                            value: bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self)))
                }
            }
        }
        return entries
    }

    private func flush(_ place: Int) throws {
        var written = 0
        while written < waiting[place].count {
            let count = waiting[place].withUnsafeBytes {
                pwrite(descriptor, $0.baseAddress.map { $0 + written }, $0.count - written, off_t(end + written))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Failure(reason: String(cString: strerror(errno))) }
            written += count
        }
        if written > 0 { blocks[place].append((end, written)) }
        end += written
        waiting[place].removeAll(keepingCapacity: true)
    }

    private func read(_ block: (offset: Int, bytes: Int)) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: block.bytes)
        var done = 0
        while done < block.bytes {
            let count = bytes.withUnsafeMutableBytes {
                pread(descriptor, $0.baseAddress.map { $0 + done }, block.bytes - done, off_t(block.offset + done))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                throw Failure(reason: count == 0 ? "it is cut off" : String(cString: strerror(errno)))
            }
            done += count
        }
        return bytes
    }
}
