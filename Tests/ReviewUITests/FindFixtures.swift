import Labeling
import ReviewUI

extension FindEffect {
    var isWrite: Bool {
        switch self {
        case .save, .forget: true
        case .loadContext, .findMatches: false
        }
    }

    /// What a store says in which a review's filters are kept nowhere for long.
    var answer: Message {
        switch self {
        case .loadContext(let request, let labels):
            .find(.contextLoaded(request, FilterContext(labels: labels, reviewers: ["ana", "ben"]), []))
        case .save(let request, let filter): .find(.filtersChanged(request, [filter]))
        case .forget(let request, _): .find(.filtersChanged(request, []))
        case .findMatches(let request, let patterns, let text):
            .find(.matchesFound(request, placesOf(patterns, in: text)))
        }
    }
}

extension Bench {
    func answer(to effect: FindEffect) -> Message? { effect.answer }
}
