import Labeling

/// Fills the columns from facts in any order of the items, a million in a second.
///
/// The result is that of adding the same items one by one.
struct FactsReader: Sendable {
    private var evidence: Evidence
    /// By the number of a word: the code of the label; `unread`: not asked for yet; `outside`: none of the set.
    private var codes: [Evidence.Code] = []
    /// By the number of a word: the model's number, or `unread`.
    private var models: [Int32] = []

    private static let unread: Int32 = .min
    private static let outside: Int32 = -2

    init(_ evidence: Evidence) { self.evidence = evidence }

    /// Takes a prediction; of several by one model the newest counts, as in `Evidence.add`.
    mutating func add(_ facts: PredictionFacts, words: WordTable) {
        guard facts.item.value > 0, facts.item.value <= Int64(Int32.max) else { return }
        let row = Int(facts.item.value) - 1
        let model = number(ofModel: facts.model, words)
        evidence.models[model].fill(upTo: row + 1)
        if evidence.models[model].isAnswered(row), let at = facts.at {
            let known = evidence.models[model].at[row]
            if known != AnswerColumns.noTime, at < known { return }
        }
        var code = Evidence.besides
        if facts.outcome == .labeled, facts.label >= 0 {
            let known = self.code(of: facts.label, words)
            if known >= 0 { code = known }
        }
        func word(_ number: Int32) -> String? { number < 0 ? nil : words.words[Int(number)] }
        evidence.models[model].put(
            facts, row: row, label: code, snapshot: word(facts.snapshot), promptVersion: word(facts.promptVersion))
    }

    private mutating func number(ofModel word: Int32, _ words: WordTable) -> Int {
        while models.count <= Int(word) { models.append(FactsReader.unread) }
        if models[Int(word)] == FactsReader.unread {
            models[Int(word)] = Int32(clamping: evidence.number(ofModel: words.words[Int(word)]))
        }
        return Int(models[Int(word)])
    }

    private mutating func code(of word: Int32, _ words: WordTable) -> Evidence.Code {
        while codes.count <= Int(word) { codes.append(FactsReader.unread) }
        if codes[Int(word)] == FactsReader.unread {
            let position = evidence.index.position(of: Label(words.words[Int(word)]))
            codes[Int(word)] = position.map(Evidence.code(ofLabel:)) ?? FactsReader.outside
        }
        return codes[Int(word)]
    }

    /// Takes the truth and the reviewers' decisions of all items, after all predictions.
    ///
    /// - Parameter groups: what each item is grouped by; empty: nothing.
    mutating func finish(_ facts: TaskFacts, groups: [String?]) -> Evidence {
        let (starts, order) = FactsReader.byItem(facts.decisions, items: facts.count)
        var reader = DecisionReader(words: facts.words)
        evidence.reserve(items: facts.count, ratings: facts.decisions.count)
        for item in 0..<facts.count {
            let group = groups.isEmpty ? nil : groups[item]
            let places = starts[item]..<starts[item + 1]
            if places.count == 1, facts.needed[item] == 1,
                addPlain(facts.decisions[Int(order[places.lowerBound])], item, facts, &reader, group: group)
            {
                continue
            }
            let gold = facts.gold[item] < 0 ? nil : Label(facts.words.words[Int(facts.gold[item])])
            let decisions = order[places].map { reader.decision(facts.decisions[Int($0)]) }
            let rule = facts.rule(of: item)
            evidence.add(
                AnnotatedItem(item: FactsReader.noItem, gold: gold, decisions: decisions),
                truth: GroundTruth.resolve(
                    decisions: decisions, gold: gold, policy: rule.policy, needed: rule.needed),
                number: Int64(item + 1), group: group, shuffle: facts.shuffles[item], needed: facts.needed[item])
        }
        evidence.finish()
        return evidence
    }

    /// Adds an item that one reviewer decides, and on which one decision stands, and is the truth: nearly all are like it.
    ///
    /// - Returns: false: the decision is not as plain, and nothing is added.
    private mutating func addPlain(
        _ decision: DecisionFacts, _ item: Int, _ facts: TaskFacts, _ reader: inout DecisionReader, group: String?
    ) -> Bool {
        guard !decision.isUndone, !decision.isAdjudication, decision.act != .policy, decision.action != .flag,
            decision.action != .skip
        else { return false }
        let label = decision.label < 0 ? Evidence.besides : code(of: decision.label, facts.words)
        guard label >= 0 else { return false }
        let shown = reader.bits(decision.shown, &evidence)
        let gold = facts.gold[item] < 0 ? Evidence.absent : code(of: facts.gold[item], facts.words)
        var row = RatingRow(
            reviewer: reader.reviewer(decision.reviewer, &evidence), label: label, at: decision.at,
            seconds: decision.seconds.map(Float.init) ?? .nan, shown: shown, firstChoice: Evidence.absent,
            probability: decision.probability)
        if decision.firstChoice >= 0 {
            row.firstChoice = max(code(of: decision.firstChoice, facts.words), Evidence.absent)
        }
        let look = reader.look(decision.exposure, &evidence)
        row.take(look)
        if decision.isUnclear { row.marks.insert(.unclear) }
        if decision.act != nil, look.isUnseen { row.marks.insert(.bulk) }
        evidence.addPlain(
            row, number: Int64(item + 1), gold: max(gold, Evidence.absent), group: group,
            shuffle: facts.shuffles[item])
        return true
    }

    private static let noItem = Item(id: Item.ID(""), text: "")

    /// Where the decisions of each item stand in the second list, which has their places in the order of the items.
    private static func byItem(_ decisions: [DecisionFacts], items: Int) -> (starts: [Int], order: [Int32]) {
        var starts = [Int](repeating: 0, count: items + 2)
        func row(_ decision: DecisionFacts) -> Int? {
            let number = decision.item.value
            return number > 0 && number <= Int64(items) ? Int(number) - 1 : nil
        }
        for decision in decisions { if let row = row(decision) { starts[row + 2] += 1 } }
        for row in 0..<items { starts[row + 2] += starts[row + 1] }
        var order = [Int32](repeating: 0, count: starts[items + 1])
        for (place, decision) in decisions.enumerated() {
            guard let row = row(decision) else { continue }
            order[starts[row + 1]] = Int32(clamping: place)
            starts[row + 1] += 1
        }
        starts.removeLast()
        return (starts, order)
    }
}
