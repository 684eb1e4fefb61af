/// Answers that state the same confidence, and those of them that are right.
struct ConfidenceGroup: Hashable, Sendable {
    var confidence: Double
    var n: Int
    var right: Int
    var wrong: Int { n - right }
}

/// A model's answers with a ground truth and a confidence, from the least confident on.
struct ConfidenceAnswers {
    private struct Key {
        /// Of a number that is not negative: they stand in the order of the numbers.
        var bits: UInt64
        var isRight: Bool
        var isBlind: Bool
    }

    private var keys: [Key] = []

    /// - Parameter confidence: 0 to 1.
    mutating func add(_ confidence: Double, isRight: Bool, isBlind: Bool) {
        // -0 and 0 are the same confidence.
        keys.append(Key(bits: (confidence + 0).magnitude.bitPattern, isRight: isRight, isBlind: isBlind))
    }

    /// All of them, and those alone whose truth was decided without the model's answer in view; each confidence once.
    mutating func groups() -> (all: [ConfidenceGroup], blind: [ConfidenceGroup]) {
        sort()
        var (all, blind): ([ConfidenceGroup], [ConfidenceGroup]) = ([], [])
        for key in keys {
            ConfidenceAnswers.add(key, to: &all)
            if key.isBlind { ConfidenceAnswers.add(key, to: &blind) }
        }
        return (all, blind)
    }

    private static func add(_ key: Key, to groups: inout [ConfidenceGroup]) {
        let confidence = Double(bitPattern: key.bits)
        let last = groups.count - 1
        if last >= 0, groups[last].confidence == confidence {
            groups[last].n += 1
            if key.isRight { groups[last].right += 1 }
        } else {
            groups.append(ConfidenceGroup(confidence: confidence, n: 1, right: key.isRight ? 1 : 0))
        }
    }

    /// By 16 bits at a time from the lowest on: a million keys in a few passes, where comparing takes twenty times as
    /// many.
    private mutating func sort() {
        guard keys.count > 4_096 else {
            keys.sort { $0.bits < $1.bits }
            return
        }
        var other = keys
        for shift in stride(from: UInt64(0), to: 64, by: 16) {
            var starts = [Int](repeating: 0, count: 65_536)
            for key in keys { starts[Int(key.bits >> shift & 0xFFFF)] += 1 }
            if starts[Int(keys[0].bits >> shift & 0xFFFF)] == keys.count { continue }
            var sum = 0
            for digit in starts.indices {
                let count = starts[digit]
                starts[digit] = sum
                sum += count
            }
            for key in keys {
                let digit = Int(key.bits >> shift & 0xFFFF)
                other[starts[digit]] = key
                starts[digit] += 1
            }
            swap(&keys, &other)
        }
    }
}
