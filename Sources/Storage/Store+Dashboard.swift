internal import Foundation
internal import GRDB
internal import Labeling

// What the dashboard shows, summed up by the store: each is one short read. None of them looks at all items: their time
// grows with the decisions and the imported truths.

extension Store {
    /// Every answer that counts for this model, to items with a label as truth, in groups: the newest answer as
    /// `renga evaluate` chooses it. What a policy decided is no evidence, and left out.
    package func judgedAnswers(of model: String) throws -> [JudgedAnswers] {
        return try read { db in
            try db.all(DashboardSQL.judgedAnswers, DashboardSQL.edges + ["model": model.withoutNUL]) { row in
                let shown: String? = try row.value(1)
                let basis: String = try row.value(4)
                let count: Int = try row.value(5)
                let money = Money(picodollars: 1_000_000) * (try row.value(8)) + Money(picodollars: try row.value(9))
                return JudgedAnswers(
                    truth: Label(try row.value(0)), isImportedTruth: shown == nil,
                    shown: try DashboardSQL.names(shown), label: try row.label(2), bin: try row.value(3), count: count,
                    confidence: try row.value(6), squares: try row.value(7),
                    charged: basis == "charged" ? money : .zero,
                    estimated: basis == "estimated" ? money : .zero, estimates: basis == "estimated" ? count : 0,
                    unknownCosts: basis == "unknown" ? count : 0)
            }
        }
    }

    /// How many items have which label as truth, answered or not; what a policy decided is left out.
    package func truths() throws -> [TruthFigures] {
        try read { db in
            try db.all(
                "WITH \(DashboardSQL.truth) SELECT t.label, t.shown IS NULL, count(*) FROM truth t GROUP BY 1, 2"
            ) { row in
                TruthFigures(label: Label(try row.value(0)), isImported: try row.value(1), count: try row.value(2))
            }
        }
    }

    /// How many items a policy has decided.
    package func decidedByPolicy() throws -> Int {
        try read { db in
            try db.first(
                """
                SELECT count(*) FROM act a CROSS JOIN decision d ON d.act = a.id CROSS JOIN queue q ON q.item = d.item
                WHERE a.kind = 'policy' AND q.word = d.id
                """, [], { try $0.value(0) as Int }) ?? 0
        }
    }

    /// On how many days in UTC something was decided that stands as truth.
    package func daysOfDecisions() throws -> Int {
        try read { db in
            try db.first(
                "SELECT count(DISTINCT d.at / 86400000) FROM decision d WHERE d.label IS NOT NULL", [],
                { try $0.value(0) as Int }) ?? 0
        }
    }

    /// What reviewers decided, in the order of time, beside what this model had said of the same items.
    package func agreement(with model: String, in blocks: AgreementBlocks) throws -> [AgreementGroup] {
        var arguments: StatementArguments = ["model": model.withoutNUL]
        let block: String
        switch blocks {
        case .days: block = "t.at / 86400000"
        case .equal(let count):
            block = "ntile(:blocks) OVER (ORDER BY t.at, t.decision)"
            arguments += ["blocks": max(1, count)]
        }
        return try read { db in
            try db.all(DashboardSQL.agreement(block), arguments) { row in
                AgreementGroup(
                    block: try row.value(0), truth: Label(try row.value(1)), label: try row.label(2),
                    shown: try DashboardSQL.names(row.value(3)), count: try row.value(4), first: try row.time(5),
                    last: try row.time(6))
            }
        }
    }

