import ReviewUI

extension EffectRunner {
    func run(_ effect: CareEffect) {
        switch effect {
        case .placeholder: break
        }
    }
}
