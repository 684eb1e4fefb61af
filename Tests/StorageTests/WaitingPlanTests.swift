import GRDB
import Labeling
@testable import Storage
import Testing

@Suite struct WaitingPlanTests {
    private func plan(_ sql: String, _ arguments: StatementArguments) throws -> [String] {
        try Scratch(items(3)).store.read { db in
            try db.all("EXPLAIN QUERY PLAN " + sql, arguments) { try $0.value(3) as String }
        }
    }

    /// The first step of a plan decides how many rows are looked at.
    @Test(arguments: [
        (WaitingSQL.firstOpinions, "SEARCH q USING INDEX queue_unclassified (held=? AND rowid>?)"),
        (WaitingSQL.escalated, "SEARCH d USING PRIMARY KEY (rung=? AND repair=? AND held=? AND item>?)"),
        (WaitingSQL.repairs, "SEARCH d USING PRIMARY KEY (rung=? AND repair=? AND held=? AND item>?)"),
        (WaitingSQL.anyModel, "SEARCH i USING INTEGER PRIMARY KEY (rowid>?)"),
        (WaitingSQL.standing, "SEARCH q USING INTEGER PRIMARY KEY (rowid>?)"),
        (BatchRow.requests, "SEARCH r USING INDEX request_of_batch (batch=? AND rowid>?)"),
    ])
    func aPageStartsWhereTheLastEndedAndSortsNothing(sql: String, first: String) throws {
        var arguments: StatementArguments = ["after": 1, "limit": 9]
        if sql.contains(":rung") { arguments += ["rung": 1] }
        if sql.contains(":model") { arguments += ["model": "m"] }
        if sql.contains(":batch") { arguments += ["batch": 1] }
        let plan = try plan(sql, arguments)
        #expect(plan.first == first, "\(plan)")
        // The reason of an escalation is the first of the few that its item has.
        let sorts = plan.filter { $0.contains("TEMP B-TREE") }
        #expect(sorts.count == (sql == WaitingSQL.escalated ? 1 : 0), "\(plan)")
        #expect(!plan.contains { $0.hasPrefix("SCAN") && !$0.hasPrefix("SCAN t") }, "\(plan)")
    }

    @Test func aPageOfTruthsMergesTwoIndexesInOrder() throws {
        let plan = try plan(WaitingSQL.onTruth, ["after": 1, "limit": 9, "model": "m"])
        #expect(plan.contains { $0.hasPrefix("MERGE") }, "\(plan)")
        #expect(plan.contains { $0.contains("INDEX decision_on_item (item>?)") }, "\(plan)")
        #expect(plan.contains { $0.hasPrefix("SEARCH g USING INTEGER PRIMARY KEY (rowid>?)") }, "\(plan)")
        #expect(!plan.contains { $0.contains("TEMP B-TREE") || $0.hasPrefix("SCAN") }, "\(plan)")
    }

    @Test func countsOfWhatWaitsReadNothingElse() throws {
        #expect(
            try plan(WaitingSQL.dueCount, ["rung": 1, "repair": true])
                == ["SEARCH due USING PRIMARY KEY (rung=? AND repair=? AND held=?)"])
        #expect(try plan(WaitingSQL.firstOpinionsCount, []) == ["SCAN counters"])
    }
}