    /// Everybody who has decided something, the most first.
    package func reviewerFigures() throws -> [ReviewerFigures] {
        let notes = try count(
            """
            SELECT reviewer, count(*) FROM (
                SELECT reviewer FROM note
                UNION ALL SELECT reviewer FROM decision WHERE imported = 1 AND note <> '')
            GROUP BY reviewer
            """)
        let medians = try read { db in
            try db.all(
                """
                SELECT reviewer, avg(seconds) FROM (
                    SELECT d.reviewer AS reviewer, d.seconds AS seconds,
                        row_number() OVER (PARTITION BY d.reviewer ORDER BY d.seconds) AS place,
                        count(*) OVER (PARTITION BY d.reviewer) AS n
                    FROM decision d
                    WHERE d.seconds IS NOT NULL AND d.act IS NULL AND d.action <> 'skip'
                        AND NOT EXISTS (SELECT 1 FROM undo u WHERE u.decision = d.id))
                WHERE place IN ((n + 1) / 2, (n + 2) / 2) GROUP BY reviewer
                """
            ) { (try $0.value(0) as String, try $0.value(1) as Double) }
        }
        let median = Dictionary(medians, uniquingKeysWith: { first, _ in first })
        return try read { db in
            try db.all(DashboardSQL.reviewers) { row in
                let reviewer: String = try row.value(0)
                return ReviewerFigures(
                    reviewer: reviewer, decisions: try row.value(1), skipped: try row.value(2),
                    undone: try row.value(3), labeled: try row.value(4), overridden: try row.value(5),
                    compared: try row.value(6), agreed: try row.value(7), notes: notes[reviewer] ?? 0,
                    medianSeconds: median[reviewer], lastActive: try row.time(8))
            }
        }
    }

    /// The newest decisions in the order of recording, the newest first, undone ones and skips too.
    package func recentDecisions(limit: Int) throws -> [RecentDecision] {
        try read { db in
            try db.all(
                """
                SELECT d.reviewer, d.at, d.seconds, d.act IS NOT NULL, u.id IS NOT NULL, d.action = 'skip'
                FROM decision d LEFT JOIN undo u ON u.decision = d.id ORDER BY d.id DESC LIMIT ?
                """, [max(0, limit)]
            ) { row in
                RecentDecision(
                    reviewer: try row.value(0), at: try row.time(1), seconds: try row.value(2),
                    isOfAct: try row.value(3), isUndone: try row.value(4), isSkip: try row.value(5))
            }
        }
    }

    /// How many items wait for the opinion of a higher rung.
    package func waitingForSecondOpinion() throws -> Int {
        try read { db in
            try db.first(
                "SELECT count(DISTINCT item) FROM due WHERE rung > 0 AND repair = 0", [],
                { try $0.value(0) as Int }) ?? 0
        }
    }

    private func count(_ sql: String) throws -> [String: Int] {
        let rows = try read { db in try db.all(sql) { (try $0.value(0) as String, try $0.value(1) as Int) } }
        return Dictionary(rows, uniquingKeysWith: +)
    }
}

/// The statements of the dashboard, in pieces.
enum DashboardSQL {
    static let judgedAnswers = """
        WITH \(DashboardSQL.truth)
        SELECT t.label, t.shown, \(SchemaPredictions8.text("p.label")), \(DashboardSQL.bin),
            \(SchemaPredictions8.basis.word("p.cost_basis")), count(*),
            total(p.confidence), total(p.confidence * p.confidence),
            coalesce(sum(p.picodollars / 1000000), 0), coalesce(sum(p.picodollars % 1000000), 0)
        FROM truth t CROSS JOIN \(DashboardSQL.answers)
        WHERE \(DashboardSQL.isNewest)
        GROUP BY t.label, t.shown, p.label, 4, p.cost_basis
        """

    /// - Parameter block: what tells the groups apart, of the decision `t`.
    static func agreement(_ block: String) -> String {
        """
        WITH \(DashboardSQL.decided)
        SELECT block, truth, \(SchemaPredictions8.text("answer")), shown, count(*), min(at), max(at)
        FROM (
            SELECT \(block) AS block, t.label AS truth, p.label AS answer, t.shown AS shown, t.at AS at
            FROM decided t CROSS JOIN \(DashboardSQL.answers)
            WHERE \(DashboardSQL.isNewest))
        GROUP BY block, truth, answer, shown ORDER BY 1
        """
    }

