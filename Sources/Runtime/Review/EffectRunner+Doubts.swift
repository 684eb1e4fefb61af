import Evaluation
import Labeling
import ReviewUI
import Storage

extension EffectRunner {
    /// A list for people: the most doubtful, and how many there are.
    static let mostDoubts = 2_000
    private static let itemsBetweenWords = 20_000

    func run(_ effect: DoubtsEffect) {
        switch effect {
        case .find(let request, let labels, let models):
            let fail: @Sendable (String) -> Message = { .doubts(.failed(request, reason: $0)) }
            post(from: doubting, onFailure: fail) { [mailbox] store in
                let all = try store.counts()
                var builder = EvaluationBuilder(labels: labels, modelOrder: models)
                var read = 0
                try store.forEachAnnotated(groundTruthOnly: true) { item in
                    builder.add(item.annotated, truth: item.truth, number: item.number.value)
                    read += 1
                    if read % Self.itemsBetweenWords == 0 {
                        // Items with imported truth alone are not among the decided.
                        let of = max(read, min(all.items, all.decided + all.gold))
                        mailbox.post(.doubts(.progressed(request, read: read, of: of)))
                    }
                }
                let report = builder.doubts(most: Self.mostDoubts)
                return .doubts(
                    .found(request, report?.items.map(DoubtfulItem.init) ?? [], candidates: report?.candidates ?? 0))
            }
        }
    }
}

extension DoubtfulItem {
    init(_ doubt: Doubt) {
        self.init(
            number: ItemNumber(doubt.number), reasons: doubt.reasons.map { DoubtReason(.init($0.kind), $0.words) })
    }
}

extension DoubtReason.Source {
    init(_ kind: Doubt.Kind) {
        switch kind {
        case .models, .confident: self = .models
        case .reviewers: self = .peers
        case .fast, .unseen, .typedAhead: self = .making
        }
    }
}
