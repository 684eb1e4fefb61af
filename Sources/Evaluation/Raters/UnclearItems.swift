/// Items where a reviewer tagged the guideline as unclear.
package struct UnclearItems: Hashable, Sendable {
    package var items = 0
    /// By the labels that those reviewers gave there, the most frequent first; an item counts once for each.
    package var labels: [Count] = []
    /// `ItemColumns.number` of the first, in the order of the items.
    package var numbers: [Int64] = []
    /// What the items with these numbers are called; empty until somebody looked it up.
    package var ids: [String] = []

    package struct Count: Hashable, Sendable {
        package var label: String
        package var items: Int
    }

    /// More are counted, not listed.
    static let mostNumbers = 20

    init(_ evidence: Evidence) {
        let columns = evidence.ratings
        var counts: [Evidence.Code: Int] = [:]
        for item in 0..<evidence.count where evidence.items.marks[item].contains(.unclear) {
            items += 1
            if numbers.count < UnclearItems.mostNumbers { numbers.append(evidence.items.number[item]) }
            let codes = Set(
                evidence.ratings(of: item).filter { columns.marks[$0].contains(.unclear) }.map { columns.label[$0] })
            for code in codes { counts[code, default: 0] += 1 }
        }
        labels = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            .map { Count(label: evidence.answerName($0.key), items: $0.value) }
    }
}
