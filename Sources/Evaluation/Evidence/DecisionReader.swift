import Foundation
import Labeling

/// Makes decisions of facts. What is written in JSON is read once for each spelling.
struct DecisionReader {
    private let words: WordTable
    private var shown: [Int32: [String]] = [-1: []]
    private var exposures: [Int32: Exposure?] = [-1: nil]

    init(words: WordTable) { self.words = words }

    mutating func decision(_ facts: DecisionFacts) -> Decision {
        let label = word(facts.label).map(Label.init)
        return Decision(
            reviewer: word(facts.reviewer) ?? "",
            // What does not belong together decides nothing; a store does not hold it.
            verdict: Verdict(action: facts.action, label: label) ?? .skip, at: Timestamp(milliseconds: facts.at),
            seconds: facts.seconds, shown: models(facts.shown), firstChoice: word(facts.firstChoice).map(Label.init),
            probability: facts.probability, exposure: exposure(facts.exposure),
            act: facts.act.map { Act(key: "", kind: $0) },
            undoneAt: facts.isUndone ? Timestamp(milliseconds: facts.at) : nil)
    }

    private func word(_ number: Int32) -> String? { number < 0 ? nil : words.words[Int(number)] }

    mutating func models(_ number: Int32) -> [String] {
        if let known = shown[number] { return known }
        let names = word(number).flatMap { try? JSONDecoder().decode([String].self, from: Data($0.utf8)) } ?? []
        shown[number] = names
        return names
    }

    mutating func exposure(_ number: Int32) -> Exposure? {
        if let known = exposures[number] { return known }
        let exposure = word(number).flatMap { try? JSONDecoder().decode(Exposure.self, from: Data($0.utf8)) }
        exposures[number] = .some(exposure)
        return exposure
    }
}
