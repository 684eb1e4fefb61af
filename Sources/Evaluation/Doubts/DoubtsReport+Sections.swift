import Labeling

extension DoubtsReport {
    package static func == (a: DoubtsReport, b: DoubtsReport) -> Bool {
        a.candidates == b.candidates && a.n == b.n && a.items == b.items && a.models == b.models && a.notes == b.notes
            && a.perKind == b.perKind
    }

    package var sections: [ReportSection] {
        var blocks: [ReportBlock] = [
            .text(
                "\(candidates) of \(n) decisions are worth a second look"
                    + (items.count < candidates ? "; the \(items.count) most doubtful are listed." : "."))
        ]
        if candidates > 0 {
            blocks.append(
                .table(
                    ReportTable(
                        "what speaks against them", header: ["", "n"],
                        rows: kinds.filter { $0.n > 0 }.map { [$0.kind.words, "\($0.n)"] })))
        }
        if !items.isEmpty {
            blocks.append(
                .table(
                    ReportTable(
                        header: ["item", "truth", "suggested", "score", "why"],
                        rows: items.map { doubt in
                            [
                                doubt.id ?? "\(doubt.number)", doubt.truth?.name ?? "(no label)",
                                doubt.suggested?.name ?? "-",
                                Shown.fixed(doubt.score, decimals: 2),
                                doubt.reasons.map(\.words).joined(separator: "; "),
                            ]
                        }, leftColumns: [1, 2, 4])))
            blocks.append(.text("renga review --doubts opens all of them as a list, in this order."))
        }
        return [
            ReportSection(
                "Worth a second look",
                reading:
                    "None of these is wrong because it stands here. How many are is not known: the score gives an order, "
                    + "and is no probability.",
                blocks: blocks)
        ]
    }
}

extension Doubt.Kind {
    /// As a line of a table says it.
    package var words: String {
        switch self {
        case .models: "several models agree on another label"
        case .confident: "a model is sure of another label"
        case .reviewers: "all other reviewers say another label"
        case .fast: "decided far faster than usual"
        case .unseen: "decided with others, without a look at each"
        case .typedAhead: "typed before the item was on screen"
        }
    }
}
