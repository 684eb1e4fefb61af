import Foundation
import GRDB
import Labeling
@testable import Storage
import Testing

/// What the dashboard reads, against small stores whose figures can be counted by hand.
struct DashboardTests {
    private func number(_ id: String, _ store: Store) throws -> ItemNumber {
        try #require(try store.number(of: Item.ID(id)))
    }

    private func annotated(
        _ id: String, _ predictions: [Prediction], _ decisions: [Decision] = [], gold: String? = nil
    ) -> AnnotatedItem {
        AnnotatedItem(
            item: Item(id: Item.ID(id), text: "text of \(id)"), gold: gold.map { Label($0) }, predictions: predictions,
            decisions: decisions)
    }

    private func at(_ label: String, _ moment: Int64?, _ confidence: Double = 0.9) -> Prediction {
        var prediction = labeled("small", label, confidence)
        prediction.at = moment.map(time)
        return prediction
    }

    @Test func theNewestAnswerCountsAsInAnEvaluation() throws {
        let decided = [decision("ana", .override(Label("a")))]
        let scratch = try Scratch([
            annotated("later", [at("x", 1), at("a", 2)], decided),
            annotated("earlier", [at("a", 2), at("x", 1)], decided),
            annotated("equal", [at("x", 1), at("a", 1)], decided),
            annotated("unknown", [at("x", 9), at("a", nil)], decided),
            annotated("after", [at("x", nil), at("a", 3), at("x", 2)], decided),
        ])
        let groups = try scratch.store.judgedAnswers(of: "small")
        #expect(groups.map(\.label) == [Label("a")])
        #expect(groups.map(\.count) == [5])
        #expect(try scratch.store.judgedAnswers(of: "large").isEmpty)
    }

    /// By names, each answer to each decided item was looked at: half a minute for 200,000 decisions and ten models.
    @Test func answersAreFoundByTheNumberOfTheirModel() throws {
        let scratch = try Scratch([annotated("1", [at("a", 1)])])
        for sql in [DashboardSQL.judgedAnswers, DashboardSQL.agreement("t.at / 86400000")] {
            let plan = try scratch.store.read { db in
                let arguments: StatementArguments = ["model": "small"]
                let values = sql.contains(":edge1") ? arguments + DashboardSQL.edges : arguments
                return try db.all("EXPLAIN QUERY PLAN " + sql, values) { try $0.value(3) as String }
            }
            #expect(plan.contains("SEARCH p USING INDEX prediction_of_item (item=? AND model=?)"), "\(plan)")
            #expect(!plan.contains("SCAN q") && !plan.contains { $0.hasPrefix("SCAN p") }, "\(plan)")
        }
    }

