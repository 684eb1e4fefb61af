import Labeling
import Testing

/// Shares as an acceptance by rule tells them.
struct AcceptanceWordsTests {
    @Test(arguments: [
        (75.0 / 119, "63 %"), (0.5, "50 %"), (0.0149, "1.5 %"), (0.0141, "1.4 %"), (0.0996, "10 %"), (0.0, "0.0 %"),
        (1.0, "100 %"), (0.637, "64 %"),
    ])
    func aShareIsRoundedToTheNearest(share: Double, words: String) {
        #expect(share.percent == words)
    }

    @Test(arguments: [(0.0761, "7.7 %"), (0.1001, "11 %"), (0.03, "3.0 %")])
    func anUpperBoundIsRoundedUp(bound: Double, words: String) {
        #expect(bound.percentAtMost == words)
    }
}
