import ArgumentParser
import Interchange
import Labeling
import Runtime
import Storage

struct Status: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "How far the task is, in numbers.")

    @OptionGroup var options: TaskOptions

    func run() throws {
        let task = try options.open(toRead: true)
        let counts = try task.store.counts()
        let policy = try AcceptanceRun.standingPolicy(in: task.store)
        let batches = try task.store.openBatches()
        let inBatches = try batches.reduce(0) { try $0 + task.store.unansweredRequests(of: $1.id) }
        let leases = try task.store.leases()
        let near = try task.store.nearScan()
        if options.json {
            try Console.print(
                [
                    "items": JSONDocument(counts.items), "unclassified": JSONDocument(counts.unclassified),
                    "undecided": JSONDocument(counts.undecided), "decided": JSONDocument(counts.decided),
                    "flagged": JSONDocument(counts.flagged), "skipped": JSONDocument(counts.skipped),
                    "second_opinions": JSONDocument(counts.secondOpinions),
                    "disagreements": JSONDocument(counts.disagreements), "gold": JSONDocument(counts.gold),
                    "rejected_lines": JSONDocument(counts.rejectedLines),
                    "cost_usd": JSONDocument(Optional(counts.spent)),
                    "estimated_cost_usd": JSONDocument(Optional(counts.estimated)),
                    "open_batches": JSONDocument(batches.count), "requests_in_batches": JSONDocument(inBatches),
                    "by_policy": JSONDocument(counts.byPolicy), "policy": PolicyStatus.document(policy),
                    "leased": leased(leases), "disputed": JSONDocument(counts.disputed),
                    "partly_decided": JSONDocument(counts.partlyDecided), "unclear": JSONDocument(counts.unclear),
                    "near_duplicates": try NearWords.document(near, task.store),
                ] as JSONDocument)
            return
        }
        var lines: [(String, String)] = [
            ("items", "\(counts.items)"),
            ("waiting for the first model", "\(counts.unclassified)"),
            ("requests in batches", "\(inBatches)"),
            ("second opinions", "\(counts.secondOpinions)"),
            ("models disagree", "\(counts.disagreements)"),
            ("decided", "\(counts.decided)"),
            ("undecided", "\(counts.undecided)\(counts.skipped > 0 ? " (\(counts.skipped) skipped)" : "")"),
            ("flagged", "\(counts.flagged)"),
        ]
        if task.definition.review.overlap > 1 || counts.partlyDecided + counts.disputed > 0 {
            lines += [("reviewers missing", "\(counts.partlyDecided)"), ("to adjudicate", "\(counts.disputed)")]
        }
        if counts.unclear > 0 { lines.append(("guideline unclear", "\(counts.unclear)")) }
        lines += [
            ("before reviewers now", before(leases)),
            ("imported gold", "\(counts.gold)"),
            ("input lines not taken", "\(counts.rejectedLines)"),
            ("first opinion right", agreement(counts)),
            ("spent", "$\(counts.spent.decimal())"),
            ("estimate of offline answers", "$\(counts.estimated.decimal()) (not spent)"),
        ]
        if let near {
            lines.append(("near duplicates", NearWords.line(near)))
            let newer = try task.store.countNewer(than: near)
            if newer > 0 { lines.append(("not searched for these", "\(newer) newer \(newer == 1 ? "item" : "items")")) }
        }
        lines += PolicyStatus.lines(policy, byPolicy: counts.byPolicy)
        try Console.print(Console.clean(task.definition.name))
        for (name, value) in lines {
            try Console.print("  \(name)\(String(repeating: " ", count: 30 - name.count))\(value)")
        }
    }

    /// Who has how many items before them.
    private func leased(_ leases: [Lease]) -> JSONDocument {
        let holders = Dictionary(grouping: leases, by: \.holder).values.sorted { $0[0].item < $1[0].item }
        let list = holders.map { own -> JSONDocument in
            let until = own.map(\.until).max() ?? .now()
            return [
                "reviewer": .string(own[0].reviewer), "items": JSONDocument(own.count),
                "until": .string(until.rfc3339),
            ]
        }
        return ["items": JSONDocument(Set(leases.map(\.item)).count), "holders": .array(list)]
    }

    private func before(_ leases: [Lease]) -> String {
        let names = Set(leases.map(\.reviewer)).sorted().map(Console.clean).joined(separator: ", ")
        // Where several reviewers decide an item, several have it before them.
        return "\(Set(leases.map(\.item)).count)\(names.isEmpty ? "" : " (\(names))")"
    }

    private func agreement(_ counts: TaskCounts) -> String {
        guard counts.firstCompared > 0 else { return "nothing decided yet" }
        let percent = (Double(counts.firstAgreed) / Double(counts.firstCompared) * 1_000).rounded() / 10
        return "\(counts.firstAgreed) of \(counts.firstCompared) decided (\(percent) %)"
    }
}
