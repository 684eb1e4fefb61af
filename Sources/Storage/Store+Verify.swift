internal import GRDB
internal import Labeling

extension Store {
    /// Proves the store sound, as of one moment: the file's own integrity, references, queue and counters against a
    /// recomputation from the rows, that every answer and every undo belongs to what it says, and the index of words and
    /// the likeness of texts against the texts.
    ///
    /// Tables of a row an item are compared some thousand items at a time, so that memory does not grow with them, but for
    /// eight bytes an item.
    ///
    /// - Parameter progress: told what is being looked at; false: stop, by throwing `stopped`.
    package func verify(progress: (StoreProgress) -> Bool = { _ in true }) throws -> VerifyReport {
        var work = StoreProgress("counting")
        var isStopped = false
        do {
            return try read { db in
                try db.working({
                    if !isStopped { isStopped = !progress(work) }
                    return !isStopped
                }) { try verified(db) { work = $0 } }
            }
        } catch {
            throw isStopped ? StoreError.stoppedReading(path: path) : error
        }
    }

    private func verified(_ db: Database, _ telling: (StoreProgress) -> Void) throws -> VerifyReport {
        var report = VerifyReport(
            findings: [], items: try count("item", db), predictions: try count("prediction", db),
            decisions: try count("decision", db))
        telling(StoreProgress("checking the file"))
        try look(at: "the file", &report) { findings in
            for line in try String.fetchAll(db, sql: "PRAGMA integrity_check") where line != "ok" {
                findings.append("the file is damaged: \(line)")
            }
        }
        telling(StoreProgress("checking references"))
        try look(at: "references", &report) { findings in
            let broken = try Row.fetchCursor(db, sql: "PRAGMA foreign_key_check")
            // One sentence for each pair of tables, however many rows.
            while let row = try broken.next() {
                let table: String = try row.value(0)
                let parent: String = try row.value(2)
                let sentence = "a row of \(table) refers to a row of \(parent) that does not exist"
                if !findings.contains(sentence) { findings.append(sentence) }
            }
        }
        let last = try Int64.fetchOne(db, sql: "SELECT max(number) FROM item") ?? 0
        for check in VerifyChecks.all {
            try look(at: check.subject, &report) { findings in
                var wrong = WrongOnes()
                for range in check.ranges(upTo: last) {
                    telling(StoreProgress("checking \(check.subject)", share: range.share))
                    let rows = try String.fetchCursor(db, sql: check.sql, arguments: range.arguments)
                    while let one = try rows.next() { wrong.add(one) }
                }
                if let words = wrong.words { findings.append("\(check.finding): \(words)") }
            }
        }
        try look(at: "spending", &report) { $0 += try wrongSpending(db, telling) }
        try look(at: "words and likeness", &report) { $0 += try wrongTexts(db, telling) }
        try look(at: "guards and indexes", &report) { $0 += try wrongParts(db) }
        return report
    }

    /// What cannot be read is a finding too, and the checks after it still are done.
    private func look(
        at subject: String, _ report: inout VerifyReport, _ check: (inout [String]) throws -> Void
    ) throws {
        do {
            try check(&report.findings)
        } catch {
            // Also an interruption comes as an error of the database: it is not one of the store.
            if let problem = error as? DatabaseError, problem.resultCode == .SQLITE_INTERRUPT { throw error }
            guard case .damaged(_, let detail) = StoreError(error, path: path) else { throw error }
            let sentence = "\(subject) cannot be read to the end: \(detail)"
            if !report.findings.contains(sentence) { report.findings.append(sentence) }
        }
    }

    private func count(_ table: String, _ db: Database) throws -> Int {
        try db.first("SELECT count(*) FROM \(table)", [], { try $0.value(0) }) ?? 0
    }

    /// Compares triggers, indexes and views with those of an empty store.
    private func wrongParts(_ db: Database) throws -> [String] {
        let model = try DatabaseQueue()
        try Schema.migrator.migrate(model)
        let due = try model.read(parts)
        let present = try parts(db)
        return due.sorted { $0.key < $1.key }.compactMap { name, part in
            let guards = part.type == "trigger" ? ": rows may have been changed" : ""
            let word = part.type == "trigger" ? "guard" : part.type
            guard let found = present[name] else { return "the \(word) \(name) is missing\(guards)" }
            return found == part ? nil : "the \(word) \(name) is not as Renga makes it\(guards)"
        }
    }

    private struct Part: Equatable {
        var type: String
        var sql: String?
    }

    private func parts(_ db: Database) throws -> [String: Part] {
        let rows = try db.all("SELECT name, type, sql FROM sqlite_schema WHERE type <> 'table'") { row in
            (try row.value(0) as String, Part(type: try row.value(1), sql: try row.value(2)))
        }
        return Dictionary(rows, uniquingKeysWith: { first, _ in first })
    }
}
