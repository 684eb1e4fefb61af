/// Unpacks a stream of bytes, as much as there is room for at a time.
protocol Unpacker: AnyObject {
    /// Whether nothing is open: a whole stream may end here.
    var isBetweenParts: Bool { get }

    /// Takes from `packed` and writes to `room`, until one of them is used up or the stream is wrong.
    func unpack(_ packed: UnsafeRawBufferPointer, into room: UnsafeMutableRawBufferPointer) -> UnpackingStep
}

struct UnpackingStep {
    var taken: Int
    var given: Int
    /// What is wrong with the stream after what was given, in words that complete "at byte N: …"; nil: nothing.
    var problem: String?
}

extension UnpackingStep {
    /// Zeros between the parts of a stream: tapes and block devices pad with them.
    static func zeros(_ packed: UnsafeRawBufferPointer) -> Int { packed.firstIndex { $0 != 0 } ?? packed.count }
}
