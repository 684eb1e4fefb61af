import Dispatch
import ReviewUI

extension EffectRunner {
    func run(_ effect: TypingEffect) {
        switch effect {
        case .readTheme(let request, let name):
            reads.async { [themes, mailbox] in
                do throws(Failure) {
                    guard let themes else { throw Failure(.usage, "this review draws no colours") }
                    try themes.load(name)
                    mailbox.post(.typing(.themeRead(request, name)))
                } catch {
                    mailbox.post(.typing(.themeFailed(request, name, reason: error.message)))
                }
            }
        case .remember(let line):
            keeping.async { [history, mailbox] in
                if let reason = history?.add(line) { mailbox.post(.typing(.historyFailed(reason: reason))) }
            }
        // The session's, which has the terminal.
        case .useTheme: break
        }
    }
}
