import ArgumentParser
import Foundation
import Interchange
import Labeling
import Runtime
import Storage

struct Duplicates: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Items that say the same, or nearly, by groups; marks them for the review.",
        discussion: """
            Without --near: the groups that the review folds into one line now. With --near: what a search finds; --mark \
            takes it for the review, in place of what an earlier search marked. No item is dropped or changed.
            """)

    @OptionGroup var options: TaskOptions

    @Option(help: ArgumentHelp("Look for texts that are at least so much alike, 0.5 to 1.", valueName: "similarity"))
    var near: Double?

    @Flag(help: "Mark what --near finds: the review folds it, and filters know it.")
    var mark = false

    @Option(help: ArgumentHelp("List so many groups; the counts are of all.", valueName: "groups"))
    var limit: Int = 1_000

    func validate() throws {
        if let near { try NearArguments.check(near, of: "--near") }
        if mark, near == nil { throw ValidationError("--mark needs --near, for example --near 0.9.") }
        if limit < 0 { throw ValidationError("--limit: expected a number from 0 up.") }
    }

    func run() throws {
        let task = try options.open(toRead: near == nil)
        let watch = SignalWatch()
        var findings: NearFindings?
        if let near {
            let found = try NearArguments.search(task.store, threshold: near, watch)
            if mark { try task.store.mark(found) }
            findings = found
        } else {
            var line = ProgressLine()
            defer { line.finish() }
            // What came in since the last review: an import compares ids, not texts.
            if try !task.compareTexts(progress: { line.show($0) }, isStopped: { watch.isStopped }) {
                line.finish()
                Console.message("the newest items were not compared with others: the store cannot be written")
            }
        }
        try options.json ? printDocument(task.store, findings) : printLines(task.store, findings)
    }

    private func printLines(_ store: Store, _ findings: NearFindings?) throws {
        let total = try store.forEachDuplicateGroup(of: findings, limit: limit) { group in
            try Console.print("\(group.count) items:")
            for member in group.members {
                let words = (member.item.text.prefix(400).split(whereSeparator: \.isWhitespace).joined(separator: " "))
                let share = NearWords.similarity(member.similarity)
                let id = Console.clean(member.item.id.value)
                try Console.print("  \(share)  \(id)  \(Console.clean(String(words.prefix(100))))")
            }
            if group.count > group.members.count { try Console.print("  … \(group.count - group.members.count) more") }
        }
        if total.groups > limit { try Console.print("… \(total.groups - limit) more groups; --limit lists them") }
        let threshold = try findings?.threshold ?? store.nearScan()?.threshold
        let rule = threshold.map { "near (\($0)) or alike" } ?? "alike; near duplicates were not looked for: --near 0.9"
        try Console.print(
            "\(total.groups) groups, \(total.duplicates) items beyond the first of each: \(rule)"
                + (findings != nil && !mark ? "; not marked: --mark does that" : ""))
        if findings == nil, let scan = try store.nearScan(), let words = try NearWords.newer(scan, store) {
            try Console.print(words)
        }
    }

    private func printDocument(_ store: Store, _ findings: NearFindings?) throws {
        var isFirst = true
        let threshold = try findings?.threshold ?? store.nearScan()?.threshold
        try Console.write("{\"groups\":[", to: .standardOutput)
        let total = try store.forEachDuplicateGroup(of: findings, limit: limit) { group in
            let members = group.members.map { member -> JSONDocument in
                [
                    "id": .string(member.item.id.value), "similarity": JSONDocument(member.similarity),
                    "state": .string(member.state.rawValue), "text": .string(String(member.item.text.prefix(100))),
                ]
            }
            let document: JSONDocument = ["count": JSONDocument(group.count), "items": .array(members)]
            try Console.write((isFirst ? "" : ",") + document.rendered(), to: .standardOutput)
            isFirst = false
        }
        let rest: JSONDocument = [
            "group_count": JSONDocument(total.groups), "duplicates": JSONDocument(total.duplicates),
            "threshold": JSONDocument(threshold), "marked": JSONDocument(findings == nil || mark),
            "newer": JSONDocument(findings == nil ? try store.nearScan().map { try store.countNewer(than: $0) } : nil),
        ]
        try Console.print("]," + rest.rendered().dropFirst())
    }
}

extension NearWords {
    /// Cut, not rounded, so that 0.899 does not look like what was asked for.
    static func similarity(_ value: Double) -> String {
        let thousandths = Int((value * 1_000).rounded(.down))
        let digits = String(1_000 + thousandths % 1_000).dropFirst()
        return "\(thousandths / 1_000).\(digits)"
    }
}
