import ReviewUI

extension EffectRunner {
    func run(_ effect: FindEffect) {
        switch effect {
        case .placeholder: break
        }
    }
}
