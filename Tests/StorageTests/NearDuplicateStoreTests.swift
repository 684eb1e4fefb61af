import GRDB
import Labeling
import Storage
import TestSupport
import Testing

@Suite struct NearDuplicateStoreTests {
    private static let words =
        "parcel refund order card letter never came back please help account money again late week"
        .split(separator: " ").map(String.init)

    /// A number in letters: numbers in longer texts make no difference to what is compared.
    private static func letters(_ number: Int) -> String {
        // None twice after itself, which is as good as once.
        String(number).map { "\(Array("bcdfghjklm")[$0.wholeNumberValue ?? 0])a" }.joined()
    }

    /// Texts of which many are edits of others, and some edits of edits.
    private static func texts(_ count: Int, seed: UInt64) -> [String] {
        var random = SeededGenerator(seed: seed)
        func word() -> String {
            (words.randomElement(using: &random) ?? "")
                + letters(Int.random(in: 0...9_999, using: &random))
        }
        var texts: [String] = []
        while texts.count < count {
            if let base = texts.randomElement(using: &random), Bool.random(using: &random) {
                var parts = base.split(separator: " ").map(String.init)
                for _ in 0..<Int.random(in: 1...2, using: &random) {
                    let place = Int.random(in: 0..<parts.count, using: &random)
                    if Bool.random(using: &random) { parts[place] = word() } else { parts.remove(at: place) }
                }
                texts.append(parts.joined(separator: " "))
            } else {
                texts.append((0..<24).map { _ in word() }.joined(separator: " "))
            }
        }
        return texts
    }

    private func shingles(_ text: String) throws -> Shingles {
        let essence = try #require(Likeness.essence(of: text))
        return try #require(Shingles(essence: essence))
    }

    private func store(_ texts: [String], batch: Int = 1_000) throws -> Scratch {
        let scratch = try Scratch()
        var rest = texts.enumerated().map { item("t-\($0)", $1) }[...]
        while !rest.isEmpty {
            _ = try scratch.store.add(Array(rest.prefix(batch)))
            rest = rest.dropFirst(batch)
        }
        return scratch
    }

    /// The groups as sets of texts.
    private func groups(_ findings: NearFindings, _ texts: [String]) -> Set<Set<String>> {
        Set(
            Dictionary(grouping: findings.members, by: \.leader).values.map {
                Set($0.map { texts[Int($0.item.value) - 1] })
            })
    }

    /// The groups that the rule asks for, where each text is compared with each.
    private func due(_ texts: [String], threshold: Double) throws -> Set<Set<String>> {
        var seen: Set<Int64> = []
        let all = try texts.map { text in
            let essence = try #require(Likeness.essence(of: text))
            return (text: text, sign: Likeness.fingerprint(of: essence), shingles: try shingles(text))
        }.filter { seen.insert($0.sign).inserted }.sorted { $0.sign < $1.sign }
        var connections = Connections(count: all.count)
        for one in all.indices {
            for other in 0..<one where all[one].shingles.isNear(all[other].shingles, threshold: threshold) {
                connections.connect(one, other)
            }
        }
        var groups: Set<Set<String>> = []
        for places in Dictionary(grouping: all.indices, by: { connections.root(of: $0) }).values {
            let places = places.sorted()
            for group in NearGroups.groups(of: places.map { all[$0].shingles }, threshold: threshold) {
                groups.insert(Set(group.places.map { all[places[$0]].text }))
            }
        }
        return groups
    }

    @Test func nothingBelowTheThresholdIsMarkedAndAllThatTheRuleAsksForIs() throws {
        let texts = Self.texts(260, seed: 11)
        let scratch = try store(texts)
        let findings = try scratch.store.nearDuplicates(threshold: 0.85)
        let all = try texts.map(shingles)
        for member in findings.members {
            let (item, nearest) = (Int(member.item.value) - 1, Int(member.nearest.value) - 1)
            #expect(item != nearest && all[item].similarity(to: all[nearest]) >= 0.85)
            #expect(member.leader <= member.item)
        }
        // A pair at the threshold is missed once in a hundred; among these texts none is.
        let due = try due(texts, threshold: 0.85)
        #expect(due.count > 20, "\(due.count)")
        #expect(groups(findings, texts) == due)
    }

