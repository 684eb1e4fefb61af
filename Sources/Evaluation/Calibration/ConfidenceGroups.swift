/// Answers that state the same confidence, and those of them that are right.
struct ConfidenceGroup: Hashable, Sendable {
    var confidence: Double
    var n: Int
    var right: Int
    var wrong: Int { n - right }
}

/// A model's answers with a ground truth and a confidence, from the least confident on.
struct ConfidenceAnswers {
    /// As the confidences stand, for they are not negative, and at most 1: the two highest bits are free. In the two lowest
    /// are the marks.
    private var keys: [UInt64] = []
    private static let right: UInt64 = 1
    private static let blind: UInt64 = 2

    /// - Parameter confidence: 0 to 1.
    mutating func add(_ confidence: Double, isRight: Bool, isBlind: Bool) {
        // -0 and 0 are the same confidence.
        let bits = (confidence + 0).magnitude.bitPattern << 2
        keys.append(bits | (isRight ? ConfidenceAnswers.right : 0) | (isBlind ? ConfidenceAnswers.blind : 0))
    }

    /// All of them, and those alone whose truth was decided without the model's answer in view; each confidence once.
    mutating func groups() -> (all: [ConfidenceGroup], blind: [ConfidenceGroup]) {
        RadixSort.sort(&keys)
        var (all, blind): ([ConfidenceGroup], [ConfidenceGroup]) = ([], [])
        for key in keys {
            ConfidenceAnswers.add(key, to: &all)
            if key & ConfidenceAnswers.blind != 0 { ConfidenceAnswers.add(key, to: &blind) }
        }
        return (all, blind)
    }

    private static func add(_ key: UInt64, to groups: inout [ConfidenceGroup]) {
        let confidence = Double(bitPattern: key >> 2)
        let right = key & ConfidenceAnswers.right != 0 ? 1 : 0
        let last = groups.count - 1
        if last >= 0, groups[last].confidence == confidence {
            groups[last].n += 1
            groups[last].right += right
        } else {
            groups.append(ConfidenceGroup(confidence: confidence, n: 1, right: right))
        }
    }
}
