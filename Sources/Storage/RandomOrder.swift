internal import Labeling

/// Items by their places in the random order, sorted in time that grows with their number alone: the places are even over
/// [0, 1), so each of many equal parts of it has a few.
struct RandomOrder {
    private var items: [ItemNumber] = []
    private var places: [Double] = []

    mutating func add(_ item: ItemNumber, place: Double) {
        items.append(item)
        places.append(place)
    }

    /// By place, then by number; so many at most.
    func sorted(limit: Int) -> [ItemNumber] {
        guard limit > 0, !items.isEmpty else { return [] }
        let parts = max(1, items.count / 4)
        // Where each part begins in `order`, and in the end where the next one does.
        var starts = Array(repeating: 0 as Int32, count: parts + 1)
        for place in places { starts[RandomOrder.part(of: place, parts) + 1] += 1 }
        for part in 1...parts { starts[part] += starts[part - 1] }
        let begins = starts
        var order = Array(repeating: 0 as Int32, count: items.count)
        for index in items.indices {
            let part = RandomOrder.part(of: places[index], parts)
            order[Int(starts[part])] = Int32(truncatingIfNeeded: index)
            starts[part] += 1
        }
        var list: [ItemNumber] = []
        list.reserveCapacity(min(limit, items.count))
        for part in 0..<parts where list.count < limit {
            let members = order[Int(begins[part])..<Int(begins[part + 1])].map(Int.init)
            guard members.count > 1 else {
                list += members.map { items[$0] }
                continue
            }
            list += members.sorted { (places[$0], items[$0]) < (places[$1], items[$1]) }.map { items[$0] }
        }
        return Array(list.prefix(limit))
    }

    private static func part(of place: Double, _ parts: Int) -> Int {
        // Also of a number that is no place, which a damaged store may hold.
        place > 0 && place < 1 ? min(parts - 1, Int(place * Double(parts))) : place >= 1 ? parts - 1 : 0
    }
}