    @Test func neitherTheOrderNorTheBatchesChangeTheGroups() throws {
        let texts = Self.texts(150, seed: 12)
        var random = SeededGenerator(seed: 2)
        let shuffled = texts.shuffled(using: &random)
        let due = try groups(store(texts).store.nearDuplicates(threshold: 0.8), texts)
        #expect(due.count > 10)
        #expect(try groups(store(shuffled, batch: 7).store.nearDuplicates(threshold: 0.8), shuffled) == due)
        // Nor does it matter when somebody looked before.
        let scratch = try store(Array(texts.prefix(60)))
        try scratch.store.mark(scratch.store.nearDuplicates(threshold: 0.9))
        _ = try scratch.store.add(texts.enumerated().dropFirst(60).map { item("t-\($0)", $1) })
        #expect(try groups(scratch.store.nearDuplicates(threshold: 0.8), texts) == due)
    }

    @Test(arguments: [0.8, 0.9])
    func setsThatAreTooLargeForEachWithEachKeepTheRule(threshold: Double) throws {
        // Two differ in two words of 72, in some 30 of 600 runs: 0.95 to 0.87.
        let base = Self.texts(3, seed: 4).joined(separator: " ").split(separator: " ").map(String.init)
        let texts = (0..<300).map { number in
            var parts = base
            for place in 0...number % 2 { parts[(number + place * 7) % 60] = "other\(Self.letters(number))" }
            return parts.joined(separator: " ")
        }
        let store = try store(texts).store
        let findings = try store.nearDuplicates(threshold: threshold)
        #expect(findings.members.count >= 290, "\(findings.members.count)")
        let all = try texts.map(shingles)
        for group in Dictionary(grouping: findings.members, by: \.leader).values {
            let places = group.map { Int($0.item.value) - 1 }
            for member in group {
                let mine = all[Int(member.item.value) - 1]
                #expect(mine.isNear(all[Int(member.nearest.value) - 1], threshold: threshold))
                #expect(member.item != member.nearest && group.contains { $0.item == member.nearest })
                #expect(places.allSatisfy { all[$0].similarity(to: mine) >= NearGroups.bound(threshold) })
            }
        }
        try store.mark(findings)
        #expect(try store.verify().findings == [])
    }

    private static let long =
        "we never got the parcel that was sent in the second week of may and nobody answers the telephone"

    @Test func whatIsMarkedIsFoldedCountedAndFiltered() throws {
        let scratch = try store([
            Self.long, "something else", Self.long + " there", "Something  else!", Self.long.uppercased(),
        ])
        let store = scratch.store
        let before = try store.changeToken()
        let newest = try store.newestItem()
        let findings = try store.nearDuplicates(threshold: 0.9)
        #expect(try store.nearScan() == nil)
        #expect(findings.members.map(\.item.value) == [1, 3] && findings.groups == 1)
        try store.mark(findings, at: time(5))
        #expect(try store.changeToken() != before)
        let scan = try #require(try store.nearScan())
        #expect(scan.threshold == 0.9 && scan.through == ItemNumber(5) && scan.at == time(5))
        #expect(scan.groups == 1 && scan.items == 2)
        func numbers(_ groups: [ItemNumber: Int64]) -> [Int64: Int64] {
            Dictionary(uniqueKeysWithValues: groups.map { ($0.key.value, $0.value) })
        }
        #expect(try numbers(store.groups(blind: nil)) == [1: 1, 3: 1, 5: 1, 2: 2, 4: 2])
        #expect(try store.countDuplicates(after: nil) == 3 && store.countDuplicates(after: newest) == 0)
        // Alike to one that is near: of the same group, and known as soon as texts are compared.
        _ = try store.add([item("late", Self.long + " THERE!"), item("new", "nothing of the kind")])
        _ = try store.catchUpLikeness(limit: 99)
        #expect(try numbers(store.groups(blind: nil))[6] == 1)
        #expect(try store.countDuplicates(after: newest) == 1)
        func listed(_ thing: FilterThing) throws -> [Int64] {
            try store.order(QueueQuery(filter: .all, order: .oldest, expression: .condition(.has(thing)))).map(\.value)
        }
        #expect(try listed(.alike) == [1, 2, 3, 4, 5, 6] && listed(.earlier) == [3, 4, 5, 6])
        var found: [DuplicateGroup] = []
        let total = try store.forEachDuplicateGroup { found.append($0) }
        #expect(total.groups == 2 && total.duplicates == 4)
        #expect(found.map { $0.members.map(\.item.id.value) } == [["t-0", "t-2", "t-4", "late"], ["t-1", "t-3"]])
        #expect(found.allSatisfy { $0.members.allSatisfy { $0.similarity >= 0.9 } })
        #expect(try store.forEachDuplicateGroup(limit: 0) { _ in Issue.record("not asked for") }.groups == 2)
        #expect(try store.verify().findings == [])
        // A search by another threshold takes the place of this one.
        try store.mark(store.nearDuplicates(threshold: 1))
        #expect(try store.nearScan()?.items == 0)
        #expect(try numbers(store.groups(blind: nil)) == [1: 1, 5: 1, 2: 2, 4: 2, 3: 3, 6: 3])
    }

