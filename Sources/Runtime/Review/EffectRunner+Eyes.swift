import ReviewUI

extension EffectRunner {
    func run(_ effect: EyesEffect) {
        switch effect {
        case .placeholder: break
        }
    }
}
