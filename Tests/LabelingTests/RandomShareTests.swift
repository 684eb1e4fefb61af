import Foundation
import TestSupport
import Testing

@testable import Labeling

@Suite struct RandomShareTests {
    private func numbers(_ values: some Sequence<Int>) -> [ItemNumber] { values.map { ItemNumber(Int64($0)) } }

    @Test(arguments: [0, 0.01, 0.1, 0.25, 1.0 / 3, 0.5, 0.9, 1])
    func anyStretchOfAListHasItsShare(share: Double) {
        let places = (0..<3_000).map { RandomShare.holds($0, share: share) }
        for length in [1, 5, 10, 100, 1_000] {
            for start in stride(from: 0, through: 3_000 - length, by: 97) {
                let count = places[start..<(start + length)].count { $0 }
                #expect(abs(Double(count) - share * Double(length)) <= 1, "\(count) of \(length) from \(start)")
            }
        }
        #expect(places[0] == (share > 0.5 || share == 1 || share == 0.5))
    }

    @Test func theListHasEveryItemOnceAndTheShareInTheRandomOrder() {
        var random = SeededGenerator(seed: 3)
        for share in [0.05, 0.1, 0.5, 1] {
            let ordered = numbers(1...500).shuffled(using: &random)
            let shuffled = numbers(1...500).shuffled(using: &random)
            let mixed = RandomShare.mix(ordered, with: shuffled, share: share)
            #expect(Set(mixed.numbers) == Set(ordered) && mixed.numbers.count == 500)
            let drawn = mixed.numbers.filter(mixed.drawn.contains)
            #expect(drawn == shuffled.filter(mixed.drawn.contains))
            let rest = mixed.numbers.filter { !mixed.drawn.contains($0) }
            #expect(rest == ordered.filter { !mixed.drawn.contains($0) })
            // The first hundred have their share of items that were drawn.
            let early = mixed.numbers.prefix(100).count(where: mixed.drawn.contains)
            #expect(abs(Double(early) - share * 100) <= 1)
        }
    }

    @Test func whatTheShareHasComeToWasOfferedToTheLastItem() {
        var random = SeededGenerator(seed: 4)
        let ordered = numbers(1...400).shuffled(using: &random)
        let shuffled = numbers(1...400).shuffled(using: &random)
        let mixed = RandomShare.mix(ordered, with: shuffled, share: 0.2)
        for length in [5, 37, 120, 399] {
            let offered = Set(mixed.numbers.prefix(length))
            let last = shuffled.lastIndex { offered.contains($0) && mixed.drawn.contains($0) }
            #expect(shuffled.prefix((last ?? -1) + 1).allSatisfy(offered.contains))
        }
    }

    @Test func theFirstPageIsTheBeginningOfTheWholeList() {
        var random = SeededGenerator(seed: 5)
        let ordered = numbers(1...5_000).shuffled(using: &random)
        let shuffled = numbers(1...5_000).shuffled(using: &random)
        let needed = RandomShare.needed(for: 5_000, share: 0.1)
        #expect(needed < 2_000)
        let whole = RandomShare.mix(ordered, with: Array(shuffled.prefix(needed)), share: 0.1)
        let page = RandomShare.mix(
            Array(ordered.prefix(200)), with: Array(shuffled.prefix(RandomShare.needed(for: 200, share: 0.1))),
            share: 0.1, limit: 200)
        #expect(page.numbers == Array(whole.numbers.prefix(200)))
        #expect(page.drawn == whole.drawn.intersection(page.numbers) && page.drawn.count == 20)
        #expect(whole.numbers.count == 5_000)
        // Nine tenths of the list have their share, without a sorted million.
        #expect(whole.numbers.prefix(4_000).count(where: whole.drawn.contains) == 400)
    }

    @Test func nothingToMixIsNoTrap() {
        #expect(RandomShare.mix([], with: [], share: 0.1).numbers.isEmpty)
        let far = [ItemNumber(.min), ItemNumber(.max)]
        #expect(RandomShare.mix(far, with: far, share: 0.5).numbers == far)
        #expect(RandomShare.mix(numbers(1...3), with: [], share: 1).numbers == numbers(1...3))
        #expect(RandomShare.needed(for: 0, share: 1) == 0)
    }
}
