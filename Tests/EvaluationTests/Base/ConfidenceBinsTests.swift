import Evaluation
import Labeling
import Testing

/// What stated confidences are worth, by values worked out by hand.
struct ConfidenceBinsTests {
    private func count(_ thousandths: Int, _ n: Int, right: Int, blind: Int = 0, blindRight: Int = 0) -> ConfidenceCount
    {
        ConfidenceCount(thousandths: thousandths, n: n, right: right, blind: blind, blindRight: blindRight)
    }

    @Test func underThirtyItemsNothingIsSaid() {
        let table = ConfidenceTable([count(900, 29, right: 20)])
        #expect(table.bins.isEmpty)
        #expect(table.reliability(at: 0.9) == nil)
    }

    @Test func thirtyItemsHaveTheirShareAndWilsonsInterval() throws {
        let found = try #require(ConfidenceTable([count(950, 30, right: 24)]).reliability(at: 0.95))
        #expect(found.right == 24 && found.n == 30 && !found.isBlind)
        // (0.8 + 3.8415/60 -+ 1.96 sqrt(0.16/30 + 3.8415/3600)) / (1 + 3.8415/30)
        #expect(abs(found.low - 0.6269) < 0.0001 && abs(found.high - 0.9050) < 0.0001)
    }

    @Test func binsAreOfEqualMassAndTheRestGoesToTheLast() {
        // 310 items in 10 bins at most: 31 or more each; 40, 40, 40, … and 30 left over is a bin of its own.
        let sevenFull = (1...7).map { count($0 * 100, 40, right: $0) }
        #expect(
            ConfidenceTable(sevenFull + [count(990, 30, right: 9)]).bins.map(\.reliability.n) == Array(
                repeating: 40, count: 7) + [30])
        let merged = ConfidenceTable(sevenFull + [count(990, 29, right: 9)])
        #expect(merged.bins.map(\.reliability.n) == Array(repeating: 40, count: 6) + [69])
        #expect(merged.bins.last?.range == 0.7...0.99)
        #expect(merged.bins.last?.reliability.right == 16)
    }

    @Test func aConfidenceBetweenTwoBinsTakesTheNearerAndOneOutsideNone() {
        let table = ConfidenceTable([count(500, 40, right: 20), count(900, 50, right: 45)])
        #expect(table.reliability(at: 0.6)?.n == 40)
        #expect(table.reliability(at: 0.8)?.n == 50)
        #expect(table.reliability(at: 0.9004)?.n == 50)
        #expect(table.reliability(at: 0.95) == nil)
        #expect(table.reliability(at: 0.1) == nil)
    }

    @Test func enoughBlindTruthLeavesOutTheRest() {
        let blind = count(900, 500, right: 480, blind: 100, blindRight: 70)
        #expect(ConfidenceTable([blind]).reliability(at: 0.9)?.right == 70)
        #expect(ConfidenceTable([blind]).reliability(at: 0.9)?.isBlind == true)
        let few = count(900, 500, right: 480, blind: 99, blindRight: 70)
        #expect(ConfidenceTable([few]).reliability(at: 0.9)?.n == 500)
    }
}
