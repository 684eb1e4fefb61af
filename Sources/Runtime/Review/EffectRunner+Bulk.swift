import ReviewUI

extension EffectRunner {
    func run(_ effect: BulkEffect) {
        switch effect {
        case .placeholder: break
        }
    }
}
