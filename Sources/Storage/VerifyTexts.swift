internal import GRDB
internal import Labeling

// What is kept of texts is compared with the texts: a word that the index lacks would hide an item from every search, and a
// wrong likeness would decide an item with others.

extension Store {
    /// Reads each text once. Eight bytes an item are held, and nothing while neither words nor likeness are kept.
    func wrongTexts(_ db: Database, _ telling: (StoreProgress) -> Void) throws -> [String] {
        func number(_ sql: String) throws -> Int64 { try Int64.fetchOne(db, sql: sql) ?? 0 }
        let last = try number("SELECT max(number) FROM item")
        let words = try number("SELECT upto FROM word_index")
        let alike = try number("SELECT item FROM likeness_progress")
        var findings: [String] = []
        for (name, end) in [("words", words), ("likeness", alike)] where end > last || end < 0 {
            findings.append("the index of \(name) says that it ends at item \(end) of \(last)")
        }
        var index = try IndexedWords(upTo: min(max(words, 0), last), db) {
            telling(StoreProgress("checking the index of words"))
        }
        if index.beyond > 0 {
            findings.append("words of items that are not indexed yet, or not there: \(index.beyond)")
        }
        let compared = try ComparedTexts(db)
        var (unindexed, unlike) = (WrongOnes(), WrongOnes())
        let rows = try SteppedStatement(
            "SELECT number, text, id, images IS NOT NULL FROM item WHERE number <= ? ORDER BY number",
            [max(words, alike)], db)
        while try rows.next() {
            let (item, text) = (rows.int(0), rows.text(1))
            if item % 1_000 == 1 {
                telling(StoreProgress("checking words and likeness", share: Double(item) / Double(max(1, last))))
            }
            if item <= words, !index.holds(text, of: item) { unindexed.add(rows.text(2)) }
            if item <= alike, try !compared.isRight(item, text, hasImages: rows.int(3) != 0) {
                unlike.add(rows.text(2))
            }
        }
        if let wrong = unindexed.words {
            findings.append("the index of words is not what texts make it, for the items: \(wrong)")
        }
        if let wrong = unlike.words { findings.append("likeness is not what texts make it, for the items: \(wrong)") }
        if let wrong = try farNeighbours(db, telling) {
            findings.append(
                "near duplicates that are less alike than the search for them asked for, the items: \(wrong)")
        }
        return findings
    }

    /// Compares each near duplicate with the one that is said to be near it.
    private func farNeighbours(_ db: Database, _ telling: (StoreProgress) -> Void) throws -> String? {
        guard let threshold = try Double.fetchOne(db, sql: "SELECT threshold FROM near_scan") else { return nil }
        let rows = try SteppedStatement(
            "SELECT n.item, n.nearest, i.id FROM near n JOIN item i ON i.number = n.item ORDER BY n.item", [], db)
        let all = max(1, try Int.fetchOne(db, sql: "SELECT count(*) FROM near") ?? 0)
        var (wrong, count) = (WrongOnes(), 0)
        while try rows.next() {
            if count % 1_000 == 0 {
                telling(StoreProgress("checking near duplicates", share: Double(count) / Double(all)))
            }
            count += 1
            let (one, other) = (try shingles(of: rows.int(0), db), try shingles(of: rows.int(1), db))
            if let one, let other, one.isNear(other, threshold: threshold) { continue }
            wrong.add(rows.text(2))
        }
        return wrong.words
    }
}

/// Which words the index has for each item, as a sum of their signs: it differs where a word is missing or too much.
private struct IndexedWords {
    private var sums: [UInt64]
    /// Entries for numbers that no indexed item has.
    private(set) var beyond = 0
    private var signs: [UInt64] = []

    /// SQLite cuts longer words.
    private static let longestWord = 32_768

    init(upTo last: Int64, _ db: Database, _ telling: () -> Void) throws {
        sums = Array(repeating: 0, count: Int(last))
        // A table of this connection alone. It gives the words in their order, and for each the items.
        try db.execute(
            sql: "CREATE VIRTUAL TABLE temp.verified_words USING fts5vocab('main', 'item_words', 'instance')")
        defer { try? db.execute(sql: "DROP TABLE temp.verified_words") }
        let rows = try SteppedStatement("SELECT term, doc FROM temp.verified_words", [], db)
        var (word, sign, count) = ([UInt8](), UInt64(0), 0)
        while try rows.next() {
            if count % 10_000 == 0 { telling() }
            count += 1
            if let bytes = rows.bytes(0), !word.elementsEqual(bytes) {
                word = Array(bytes)
                sign = Self.sign(bytes)
            }
            let item = rows.int(1)
            if item >= 1, item <= last { sums[Int(item) - 1] &+= sign } else { beyond += 1 }
        }
    }

    mutating func holds(_ text: String, of item: Int64) -> Bool {
        guard item >= 1, item <= Int64(sums.count) else { return false }
        signs.removeAll(keepingCapacity: true)
        TextWords.forEach(in: text) { word, _ in
            signs.append(word.withUnsafeBufferPointer { Self.sign($0) })
            return true
        }
        // A word counts once, however often it is said.
        signs.sort()
        var (sum, last) = (UInt64(0), nil as UInt64?)
        for sign in signs where sign != last {
            sum &+= sign
            last = sign
        }
        return sum == sums[Int(item) - 1]
    }

    private static func sign(_ word: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in word.prefix(longestWord) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        // Never 0, which would add nothing.
        hash = (hash ^ (hash >> 30)) &* 0xbf58_476d_1ce4_e5b9
        return (hash ^ (hash >> 27)) | 1
    }
}

/// Which text each was found alike to.
private final class ComparedTexts {
    private let leaders: SteppedStatement
    private let alike: SteppedStatement
    private let texts: SteppedStatement

    init(_ db: Database) throws {
        leaders = try SteppedStatement("SELECT item FROM likeness WHERE hash = ?", [0], db)
        alike = try SteppedStatement("SELECT leader FROM alike WHERE item = ?", [0], db)
        texts = try SteppedStatement("SELECT text FROM item WHERE number = ?", [0], db)
    }

    func isRight(_ item: Int64, _ text: String, hasImages: Bool) throws -> Bool {
        let kept = try number(alike, item)
        // Pictures may differ where texts do not.
        guard !hasImages, let essence = Likeness.essence(of: text) else { return kept == nil }
        guard let leader = try number(leaders, Likeness.fingerprint(of: essence)) else { return false }
        if leader == item { return kept == nil }
        texts.restart(leader)
        // Another text with the same fingerprint stays by itself.
        let isAlike = try texts.next() && Likeness.essence(of: texts.text(0)) == essence
        return isAlike ? kept == leader : kept == nil
    }

    private func number(_ rows: SteppedStatement, _ key: Int64) throws -> Int64? {
        rows.restart(key)
        return try rows.next() ? rows.int(0) : nil
    }
}