    private static let isByPolicy =
        "(d.act IS NOT NULL AND (SELECT a.kind FROM act a WHERE a.id = d.act) = 'policy')"

    /// Truth by a person's decision. CROSS JOIN, because without statistics SQLite may begin with a million items.
    static let decided = """
        decided(item, label, shown, at, decision) AS (
            SELECT d.item, d.label, d.shown, d.at, d.id
            FROM decision d CROSS JOIN queue q ON q.item = d.item
            WHERE d.label IS NOT NULL AND q.word = d.id AND NOT \(isByPolicy))
        """

    /// The same rule as the view `ground_truth`, by way of the queue, which knows the decision that stands.
    static let truth = """
        \(decided),
        truth(item, label, shown) AS (
            SELECT item, label, shown FROM decided
            UNION ALL
            SELECT g.item, g.label, NULL FROM gold g CROSS JOIN queue q ON q.item = g.item
            WHERE q.state IN ('undecided', 'skipped')
                AND NOT EXISTS (SELECT 1 FROM tally y WHERE y.item = g.item AND y.disputed))
        """

    /// The rows of the model `:model` on the item `t`, by its number: by its name each answer of every other model to the
    /// item would be looked at, and its name.
    static let answers = """
        prediction_row p ON p.item = t.item AND p.model = \(SchemaPredictions8.number(":model"))
        """

    /// Nearly always there is one answer alone; else the latest in time counts, or the later where a time is missing
    /// or equal.
    static let isNewest = """
        (NOT EXISTS (SELECT 1 FROM prediction_row o WHERE o.item = p.item AND o.model = p.model AND o.id <> p.id)
            OR p.id = (
                SELECT n.id FROM prediction_row n WHERE n.item = p.item AND n.model = p.model
                    AND n.id >= coalesce((
                        SELECT max(x.id) FROM prediction_row x
                        WHERE x.item = p.item AND x.model = p.model AND x.at IS NULL), 0)
                ORDER BY n.at DESC, n.id DESC LIMIT 1))
        """

    static let bin = """
        CASE WHEN p.confidence IS NULL THEN NULL \
        \((1...9).map { "WHEN p.confidence <= :edge\($0) THEN \($0 - 1)" }.joined(separator: " ")) ELSE 9 END
        """

    /// The upper ends of the bins, to the bit as `numpy.linspace(0, 1, 11)` has them.
    static var edges: StatementArguments {
        var arguments = StatementArguments()
        for edge in 1...9 { arguments += ["edge\(edge)": Double(edge) * 0.1] }
        return arguments
    }

    static let reviewers = """
        SELECT d.reviewer, sum(d.stands AND d.action <> 'skip'), sum(d.stands AND d.action = 'skip'),
            sum(NOT d.stands), sum(d.looked), sum(d.looked AND d.action = 'override'),
            sum(d.looked AND q.first IS NOT NULL), sum(d.looked AND coalesce(q.first_label = d.label, 0)), max(d.at)
        FROM (
            SELECT d.reviewer, d.item, d.action, d.label, d.at, u.id IS NULL AS stands,
                u.id IS NULL AND d.label IS NOT NULL AND NOT \(isByPolicy) AS looked
            FROM decision d LEFT JOIN undo u ON u.decision = d.id) d
        CROSS JOIN queue q ON q.item = d.item
        GROUP BY d.reviewer ORDER BY 2 DESC, 1
        """

    /// The models that were on screen, as decisions store them; NULL: nobody decided.
    static func names(_ json: String?) throws -> [String] {
        guard let json, json != "[]" else { return [] }
        guard let names = try? JSONDecoder().decode([String].self, from: Data(json.utf8)) else {
            throw StoreDamage(detail: "the models shown with a decision are not a list of names")
        }
        return names
    }
}
