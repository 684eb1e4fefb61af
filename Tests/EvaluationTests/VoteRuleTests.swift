import Labeling
import Testing

@testable import Evaluation

/// `ItemVotes` says for one item, and the store in SQL, what `TruthResolution` says over columns: all three must agree.
@Suite struct VoteRuleTests {
    /// Decisions of three reviewers and one who adjudicates, some taken back, at times that are often equal.
    private func decisions(_ generator: inout Xorshift) -> [Decision] {
        (0..<generator.below(7)).map { _ in
            let isAdjudication = generator.below(8) == 0
            let label = Label("L\(generator.below(3))")
            var verdict: Verdict = generator.below(2) == 0 ? .accept(label) : .override(label)
            switch generator.below(10) {
            case 0: verdict = .reject
            case 1 where !isAdjudication: verdict = .flag
            case 2 where !isAdjudication: verdict = .skip
            default: break
            }
            let isUndone = generator.below(5) == 0
            return Decision(
                reviewer: "r\(generator.below(3))", verdict: verdict,
                at: Timestamp(milliseconds: Int64(generator.below(4))),
                undoneAt: isUndone ? Timestamp(milliseconds: 9) : nil, isAdjudication: isAdjudication)
        }
    }

    @Test(arguments: [TruthPolicy.single, .majority, .adjudicated], [1, 2, 3])
    func theRuleOverColumnsIsThatOfOneItem(_ policy: TruthPolicy, _ needed: Int) {
        var generator = Xorshift(seed: UInt64(needed * 7 + 1))
        var items: [AnnotatedItem] = []
        for number in 0..<2_000 {
            var item = AnnotatedItem(item: Item(id: .init("\(number)"), text: "t"))
            item.decisions = decisions(&generator)
            if generator.below(3) == 0 { item.gold = Label("L\(generator.below(3))") }
            items.append(item)
        }
        var builder = EvaluationBuilder(labelNames: ["L0", "L1", "L2"])
        for item in items { builder.add(item) }
        var settings = EvaluationSettings()
        (settings.truth, settings.overlap) = (policy, needed)
        let found = Dictionary(uniqueKeysWithValues: builder.resolvedTruth(settings).map { ($0.item, $0) })
        for (place, item) in items.enumerated() {
            let expected = GroundTruth.resolve(
                decisions: item.decisions, gold: item.gold, policy: policy, needed: needed)
            let truth = found[Int64(place + 1)]
            #expect(truth.map { $0.label } == expected.map { $0.label }, "\(item)")
            #expect(truth?.provenance == expected?.provenance, "\(item)")
        }
    }
}

private struct Xorshift {
    private var state: UInt64
    init(seed: UInt64) { state = seed &* 0x9e37_79b9_7f4a_7c15 | 1 }
    mutating func below(_ bound: Int) -> Int {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Int(state >> 33) % bound
    }
}
