/// Puts texts that may belong together into groups, each around one text, the centre.
///
/// The rule: the texts come in an order that follows from what they say. Each joins the first centre to which it is
/// near enough, and is a centre itself where there is none. So each member is verified against its centre, and two members
/// differ by no more than twice the threshold allows (1 − s is a metric: both are at least 2t − 1 similar). Nearness is
/// not handed on beyond that: of texts that change little by little, the first and the last are not one group.
package struct NearGroups {
    /// More centres are not held: a text that is near none of the first of them stays by itself.
    package static let mostCentres = 64
    /// Of shingles, in memory at once.
    package static let mostBytes = 32 << 20

    private let threshold: Double
    private var centres: [Shingles] = []
    private var bytes = 0

    package init(threshold: Double) { self.threshold = threshold }

    /// The place of the centre that the text joins, or its own as a new centre; nil: there are too many.
    package mutating func place(_ text: Shingles) -> Int? {
        if let place = centres.firstIndex(where: { $0.isNear(text, threshold: threshold) }) { return place }
        guard centres.count < NearGroups.mostCentres, bytes + text.bytes <= NearGroups.mostBytes else { return nil }
        bytes += text.bytes
        centres.append(text)
        return centres.count - 1
    }
}

/// Which of many texts are connected by pairs that are near each other.
package struct Connections {
    private var parents: [UInt32]

    package init(count: Int) { parents = (0..<count).map(UInt32.init) }

    /// The same for all that are connected.
    package mutating func root(of index: Int) -> Int {
        var place = index
        while Int(parents[place]) != place {
            parents[place] = parents[Int(parents[place])]
            place = Int(parents[place])
        }
        return place
    }

    package mutating func connect(_ one: Int, _ other: Int) {
        let (left, right) = (root(of: one), root(of: other))
        guard left != right else { return }
        parents[max(left, right)] = UInt32(min(left, right))
    }
}
