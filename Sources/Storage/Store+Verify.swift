internal import GRDB
internal import Labeling

extension Store {
    /// Proves the store sound, as of one moment: the file's own integrity, references, queue and counters against a
    /// recomputation from the rows, and that every answer and every undo belongs to what it says.
    package func verify() throws -> VerifyReport {
        try read { db in
            var report = VerifyReport(
                findings: [], items: try count("item", db), predictions: try count("prediction", db),
                decisions: try count("decision", db))
            for line in try String.fetchAll(db, sql: "PRAGMA integrity_check") where line != "ok" {
                report.findings.append("the file is damaged: \(line)")
            }
            report.findings += try db.all("PRAGMA foreign_key_check") { row in
                let table: String = try row.value(0)
                let parent: String = try row.value(2)
                return "a row of \(table) refers to a row of \(parent) that does not exist"
            }
            for check in VerifyChecks.all {
                let wrong = try String.fetchAll(db, sql: check.sql)
                guard !wrong.isEmpty else { continue }
                let some = wrong.prefix(5).joined(separator: ", ")
                report.findings.append(
                    "\(check.finding): \(some)\(wrong.count > 5 ? " and \(wrong.count - 5) more" : "")")
            }
            report.findings += try wrongParts(db)
            return report
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
