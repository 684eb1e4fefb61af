import Foundation
import Labeling

/// Makes decisions of facts. What is written in JSON is read once for each spelling.
struct DecisionReader {
    private let words: WordTable
    private var shown: [Int32: [String]] = [-1: []]
    private var exposures: [Int32: Exposure?] = [-1: nil]
    /// By the number of a word, once it is known.
    private var bits: [UInt64?] = []
    private var looks: [ExposureLook?] = []
    private var reviewers: [Int32?] = []

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
            undoneAt: facts.isUndone ? Timestamp(milliseconds: facts.at) : nil, isAdjudication: facts.isAdjudication,
            isUnclear: facts.isUnclear)
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

    mutating func bits(_ number: Int32, _ evidence: inout Evidence) -> UInt64 {
        guard number >= 0 else { return 0 }
        while bits.count <= Int(number) { bits.append(nil) }
        if let known = bits[Int(number)] { return known }
        let made = evidence.bits(models(number))
        bits[Int(number)] = made
        return made
    }

    mutating func look(_ number: Int32, _ evidence: inout Evidence) -> ExposureLook {
        guard number >= 0 else { return ExposureLook() }
        while looks.count <= Int(number) { looks.append(nil) }
        if let known = looks[Int(number)] { return known }
        let made = evidence.look(exposure(number))
        looks[Int(number)] = made
        return made
    }

    mutating func reviewer(_ number: Int32, _ evidence: inout Evidence) -> Int32 {
        while reviewers.count <= Int(number) { reviewers.append(nil) }
        if let known = reviewers[Int(number)] { return known }
        let made = Int32(clamping: evidence.number(ofReviewer: words.words[Int(number)]))
        reviewers[Int(number)] = made
        return made
    }
}
