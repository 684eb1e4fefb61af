import Labeling

/// What a setting asks of a model, checked against what the model can do.
struct Requirements: Sendable {
    let setting: ModelSetting
    /// Nil: the model is not in the table, and everything is sent as it is asked for.
    let facts: ModelFacts?
    private(set) var notices: [String] = []
    /// The output limit of the answer alone, at least what the model's provider demands.
    private(set) var answerTokens: Int

    /// Thinking counts towards the output limit; a limit made for the answer alone would cut it.
    static let thinkingRoom = 4_096
    /// Without streaming, providers take no more: 3600 s × tokens / 128,000 would pass ten minutes.
    static let longestAnswer = 21_333

    /// - Parameter unlisted: said of the cost of a model that is not in the table.
    init(_ setting: ModelSetting, _ table: ModelTable) throws(InferenceError) {
        self.setting = setting
        facts = table.facts(for: setting.model)
        let floor = facts.map { $0.minimumCompletionTokens } ?? table.likelyMinimum(of: setting.model)
        answerTokens = max(setting.maxTokens, floor ?? 1)
        if facts == nil {
            notices.append("\(setting.model) is not in the model table of \(table.date): its cost is unknown")
        }
        if let warning = table.warning(for: setting.model) { notices.append(warning) }
        if answerTokens > setting.maxTokens, setting.maxTokens > 0 {
            notices.append(
                "max-tokens = \(setting.maxTokens) is raised to \(answerTokens): with less, \(setting.model) is cut off "
                    + "before it answers")
        }
        if setting.samples > 1, setting.temperature == 0 {
            notices.append(
                "samples = \(setting.samples) with temperature = 0: the answers will hardly differ, and their vote says "
                    + "nothing")
        }
        guard (1...100).contains(setting.samples) else {
            throw refusal("samples = \(setting.samples)", "a number from 1 to 100")
        }
    }

    /// Checks the output limit with this room for thinking, and gives both together.
    func limit(room: Int) throws(InferenceError) -> Int {
        let longest = min(Requirements.longestAnswer, facts?.maxOutputTokens ?? .max) - room
        guard (1...max(1, longest)).contains(setting.maxTokens), answerTokens <= longest else {
            throw refusal("max-tokens = \(setting.maxTokens)", "a number from 1 to \(max(1, longest))")
        }
        return answerTokens + room
    }

    /// The temperature to send; nil: none.
    mutating func temperature(upTo highest: Double, isThinking: Bool) throws(InferenceError) -> Double? {
        guard let temperature = setting.temperature else { return nil }
        guard (0...highest).contains(temperature) else {
            throw refusal("temperature = \(temperature)", "a number from 0 to \(highest == 1 ? "1" : "2")")
        }
        if facts?.acceptsSampling == false {
            notices.append("temperature is not sent: \(setting.model) does not accept it")
            return nil
        }
        if isThinking {
            notices.append("temperature is not sent: \(setting.model) does not accept it while it thinks")
            return nil
        }
        return temperature
    }

    /// The forms to try.
    ///
    /// - Parameters:
    ///   - possible: that the protocol has, the strictest first.
    ///   - untold: to be tried one after the other with a model that the table does not know.
    ///   - isStrict: whether a form that the table does not list for the model cannot be had; else it is sent as asked
    ///     for, with a notice: what a model takes there depends on who serves it.
    mutating func forms(
        possible: [ModelSetting.AnswerForm], untold: [ModelSetting.AnswerForm], isStrict: Bool
    ) throws(InferenceError) -> [ModelSetting.AnswerForm] {
        let known = facts.map { facts in possible.filter { facts.forms.contains($0) } }
        guard let asked = setting.answerForm else { return known.map { Array($0.prefix(1)) } ?? untold }
        guard (isStrict ? known ?? possible : possible).contains(asked) else {
            let others = (known ?? possible).map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
            throw refusal("answer-form = \"\(asked.rawValue)\"", "one of \(others)")
        }
        if known?.contains(asked) == false {
            notices.append("\(setting.model) is not known to take answer-form = \"\(asked.rawValue)\"")
        }
        return [asked]
    }

    mutating func note(_ notice: String) { notices.append(notice) }

    func refusal(_ key: String, _ advice: String) -> InferenceError {
        InferenceError(kind: .configuration, message: "\(key) for \(setting.model): use \(advice)")
    }
}
