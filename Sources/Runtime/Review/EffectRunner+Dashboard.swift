import Dispatch
import Labeling
import ReviewUI

extension EffectRunner {
    func run(_ effect: DashboardEffect) {
        switch effect {
        case .load(let request, let query, let milliseconds):
            pictures.asyncAfter(deadline: .now() + .milliseconds(Int(clamping: milliseconds))) { [store, mailbox] in
                do {
                    var query = query
                    // Pace and budgets are as of the reading, not of the wish.
                    query.now = max(query.now, .now())
                    mailbox.post(.dashboard(.loaded(request, try DashboardReading(store: store, query: query).read())))
                } catch {
                    mailbox.post(.dashboard(.failed(request, reason: "\(error)")))
                }
            }
        }
    }
}
