import Labeling
import Testing

struct InformativeDrawTests {
    @Test(arguments: [0.05, 0.3, 1.05, 2.05])
    func eachRoundHoldsTheShareThatItsProbabilitySays(weight: Double) {
        let count = 1 << 16
        var rounds: [Int: (count: Int, probability: Double)] = [:]
        for index in 0..<count {
            let draw = InformativeDraw(shuffle: (Double(index) + 0.5) / Double(count), weight: weight)
            rounds[draw.round, default: (0, draw.probability)].count += 1
            #expect(rounds[draw.round]?.probability == draw.probability)
        }
        #expect(rounds.count > 8)
        for (round, found) in rounds {
            #expect(abs(Double(found.count) - found.probability * Double(count)) < 1.5, "round \(round)")
        }
    }

    /// A part of a round is an equal share of its items: the place in it says nothing of u.
    @Test(arguments: [0.05, 1.0])
    func theOrderWithinARoundIsRandom(weight: Double) {
        let count = 200_000
        let draws = (0..<count).map { index in
            let item = Item.ID("t-\(index)")
            let u = StableShare.position(of: item, purpose: "order")
            return (u: u, draw: InformativeDraw(shuffle: u, weight: weight))
        }
        let rounds = Dictionary(grouping: draws) { $0.draw.round }
        for (round, members) in rounds where members.count > 2_000 {
            let sorted = members.sorted { $0.draw < $1.draw }
            func mean(_ part: some Collection<(u: Double, draw: InformativeDraw)>) -> Double {
                part.reduce(0) { $0 + $1.u } / Double(part.count)
            }
            let width = (members.map(\.u).max() ?? 0) - (members.map(\.u).min() ?? 0)
            let half = sorted.count / 2
            // Six standard errors of the difference of two means of an at most uniform spread.
            let most = 6 * width / 12.0.squareRoot() * (4 / Double(members.count)).squareRoot()
            #expect(abs(mean(sorted[..<half]) - mean(sorted[half...])) < most, "round \(round)")
        }
    }

    @Test func noItemIsWithoutAChance() {
        for shuffle in [0, 0x1p-53, 0.5, 1 - 0x1p-53] {
            for weight in [0.05, 2.05] {
                let draw = InformativeDraw(shuffle: shuffle, weight: weight)
                #expect(draw.probability > 0 && draw.probability <= 1)
            }
        }
    }

    @Test func whatPromisesMoreComesEarlier() {
        let sure = InformativeDraw.weight(uncertain: 0.99, disagrees: false)
        let unsure = InformativeDraw.weight(uncertain: 0.4, disagrees: false)
        let refused = InformativeDraw.weight(uncertain: -2, disagrees: false)
        let disputed = InformativeDraw.weight(uncertain: 0.4, disagrees: true)
        let waiting = InformativeDraw.weight(uncertain: 2, disagrees: false)
        #expect(waiting < sure && sure < unsure && unsure < refused && refused < disputed && waiting > 0)
        #expect(
            InformativeDraw(shuffle: 0.3, weight: disputed).round < InformativeDraw(shuffle: 0.3, weight: sure).round)
    }

    @Test func oneNumberOrdersAsRoundAndPlaceDo() {
        let draws = (0..<3_000).map { index in
            let u = index < 2 ? Double(index) : StableShare.position(of: Item.ID("t-\(index)"), purpose: "order")
            let weight = [0.05, 0.3, 1.05, 2.05][index % 4]
            return (
                draw: InformativeDraw(shuffle: u, weight: weight), key: InformativeDraw.key(shuffle: u, weight: weight)
            )
        }
        #expect(draws.sorted { $0.draw < $1.draw }.map(\.key) == draws.map(\.key).sorted())
        for (one, other) in zip(draws, draws.dropFirst()) {
            #expect((one.draw < other.draw) == (one.key < other.key))
        }
    }
}
