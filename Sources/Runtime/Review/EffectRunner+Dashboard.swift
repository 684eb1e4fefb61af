import ReviewUI

extension EffectRunner {
    func run(_ effect: DashboardEffect) {
        switch effect {
        case .placeholder: break
        }
    }
}
