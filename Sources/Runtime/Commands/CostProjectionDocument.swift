package import Interchange
import Labeling

extension JSONDocument {
    /// `projection` in the document of `renga cost --json`.
    package init(_ projection: CostProjection) {
        self = [
            "per_day": JSONDocument(projection.perDay),
            "escalated": [
                "share": JSONDocument(projection.share.value), "per_day": JSONDocument(projection.escalatedPerDay),
                "source": .string(projection.share.word),
            ],
            "models": .array(
                projection.loads.map { load in
                    [
                        "model": .string(load.model), "input_tokens": JSONDocument(load.input.value),
                        "input_source": .string(load.input.source.word),
                        "output_tokens": JSONDocument(load.output.value),
                        "output_source": .string(load.output.source.word),
                        "cacheable_prefix_tokens": JSONDocument(load.prefix),
                    ]
                }),
            "rows": .array(projection.rows.map(JSONDocument.init)),
            "prices": ["date": .string(projection.priceDate), "source": .string(projection.priceSource)],
            "notes": JSONDocument(projection.notes),
        ]
    }

    private init(_ row: CostProjection.Row) {
        let names: [Member] =
            switch row.way {
            case .alone(let model): [Member("way", "alone"), Member("models", .array([.string(model)]))]
            case .policy(let first, let second):
                [Member("way", "policy"), Member("models", .array([.string(first), .string(second)]))]
            }
        let saved = row.saved.map { CostProjection.Amount.perDay($0) }
        self = .object(
            names + [
                Member("standard", JSONDocument(row.standard)), Member("batch", JSONDocument(row.batch)),
                Member("cached", JSONDocument(row.cached)),
                Member("saved", saved.map { JSONDocument($0) } ?? .null),
            ])
    }

    private init(_ amount: CostProjection.Amount) {
        var why: String?
        if case .none(let reason) = amount { why = reason.rawValue }
        self = [
            "per_day_usd": JSONDocument(amount.perDay), "per_month_usd": JSONDocument(amount.perMonth),
            "per_year_usd": JSONDocument(amount.perYear), "why": JSONDocument(why),
        ]
    }
}

extension EscalatedShare {
    fileprivate var word: String {
        switch source {
        case .given: "given"
        case .measured: "measured"
        case .sample: "sample"
        }
    }
}

extension MeanTokens.Source {
    /// As documents and tables call it.
    var word: String {
        switch self {
        case .given: "given"
        case .measured: "measured"
        case .estimated: "estimated"
        }
    }
}
