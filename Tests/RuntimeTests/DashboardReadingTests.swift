import Evaluation
import Foundation
import Inference
import Labeling
import ReviewUI
import Storage
import TestSupport
import Testing

@testable import Runtime

/// The dashboard's figures are those of `renga evaluate`, `renga cost` and `renga status` for the same store.
@Suite(.timeLimit(.minutes(15)))
struct DashboardReadingTests {
    private static let start: Int64 = 1_793_534_400_000
    private static let names = ["billing", "legal", "account"]

    /// A store with everything in it: several answers of a model, times and none, flags, skips, undoings, gold, answers
    /// without labels, of all kinds of cost.
    private func desk(_ count: Int, seed: UInt64, days: Int64, budget: Budget = Budget()) throws -> Desk {
        var random = SeededGenerator(seed: seed)
        func chance(_ share: Double) -> Bool { Double.random(in: 0..<1, using: &random) < share }
        func label() -> Label { Label(Self.names.randomElement(using: &random) ?? "legal") }
        func moment(_ index: Int) -> Timestamp {
            Timestamp(
                milliseconds: Self.start + Int64(index) * days * 86_400_000 / Int64(count)
                    + Int64.random(in: 0..<60_000, using: &random))
        }
        func prediction(_ model: String, _ index: Int, truth: Label) -> Prediction {
            var answer = Prediction(
                model: model, label: chance(0.7) ? truth : label(),
                confidence: chance(0.1) ? nil : Double(Int.random(in: 0...20, using: &random)) / 20)
            switch Int.random(in: 0..<3, using: &random) {
            case 0: answer.cost = .charged(Money(picodollars: Int64.random(in: 0..<9_000_000_000, using: &random)))
            case 1: answer.cost = .estimated(Money(picodollars: Int64(index) * 1_000_003), as: opus)
            default: answer.cost = chance(0.1) ? .unknown : .charged(Money(picodollars: 982_000_001))
            }
            if chance(0.1) {
                answer.label = chance(0.5) ? Label("no such label") : nil
                answer.outcome = answer.label == nil ? .refusal : .labeled
            }
            if chance(0.7) { answer.at = moment(index) }
            return answer
        }
        let items = (0..<count).map { index -> AnnotatedItem in
            let truth = label()
            var item = AnnotatedItem(item: Item(id: Item.ID("t-\(index)"), text: "text \(index)"))
            if chance(0.3) { item.gold = label() }
            for model in [haiku, opus] where chance(model == haiku ? 0.95 : 0.4) {
                for _ in 0..<(chance(0.15) ? 3 : 1) { item.predictions.append(prediction(model, index, truth: truth)) }
            }
            for reviewer in ["ana", "ben"] where chance(0.5) {
                let verdicts: [Verdict] = [.accept(truth), .override(label()), .accept(truth), .reject, .flag, .skip]
                var decision = Decision(
                    reviewer: reviewer, verdict: verdicts.randomElement(using: &random) ?? .flag, at: moment(index),
                    seconds: chance(0.2) ? nil : Double.random(in: 0..<20, using: &random))
                decision.shown = chance(0.5) ? [haiku] : chance(0.5) ? [haiku, opus] : []
                if chance(0.1) { decision.undoneAt = moment(count) }
                item.decisions.append(decision)
            }
            return item
        }
        return try Desk(items, task: makeTask(budget: budget))
    }

    private func read(_ desk: Desk) throws -> DashboardData {
        let query = DashboardQuery(
            reviewer: "ana", began: Timestamp(milliseconds: Self.start), now: .now(),
            models: desk.task.ladder.map(\.model), labels: desk.task.labels.labels, budget: desk.task.budget)
        return try DashboardReading(store: desk.store, query: query).read()
    }

    private func isSame(_ share: DashboardShare?, _ interval: Interval?, of n: Int) -> Bool {
        share?.value == interval?.value && share?.low == interval?.low && share?.high == interval?.high
            && (share?.n ?? 0) == n
    }

    private func isNear(_ one: Double?, _ other: Double?) -> Bool {
        guard let one, let other else { return one == nil && other == nil }
        return abs(one - other) < 1e-9
    }

