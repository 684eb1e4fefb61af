extension ModelServer.Usage {
    /// How the server counts a prompt: four bytes a token, and a cache that knows whole prefixes.
    ///
    /// - Parameter cached: the prefixes that were there before; those that this question writes are added.
    init(_ question: ModelServer.Question, _ model: ServedModel, cached: inout Set<String>) {
        func tokens(_ bytes: Int) -> Int { (bytes + 3) / 4 }
        self.init()
        input = tokens(question.promptBytes) + question.hiddenTokens + question.imageTokens
        var counted = 0
        // From the longest prefix that is there already, everything further is written.
        let marks = question.breakpoints.map {
            (key: "\(model.name)\u{0}\($0.prefix)", tokens: tokens($0.prefix.utf8.count), isHour: $0.isHour)
        }.filter { $0.tokens >= model.minimumPrefix }
        if let known = marks.lastIndex(where: { cached.contains($0.key) }) {
            read = marks[known].tokens
            counted = read
        }
        for mark in marks where mark.tokens > counted {
            if mark.isHour { written1h += mark.tokens - counted } else { written5m += mark.tokens - counted }
            counted = mark.tokens
        }
        for mark in marks { cached.insert(mark.key) }
        input -= counted
    }

    /// With what the model says, cut to what the request allows.
    ///
    /// - Returns: whether it was cut.
    mutating func add(_ answer: ModelServer.Answer, to question: ModelServer.Question, _ model: ServedModel) -> Bool {
        reasoning = answer.reasoningTokens ?? (question.isThinking ? model.isR1 ? 600 : 64 : 0)
        output = answer.outputTokens
        if answer.reasoningTokens == nil, answer.outputTokens > 0 { output += reasoning }
        reasoning = min(reasoning, output)
        let limit = question.maximumTokens
        guard output > limit else { return false }
        output = limit
        reasoning = min(reasoning, limit)
        return true
    }
}
