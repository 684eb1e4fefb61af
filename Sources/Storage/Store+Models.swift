internal import Labeling

internal import GRDB

extension Store {
    /// Says by which names predictions are first opinions (the first, rung 0) and second ones (all others). Costs
    /// nothing when nothing changes; else the queue is made anew, in about two seconds for a hundred thousand items.
    ///
    /// A name that comes twice stands on its first rung alone.
    package func setModels(ladder: [String]) throws {
        var rungs: [(rung: Int, model: String)] = []
        for (rung, name) in ladder.map(\.withoutNUL).enumerated() where !rungs.contains(where: { $0.model == name }) {
            rungs.append((rung, name))
        }
        let isUnchanged: (Database) throws -> Bool = { db in
            let stored = try db.all("SELECT rung, model FROM ladder ORDER BY rung") {
                (rung: try $0.value(0) as Int, model: try $0.value(1) as String)
            }
            return stored.elementsEqual(rungs, by: ==)
        }
        guard try !read(isUnchanged) else { return }
        try write { db in
            guard try !isUnchanged(db) else { return }
            try db.execute(sql: "DELETE FROM ladder; UPDATE counters SET rebuilds = rebuilds + 1")
            for (rung, model) in rungs {
                try db.run("INSERT INTO ladder (rung, model) VALUES (?, ?)", [rung, model])
            }
            try db.execute(sql: SchemaQueue2.rebuild)
        }
    }

    /// Keeps that items need the opinion of a higher rung, so that a stopped run knows what is still due. What is known
    /// for its item, rung and reason is not kept again.
    package func escalate(_ items: [Escalation]) throws {
        guard !items.isEmpty else { return }
        try write { db in
            for escalation in items {
                try requireItem(escalation.item, db)
                try insertEscalation(escalation, db)
            }
        }
    }

    func insertEscalation(_ escalation: Escalation, _ db: Database) throws {
        try db.run(
            """
            INSERT INTO escalation (item, rung, reason, at) VALUES (?, ?, ?, ?)
            ON CONFLICT (item, rung, reason) DO NOTHING
            """,
            [
                escalation.item.value, max(1, escalation.rung), escalation.reason.rawValue,
                escalation.at.milliseconds,
            ])
    }
}
