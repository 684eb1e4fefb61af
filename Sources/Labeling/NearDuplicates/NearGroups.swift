/// Puts texts that may belong together into groups.
///
/// The rule, for the texts of a group at the threshold t: **each is near at least one other of them** (similarity t or
/// more), and **any two are at least 2t − 1 alike**. So a pair of near texts stays together where it can, and nearness is not
/// handed on without end: of texts that change little by little, the first and the last are not one group. (1 − s is
/// a metric: two texts that are near a third are at least 2t − 1 alike.)
///
/// The groups follow from the texts and their order alone. The nearest two are put together first, and with them the
/// groups they are in, unless the bound forbids it. That compares each with each, so it is done for `mostTexts` at once;
/// of larger sets these are a sample that gives the centres, and the others join a centre that they are near.
package enum NearGroups {
    /// So many are compared each with each.
    package static let mostTexts = 128
    /// Of shingles, in memory at once.
    package static let mostBytes = 32 << 20
    /// Of a larger set: more centres are not taken from a sample.
    package static let mostCentres = 16
    /// Of a larger set: so often a sample is taken of what is left.
    package static let mostRounds = 8

    /// The least similarity of two texts of a group.
    package static func bound(_ threshold: Double) -> Double { 2 * threshold - 1 }

    /// One group, by the places of its texts.
    package struct Group: Hashable, Sendable {
        /// The one that most others are near, first; then the others, ascending.
        package var places: [Int]
        /// Of each of these, the place of the one that it is most like; at least the threshold.
        package var nearest: [Int]
    }

    private struct Pair {
        var similarity: Double
        var one: Int
        var other: Int
    }

    /// The groups of two texts and more, the largest first.
    ///
    /// - Parameter texts: not more than `mostTexts`.
    package static func groups(of texts: [Shingles], threshold: Double) -> [Group] {
        let count = texts.count
        var table = [Double](repeating: 0, count: count * count)
        var near: [Pair] = []
        for one in texts.indices {
            for other in 0..<one {
                let value = texts[one].similarity(to: texts[other])
                (table[one * count + other], table[other * count + one]) = (value, value)
                if value >= threshold { near.append(Pair(similarity: value, one: other, other: one)) }
            }
        }
        near.sort {
            $0.similarity != $1.similarity
                ? $0.similarity > $1.similarity : ($0.one, $0.other) < ($1.one, $1.other)
        }
        let bound = bound(threshold)
        var groupOf = Array(texts.indices)
        var members = texts.indices.map { [$0] }
        for pair in near {
            let (left, right) = (groupOf[pair.one], groupOf[pair.other])
            guard left != right else { continue }
            let isBound = members[left].allSatisfy { one in
                members[right].allSatisfy { table[one * count + $0] >= bound }
            }
            guard isBound else { continue }
            for place in members[right] { groupOf[place] = left }
            members[left] += members[right]
            members[right] = []
        }
        return members.filter { $0.count > 1 }.map { group(of: $0.sorted(), table, count, threshold) }
            .sorted {
                $0.places.count != $1.places.count ? $0.places.count > $1.places.count : $0.places[0] < $1.places[0]
            }
    }

    private static func group(of places: [Int], _ table: [Double], _ count: Int, _ threshold: Double) -> Group {
        var (centre, most) = (places[0], -1)
        for place in places {
            let near = places.count { $0 != place && table[place * count + $0] >= threshold }
            if near > most { (centre, most) = (place, near) }
        }
        let ordered = [centre] + places.filter { $0 != centre }
        let nearest = ordered.map { place in
            var (found, best) = (place, -1.0)
            for other in places where other != place && table[place * count + other] > best {
                (found, best) = (other, table[place * count + other])
            }
            return found
        }
        return Group(places: ordered, nearest: nearest)
    }
}
