import CCompression

/// Any number of zstd frames after each other, frames to be skipped among them, and zeros after or between them.
final class ZstdUnpacker: Unpacker {
    /// The base-2 logarithm of the memory that a frame may ask for: 64 MiB. Only `--long` and `--ultra -22` ask for more.
    static let windowLog: Int32 = 26

    private(set) var isBetweenParts = true
    private let context: OpaquePointer
    /// How many bytes the library would like next: mostly a block, and the header of the one after it.
    private var wanted = ZstdUnpacker.firstBytes
    private static let firstBytes = 5
    private static let blockHeaderBytes = 3

    /// Nil: there is no memory for it.
    init?() {
        guard let context = ZSTD_createDCtx() else { return nil }
        self.context = context
        ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, ZstdUnpacker.windowLog)
    }

    deinit { ZSTD_freeDCtx(context) }

    func unpack(_ packed: UnsafeRawBufferPointer, into room: UnsafeMutableRawBufferPointer) -> UnpackingStep {
        var step = UnpackingStep(taken: 0, given: 0)
        while true {
            if isBetweenParts {
                step.taken += UnpackingStep.zeros(UnsafeRawBufferPointer(rebasing: packed[step.taken...]))
                guard step.taken < packed.count else { return step }
            }
            // No more than a block at once: with an error, also one of the next block's header, the library forgets what
            // it has unpacked in the same call.
            // The first bytes of a frame are given whole, so that what is none is named where it begins.
            let header = isBetweenParts ? 0 : ZstdUnpacker.blockHeaderBytes
            let end = min(packed.count, step.taken + max(wanted > header ? wanted - header : wanted, 1))
            var input = ZSTD_inBuffer(src: packed.baseAddress, size: end, pos: step.taken)
            var output = ZSTD_outBuffer(dst: room.baseAddress, size: room.count, pos: step.given)
            let result = ZSTD_decompressStream(context, &output, &input)
            (step.taken, step.given) = (input.pos, output.pos)
            if ZSTD_isError(result) != 0 {
                step.problem = ZstdUnpacker.words(result)
                return step
            }
            isBetweenParts = result == 0
            wanted = isBetweenParts ? ZstdUnpacker.firstBytes : result
            if !isBetweenParts, step.taken == packed.count || step.given == room.count { return step }
        }
    }

    private static func words(_ result: Int) -> String {
        if ccompression_wants_too_much(result) != 0 {
            return
                "needs more than \(1 << (windowLog - 20)) MiB of memory to be unpacked (it was packed with --long or "
                + "--ultra); unpack it first: zstd -dc --long=31 FILE | renga import -"
        }
        return String(cString: ZSTD_getErrorName(result))
    }
}
