import Dispatch
import ReviewUI
import Storage

extension EffectRunner {
    func run(_ effect: FindEffect) {
        let request = effect.request
        func fail(_ words: String) -> @Sendable (String) -> Message {
            { .find(.failed(request, reason: "\(words): \($0)")) }
        }
        switch effect {
        case .loadContext(_, let labels):
            post(from: reads, onFailure: fail("Cannot read the store")) { store in
                .find(.contextLoaded(request, try store.filterContext(labels), try store.savedFilters()))
            }
        case .save(_, let filter):
            post(from: writes, onFailure: fail("Filter NOT kept")) { [reviewer] store in
                try store.save(filter, by: reviewer)
                return .find(.filtersChanged(request, try store.savedFilters()))
            }
        case .forget(_, let name):
            post(from: writes, onFailure: fail("Filter NOT forgotten")) { store in
                _ = try store.forgetFilter(named: name)
                return .find(.filtersChanged(request, try store.savedFilters()))
            }
        case .findMatches(_, let patterns, let text):
            texts.async { [mailbox] in
                mailbox.post(.find(.matchesFound(request, placesOf(patterns, in: text))))
            }
        }
    }
}
