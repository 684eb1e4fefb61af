import ArgumentParser
import Interchange
import Labeling
import Runtime
import Storage

/// `--near-duplicates` of an import.
struct NearArguments: ParsableArguments {
    @Option(
        name: .customLong("near-duplicates"),
        help: ArgumentHelp(
            "When all is in, mark items whose texts are at least so much alike (0.5 to 1; 0.9 is a good choice) as a "
                + "group; none is dropped.", valueName: "similarity"))
    var threshold: Double?

    func validate() throws {
        if let threshold { try NearArguments.check(threshold, of: "--near-duplicates") }
    }

    static func check(_ threshold: Double, of option: String) throws {
        guard MinHash.thresholds.contains(threshold) else {
            throw ValidationError("\(option): expected a similarity from 0.5 to 1, such as 0.9.")
        }
    }

    /// Looks for near duplicates among all items and marks them, if that was asked for.
    ///
    /// - Parameter newest: the newest item before the import.
    /// - Returns: how many of the items after it are near or alike to an earlier one; nil: it was not looked.
    func mark(in store: Store, after newest: ItemNumber?, _ watch: SignalWatch) throws -> Int? {
        guard let threshold, !watch.isStopped else { return nil }
        let findings = try NearArguments.search(store, threshold: threshold, watch)
        try store.mark(findings)
        return try store.countDuplicates(after: newest)
    }

    static func search(_ store: Store, threshold: Double, _ watch: SignalWatch) throws -> NearFindings {
        var line = ProgressLine()
        defer { line.finish() }
        return try store.nearDuplicates(threshold: threshold, isStopped: { watch.isStopped }) { share in
            line.show("comparing texts: \(Int(share * 100)) %")
        }
    }
}

/// How marks of near duplicates are said.
enum NearWords {
    static func document(_ scan: NearScan?, _ store: Store) throws -> JSONDocument {
        guard let scan else { return nil }
        return [
            "threshold": JSONDocument(scan.threshold), "groups": JSONDocument(scan.groups),
            "items": JSONDocument(scan.items), "through": JSONDocument(Int(scan.through.value)),
            "at": JSONDocument(Optional(scan.at)), "newer": JSONDocument(try store.countNewer(than: scan)),
        ]
    }

    static func line(_ scan: NearScan) -> String {
        "\(scan.items) texts in \(scan.groups) groups by \(scan.threshold), beside those that are alike"
    }

    /// That items came in after the search; nil: none did.
    static func newer(_ scan: NearScan, _ store: Store) throws -> String? {
        let count = try store.countNewer(than: scan)
        guard count > 0 else { return nil }
        return "\(count) \(count == 1 ? "item" : "items") came in after the search for near duplicates: "
            + "renga duplicates --near \(scan.threshold) --mark looks again"
    }
}
