import Labeling
import ReviewUI
import Storage

extension EffectRunner {
    func run(_ effect: DisputeEffect) {
        switch effect {
        case .tag(let request, let isUnclear, let number, let at):
            post(from: writes, onFailure: { .disputes(.tagFailed(request, reason: $0)) }) { [reviewer] store in
                guard try store.tag(unclear: isUnclear, on: number, by: reviewer, at: at) else {
                    return .disputes(.tagFailed(request, reason: "no decision of yours stands on this item"))
                }
                return .disputes(.tagged(request, try store.counts()))
            }
        }
    }
}
