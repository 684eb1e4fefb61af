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
