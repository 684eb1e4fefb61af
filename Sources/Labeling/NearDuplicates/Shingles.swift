/// The runs of five characters that a text is made of, each once: what is compared to say how much alike two texts are.
///
/// They are taken from what `Likeness.essence` leaves of the text: case, white space and punctuation, addresses, names,
/// repeated letters and the numbers of longer texts make no difference. A character is a Unicode scalar, so that a
/// letter of any script counts the same. A text of fewer characters than a run has is one run by itself.
///
/// Five characters are right for short messages (Leskovec, Rajaraman, Ullman, Mining of Massive Datasets, 3.2.2).
package struct Shingles: Hashable, Sendable {
    package static let width = 5
    /// Of longer texts no shingles are made, so that a comparison takes little memory: they are alike where they are equal.
    package static let mostBytes = 256 << 10

    /// Ascending, each once. Five scalars of 21 bits: the run itself, not a hash of it, so that no two are confused.
    private let runs: [UInt128]

    /// Nil: a text that is too long, or nothing.
    package init?(essence: [UInt8]) {
        guard !essence.isEmpty, essence.count <= Shingles.mostBytes else { return nil }
        var found: [UInt128] = []
        found.reserveCapacity(essence.count)
        Shingles.forEach(in: essence) { found.append(UInt128(_low: $1, _high: $0)) }
        found.sort()
        var kept = 0
        for index in found.indices where index == 0 || found[index] != found[kept - 1] {
            found[kept] = found[index]
            kept += 1
        }
        found.removeLast(found.count - kept)
        runs = found
    }

    package var count: Int { runs.count }

    /// What keeping them costs.
    package var bytes: Int { runs.capacity * 16 }

    /// How many runs the two have in common.
    package func shared(with other: Shingles) -> Int {
        runs.withUnsafeBufferPointer { mine in
            other.runs.withUnsafeBufferPointer { others in
                var (left, right, count) = (0, 0, 0)
                while left < mine.count, right < others.count {
                    let (one, two) = (mine[left], others[right])
                    if one == two { count += 1 }
                    if one <= two { left += 1 }
                    if two <= one { right += 1 }
                }
                return count
            }
        }
    }

    /// The Jaccard similarity: of all runs of the two, the share that both have. 0 to 1, and 1 where they are the same.
    package func similarity(to other: Shingles) -> Double {
        let shared = shared(with: other)
        return Double(shared) / Double(count + other.count - shared)
    }

    /// Whether the similarity is at least this.
    package func isNear(_ other: Shingles, threshold: Double) -> Bool {
        // No more runs can be shared than the smaller has.
        guard Double(min(count, other.count)) / Double(max(count, other.count)) >= threshold else { return false }
        return similarity(to: other) >= threshold
    }

    /// Calls `body` with each run, as the upper and the lower half of a number; a run may come several times.
    @inline(__always)
    static func forEach(in essence: [UInt8], _ body: (_ high: UInt64, _ low: UInt64) -> Void) {
        var (high, low): (UInt64, UInt64) = (0, 0)
        var length = 0
        func take(_ scalar: UInt32) {
            high = (high << 21 | low >> 43) & (1 << 41 - 1)
            low = low << 21 | UInt64(scalar)
            length += 1
            if length >= width { body(high, low) }
        }
        essence.withUnsafeBufferPointer { bytes in
            if bytes.allSatisfy({ $0 < 0x80 }) {
                for byte in bytes { take(UInt32(byte)) }
            } else {
                for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars { take(scalar.value) }
            }
        }
        // No scalar of an essence is 0, so that a short text is no other text's run.
        if length < width { body(high, low) }
    }
}
