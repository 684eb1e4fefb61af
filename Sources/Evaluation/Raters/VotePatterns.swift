/// Items of which the same reviewers said the same, taken together.
struct VotePatterns: Hashable, Sendable {
    private(set) var categories: [Evidence.Code] = []
    /// By reviewer, then by label.
    private(set) var voices: [DawidSkene.Voice] = []
    /// Of each voice, the place of its label in `categories`.
    private(set) var category: [Int] = []
    /// Places in `voices`, pattern after pattern.
    private(set) var votes: [Int32] = []
    private(set) var weights: [Int] = []
    /// Of each pattern, the place in `categories` that an adjudication says; -1: none.
    private(set) var known: [Int32] = []
    /// Of each item; -1: it takes no part.
    private(set) var pattern: [Int32]
    private var starts: [Int] = []

    var count: Int { weights.count }

    func votes(of pattern: Int) -> ArraySlice<Int32> {
        votes[starts[pattern]..<(pattern + 1 < starts.count ? starts[pattern + 1] : votes.count)]
    }

    /// Of flagged items nothing is asked: they take no part, unless they are adjudicated.
    init(_ evidence: Evidence) {
        pattern = [Int32](repeating: -1, count: evidence.count)
        let columns = evidence.ratings
        number(columns, names: evidence.reviewers)
        let width = evidence.labels.count + 1
        var places = [Int32](repeating: -1, count: width)
        for (place, code) in categories.enumerated() { places[Int(code)] = Int32(place) }
        var numbers: [DawidSkene.Voice: Int32] = [:]
        for (number, voice) in voices.enumerated() { numbers[voice] = Int32(number) }
        var found: [[Int32]: Int32] = [:]
        var key: [Int32] = []
        var keys: [[Int32]] = []
        for item in 0..<evidence.count {
            key.removeAll(keepingCapacity: true)
            key.append(-1)
            var newest = Int64.min
            for place in evidence.ratings(of: item) {
                if columns.marks[place].contains(.adjudication) {
                    guard columns.at[place] >= newest else { continue }
                    newest = columns.at[place]
                    key[0] = places[Int(columns.label[place])]
                } else {
                    let voice = DawidSkene.Voice(reviewer: columns.reviewer[place], code: columns.label[place])
                    key.append(numbers[voice] ?? 0)
                }
            }
            let isOpen = evidence.items.marks[item].contains(.flaggedByOne) && key[0] < 0
            guard key.count > 1, !isOpen else { continue }
            key[1...].sort()
            if let number = found[key] {
                pattern[item] = number
                weights[Int(number)] += 1
            } else {
                pattern[item] = Int32(clamping: keys.count)
                found[key] = Int32(clamping: keys.count)
                keys.append(key)
                weights.append(1)
            }
        }
        sort(keys)
    }

    /// Numbers what occurs: by name of the reviewer and label, so that the order of items changes nothing.
    private mutating func number(_ columns: RatingColumns, names: [String]) {
        var seen: Set<DawidSkene.Voice> = []
        var codes: Set<Evidence.Code> = []
        for place in 0..<columns.end {
            codes.insert(columns.label[place])
            guard !columns.marks[place].contains(.adjudication) else { continue }
            seen.insert(.init(reviewer: columns.reviewer[place], code: columns.label[place]))
        }
        categories = codes.sorted()
        var rank = [Int](repeating: 0, count: names.count)
        for (place, reviewer) in names.indices.sorted(by: { names[$0] < names[$1] }).enumerated() {
            rank[reviewer] = place
        }
        voices = seen.sorted { (rank[Int($0.reviewer)], $0.code) < (rank[Int($1.reviewer)], $1.code) }
        var places: [Evidence.Code: Int] = [:]
        for (place, code) in categories.enumerated() { places[code] = place }
        category = voices.map { places[$0.code] ?? 0 }
    }

    /// Patterns in an order of their own: sums of doubles depend on it.
    private mutating func sort(_ keys: [[Int32]]) {
        let order = keys.indices.sorted { keys[$0].lexicographicallyPrecedes(keys[$1]) }
        var place = [Int32](repeating: 0, count: keys.count)
        var sorted: [Int] = []
        for (new, old) in order.enumerated() {
            place[old] = Int32(new)
            starts.append(votes.count)
            votes += keys[old].dropFirst()
            known.append(keys[old][0])
            sorted.append(weights[old])
        }
        weights = sorted
        for item in pattern.indices where pattern[item] >= 0 { pattern[item] = place[Int(pattern[item])] }
    }
}
