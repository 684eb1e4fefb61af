import Inference
import Interchange
import Labeling
import Reports
import Storage
import Testing

@testable import Runtime

struct CostReportTests {
    private func row(
        _ model: String = haiku, day: String? = "2026-11-01", imported: Bool = false, kind: Spending.Kind = .answer,
        outcome: Prediction.Outcome? = .labeled, escalation: EscalationReason? = nil,
        service: Prediction.Service = .standard, isRepair: Bool = false, count: Int = 1, usage: Usage = Usage(),
        charged: Int64 = 0, estimated: Int64 = 0, unknown: Int = 0, possible: Int64 = 0
    ) -> Spending {
        Spending(
            day: day, model: model, imported: imported, kind: kind, outcome: outcome, escalation: escalation,
            service: service, isRepair: isRepair, count: count, usage: usage, charged: Money(picodollars: charged),
            estimated: Money(picodollars: estimated), unknown: unknown, possible: Money(picodollars: possible))
    }

    private func report(_ rows: [Spending]) throws -> CostReport { CostReport(rows, table: try .shipped()) }

    private var mixed: [Spending] {
        [
            row(count: 10, charged: 100), row(day: "2026-11-02", count: 2, charged: 7, unknown: 1),
            row(opus, escalation: .lowConfidence, count: 3, charged: 900),
            row(opus, outcome: .refusal, escalation: .sample, count: 1, charged: 50),
            row(kind: .discarded, outcome: .empty, count: 2, charged: 20),
            row(outcome: .invalidOutput, isRepair: true, count: 1, charged: 5),
            row(service: .batch, count: 4, charged: 11), row("offline-small", count: 6, estimated: 33),
            row(day: nil, imported: true, count: 5, charged: 40),
            row(kind: .lost, outcome: nil, count: 3, possible: 1_000),
        ]
    }

    @Test func everySideOfTheReportAddsUpToTheSameTotal() throws {
        let report = try report(mixed)
        #expect(report.total.charged.picodollars == 1_133 && report.total.estimated.picodollars == 33)
        #expect(report.notes.contains("$0.00000000004 of it came with imported answers: it was paid elsewhere."))
        #expect(report.total.answers == 32 && report.total.calls == 34 && report.total.unknown == 1)
        for rows in [
            report.byDayAndModel, report.byDay, report.byModel, report.byEscalation, report.byOutcome, report.byService,
        ] {
            var sum = Money.zero
            for row in rows { sum += row.sum.charged }
            #expect(sum == report.total.charged)
            #expect(rows.reduce(0) { $0 + $1.sum.calls } == report.total.calls)
            #expect(Set(rows.map(\.key)).count == rows.count)
        }
    }

