package import Interchange
import Labeling
import Storage

extension JSONDocument {
    /// The document of `renga cost --json`.
    ///
    /// - Parameter projection: nil: none was asked for.
    package init(_ report: CostReport, projection: CostProjection?) {
        self = [
            "cost_usd": JSONDocument(Optional(report.total.charged)),
            "estimated_cost_usd": JSONDocument(Optional(report.total.estimated)),
            "by_day_and_model": .rows(report.byDayAndModel),
            "by_day": .rows(report.byDay),
            "by_model": .rows(report.byModel, savings: report.caching),
            "by_escalation": .rows(report.byEscalation),
            "by_outcome": .rows(report.byOutcome),
            "by_service": .rows(report.byService),
            "cache_saving_usd": JSONDocument(report.cacheSaving),
            "possibly_billed": [
                "requests": JSONDocument(report.possiblyBilled.count),
                "most_usd": JSONDocument(Optional(report.possiblyBilled.most)),
                "without_price": JSONDocument(report.possiblyBilled.withoutPrice),
            ],
            "projection": projection.map { JSONDocument($0) } ?? .null,
            "notes": JSONDocument(report.notes),
        ]
    }

    private static func rows(_ rows: [CostReport.Row], savings: [CostReport.CacheSaving]? = nil) -> JSONDocument {
        .array(
            rows.map { row in
                var members = key(row.key) + sum(row.sum)
                if let savings, case .model(let model, let imported) = row.key {
                    // A model that never cached saved nothing.
                    let saving = savings.first { $0.model == model && $0.imported == imported }.map(\.saved) ?? .zero
                    members.append(Member("cache_saving_usd", JSONDocument(saving)))
                }
                return .object(members)
            })
    }

    private static func key(_ key: CostReport.Key) -> [Member] {
        switch key {
        case .day(let day): [Member("day", JSONDocument(day))]
        case .model(let model, let imported):
            [Member("model", .string(model)), Member("imported", JSONDocument(imported))]
        case .dayAndModel(let day, let model, let imported):
            [
                Member("day", JSONDocument(day)), Member("model", .string(model)),
                Member("imported", JSONDocument(imported)),
            ]
        case .escalation(let reason): [Member("reason", JSONDocument(reason?.rawValue))]
        case .outcome(let kind, let outcome, let isRepair):
            [
                Member("kind", .string(kind.rawValue)), Member("outcome", JSONDocument(outcome?.rawValue)),
                Member("repair", JSONDocument(isRepair)),
            ]
        case .service(let service): [Member("service", .string(service.rawValue))]
        }
    }

    private static func sum(_ sum: CostReport.Sum) -> [Member] {
        [
            Member("answers", JSONDocument(sum.answers)), Member("calls", JSONDocument(sum.calls)),
            Member("input_tokens", JSONDocument(sum.usage.inputTokens)),
            Member("output_tokens", JSONDocument(sum.usage.outputTokens)),
            Member("cache_creation_input_tokens", JSONDocument(sum.usage.cacheCreationInputTokens)),
            Member("cache_creation_1h_input_tokens", JSONDocument(sum.usage.cacheCreation1hInputTokens)),
            Member("cache_read_input_tokens", JSONDocument(sum.usage.cacheReadInputTokens)),
            Member("reasoning_tokens", JSONDocument(sum.usage.reasoningTokens)),
            Member("cost_usd", JSONDocument(Optional(sum.charged))),
            Member("estimated_cost_usd", JSONDocument(Optional(sum.estimated))),
            Member("unknown_costs", JSONDocument(sum.unknown)),
        ]
    }
}
