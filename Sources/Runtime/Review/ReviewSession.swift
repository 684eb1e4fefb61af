package import Cells
import Foundation
import Labeling
package import ReviewUI
package import Terminal

/// The review in the terminal: keys and answers in, screens and effects out, on one plain thread.
package struct ReviewSession {
    private let mailbox: Mailbox
    private let runner: EffectRunner
    private let pager: Pager

    package init(mailbox: Mailbox, runner: EffectRunner, pager: Pager = Pager()) {
        self.mailbox = mailbox
        self.runner = runner
        self.pager = pager
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
            model.outside.abilities = TerminalAbilities(
                whyNoMouse: terminal.whyNoMouse, whyNoClipboard: terminal.whyNoClipboard, whyNoPager: pager.whyNone)
            if model.outside.abilities.whyNoMouse != nil { model.outside.usesMouse = false }
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
            var steps = (events.compactMap(Step.init) + mailbox.drain().map(Step.message))[...]
            var isNews = false
            // A key is seen on screen before anything is read for the next ones: the threads that read would take
            // the core from it.
            var reads: [Effect] = []
            while let step = steps.popFirst() {
                guard case .message(let message) = step else {
                    // While it is stopped nothing can be saved, and it may never be continued.
                    runner.finishWrites()
                    terminal.suspend()
                    isNews = true
                    steps.insert(.message(.resized(terminal.size)), at: steps.startIndex)
                    steps.insert(.message(.care(.stopped(milliseconds: terminal.takeStopped()))), at: steps.startIndex)
                    continue
                }
                if step.isTyped { runner.leases?.touch() }
                let isOutOfSight = model.isOutOfSight(message)
                let effects = update(&model, message, now: .now())
                if !isOutOfSight || !effects.allSatisfy(\.isReadAhead) { isNews = true }
                for effect in effects {
                    switch effect {
                    case _ where effect.isReadAhead: reads.append(effect)
                    case .quit: quits = true
                    case .redraw: terminal.redraw()
                    case .outside(.copy(let text)): terminal.copy(text)
                    case .outside(.open(let request, let text)):
                        let pager = pager
                        let isUTF8 = terminal.isUTF8
                        let failure = terminal.outside(stops: pager.stops) { pager.show(text, ascii: !isUTF8) }
                        // What was typed along with the key was meant for the program.
                        steps.removeAll(where: \.isTyped)
                        steps.insert(.message(.resized(terminal.size)), at: steps.startIndex)
                        steps.insert(.message(.outside(.closed(request, failure: failure))), at: steps.startIndex)
                    case .typing(.useTheme(let name)):
                        if let palette = runner.themes?.palette(name) { terminal.use(palette) }
                    default: runner.run([effect])
                    }
                }
            }
            if quits { return }
            if isNews { terminal.draw(view(model)) }
            runner.run(reads)
        }
    }
}

/// What the loop does next, in the order it happened.
private enum Step {
    case message(Message)
    /// Stop the program, until somebody continues it.
    case stop

    init?(_ event: Event) {
        switch event {
        case .key(let key): self = .message(.key(key))
        case .paste(let text): self = .message(.paste(text))
        case .mouse(let mouse): self = .message(.outside(.mouse(mouse)))
        case .resized(let size): self = .message(.resized(size))
        case .signal, .inputClosed: self = .message(.ended)
        case .stop: self = .stop
        case .wake: return nil
        }
    }

    var isTyped: Bool {
        switch self {
        case .message(.key), .message(.paste), .message(.outside(.mouse)), .stop: true
        case .message: false
        }
    }
}
