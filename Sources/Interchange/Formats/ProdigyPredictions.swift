import Labeling

extension ProdigyDecoder {
    /// The names under which our export puts models' answers into `meta`: those of our CSV.
    static let opinions = ["first", "second"]

    /// What models said: in the meta of our export, else in `score` beside a `label`, else in the scores of the options.
    func predictions(_ fields: FieldReader, meta: inout [JSONDocument.Member]) -> [Prediction] {
        var result: [Prediction] = []
        for opinion in ProdigyDecoder.opinions {
            func member(_ name: String) -> JSONDocument? { meta.first { $0.key == "\(opinion)_\(name)" }?.value }
            guard case .string(let model)? = member("model"), case .string(let label)? = member("label"),
                ForeignRules.word(member("model")) != nil
            else { continue }
            result.append(rules.prediction(model, names(label), score: ForeignRules.number(member("confidence"))))
            meta.removeAll { ["model", "label", "confidence"].map { "\(opinion)_\($0)" }.contains($0.key) }
        }
        guard result.isEmpty else { return result }
        if let prediction = scored(fields, meta) ?? scoredOptions(fields, meta) { return [prediction] }
        return []
    }

    private func names(_ label: String) -> [String] {
        guard rules.rule.allowsSeveral, let members = rules.rule.labels?.members(of: Label(label)) else {
            return [label]
        }
        return members.map(\.name)
    }

    private func model(_ fields: FieldReader, _ meta: [JSONDocument.Member]) -> String {
        ForeignRules.word(fields.value("model")) ?? ForeignRules.word(meta.first { $0.key == "model" }?.value)
            ?? ProdigyDecoder.tool
    }

    /// A score is that of the label the question is about. Under a half it does not say which label the model would give.
    private func scored(_ fields: FieldReader, _ meta: [JSONDocument.Member]) -> Prediction? {
        guard case .string(let label)? = fields.value("label"), !rules.rule.allowsSeveral,
            let score = ForeignRules.number(fields.value("score")), (0.5...1).contains(score)
        else { return nil }
        return rules.prediction(model(fields, meta), [label], score: score)
    }

    /// Options that each have a score, as `meta` or `score`: the model's label is that of the highest.
    private func scoredOptions(_ fields: FieldReader, _ meta: [JSONDocument.Member]) -> Prediction? {
        guard case .array(let options)? = fields.value("options"), !options.isEmpty, !rules.rule.allowsSeveral else {
            return nil
        }
        var best: (name: String, score: Double)?
        for option in options {
            guard let id = ForeignRules.word(option["id"]),
                let score = ForeignRules.number(option["score"]) ?? ForeignRules.number(option["meta"]),
                (0...1).contains(score)
            else { return nil }
            if score > best?.score ?? -1 {
                let text = ForeignRules.word(option["text"])
                best = (rules.rule.known(id) == nil ? text ?? id : id, score)
            }
        }
        return best.map { rules.prediction(model(fields, meta), [$0.name], score: $0.score) }
    }
}
