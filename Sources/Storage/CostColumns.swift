internal import GRDB
internal import Labeling

/// How tokens and cost lie in `attempt`, and are read of the view `prediction`.
enum CostColumns {
    private static let all = [
        "input_tokens", "output_tokens", "cache_creation_input_tokens", "cache_read_input_tokens",
        "cache_creation_1h_input_tokens", "reasoning_tokens", "cost_basis", "picodollars", "estimate_model",
    ]

    static let names = all.joined(separator: ", ")
    static let placeholders = all.map { _ in "?" }.joined(separator: ", ")

    /// The columns that `usage` reads, and after its six those that `cost` does.
    static func columns(of name: String) -> String { all.map { "\(name).\($0)" }.joined(separator: ", ") }

    static func usage(_ row: Row, at start: Int) throws -> Usage {
        Usage(
            inputTokens: try row.value(start), outputTokens: try row.value(start + 1),
            cacheCreationInputTokens: try row.value(start + 2), cacheReadInputTokens: try row.value(start + 3),
            cacheCreation1hInputTokens: try row.value(start + 4), reasoningTokens: try row.value(start + 5))
    }

    /// Reads the three columns of a cost.
    static func cost(_ row: Row, at start: Int) throws -> Cost {
        guard let amount = try row.value(start + 1) as Int64? else { return .unknown }
        let money = Money(picodollars: amount)
        if let model = try row.value(start + 2) as String? { return .estimated(money, as: model) }
        return .charged(money)
    }

    /// One value for each of `names`.
    static func add(_ usage: Usage, _ cost: Cost, to row: inout RowWriter) {
        add(usage, to: &row)
        let (basis, amount, estimateModel): (String, Int64?, String?) =
            switch cost {
            case .charged(let money): ("charged", money.picodollars, nil)
            case .estimated(let money, let model): ("estimated", money.picodollars, model)
            case .unknown: ("unknown", nil, nil)
            }
        row.add(basis)
        row.add(amount)
        row.add(estimateModel)
    }

    /// One value for each of the six that `usage` reads.
    static func add(_ usage: Usage, to row: inout RowWriter) {
        row.add(usage.inputTokens)
        row.add(usage.outputTokens)
        row.add(usage.cacheCreationInputTokens)
        row.add(usage.cacheReadInputTokens)
        row.add(usage.cacheCreation1hInputTokens)
        row.add(usage.reasoningTokens)
    }
}

extension Usage {
    /// The same usage with counts from 0 to a limit.
    func storable(atMost limit: Int = .max) -> Usage {
        func clamped(_ count: Int) -> Int { min(max(count, 0), limit) }
        return Usage(
            inputTokens: clamped(inputTokens), outputTokens: clamped(outputTokens),
            cacheCreationInputTokens: clamped(cacheCreationInputTokens),
            cacheReadInputTokens: clamped(cacheReadInputTokens),
            cacheCreation1hInputTokens: clamped(cacheCreation1hInputTokens), reasoningTokens: clamped(reasoningTokens))
    }
}

extension Cost {
    /// The same cost, where a negative one is unknown.
    func storable(atMost limit: Money = Money(picodollars: .max)) -> Cost {
        switch self {
        case .charged(let money) where money >= .zero: .charged(min(money, limit))
        case .estimated(let money, let model) where money >= .zero:
            .estimated(min(money, limit), as: model.withoutNUL)
        case .charged, .estimated, .unknown: .unknown
        }
    }
}
