package import Labeling

internal import Foundation
internal import GRDB

extension Store {
    /// Looks for near duplicates among all items, and marks nothing. Items with pictures are left out.
    ///
    /// Texts that are alike are found first, and remembered as a review would.
    ///
    /// - Parameters:
    ///   - threshold: the least Jaccard similarity of a member with another of its group, of `MinHash.thresholds`.
    ///   - isStopped: asked now and then; true ends it with `NearFailure.stopped`.
    ///   - progress: called with 0 to 1.
    /// - Throws: `NearFailure` too.
    package func nearDuplicates(
        threshold: Double, isStopped: @escaping () -> Bool = { false }, progress: @escaping (Double) -> Void = { _ in }
    ) throws -> NearFindings {
        while try catchUpLikeness(limit: 20_000) {
            if isStopped() { throw NearFailure.stopped }
        }
        let (through, items) = try read { db in
            try db.first("SELECT (SELECT item FROM likeness_progress), (SELECT items FROM counters)") {
                (try $0.value(0) as Int64, try $0.value(1) as Int)
            } ?? (0, 0)
        }
        var search = NearDuplicateSearch(self, threshold: threshold, isStopped: isStopped, progress: progress)
        let members = try search.run(through: through, items: items)
        return NearFindings(
            threshold: search.hashing.threshold, through: ItemNumber(through), members: members)
    }

    /// Marks what was found, in place of what was marked before, in one transaction. Nothing else of any item changes.
    ///
    /// What another program has found by the same threshold among more items stays.
    package func mark(_ findings: NearFindings, at now: Timestamp = .now()) throws {
        try writeMuch { db in
            let isOld = try db.first(
                "SELECT 1 FROM near_scan WHERE threshold = ? AND through > ?",
                [findings.threshold, findings.through.value]
            ) { _ in true }
            guard isOld == nil else { return }
            try db.run("DELETE FROM near", [])
            for member in findings.members {
                try db.run(
                    "INSERT INTO near (item, leader, nearest) VALUES (?, ?, ?)",
                    [member.item.value, member.leader.value, member.nearest.value])
            }
            try db.run(
                """
                INSERT INTO near_scan (only, id, threshold, through, groups, items, at) VALUES (1, 1, ?, ?, ?, ?, ?)
                ON CONFLICT (only) DO UPDATE SET id = id + 1, threshold = excluded.threshold,
                    through = excluded.through, groups = excluded.groups, items = excluded.items, at = excluded.at
                """,
                [
                    findings.threshold, findings.through.value, findings.groups, findings.members.count,
                    now.milliseconds,
                ])
        }
    }

    /// How what is marked was found; nil: near duplicates were never looked for.
    package func nearScan() throws -> NearScan? {
        try read { db in
            try db.first("SELECT threshold, through, groups, items, at FROM near_scan") { row in
                NearScan(
                    threshold: try row.value(0), through: try row.number(1), groups: try row.value(2),
                    items: try row.value(3), at: try row.time(4))
            }
        }
    }

    /// The newest item; nil: there is none.
    package func newestItem() throws -> ItemNumber? {
        try read { db in try db.first("SELECT number FROM item ORDER BY number DESC LIMIT 1") { try $0.number(0) } }
    }

    /// How many items came in after the search. Numbers follow each other, and no item is ever deleted.
    package func countNewer(than scan: NearScan) throws -> Int {
        try newestItem().map { max(0, Int($0.value - scan.through.value)) } ?? 0
    }

    /// How many items after this one are in a group with an earlier one.
    package func countDuplicates(after item: ItemNumber?) throws -> Int {
        try read { db in
            try db.first("SELECT count(*) FROM item_group WHERE item > ?", [item?.value ?? 0]) { try $0.value(0) } ?? 0
        }
    }
}

// MARK: - Listing

extension Store {
    /// More items of a group are counted, not given.
    package static let mostListedMembers = 20

    /// Gives every group of items that are alike or near, in the order of their first items.
    ///
    /// - Parameters:
    ///   - findings: of a search; nil: what is marked.
    ///   - limit: of groups.
    /// - Returns: how many groups there are, and how many items are in them beyond the first of each.
    package func forEachDuplicateGroup(
        of findings: NearFindings? = nil, limit: Int = .max, _ body: (DuplicateGroup) throws -> Void
    ) throws -> (groups: Int, duplicates: Int) {
        try read { db in
            let marked = try findings?.members ?? storedMembers(db)
            var near: [Int64: NearFindings.Member] = [:]
            for member in marked { near[member.item.value] = member }
            // Pairs of an item and its leader; memory holds sixteen bytes for each item of a group, no text.
            var pairs = try db.all("SELECT item, leader FROM alike") { row in
                let leader: Int64 = try row.value(1)
                return (leader: near[leader]?.leader.value ?? leader, item: try row.value(0) as Int64)
            }
            for member in marked where member.item != member.leader {
                pairs.append((member.leader.value, member.item.value))
            }
            pairs.sort { $0 < $1 }
            var (start, groups) = (0, 0)
            while start < pairs.count {
                let leader = pairs[start].leader
                var end = start
                while end < pairs.count, pairs[end].leader == leader { end += 1 }
                if groups < limit {
                    let listed = [leader] + pairs[start..<end].prefix(Store.mostListedMembers - 1).map(\.item)
                    let members = try listed.compactMap { try duplicate($0, nearest: near[$0]?.nearest.value, db) }
                    try body(DuplicateGroup(members: members, count: end - start + 1))
                }
                groups += 1
                start = end
            }
            return (groups, pairs.count)
        }
    }

    private func storedMembers(_ db: Database) throws -> [NearFindings.Member] {
        try db.all("SELECT item, leader, nearest FROM near ORDER BY item") {
            NearFindings.Member(item: try $0.number(0), leader: try $0.number(1), nearest: try $0.number(2))
        }
    }

    /// - Parameter nearest: the item that it is near; nil: it is alike to others.
    private func duplicate(_ number: Int64, nearest: Int64?, _ db: Database) throws -> DuplicateGroup.Member? {
        let mine = try db.first(
            """
            SELECT CAST(i.id AS BLOB), CAST(i.text AS BLOB), q.state
            FROM item i JOIN queue q ON q.item = i.number WHERE i.number = ?
            """, [number]
        ) { (id: try $0.text(0), text: try $0.text(1), state: try $0.someWord(2) as ReviewState) }
        guard let mine else { return nil }
        var similarity = 1.0
        if let nearest {
            guard let one = try shingles(of: number, db), let other = try shingles(of: nearest, db) else { return nil }
            similarity = one.similarity(to: other)
        }
        return DuplicateGroup.Member(
            item: Item(id: Item.ID(mine.id), text: mine.text), state: mine.state, similarity: similarity)
    }

    /// What is compared of an item's text; nil: nothing, or the text is too long.
    func shingles(of item: Int64, _ db: Database) throws -> Shingles? {
        let text = try db.first("SELECT CAST(text AS BLOB) FROM item WHERE number = ?", [item]) { try $0.text(0) }
        return text.flatMap { Likeness.essence(of: $0) }.flatMap { Shingles(essence: $0) }
    }
}
