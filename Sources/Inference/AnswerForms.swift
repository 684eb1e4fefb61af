import Labeling
import Synchronization

/// In which form the questions of a run are asked: the strictest that the model turned out to take.
final class AnswerForms: Sendable {
    private struct State {
        var position = 0
        /// Accepted by the provider at least once.
        var proven: Set<ModelSetting.AnswerForm> = []
        /// Where an empty answer led, and a full one came.
        var settled: ModelSetting.AnswerForm?
        var notices: [String] = []
    }

    private let forms: [ModelSetting.AnswerForm]
    private let model: String
    private let state = Mutex(State())

    /// - Parameter forms: the strictest first; not empty.
    init(_ forms: [ModelSetting.AnswerForm], model: String) {
        self.forms = forms
        self.model = model
    }

    var current: ModelSetting.AnswerForm {
        state.withLock { $0.settled ?? forms[$0.position] }
    }

    var notices: [String] { state.withLock { $0.notices } }

    func isProven(_ form: ModelSetting.AnswerForm) -> Bool { state.withLock { $0.proven.contains(form) } }

    func accepted(_ form: ModelSetting.AnswerForm) {
        state.withLock { _ = $0.proven.insert(form) }
    }

    /// The request in this form was refused. True: ask again, in what is now `current`.
    func stepDown(from form: ModelSetting.AnswerForm, status: Int?) -> Bool {
        state.withLock { state in
            guard state.settled == nil, !state.proven.contains(form), let place = forms.firstIndex(of: form),
                place + 1 < forms.count
            else { return false }
            // Others may have been there first: of requests under way at once, each is refused.
            if state.position == place {
                state.position += 1
                let said = status.map { " (\($0))" } ?? ""
                state.notices.append(
                    "\(model) was not taken with answer-form = \"\(form.rawValue)\"\(said): "
                        + "\"\(forms[state.position].rawValue)\" is used from here on")
            }
            return true
        }
    }

    /// The other form gave nothing, this one an answer.
    func settle(on form: ModelSetting.AnswerForm) {
        state.withLock { state in
            guard state.settled != form else { return }
            state.settled = form
            state.notices.append(
                "\(model) answered a structured request with nothing: answer-form = \"\(form.rawValue)\" is used from "
                    + "here on")
        }
    }
}
