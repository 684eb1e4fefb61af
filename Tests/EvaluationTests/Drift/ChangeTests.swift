import Testing

@testable import Evaluation

/// Whether groups differ, and whether a sequence changes.
@Suite struct ChangeTests {
    let reference: DriftReference

    init() throws { reference = try DriftReference.load() }

    @Test func sharesAreTestedAsPearsonDidAndSmallOnesExactly() throws {
        for one in reference.homogeneity {
            let shares = zip(one.hits, one.sizes).enumerated().map { GroupShare(group: "\($0)", hits: $1.0, n: $1.1) }
            let test = try #require(Homogeneity(.accuracy, models: ["m"], shares, seed: 1))
            #expect(test.method.rawValue == one.method, "\(one.hits)")
            expectClose(test.statistic, one.statistic, "\(one.hits), statistic", within: 1e-10)
            expectClose(test.p, one.p, "\(one.hits), p", within: 1e-9)
            let table = BinaryTable(zip(one.hits, one.sizes).map { ($0, $1) })
            // The standard deviation of 1,999 draws, four times.
            #expect(abs(table.permutationP(draws: 1_999, seed: 7) - table.exactP) < 0.046 || table.tables > 1e5)
        }
    }

    @Test func labelsAreTestedAsPearsonDid() throws {
        for one in reference.labels {
            let test = try #require(Homogeneity(labels: one.counts))
            expectClose(test.statistic, one.statistic, "statistic", within: 1e-10)
            expectClose(test.p, one.p, "p", within: 1e-10)
            #expect(test.degrees == one.degrees && test.method == .chiSquare)
        }
        #expect(Homogeneity(labels: [[3, 0], [5, 0]]) == nil, "one label says nothing")
        #expect(Homogeneity(labels: [[3, 1]]) == nil, "one group has nothing to differ from")
    }

    @Test func nothingDiffersWhereAllAreRight() throws {
        let shares = [GroupShare(group: "a", hits: 9, n: 9), GroupShare(group: "b", hits: 4, n: 4)]
        let test = try #require(Homogeneity(.accuracy, models: [], shares, seed: 1))
        #expect(test.p == 1 && test.statistic == 0)
        #expect(Homogeneity(.accuracy, models: [], [GroupShare(group: "a", hits: 1, n: 2)], seed: 1) == nil)
    }

    @Test func theGroupThatStandsOutIsNamed() throws {
        let shares = (0..<6).map { GroupShare(group: "w\($0)", hits: $0 == 4 ? 60 : 90, n: 100) }
        let test = try #require(Homogeneity(.accuracy, models: [], shares, seed: 1))
        #expect(test.standout?.group == "w4" && (test.standout?.corrected ?? 1) < 1e-6)
    }

    @Test func manyGroupsOfFewItemsDoNotTakeForever() throws {
        let shares = (0..<200).map { GroupShare(group: "\($0)", hits: $0 % 7 == 0 ? 9 : 10, n: 10) }
        let drawn = try #require(Homogeneity(.accuracy, models: [], shares, seed: 1))
        #expect(drawn.method == .permutation && drawn.p > 0 && drawn.p <= 1)
        let large = (0..<50).map { GroupShare(group: "\($0)", hits: $0 < 5 ? 1 : 800, n: $0 < 5 ? 2 : 1_000) }
        #expect(Homogeneity(.accuracy, models: [], large, seed: 1)?.method == .joined)
    }

    // MARK: A change

    @Test func changesAreWhereRupturesFindsThem() throws {
        for one in reference.sequences {
            let found = try #require(Changepoint(one.bits.map { $0 == "1" }, seed: 1))
            expectClose(found.statistic, one.statistic, "\(one.name), statistic", within: 1e-10)
            #expect(found.place == one.place, "\(one.name)")
            #expect(found.changes == one.changes, "\(one.name)")
            if found.isShuffled {
                // The limit is above what shuffling a short sequence gives, and not far above.
                #expect(
                    found.p <= one.asymptotic_p + 0.03 && found.p > one.asymptotic_p - 0.12, "\(one.name): \(found.p)")
            } else {
                expectClose(found.p, one.asymptotic_p, "\(one.name), p")
            }
        }
    }

    @Test func aSequenceWithoutVarietyOrLengthHasNoChange() throws {
        #expect(Changepoint([Bool](repeating: true, count: 39), seed: 1) == nil)
        let same = try #require(Changepoint([Bool](repeating: true, count: 500), seed: 1))
        #expect(same.p == 1 && same.changes.isEmpty && same.place == nil)
        let moment = try #require(Changepoint((0..<500).map { $0 < 250 }, seed: 1, isPlace: { _ in false }))
        #expect(moment.p == 1 && moment.place == nil, "items of one moment have no order")
    }

    @Test func aLongSequenceIsLookedAtInBlocksAndFoundToTheItem() throws {
        // The pattern has no chance in it, so that the place is known.
        let bits = (0..<60_000).map { $0 < 41_234 ? $0 % 10 != 0 : $0 % 10 > 2 }
        let found = try #require(Changepoint(bits, seed: 1))
        #expect(abs((found.place ?? 0) - 41_234) <= 20 && found.p < 1e-12)
    }

    @Test func noiseIsCalledAChangeAsOftenAsItShould() {
        var generator = SplitMix64(seed: 3)
        var rejected = 0
        for run in 0..<120 {
            let bits = (0..<120).map { _ in generator.below(10) < 8 }
            if let found = Changepoint(bits, seed: UInt64(run)), found.p < 0.1 { rejected += 1 }
        }
        // 10 % of 120 with 3 standard deviations.
        #expect(rejected >= 2 && rejected <= 22, "\(rejected) of 120")
    }
}
