/// The bytes of a source, unpacked where they are packed. What is not packed passes through.
final class UnpackedInput {
    /// Nil: it is not packed, or not known yet.
    private(set) var packing: Packing?
    private let raw: ByteInput
    private var unpacker: (any Unpacker)?
    private var isKnown = false
    private var packed: [UInt8] = []
    /// How much of `packed` is taken.
    private var position = 0
    /// How much of the source is taken.
    private var taken: Int64 = 0
    /// Where unpacked bytes go first.
    private var room: [UInt8] = []
    private var mayHaveMore = false
    /// What ends the reading as soon as what was unpacked before it is given out.
    private var damage: InputProblem?

    init(_ raw: ByteInput, options: ReadingOptions) {
        self.raw = raw
        roomBytes = options.chunkBytes
    }
    private let roomBytes: Int

    /// Whether a read now would have to wait for another program or person.
    var wouldWait: Bool { damage == nil && !mayHaveMore && position == packed.count && raw.wouldWait }

    /// Appends what there is, waiting until there is something.
    ///
    /// - Throws: also `.damaged`, once all that stands before the damage was given out.
    func read(into buffer: inout [UInt8]) throws(InputProblem) -> ByteInput.Outcome {
        if !isKnown { return try begin(&buffer) }
        guard let unpacker else { return try raw.read(into: &buffer) }
        while true {
            if let damage { throw damage }
            if mayHaveMore || position < packed.count {
                if try step(unpacker, into: &buffer) > 0 { return .bytes }
                continue
            }
            packed.removeAll(keepingCapacity: true)
            position = 0
            switch try raw.read(into: &packed) {
            case .bytes: continue
            case .end:
                if unpacker.isBetweenParts { return .end }
                throw .damaged(
                    raw.name, reason: "ends at byte \(taken) inside the packed data: it was cut off; \(kept)")
            case let other: return other
            }
        }
    }

    /// Whether the source may end here. A regular file that has no more is asked, because it may also grow.
    func checkEnd() throws(InputProblem) {
        guard let unpacker, !unpacker.isBetweenParts else { return }
        throw .damaged(raw.name, reason: "ends at byte \(taken) inside the packed data: it was cut off; \(kept)")
    }

    private var kept: String { "the whole records before that were taken" }

    /// Reads until it is known whether the source is packed.
    private func begin(_ buffer: inout [UInt8]) throws(InputProblem) -> ByteInput.Outcome {
        let start = buffer.count
        var outcome = ByteInput.Outcome.bytes
        repeat {
            outcome = try raw.read(into: &buffer)
        } while outcome == .bytes
            && Packing.mayBegin(with: buffer[start...])
        guard outcome == .bytes || buffer.count > start else { return outcome }
        isKnown = true
        packing = Packing(head: buffer[start...])
        guard let packing else { return .bytes }
        guard let unpacker = packing.unpacker else {
            throw .cannotRead(raw.name, reason: "there is no memory to unpack it")
        }
        self.unpacker = unpacker
        packed = Array(buffer[start...])
        buffer.removeSubrange(start...)
        room = [UInt8](repeating: 0, count: max(roomBytes, 1))
        return try read(into: &buffer)
    }

    private func step(_ unpacker: any Unpacker, into buffer: inout [UInt8]) throws(InputProblem) -> Int {
        let step = packed.withUnsafeBytes { packed in
            room.withUnsafeMutableBytes { room in
                unpacker.unpack(UnsafeRawBufferPointer(rebasing: packed[position...]), into: room)
            }
        }
        position += step.taken
        taken += Int64(step.taken)
        mayHaveMore = step.given == room.count
        buffer += room[..<step.given]
        if let problem = step.problem {
            damage = .damaged(raw.name, reason: "cannot be unpacked at byte \(taken): \(problem); \(kept)")
        } else if step.given == 0, step.taken == 0, position < packed.count {
            damage = .damaged(raw.name, reason: "cannot be unpacked at byte \(taken): no progress; \(kept)")
        }
        return step.given
    }
}