    @Test func programsThatCompareTheSameTextsFindNoItemAlikeToItself() throws {
        // Two reviews beside an import: each reads as far as the items came just then.
        let scratch = try store(["a b", "c", "A b!", "d", "C"])
        let (few, all) = (
            try scratch.store.textsToCompare(limit: 3), try scratch.store.textsToCompare(limit: 9)
        )
        try scratch.store.compare(few)
        try scratch.store.compare(all)
        try scratch.store.compare(few)
        #expect(try scratch.store.verify().findings == [])
        let groups = try scratch.store.groups(blind: nil)
        #expect(groups == [ItemNumber(1): 1, ItemNumber(3): 1, ItemNumber(2): 2, ItemNumber(5): 2])
        #expect(try !scratch.store.catchUpLikeness(limit: 9))
    }

    @Test func aSearchThatIsStoppedMarksNothing() throws {
        let scratch = try store([Self.long, Self.long + " there"])
        #expect(throws: NearFailure.stopped) { try scratch.store.nearDuplicates(threshold: 0.9, isStopped: { true }) }
        #expect(try scratch.store.nearScan() == nil)
        #expect(try scratch.store.nearDuplicates(threshold: 0.9).members.count == 2)
    }

    @Test func anOlderSearchDoesNotReplaceANewerOne() throws {
        let scratch = try store([Self.long])
        let old = try scratch.store.nearDuplicates(threshold: 0.9)
        _ = try scratch.store.add([item("b", Self.long + " there")])
        try scratch.store.mark(scratch.store.nearDuplicates(threshold: 0.9))
        try scratch.store.mark(old)
        #expect(try scratch.store.nearScan()?.items == 2)
    }

    @Test func picturesTooLongTextsAndEmptyOnesAreNobodysNeighbours() throws {
        var pictured = item("p", Self.long + " there")
        pictured.item.images = ["a.png"]
        let huge = String(repeating: "abc defg ", count: 40_000)
        let scratch = try Scratch([
            item("a", Self.long), pictured, item("h", huge), item("i", huge + "x"), item("e", "!!"),
        ])
        #expect(try scratch.store.nearDuplicates(threshold: 0.5).members.isEmpty)
        #expect(try Scratch().store.nearDuplicates(threshold: 0.9).members.isEmpty)
    }

    @Test(arguments: [
        "UPDATE near SET leader = 2", "UPDATE near SET nearest = 2", "UPDATE near SET nearest = item",
        "DELETE FROM near WHERE item = leader", "UPDATE near_scan SET items = 7",
        "UPDATE near_scan SET threshold = 0.99",
    ])
    func damageIsFound(harm: String) throws {
        let scratch = try store([Self.long, "other", Self.long + " there"])
        try scratch.store.mark(scratch.store.nearDuplicates(threshold: 0.9))
        #expect(try scratch.store.verify().findings == [])
        try scratch.raw { try $0.execute(sql: harm) }
        let report = try scratch.store.verify()
        #expect(report.findings.contains { $0.contains("near duplicates") }, "\(report.findings)")
    }
}
