import ReviewUI

extension EffectRunner {
    func run(_ effect: OutsideEffect) {
        switch effect {
        case .placeholder: break
        }
    }
}
