package import Cells
import Foundation
import Labeling
package import ReviewUI
package import Terminal

/// The review in the terminal: keys and answers in, screens and effects out, on one plain thread.
package struct ReviewSession {
    private let mailbox: Mailbox
    private let runner: EffectRunner

    package init(mailbox: Mailbox, runner: EffectRunner) {
        self.mailbox = mailbox
        self.runner = runner
    }

    /// Reviews until the reviewer quits or the terminal is gone; then nothing is unsaved. The terminal is restored.
    ///
    /// - Parameter makeModel: the review's beginning on a terminal of this size; `isASCII` where it draws no more.
    package func run(
        palette: Palette, makeModel: (_ size: Size, _ isASCII: Bool) -> ReviewModel
    ) throws(Failure) {
        do {
            var terminal = try Console(palette: palette)
            var model = makeModel(terminal.size, !terminal.isUTF8)
            try loop(&model, &terminal)
        } catch let error as TerminalError {
            throw Failure(.usage, "\(error)\nrenga review --plain needs no terminal.")
        } catch let error as Failure {
            throw error
        } catch {
            throw Failure(.inputOutput, "\(error)")
        }
    }

    private func loop(_ model: inout ReviewModel, _ terminal: inout Console) throws {
        runner.run(model.start())
        terminal.draw(view(model))
        while true {
            let events = try terminal.wait(timeoutMilliseconds: nil, wake: mailbox.descriptor)
            var quits = false
            let stopped = terminal.takeStopped()
            let pause: [Message] = stopped > 0 ? [.care(.stopped(milliseconds: stopped))] : []
            for message in pause + events.compactMap(Message.init) + mailbox.drain() {
                for effect in update(&model, message, now: .now()) {
                    switch effect {
                    case .quit: quits = true
                    case .redraw: terminal.redraw()
                    default: runner.run([effect])
                    }
                }
            }
            if quits { return }
            terminal.draw(view(model))
        }
    }
}

extension Message {
    fileprivate init?(_ event: Event) {
        switch event {
        case .key(let key): self = .key(key)
        case .paste(let text): self = .paste(text)
        case .resized(let size): self = .resized(size)
        case .signal, .inputClosed: self = .ended
        case .wake: return nil
        }
    }
}
