import Testing

@testable import Evaluation

/// How often the 95 % intervals hold the truth, over 10,000 runs: 94 to 96 % is within four standard errors of 95.
///
/// Each run draws its items anew, as a stream does: the truth is that of the stream.
@Suite struct SamplingCoverageTests {
    private static let runs = 10_000

    /// Four kinds of items, half of them easy and seldom drawn, a twentieth hard and always drawn: their shares, the
    /// probability of being drawn, how often the label is there, and how often a model says so where it is and is not.
    private struct Kind {
        var share: Double
        var probability: Double
        var rate: Double
        var hit: Double
        var alarm: Double
    }

    private static let kinds = [
        Kind(share: 0.50, probability: 0.15, rate: 0.85, hit: 0.95, alarm: 0.20),
        Kind(share: 0.30, probability: 0.30, rate: 0.70, hit: 0.90, alarm: 0.25),
        Kind(share: 0.15, probability: 0.60, rate: 0.55, hit: 0.80, alarm: 0.30),
        Kind(share: 0.05, probability: 1.00, rate: 0.40, hit: 0.70, alarm: 0.40),
    ]

    private static var truth: Double { kinds.reduce(0) { $0 + $1.share * $1.rate } }

    private static func threshold(_ share: Double) -> UInt64 { UInt64(share * 4_294_967_296) }

    /// One run: the drawn items by kind, label and proxy, and the proxy of all.
    private static func run(
        _ random: inout SamplingRandom, items: Int, isEqual: Bool
    ) -> (cells: [WeightedCell], all: ProxySums) {
        var cells: [WeightedCell] = []
        for _ in kinds {
            for outcome in 0..<4 { cells.append(WeightedCell(value: Double(outcome / 2), proxy: Double(outcome % 2))) }
        }
        let ends = [threshold(0.5), threshold(0.8), threshold(0.95)]
        let rates = kinds.map { threshold($0.rate) }
        let says = kinds.map { [threshold($0.alarm), threshold($0.hit)] }
        let draws = kinds.map { threshold(isEqual ? 0.25 : $0.probability) }
        let weights = kinds.map { isEqual ? 4 : 1 / $0.probability }
        var given = 0
        for _ in 0..<items {
            let (one, two) = (random.next(), random.next())
            let place = one >> 32
            let kind = place < ends[0] ? 0 : place < ends[1] ? 1 : place < ends[2] ? 2 : 3
            let value = (one & 0xFFFF_FFFF) < rates[kind] ? 1 : 0
            let proxy = (two >> 32) < says[kind][value] ? 1 : 0
            given += proxy
            if (two & 0xFFFF_FFFF) < draws[kind] {
                cells[kind * 4 + value * 2 + proxy].add(weight: weights[kind])
            }
        }
        return (cells, ProxySums(n: items, sum: Double(given), squares: Double(given)))
    }

    private func coverage(isEqual: Bool, seed: UInt64) -> (weighted: Double, powered: Double, gain: Double) {
        var random = SamplingRandom(seed: seed)
        var (held, powered) = (0, 0)
        var (widthWeighted, widthPowered) = (0.0, 0.0)
        for _ in 0..<Self.runs {
            let (cells, all) = Self.run(&random, items: 400, isEqual: isEqual)
            if let found = WeightedEstimate.share(cells) {
                if found.low <= Self.truth, Self.truth <= found.high { held += 1 }
                widthWeighted += found.high - found.low
            }
            if var found = PredictionPowered.estimate(cells, all: all, isEqual: isEqual)?.estimate {
                found.boundAsShare(fitted: PredictionPowered.fitted)
                if found.low <= Self.truth, Self.truth <= found.high { powered += 1 }
                widthPowered += found.high - found.low
            }
        }
        let runs = Double(Self.runs)
        return (Double(held) / runs, Double(powered) / runs, widthPowered / widthWeighted)
    }

    @Test func ninetyFivePercentOfTheIntervalsOfItemsDrawnUnequallyHoldTheTruth() {
        let found = coverage(isEqual: false, seed: 5)
        #expect((0.94...0.96).contains(found.weighted), "Hájek: \(found.weighted)")
        #expect((0.94...0.96).contains(found.powered), "PPI++, weighted: \(found.powered)")
        #expect(found.gain < 0.95, "the models' labels must pay: \(found.gain)")
    }

    @Test func ninetyFivePercentOfTheIntervalsOfARandomShareHoldTheTruth() {
        let found = coverage(isEqual: true, seed: 6)
        #expect((0.94...0.96).contains(found.weighted), "weighted: \(found.weighted)")
        #expect((0.94...0.96).contains(found.powered), "PPI++: \(found.powered)")
        #expect(found.gain < 0.95, "the models' labels must pay: \(found.gain)")
    }
}

/// SplitMix64 (Steele, Lea, Flood 2014): the same numbers for the same seed.
struct SamplingRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
