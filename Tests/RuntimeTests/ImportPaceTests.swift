import Interchange
import Testing

@testable import Runtime

@Suite struct ImportPaceTests {
    /// A transaction that takes as long as so many items a second say.
    private func settle(_ pace: inout ImportPace, isReviewed: Bool, perSecond: Double) -> Double {
        var seconds = 0.0
        for _ in 0..<40 {
            let count = pace.next(isReviewed: isReviewed)
            seconds = Double(count) / perSecond
            _ = pace.took(seconds, for: count)
        }
        return seconds
    }

    @Test(arguments: [5_000.0, 20_000, 100_000])
    func noTransactionKeepsAReviewerWaiting(perSecond: Double) {
        var pace = ImportPace()
        let alone = settle(&pace, isReviewed: false, perSecond: perSecond)
        #expect(alone <= 1.01, "an import alone writes much at once")
        #expect(alone >= min(0.4, 16_000 / perSecond))
        #expect(pace.next(isReviewed: true) <= 1_000, "the first beside a reviewer is small, whatever went before")
        let reviewed = settle(&pace, isReviewed: true, perSecond: perSecond)
        #expect(reviewed <= 0.07)
        #expect(pace.took(0.04, for: pace.next(isReviewed: true)) > 0, "who waits gets in between")
        #expect(pace.reading().records <= 10_000)
    }

    @Test func theLastSmallPieceDoesNotMakeTheNextOnesSmall() {
        var pace = ImportPace()
        _ = settle(&pace, isReviewed: true, perSecond: 50_000)
        let count = pace.next(isReviewed: true)
        _ = pace.took(0.001, for: 7)
        #expect(pace.next(isReviewed: true) == count)
    }

    @Test func theFirstBatchesAreSmallSoThatAnImportThatIsEndedEarlyGetsOn() {
        var pace = ImportPace()
        #expect((0..<6).map { _ in pace.reading().records } == [5_000, 10_000, 16_000, 16_000, 16_000, 16_000])
    }
}
