import Labeling
import ReviewUI
import Storage

extension EffectRunner {
    func run(_ effect: CareEffect) {
        switch effect {
        case .lease(let request, let items):
            guard let leases else {
                mailbox.post(.care(.leaseFailed(request, reason: "this session shares no items")))
                return
            }
            post(from: writes, onFailure: { .care(.leaseFailed(request, reason: $0)) }) { _ in
                let (granted, others) = try leases.take(items)
                return .care(.leased(request, granted, others: others))
            }
        case .sumWork(let request):
            post(from: reads, onFailure: { _ in .care(.worked(request, seconds: nil)) }) { [reviewer] store in
                .care(.worked(request, seconds: try store.workedSeconds(by: reviewer, since: Timestamp.now().midnight)))
            }
        }
    }
}
