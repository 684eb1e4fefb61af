import Labeling
import Testing

struct EscalationTests {
    private let legal = Label("legal")

    private func reason(
        _ prediction: Prediction, _ change: (inout SecondOpinionPolicy) -> Void = { _ in }
    ) -> EscalationReason? {
        var policy = SecondOpinionPolicy(sample: 0, labels: [legal])
        change(&policy)
        return policy.reason(after: prediction, of: Item.ID("t-1"))
    }

    private func labeled(_ label: String, _ confidence: Double?) -> Prediction {
        Prediction(model: "small", label: Label(label), confidence: confidence)
    }

    @Test func anAnswerBelowTheThresholdIsEscalated() {
        #expect(reason(labeled("other", 0.799)) == .lowConfidence)
        #expect(reason(labeled("other", 0.8)) == nil)
        #expect(reason(labeled("other", nil)) == .lowConfidence, "an answer without a confidence is not trusted")
        #expect(reason(labeled("other", nil)) { $0.belowConfidence = 0 } == nil)
        #expect(reason(labeled("other", 0)) { $0.belowConfidence = 0 } == nil)
        #expect(reason(labeled("other", 0.99)) { $0.belowConfidence = 1 } == .lowConfidence)
        #expect(reason(labeled("other", 1)) { $0.belowConfidence = 1 } == nil)
    }

    @Test func aNamedLabelIsEscalatedBeforeItsConfidenceIsLookedAt() {
        #expect(reason(labeled("legal", 0.99)) == .label)
        #expect(reason(labeled("legal", 0.1)) == .label)
    }

    @Test func anAnswerThatIsNoneIsEscalatedByItsOwnRule() {
        let refusal = Prediction(model: "small", outcome: .refusal)
        let truncated = Prediction(model: "small", outcome: .truncated)
        let invalid = Prediction(model: "small", invalidAnswer: "?", outcome: .invalidOutput)
        #expect(reason(refusal) == .refusal)
        #expect(reason(refusal) { $0.onRefusal = false } == nil)
        for prediction in [truncated, invalid] {
            #expect(reason(prediction) == .invalidOutput)
            #expect(reason(prediction) { $0.onInvalidOutput = false } == nil)
            #expect(reason(prediction) { $0.onRefusal = false } == .invalidOutput)
        }
    }

    @Test func theSampleTakesWhatNoOtherReasonTakes() {
        #expect(reason(labeled("other", 0.9)) { $0.sample = 1 } == .sample)
        #expect(reason(labeled("other", 0.1)) { $0.sample = 1 } == .lowConfidence)
        #expect(reason(labeled("legal", 0.9)) { $0.sample = 1 } == .label)
        let refused = reason(Prediction(model: "small", outcome: .refusal)) {
            $0.onRefusal = false
            $0.sample = 1
        }
        #expect(refused == .sample)
    }

    // MARK: Stable shares

    private let ids = (1...100_000).map { Item.ID("t-\($0)") }

    @Test(arguments: [0.01, 0.05, 0.5, 0.9])
    func aShareOfManyItemsIsCloseToTheShare(share: Double) {
        let taken = ids.count { StableShare.contains($0, share: share, purpose: "second-opinion") }
        let expected = share * Double(ids.count)
        // Five standard deviations of as many coin throws.
        let tolerance = 5 * (expected * (1 - share)).squareRoot()
        #expect(abs(Double(taken) - expected) < tolerance)
    }

    @Test func sharesOfDifferentPurposesAreIndependent() {
        let both = ids.count {
            StableShare.contains($0, share: 0.1, purpose: "second-opinion")
                && StableShare.contains($0, share: 0.1, purpose: "blind")
        }
        #expect(abs(both - 1_000) < 160)
    }

    @Test func aLargerShareContainsTheSmaller() {
        for id in ids.prefix(5_000) where StableShare.contains(id, share: 0.05, purpose: "blind") {
            #expect(StableShare.contains(id, share: 0.1, purpose: "blind"))
        }
    }

    @Test func nothingAndEverythingAreExact() {
        for id in ids.prefix(1_000) {
            #expect(!StableShare.contains(id, share: 0, purpose: "blind"))
            #expect(!StableShare.contains(id, share: -1, purpose: "blind"))
            #expect(StableShare.contains(id, share: 1, purpose: "blind"))
        }
    }

    /// Another hash would draw other items in tasks that are under way.
    @Test(arguments: [
        ("t-1", "second-opinion", 0.17671823953690569), ("t-2", "second-opinion", 0.7649499706655124),
        ("t-1", "blind", 0.3470290509467414), ("", "", 0.14838301097631856),
        ("h-0123456789abcdef", "blind", 0.9783488543964047), ("Ünïcode ✓", "second-opinion", 0.7212171641525605),
    ])
    func anItemNeverChangesItsPlace(id: String, purpose: String, place: Double) {
        #expect(StableShare.position(of: Item.ID(id), purpose: purpose) == place)
    }
}
