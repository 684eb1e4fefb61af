import Interchange
import Labeling
import Testing

@Suite struct ExportSplitsTests {
    @Test func sharesAreReadWithAndWithoutNames() throws {
        #expect(try ExportSplits("80/10/10").names == ["train", "dev", "test"])
        #expect(try ExportSplits("80/10/10", middle: "validation").names == ["train", "validation", "test"])
        #expect(try ExportSplits("90/10").names == ["train", "test"])
        #expect(try ExportSplits("a=33.3,b=33.3,c=33.4").names == ["a", "b", "c"])
        #expect(try ExportSplits("all=100").parts.map(\.end) == [1])
    }

    @Test(arguments: [
        "", "80", "80/10", "80/10/5/5", "80/-1/21", "100/0", "nan/100", "a=50,b=60", "a=50", "a=50,A=50", "a/b=50,c=50",
        "=50,b=50", "a=50,b", "../x=50,b=50", "1e2=50", "80/20/", "∞/1",
    ])
    func whatIsNoSplitIsRefused(text: String) {
        #expect(throws: ExportSplitsProblem.self) { try ExportSplits(text) }
    }

    @Test func everyItemIsInOneSplitInAboutTheirShares() throws {
        let splits = try ExportSplits("70/20/10")
        var counts = [0, 0, 0]
        for number in 0..<20_000 { counts[splits.index(of: Item.ID("item-\(number)"))] += 1 }
        // Five standard deviations.
        for (count, share) in zip(counts, [0.7, 0.2, 0.1]) {
            #expect(abs(Double(count) - 20_000 * share) < 5 * (20_000 * share * (1 - share)).squareRoot())
        }
        #expect(splits.index(ofPosition: 0) == 0 && splits.index(ofPosition: 0.999_999_999_999) == 2)
    }

    @Test func theSplitOfAnItemIsKnownForGood() throws {
        // A split that a release changed would put what was learned from into the test.
        let splits = try ExportSplits("80/10/10")
        let known = (0..<24).map { splits.index(of: Item.ID("t-\($0)")) }
        #expect(known.map(String.init).joined() == "000010000010000000000000")
        // More for one split takes from the next and leaves the others where they are.
        let more = try ExportSplits("90/5/5")
        #expect((0..<24).allSatisfy { known[$0] != 0 || more.index(of: Item.ID("t-\($0)")) == 0 })
    }
}