    @Test(arguments: 1...6 as ClosedRange<UInt64>)
    func modelsAreJudgedAsInAnEvaluation(seed: UInt64) throws {
        let desk = try desk(seed == 6 ? 3 : 400, seed: seed, days: seed % 2 == 0 ? 30 : 2)
        let data = try read(desk)
        let report = try EvaluationRun.report(on: desk.open)
        #expect(data.models.count == 2)
        for model in report.models {
            let picture = try #require(data.models.first { $0.model == model.model })
            #expect(picture.truths == report.groundTruth.n)
            #expect(picture.importedTruths == report.groundTruth[.imported])
            #expect(isSame(picture.accuracy, model.accuracy, of: model.n))
            #expect(isSame(picture.blind, model.byExposure.blind.accuracy, of: model.byExposure.blind.n))
            #expect(isSame(picture.seen, model.byExposure.shown.accuracy, of: model.byExposure.shown.n))
            #expect(picture.confusion.map { Array($0.dropLast()) } == model.confusion.counts)
            #expect(picture.confusion.map { $0.last ?? 0 } == model.confusion.noLabel)
            #expect(picture.calibration.n == model.ece.n)
            #expect(isNear(picture.calibration.brier, model.brier) && isNear(picture.calibration.ece, model.ece.value))
            for (bin, other) in zip(picture.calibration.bins, model.ece.table) {
                #expect(bin.n == other.n && isNear(bin.right?.value, other.accuracy))
                #expect(isNear(bin.meanConfidence, other.meanConfidence))
            }
            for label in model.perLabel where label.support + label.predicted > 0 {
                let line = try #require(picture.perLabel.first { picture.labels[$0.label] == label.label })
                #expect(line.truths == label.support && line.precision?.value == label.precision)
                #expect(line.recall?.value == label.recall && isNear(line.f1, label.f1))
            }
            #expect(picture.cost == model.cost && picture.estimatedCost == model.estimatedCost)
            #expect(picture.unknownCosts == model.unknownCosts && picture.costPerRight == model.costPerCorrect)
            let decided = (picture.accuracy?.n ?? 0) - picture.blocks.reduce(0) { $0 + $1.all.n }
            #expect(decided >= 0 && decided <= picture.importedTruths, "blocks hold every decision and nothing else")
            #expect(picture.blocks.allSatisfy { ($0.blind?.n ?? 0) + ($0.seen?.n ?? 0) == $0.all.n })
        }
    }

    @Test func moneyIsThatOfTheCostReport() throws {
        let budget = Budget(total: Money(decimal: "5"), daily: Money(decimal: "1"))
        let desk = try desk(200, seed: 9, days: 20, budget: budget)
        let data = try read(desk)
        let report = try CostReport(try desk.store.spending(), table: .shipped())
        #expect(data.cost.total.charged == report.total.charged && data.cost.total.estimated == report.total.estimated)
        #expect(data.cost.total.unknown == report.total.unknown && data.cost.total.answers == report.total.answers)
        #expect(data.cost.days.map(\.charged) == report.byDay.map(\.sum.charged))
        #expect(data.cost.models.map(\.estimated) == report.byModel.map(\.sum.estimated))
        // Imported answers were paid elsewhere: no limit of ours counts them.
        #expect(data.cost.totalLimit == DashboardCost.Limit(limit: Money(decimal: "5") ?? .zero, spent: .zero))
        #expect(data.cost.dailyLimit?.spent == .zero)
    }

    @Test func countsAreThoseOfTheStatus() throws {
        let desk = try desk(100, seed: 4, days: 3)
        #expect(try read(desk).counts == desk.store.counts())
    }

    @Test func anEmptyTaskHasNoFigures() throws {
        let data = try read(try Desk([AnnotatedItem](), task: makeTask()))
        #expect(data.models.allSatisfy { $0.accuracy == nil && $0.calibration.ece == nil && $0.blocks.isEmpty })
        #expect(data.reviewers.isEmpty && data.pace.overTime.isEmpty && data.cost.totalLimit == nil)
    }

