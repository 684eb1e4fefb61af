import Labeling

/// Ground truth, counted.
struct TruthTally: Sendable {
    private(set) var n = 0
    private(set) var rejected = 0
    /// Labels outside the label set: left out.
    private(set) var outside = 0
    private(set) var byPolicy = 0
    private var provenances: [GroundTruth.Provenance: Int] = [:]
    private var counts = Counts()

    init(_ items: ItemColumns) {
        for item in items.truth.indices {
            let code = items.truth[item]
            guard let label = Evidence.label(of: code) else {
                if code == Evidence.besides { rejected += 1 }
                if items.marks[item].contains(.truthOutside) { outside += 1 }
                if items.marks[item].contains(.byPolicy) { byPolicy += 1 }
                continue
            }
            n += 1
            counts.add(label)
            provenances[items.provenance[item], default: 0] += 1
            if items.marks[item].contains(.byPolicy) { byPolicy += 1 }
        }
    }

    func report(labels index: LabelIndex) -> GroundTruthReport {
        var counts = self.counts
        if index.several != nil {
            counts = Counts()
            for (position, members) in index.members.enumerated() {
                for member in members { counts.add(member, self.counts[position]) }
            }
        }
        return GroundTruthReport(
            n: n, labels: index.singles.enumerated().map { LabelCount(label: $1, n: counts[$0]) }, rejected: rejected,
            provenances: GroundTruth.Provenance.allCases.map { ($0, provenances[$0] ?? 0) }.filter { $0.1 > 0 }
                .map { ProvenanceCount(provenance: $0, n: $1) },
            empty: index.several.map { _ in empty(index) }, byPolicy: byPolicy)
    }

    /// Items without a label.
    private func empty(_ index: LabelIndex) -> Int {
        index.members.enumerated().reduce(0) { $1.element.isEmpty ? $0 + counts[$1.offset] : $0 }
    }
}