    @Test func truthIsTheDecisionThatStandsElseTheImportedOne() throws {
        var undone = decision("ana", .accept(Label("b")), 1)
        undone.undoneAt = time(2)
        let scratch = try Scratch([
            annotated(
                "decided", [at("a", 1)], [decision("ana", .accept(Label("a"))), decision("ben", .skip, 9)], gold: "c"),
            annotated("undone", [at("a", 1)], [undone], gold: "c"),
            annotated("skipped", [at("a", 1)], [decision("ana", .skip)], gold: "c"),
            annotated("flagged", [at("a", 1)], [decision("ana", .flag)], gold: "c"),
            annotated("rejected", [at("a", 1)], [decision("ana", .reject)], gold: "c"),
            annotated("open", [at("a", 1)]),
        ])
        let truths = try scratch.store.truths().sorted { $0.label.name < $1.label.name }
        #expect(
            truths == [
                TruthFigures(label: Label("a"), isImported: false, count: 1),
                TruthFigures(label: Label("c"), isImported: true, count: 2),
            ])
        let groups = try scratch.store.judgedAnswers(of: "small").sorted { $0.truth.name < $1.truth.name }
        #expect(groups.map(\.count) == [1, 2])
        #expect(groups.map(\.isImportedTruth) == [false, true])
    }

    @Test func confidencesFallIntoTenthsWithTheirUpperEnds() throws {
        let confidences = [0, 0.1, 0.1 + 0.2, 0.3, 0.9, 0.91, 1]
        let scratch = try Scratch(
            confidences.enumerated().map { index, confidence in
                annotated("t-\(index)", [at("a", 1, confidence)], [decision("ana", .accept(Label("a")))])
            })
        let groups = try scratch.store.judgedAnswers(of: "small")
        // 0.1 + 0.2 is numpy's own upper end of the third bin.
        #expect(
            groups.map { [$0.bin ?? -1, $0.count] }.sorted { $0[0] < $1[0] } == [[0, 2], [2, 2], [8, 1], [9, 2]])
        #expect(abs(groups.reduce(0) { $0 + $1.confidence } - confidences.reduce(0, +)) < 1e-12)
    }

    @Test func whatAPolicyDecidedIsNoEvidence() throws {
        var byPolicy = decision("ana", .accept(Label("a")))
        byPolicy.act = Act(key: "p-1", kind: .policy)
        var inBulk = decision("ana", .accept(Label("a")))
        inBulk.act = Act(key: "b-1", kind: .bulk)
        let scratch = try Scratch([
            annotated("policy", [at("a", 1)], [byPolicy]), annotated("bulk", [at("a", 1)], [inBulk]),
            annotated("single", [at("b", 1)], [decision("ana", .override(Label("a")))]),
        ])
        #expect(try scratch.store.judgedAnswers(of: "small").reduce(0) { $0 + $1.count } == 2)
        #expect(try scratch.store.truths().reduce(0) { $0 + $1.count } == 2)
        #expect(try scratch.store.agreement(with: "small", in: .equal(1)).reduce(0) { $0 + $1.count } == 2)
        #expect(try scratch.store.decidedByPolicy() == 1)
        let figures = try #require(try scratch.store.reviewerFigures().first)
        #expect(figures.decisions == 3 && figures.labeled == 2 && figures.compared == 2 && figures.agreed == 1)
    }

    @Test func decisionsAreCutIntoDaysOrEqualBlocks() throws {
        let day: Int64 = 86_400_000
        let scratch = try Scratch(
            (0..<10).map { index in
                annotated(
                    "t-\(index)", [at(index < 5 ? "a" : "b", 1)],
                    [decision("ana", .override(Label("a")), Int64(index / 4) * day + Int64(index))])
            })
        let days = try scratch.store.agreement(with: "small", in: .days)
        #expect(try scratch.store.daysOfDecisions() == 3)
        #expect(Set(days.map(\.block)).count == 3)
        let blocks = try scratch.store.agreement(with: "small", in: .equal(2))
        #expect(blocks.map { [$0.block, Int64($0.count)] } == [[1, 5], [2, 5]])
        #expect(blocks.map(\.label) == [Label("a"), Label("b")])
        #expect(blocks.map(\.first) == [time(0), time(day + 5)])
    }

    @Test func reviewersAreCountedByWhatStands() throws {
        var undone = decision("ana", .reject, 5)
        undone.undoneAt = time(6)
        var slow = decision("ana", .accept(Label("a")), 7)
        slow.seconds = 10
        var noted = decision("ben", .flag, 8)
        noted.note = "why?"
        noted.seconds = nil
        let scratch = try Scratch([
            annotated("1", [at("a", 1)], [decision("ana", .accept(Label("a")))]),
            annotated("2", [at("b", 1)], [decision("ana", .override(Label("a")), 2)]),
            annotated("3", [], [decision("ana", .override(Label("a")), 3)]),
            annotated("4", [at("a", 1)], [decision("ana", .skip, 4)]),
            annotated("5", [at("a", 1)], [undone, noted]), annotated("6", [at("a", 1)], [slow]),
        ])
        try scratch.store.addNote("hm", on: number("1", scratch.store), by: "ana")
        #expect(
            try scratch.store.reviewerFigures() == [
                ReviewerFigures(
                    reviewer: "ana", decisions: 4, skipped: 1, undone: 1, labeled: 4, overridden: 2, compared: 3,
                    agreed: 2, notes: 1, medianSeconds: 1.5, lastActive: time(7)),
                ReviewerFigures(
                    reviewer: "ben", decisions: 1, skipped: 0, undone: 0, labeled: 0, overridden: 0, compared: 0,
                    agreed: 0, notes: 1, medianSeconds: nil, lastActive: time(8)),
            ])
        let recent = try scratch.store.recentDecisions(limit: 3)
        #expect(recent.map(\.reviewer) == ["ana", "ben", "ana"])
        #expect(recent.map(\.isUndone) == [false, false, true])
        #expect(try scratch.store.recentDecisions(limit: 0).isEmpty)
    }

    @Test func itemsThatWaitForAHigherRungAreCountedOnce() throws {
        let scratch = try Scratch(items(3), ladder: ["small", "large", "huge"])
        let store = scratch.store
        #expect(try store.waitingForSecondOpinion() == 0)
        try store.record([
            Answer(item: ItemNumber(1), prediction: labeled("small", "x"), next: .escalate(rung: 1, .sample)),
            Answer(item: ItemNumber(2), prediction: labeled("small", "x"), next: .escalate(rung: 2, .label)),
            Answer(item: ItemNumber(3), prediction: labeled("small", "x")),
        ])
        #expect(try store.waitingForSecondOpinion() == 2)
        try store.record([Answer(item: ItemNumber(1), prediction: labeled("large", "y"))])
        #expect(try store.waitingForSecondOpinion() == 1)
    }
}