    @Test func breaksAreNoPartOfThePace() {
        let query = DashboardQuery(
            reviewer: "ana", began: Timestamp(milliseconds: 1_000_000), now: Timestamp(milliseconds: 5_000_000),
            models: [], labels: [], budget: Budget())
        func made(_ at: Int64, _ seconds: Double? = 4, by reviewer: String = "ana", act: Bool = false) -> RecentDecision
        {
            RecentDecision(
                reviewer: reviewer, at: Timestamp(milliseconds: at), seconds: seconds, isOfAct: act, isUndone: false,
                isSkip: false)
        }
        // Ten, ten seconds apart; a break of an hour's third; ten more, of which the first took 4 seconds.
        var decisions: [RecentDecision] = []
        for start in [1_000_000, 2_300_000] as [Int64] {
            for step in 0..<10 { decisions.append(made(start + Int64(step) * 10_000)) }
        }
        decisions += [made(2_305_000, act: true), made(2_306_000, by: "ben")]
        let pace = DashboardPaceReading(query).pace(decisions.reversed())
        #expect(pace.session == DashboardPace.Rate(decisions: 20, activeSeconds: 188))
        #expect(pace.lastHour == DashboardPace.Rate(decisions: 10, activeSeconds: 94), "the others are longer ago")
        #expect(pace.overTime.map(\.reviewer) == ["ana"])
        #expect(pace.overTime.first?.perMinute.count == 4)
        let unknown = DashboardPaceReading(query).pace([made(1_000_000, nil), made(1_010_000, nil)])
        #expect(unknown.session == DashboardPace.Rate(decisions: 1, activeSeconds: 10))
        #expect(unknown.session.perMinute == nil)
    }

    @Test func theRunnerAnswersOnceWithFiguresOrWithTheReason() async throws {
        let desk = try desk(20, seed: 2, days: 1)
        let mailbox = try Mailbox()
        let runner = EffectRunner(
            store: desk.store, reviewer: "ana", mailbox: mailbox, models: nil,
            images: ImageShelf(folder: desk.scratch.url, environment: [:]))
        let query = DashboardQuery(
            reviewer: "ana", began: .now(), now: .now(), models: [haiku], labels: desk.task.labels.labels,
            budget: Budget())
        func answers(_ effect: Effect) async throws -> [Message] {
            try await onThread {
                runner.run([effect])
                var messages: [Message] = []
                while messages.isEmpty {
                    mailbox.wait(milliseconds: 10_000)
                    messages = mailbox.drain()
                }
                return messages
            }
        }
        let read = try await answers(.dashboard(.load(.init(1), query, afterMilliseconds: 1)))
        guard case .dashboard(.loaded(ReviewUI.RequestID(1), let data))? = read.first, read.count == 1 else {
            Issue.record("\(read)")
            return
        }
        #expect(data.counts.items == 20)
        try desk.store.close()
        let failed = try await answers(.dashboard(.load(.init(2), query, afterMilliseconds: 0)))
        guard case .dashboard(.failed(ReviewUI.RequestID(2), _))? = failed.first, failed.count == 1 else {
            Issue.record("\(failed)")
            return
        }
    }

    @Test func setsOfLabelsAreJudgedAsWholesAndLabelByLabel() throws {
        var task = try makeTask()
        task.labels = try LabelSet(task.labels.definitions, allowsSeveral: true)
        func item(_ id: String, _ said: String, _ truth: String) -> AnnotatedItem {
            var item = AnnotatedItem(item: Item(id: Item.ID(id), text: "text \(id)"))
            item.predictions = [Prediction(model: haiku, label: Label(said), confidence: 0.75)]
            item.decisions = [
                Decision(
                    reviewer: "ana", verdict: said == truth ? .accept(Label(truth)) : .override(Label(truth)),
                    at: Timestamp(milliseconds: Self.start))
            ]
            return item
        }
        let desk = try Desk(
            [
                item("1", "billing|legal", "billing|legal"), item("2", "billing", "billing|legal"),
                item("3", LabelSet.none.name, LabelSet.none.name), item("4", "account", "legal"),
            ], task: task)
        let query = DashboardQuery(
            reviewer: "ana", began: .now(), now: .now(), models: [haiku], labels: task.labels.labels,
            sets: task.labels, budget: Budget())
        let picture = try #require(DashboardReading(store: desk.store, query: query).read().models.first)
        #expect(picture.truths == 4 && picture.accuracy == DashboardShare(2, of: 4))
        #expect(picture.calibration.n == 4 && picture.blocks.reduce(0) { $0 + $1.all.n } == 4)
        let lines = Dictionary(uniqueKeysWithValues: picture.perLabel.map { (picture.labels[$0.label].name, $0) })
        #expect(lines["billing"]?.precision == DashboardShare(2, of: 2))
        #expect(lines["billing"]?.recall == DashboardShare(2, of: 2))
        #expect(lines["legal"]?.precision == DashboardShare(1, of: 1))
        #expect(lines["legal"]?.recall == DashboardShare(1, of: 3))
        #expect(lines["account"]?.precision == DashboardShare(0, of: 1) && lines["account"]?.recall == nil)
    }
}
