import Foundation

/// Turns a stream of bytes in some encoding into UTF-8.
///
/// What cannot be read becomes the byte 0xFF, which UTF-8 never has, so that its record and no other is rejected; what
/// stood there is remembered.
final class Transcoder {
    struct Mark {
        /// Where its 0xFF stands in what came out.
        var place: Int64
        /// Where it stood in what went in.
        var offset: Int64
        var bytes: [UInt8]
    }

    static let mark: UInt8 = 0xFF

    let encoding: TextEncoding
    private let descriptor: iconv_t
    /// The beginning of a character whose end is still to come.
    private var rest: [UInt8] = []
    private var marks: [Mark] = []
    private var offset: Int64
    private var place: Int64
    private static let mostMarks = 10_000
    /// Where converted bytes go first. Of one size: an input may break off at every character, and begin again.
    private var room = [UInt8](repeating: 0, count: 64 * 1024)

    /// - Parameter start: how many bytes were given out before, as they came.
    /// - Throws: where iconv has no such encoding.
    init(_ encoding: TextEncoding, start: Int64) throws(InputProblem) {
        guard let descriptor = Transcoder.open(to: "UTF-8", from: encoding.forIconv) else {
            throw .unknownEncoding(encoding.name)
        }
        (self.encoding, self.descriptor, offset, place) = (encoding, descriptor, start, start)
    }

    deinit { iconv_close(descriptor) }

    static func knows(_ encoding: TextEncoding) -> Bool {
        guard let descriptor = open(to: "UTF-8", from: encoding.forIconv) else { return false }
        iconv_close(descriptor)
        return true
    }

    private static func open(to target: String?, from source: String?) -> iconv_t? {
        guard let target, let source, let descriptor = iconv_open(target, source),
            Int(bitPattern: descriptor) != -1
        else { return nil }
        return descriptor
    }

    /// Appends the text of the bytes; what is the beginning of a character waits for its end.
    func append(_ bytes: ArraySlice<UInt8>, to output: inout [UInt8]) {
        var input = rest + bytes
        rest = []
        let before = output.count
        let place0 = place
        var taken = 0
        while taken < input.count {
            let step = Transcoder.convert(descriptor, &input, from: taken, through: &room, to: &output)
            taken = step.taken
            place = place0 + Int64(output.count - before)
            switch step.failure {
            case EILSEQ:
                let end = min(taken + encoding.unitBytes, input.count)
                note(Array(input[taken..<end]), at: offset + Int64(taken))
                output.append(Transcoder.mark)
                taken = end
            case EINVAL:
                rest = Array(input[taken...])
                offset += Int64(taken)
                return
            default: break
            }
        }
        place = place0 + Int64(output.count - before)
        offset += Int64(taken)
    }

    /// Appends what the end of the input brings out: the mark of a character without its end.
    func finish(_ output: inout [UInt8]) {
        let before = output.count
        // Some encodings keep a letter back until they know that no accent follows.
        var room = [UInt8](repeating: 0, count: 64)
        room.withUnsafeMutableBytes { room in
            var to = room.baseAddress?.assumingMemoryBound(to: CChar.self)
            var free = room.count
            _ = iconv(descriptor, nil, nil, &to, &free)
            output += UnsafeRawBufferPointer(rebasing: room[..<(room.count - free)])
        }
        place += Int64(output.count - before)
        guard !rest.isEmpty else { return }
        note(rest, at: offset)
        output.append(Transcoder.mark)
        place += 1
        offset += Int64(rest.count)
        rest = []
    }

    private func note(_ bytes: [UInt8], at offset: Int64) {
        // More are not remembered; nothing of what stood there is then given back.
        if marks.count < Transcoder.mostMarks { marks.append(Mark(place: place, offset: offset, bytes: bytes)) }
    }

    /// Converts as much as can be; the number of an error that stops it, or 0.
    private static func convert(
        _ descriptor: iconv_t, _ input: inout [UInt8], from taken: Int, through room: inout [UInt8],
        to output: inout [UInt8]
    ) -> (taken: Int, failure: Int32) {
        input.withUnsafeMutableBytes { input in
            room.withUnsafeMutableBytes { room in
                var from = input.baseAddress?.advanced(by: taken).assumingMemoryBound(to: CChar.self)
                var left = input.count - taken
                while left > 0 {
                    var to = room.baseAddress?.assumingMemoryBound(to: CChar.self)
                    var free = room.count
                    let result = iconv(descriptor, &from, &left, &to, &free)
                    let failure = errno
                    output += UnsafeRawBufferPointer(rebasing: room[..<(room.count - free)])
                    if result == -1, failure != E2BIG {
                        return (input.count - left, failure)
                    }
                }
                return (input.count, 0)
            }
        }
    }

    // MARK: Back to what stood there

    /// The bytes that a record had, and its first mistake; nil: it has none.
    ///
    /// - Parameters:
    ///   - record: as it came out, from `place` on. Records are asked for in their order.
    ///   - Returns: `bytes` is nil where they cannot be told.
    func original(of record: [UInt8], at place: Int64) -> (first: Mark, bytes: [UInt8]?)? {
        marks.removeFirst(marks.firstIndex { $0.place >= place } ?? marks.count)
        let own = marks.prefix { $0.place < place + Int64(record.count) }
        guard let first = own.first else { return nil }
        // Where more could not be read than is remembered, the parts between are not even looked at.
        guard record.count(where: { $0 == Transcoder.mark }) == own.count else { return (first, nil) }
        guard let back = Transcoder.open(to: encoding.forIconv, from: "UTF-8") else { return (first, nil) }
        defer { iconv_close(back) }
        var bytes: [UInt8] = []
        var marks = own[...]
        for part in record.split(separator: Transcoder.mark, omittingEmptySubsequences: false) {
            var part = Array(part)
            if !part.isEmpty {
                let end = Transcoder.convert(back, &part, from: 0, through: &room, to: &bytes)
                guard end.failure == 0 else { return (first, nil) }
            }
            bytes += marks.popFirst()?.bytes ?? []
        }
        return (first, bytes)
    }
}
