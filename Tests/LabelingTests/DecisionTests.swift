import Labeling
import Testing

struct DecisionTests {
    private let a = Label("a")
    private let b = Label("b")

    private func decision(_ verdict: Verdict, _ at: Int64, undone: Bool = false) -> Decision {
        Decision(
            reviewer: "ana", verdict: verdict, at: Timestamp(milliseconds: at),
            undoneAt: undone ? Timestamp(milliseconds: at + 1) : nil, undoneBy: undone ? "ana" : nil)
    }

    @Test func aVerdictHasALabelExactlyWhereItsActionNeedsOne() {
        for action in Verdict.Action.allCases {
            let needsLabel = action == .accept || action == .override
            #expect((Verdict(action: action, label: a) != nil) == needsLabel)
            #expect((Verdict(action: action, label: nil) != nil) == !needsLabel)
            let verdict = Verdict(action: action, label: needsLabel ? a : nil)
            #expect(verdict?.action == action)
            #expect(verdict?.label == (needsLabel ? a : nil))
        }
    }

    @Test func theLastDecisionInTimeIsTheTruth() {
        let truth = GroundTruth.resolve(decisions: [decision(.accept(a), 2), decision(.override(b), 1)], gold: nil)
        #expect(truth == GroundTruth(label: a, provenance: .single, decision: decision(.accept(a), 2)))
    }

    @Test func amongEqualTimesTheLaterRecordedWins() {
        let truth = GroundTruth.resolve(decisions: [decision(.accept(a), 1), decision(.override(b), 1)], gold: nil)
        #expect(truth?.label == b)
    }

    @Test func aDecisionThatWasTakenBackDecidesNothing() {
        let decisions = [decision(.accept(a), 1), decision(.override(b), 2, undone: true)]
        #expect(GroundTruth.resolve(decisions: decisions, gold: nil)?.label == a)
        #expect(GroundTruth.resolve(decisions: [decision(.accept(a), 1, undone: true)], gold: nil) == nil)
        #expect(
            GroundTruth.resolve(decisions: [decision(.accept(a), 1, undone: true)], gold: b)
                == GroundTruth(label: b, provenance: .imported))
    }

    @Test func aSkipChangesNothing() {
        #expect(GroundTruth.resolve(decisions: [decision(.accept(a), 1), decision(.skip, 2)], gold: nil)?.label == a)
        #expect(GroundTruth.resolve(decisions: [decision(.skip, 1)], gold: b)?.provenance == .imported)
        #expect(GroundTruth.resolve(decisions: [decision(.skip, 1)], gold: nil) == nil)
    }

    @Test func aFlagTakesTheItemOutUntilSomebodyDecides() {
        #expect(GroundTruth.resolve(decisions: [decision(.accept(a), 1), decision(.flag, 2)], gold: b) == nil)
        let later = [decision(.flag, 1), decision(.accept(a), 2)]
        #expect(GroundTruth.resolve(decisions: later, gold: nil)?.label == a)
        let undone = [decision(.accept(a), 1), decision(.flag, 2, undone: true)]
        #expect(GroundTruth.resolve(decisions: undone, gold: nil)?.label == a)
    }

    @Test func aRejectionIsTruthWithoutALabel() throws {
        let truth = try #require(GroundTruth.resolve(decisions: [decision(.reject, 1)], gold: a))
        #expect(truth.label == nil)
        #expect(truth.provenance == .single)
    }

    @Test func importedGoldHoldsUntilADecisionReplacesIt() {
        #expect(GroundTruth.resolve(decisions: [], gold: a) == GroundTruth(label: a, provenance: .imported))
        #expect(GroundTruth.resolve(decisions: [decision(.override(b), 1)], gold: a)?.label == b)
        #expect(GroundTruth.resolve(decisions: [], gold: nil) == nil)
    }
}
