import Evaluation
import Labeling
import ReviewUI
import Storage

extension EffectRunner {
    /// A list for people: the most doubtful, and how many there are.
    static let mostDoubts = 2_000
    private static let itemsBetweenWords: Int64 = 20_000

    func run(_ effect: DoubtsEffect) {
        switch effect {
        case .find(let request, let labels, let models):
            let fail: @Sendable (String) -> Message = { .doubts(.failed(request, reason: $0)) }
            post(from: doubting, onFailure: fail) { [mailbox, reviewer] store in
                let items = try store.counts().items
                var builder = EvaluationBuilder(labels: labels, modelOrder: models)
                var newest: Int64 = 0
                let facts = try store.facts { prediction, words in
                    builder.add(prediction, words: words)
                    guard prediction.item.value >= newest + Self.itemsBetweenWords else { return }
                    newest = prediction.item.value
                    mailbox.post(.doubts(.progressed(request, read: Int(newest), of: max(Int(newest), items))))
                }
                builder.finish(facts)
                let report = builder.doubts(most: Self.mostDoubts) { labels.title(of: $0) }
                let all = report?.items.map(DoubtfulItem.init) ?? []
                // To be listed says that the label which others gave is not the one that the models gave.
                let hidden = Set(
                    try store.rows(all.map(\.number)).filter { $0.wantsVote(of: reviewer) && $0.votes > 0 }.map(
                        \.number))
                return .doubts(
                    .found(
                        request, all.filter { !hidden.contains($0.number) },
                        candidates: (report?.candidates ?? 0) - hidden.count))
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
