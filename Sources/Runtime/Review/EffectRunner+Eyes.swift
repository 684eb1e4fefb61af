import Evaluation
import Labeling
import ReviewUI
import Storage

extension EffectRunner {
    func run(_ effect: EyesEffect) {
        switch effect {
        case .measure(let request):
            // A failure says nothing that a reviewer could use: what was known of the models stays.
            post(from: measuring, onFailure: { _ in .eyes(.measureFailed(request)) }) { [prices] store in
                let counts = try store.calibrationCounts()
                var measures = ModelMeasures(confidences: counts.mapValues { ConfidenceTable($0.byConfidence) })
                // On a disk that is full the rest can still be told.
                measures.calibrators = (try? CalibrationKeeper.current(store, counts)) ?? [:]
                measures.costs = try EffectRunner.costs(store, prices)
                return .eyes(.measured(request, measures))
            }
        case .loadHistory(let request, let number):
            post(from: reads, onFailure: { .eyes(.historyFailed(request, reason: $0)) }) { store in
                .eyes(.historyLoaded(request, try store.history(of: number).compactMap(HistoryEntry.init)))
            }
        }
    }

    /// Fewer answers than this say less of a model's price than its prompt does.
    private static let enoughAnswers = 5

    private static func costs(
        _ store: Store, _ prices: (@Sendable (Item) -> [String: Money])?
    ) throws -> [String: ExpectedCost] {
        var costs = try store.meanCosts().filter { ($0.value.answers ?? 0) >= enoughAnswers }
        guard let prices, let item = try store.firstItem() else { return costs }
        for (model, money) in prices(item) where costs[model] == nil {
            costs[model] = ExpectedCost(cost: .charged(money), answers: nil)
        }
        return costs
    }
}

extension HistoryEntry {
    /// Nil: it happened to more than one item.
    init?(_ event: StoreEvent) {
        let what: What
        switch event.what {
        case .imported: what = .imported
        case .gold(let label): what = .gold(label)
        case .prediction(let prediction): what = .prediction(prediction)
        case .escalated(let reason, let rung): what = .escalated(reason, rung: rung)
        case .attempt(let model, let attempt): what = .attempt(model: model, attempt)
        case .failed(let model, let message, let status, let attempts):
            what = .failed(model: model, message: message, httpStatus: status, attempts: attempts)
        case .decision(_, let decision): what = .decision(decision)
        case .undone(_, let decision): what = .undone(decision)
        case .note(let reviewer, let text): what = .note(reviewer: reviewer, text: text)
        case .tagged(_, let decision, let isUnclear):
            what = .note(
                reviewer: decision.reviewer,
                text: isUnclear ? "the guideline is unclear here" : "the guideline is clear here after all")
        case .act, .batchMade, .batch: return nil
        }
        self.init(at: event.at, what: what)
    }
}
