import ReviewUI

extension EffectRunner {
    func run(_ effect: OutsideEffect) {
        switch effect {
        // What needs the terminal is its owner's: `ReviewSession`. Without one, this is never asked for.
        case .copy: break
        case .open(let request, _):
            mailbox.post(.outside(.closed(request, failure: "There is no terminal to read the text on.")))
        }
    }
}
