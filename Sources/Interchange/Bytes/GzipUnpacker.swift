import CCompression

/// Any number of gzip members after each other, and zeros after or between them.
final class GzipUnpacker: Unpacker {
    private(set) var isBetweenParts = true
    private let stream: UnsafeMutablePointer<z_stream>
    private var isFirst = true

    /// Nil: there is no memory for it.
    init?() {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        guard ccompression_inflate_gzip(stream) == Z_OK else {
            stream.deallocate()
            return nil
        }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    func unpack(_ packed: UnsafeRawBufferPointer, into room: UnsafeMutableRawBufferPointer) -> UnpackingStep {
        var step = UnpackingStep(taken: 0, given: 0)
        while true {
            if isBetweenParts {
                step.taken += UnpackingStep.zeros(UnsafeRawBufferPointer(rebasing: packed[step.taken...]))
                guard step.taken < packed.count else { return step }
                if packed[step.taken] != 0x1F {
                    step.problem = "what follows the packed data is no gzip"
                    return step
                }
                if !isFirst { inflateReset(stream) }
                (isFirst, isBetweenParts) = (false, false)
            }
            let (before, room0) = (packed.count - step.taken, room.count - step.given)
            stream.pointee.next_in = UnsafeMutablePointer(
                mutating: packed.baseAddress?.advanced(by: step.taken).assumingMemoryBound(to: UInt8.self))
            stream.pointee.avail_in = UInt32(clamping: before)
            stream.pointee.next_out = room.baseAddress?.advanced(by: step.given).assumingMemoryBound(to: UInt8.self)
            stream.pointee.avail_out = UInt32(clamping: room0)
            let status = inflate(stream, Z_NO_FLUSH)
            step.taken += before - Int(stream.pointee.avail_in)
            step.given += room0 - Int(stream.pointee.avail_out)
            switch status {
            case Z_STREAM_END: isBetweenParts = true
            // Z_BUF_ERROR: nothing to do without more bytes, or more room.
            case Z_OK, Z_BUF_ERROR: return step
            default:
                step.problem = stream.pointee.msg.map { String(cString: $0) } ?? "gzip's error \(status)"
                return step
            }
        }
    }
}