    @Test func theSidesAreOrderedAndNamed() throws {
        let report = try report(mixed.reversed())
        #expect(report.byDay.map(\.key) == [.day(nil), .day("2026-11-01"), .day("2026-11-02")])
        #expect(
            report.byEscalation.map(\.key) == [.escalation(nil), .escalation(.lowConfidence), .escalation(.sample)])
        #expect(report.byService.map(\.key) == [.service(.standard), .service(.batch)])
        #expect(
            report.byModel.map(\.key) == [
                .model(haiku, imported: false), .model(haiku, imported: true), .model(opus, imported: false),
                .model("offline-small", imported: false),
            ])
        #expect(report.byOutcome.last?.key == .outcome(.discarded, .empty, isRepair: false))
        #expect(report.byOutcome.last?.sum.answers == 0 && report.byOutcome.last?.sum.calls == 2)
    }

    @Test func aLostRequestIsApartAndInNoSum() throws {
        let report = try report(mixed)
        #expect(report.possiblyBilled == CostReport.PossiblyBilled(count: 3, most: Money(picodollars: 1_000)))
        #expect(report.total == (try self.report(mixed.filter { $0.kind != .lost })).total)
        let priceless = try self.report(mixed + [row("nobody-1", kind: .lost, outcome: nil, count: 2, unknown: 2)])
        #expect(priceless.possiblyBilled.count == 5 && priceless.possiblyBilled.withoutPrice == 2)
        #expect(priceless.total == report.total)
        #expect(priceless.notes.contains { $0.hasPrefix("No price is known for 2 of the lost requests") })
        #expect(report.humanTable().contains("Possibly billed: 3 requests whose answers were lost, up to $0.000000001"))
    }

    @Test func whatCachingSavedIsReadsLessTheDearerWrites() throws {
        let usage = Usage(inputTokens: 7, cacheCreationInputTokens: 5_000, cacheReadInputTokens: 999 * 5_000)
        let haikuRow = try report([row(count: 1_000, usage: usage)])
        // Uncached 5.00, cached 0.50575.
        #expect(haikuRow.cacheSaving == Money(decimal: "4.49425"))
        var hour = usage
        hour.cacheCreation1hInputTokens = 5_000
        #expect(try report([row(usage: hour)]).cacheSaving == Money(decimal: "4.4905"))
        #expect(try report([row(service: .batch, usage: usage)]).cacheSaving == Money(decimal: "2.247125"))
        // Opus 5.5 reads at a twentieth, not a tenth.
        let read = Usage(cacheReadInputTokens: 1_000_000)
        #expect(try report([row("claude-opus-5-5", usage: read)]).cacheSaving == Money(decimal: "3.80"))
        let written = Usage(cacheCreationInputTokens: 1_000_000)
        #expect(try report([row(usage: written)]).cacheSaving == Money(decimal: "-0.25"))
    }

    @Test func aModelWithoutAPriceSavedNobodyKnowsWhat() throws {
        let usage = Usage(cacheReadInputTokens: 1_000)
        let unknown = try report([row("nobody-1", usage: usage)])
        #expect(unknown.cacheSaving == nil)
        #expect(unknown.notes.contains { $0.hasPrefix("nobody-1: no price is known") })
        #expect(unknown.humanTable().contains("price unknown"))
        let both = try report([row("nobody-1", usage: usage), row(usage: usage)])
        #expect(both.cacheSaving == Money(decimal: "0.0009"))
        #expect(both.caching.map(\.saved) == [Money(decimal: "0.0009"), nil])
        #expect(try report([row(count: 4)]).cacheSaving == .zero)
    }

    @Test func theDocumentKeepsItsFieldsAndHasTheNewOnes() throws {
        let document = JSONDocument(try report(mixed), projection: nil)
        guard case .object(let members) = document else {
            Issue.record("no object")
            return
        }
        #expect(
            members.map(\.key) == [
                "cost_usd", "estimated_cost_usd", "by_day_and_model", "by_day", "by_model", "by_escalation",
                "by_outcome", "by_service", "cache_saving_usd", "possibly_billed", "projection", "notes",
            ])
        guard case .array(let rows)? = document["by_day_and_model"], let first = rows.first,
            case .object(let fields) = first
        else {
            Issue.record("no rows")
            return
        }
        for name in [
            "day", "model", "imported", "answers", "input_tokens", "output_tokens", "cache_creation_input_tokens",
            "cache_read_input_tokens", "cost_usd", "estimated_cost_usd", "unknown_costs",
        ] { #expect(fields.contains { $0.key == name }, "\(name)") }
        // One row for a day and model, as before, however the money was spent.
        #expect(rows.count == 5)
        #expect(document["cost_usd"]?.rendered() == "\"0.000000001133\"")
        #expect(
            document["possibly_billed"]?.rendered()
                == "{\"requests\":3,\"most_usd\":\"0.000000001\",\"without_price\":0}")
        #expect(document["projection"] == .null)
    }

    @Test func aHostileModelNameReachesNoTerminal() throws {
        let text = try report([row("x\u{1B}[2J\u{202E}\n", count: 1)]).humanTable()
        #expect(!text.contains("\u{1B}") && !text.contains("\u{202E}"))
    }

    @Test func anEmptyStoreHasSpentNothing() throws {
        #expect(try report([]).humanTable() == "Spent: $0.000000 for 0 answers\n")
    }
}
