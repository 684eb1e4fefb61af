import Foundation
import Labeling
import Testing

@testable import Evaluation

@Suite struct PropertyTests {
    let sets: [DataSet]

    init() throws { sets = try Reference.load().sets }

    @Test func nothingIsEverNaNOrInfinite() throws {
        for set in sets { try expectFinite(set.report(), set.name) }
        expectFinite(EvaluationBuilder(labelNames: []).report(), "nothing at all")
        expectFinite(EvaluationBuilder(labelNames: ["a", "b"], modelOrder: ["m", "n"]).report(), "no items")
    }

    private func expectFinite(_ value: Any, _ path: String) {
        if let number = value as? Double { #expect(number.isFinite, "\(path)") }
        for child in Mirror(reflecting: value).children { expectFinite(child.value, "\(path).\(child.label ?? "")") }
    }

    @Test func theOrderOfLabelsChangesNoScore() throws {
        for set in sets where set.labels <= 10 {
            let report = try set.report()
            let names = (0..<set.labels).reversed().map { DataSet.label($0).name }
            var builder = EvaluationBuilder(labelNames: names, modelOrder: ["model 0", "model 1"])
            for (item, truth) in set.items { builder.add(item, truth: truth) }
            let reversed = builder.report()
            for (one, other) in zip(report.models, reversed.models) {
                expectClose(one.macroF1, other.macroF1, "\(set.name), macro F1")
                expectClose(one.weightedF1, other.weightedF1, "\(set.name), weighted F1")
                #expect(one.cohenKappa == other.cohenKappa && one.accuracy == other.accuracy, "\(set.name)")
                #expect(Set(one.perLabel) == Set(other.perLabel), "\(set.name)")
                #expect(one.confusion.counts == other.confusion.counts.reversed().map { $0.reversed() }, "\(set.name)")
            }
            for (one, other) in zip(report.pairs, reversed.pairs) {
                #expect(one.cohenKappa == other.cohenKappa && one.mcnemarP == other.mcnemarP, "\(set.name)")
                #expect(Set(one.perLabel) == Set(other.perLabel), "\(set.name)")
            }
            expectClose(report.reviewers.fleissKappa, reversed.reviewers.fleissKappa, "\(set.name), Fleiss")
            #expect(report.reviewers.krippendorffAlpha == reversed.reviewers.krippendorffAlpha, "\(set.name)")
        }
    }

    @Test func theOrderOfItemsChangesNothing() throws {
        for set in sets {
            let report = try set.report()
            var builder = EvaluationBuilder(labels: try set.labelSet(), modelOrder: ["model 0", "model 1"])
            for (item, truth) in set.items.reversed() { builder.add(item, truth: truth) }
            let reversed = builder.report()
            #expect(report.groundTruth == reversed.groundTruth && report.pairs == reversed.pairs, "\(set.name)")
            #expect(report.reviewers == reversed.reviewers && report.notes == reversed.notes, "\(set.name)")
            for (one, other) in zip(report.models, reversed.models) {
                #expect(one.confusion == other.confusion && one.latency == other.latency, "\(set.name)")
                expectClose(one.brier, other.brier, "\(set.name), Brier", within: 1e-15)
            }
        }
    }

    @Test func everyItemTwiceChangesNoShareAndNoKappa() throws {
        for set in sets {
            let once = try set.report()
            var builder = EvaluationBuilder(labels: try set.labelSet(), modelOrder: ["model 0", "model 1"])
            for (item, truth) in set.items + set.items { builder.add(item, truth: truth) }
            let twice = builder.report()
            for (one, two) in zip(once.models, twice.models) {
                #expect(two.n == 2 * one.n && two.accuracy?.value == one.accuracy?.value, "\(set.name)")
                #expect(two.macroF1 == one.macroF1, "\(set.name)")
                expectClose(two.cohenKappa, one.cohenKappa, "\(set.name), kappa")
                expectClose(two.ece.value, one.ece.value, "\(set.name), ECE")
                guard let narrow = two.accuracy, let wide = one.accuracy else { continue }
                #expect(narrow.high - narrow.low < wide.high - wide.low, "\(set.name)")
            }
            for (one, two) in zip(once.pairs, twice.pairs) {
                expectClose(two.cohenKappa, one.cohenKappa, "\(set.name), kappa")
                #expect(two.perLabel.map(\.advice) == one.perLabel.map(\.advice), "\(set.name)")
            }
            expectClose(once.reviewers.fleissKappa, twice.reviewers.fleissKappa, "\(set.name), Fleiss")
        }
    }

    @Test func swappingTheModelsMirrorsThePair() throws {
        for set in sets where set.labels <= 10 {
            let pair = try #require(try set.report().pairs.first)
            var builder = EvaluationBuilder(labels: try set.labelSet(), modelOrder: ["model 1", "model 0"])
            for (item, truth) in set.items { builder.add(item, truth: truth) }
            let mirrored = try #require(builder.report().pairs.first)
            #expect(mirrored.a == pair.b && mirrored.b == pair.a, "\(set.name)")
            #expect(mirrored.mcnemar.onlyA == pair.mcnemar.onlyB && mirrored.mcnemarP == pair.mcnemarP, "\(set.name)")
            #expect(mirrored.cohenKappa == pair.cohenKappa && mirrored.agreement == pair.agreement, "\(set.name)")
        }
    }

    @Test func mcNemarHoldsForAMillionDiscordantPairs() {
        #expect(mcnemarExactP(onlyFirst: 500_000, onlySecond: 500_000) == 1)
        // From binomial coefficients as whole numbers, in Python.
        let next = mcnemarExactP(onlyFirst: 499_999, onlySecond: 500_001)
        expectClose(next, 0.999_202_115_638_668_2, "two apart", within: 1e-14)
        let far = mcnemarExactP(onlyFirst: 498_800, onlySecond: 501_200)
        expectClose(far, 0.016_439_872_011_428_266, "2,400 apart", within: 1e-16)
        #expect(mcnemarExactP(onlyFirst: 0, onlySecond: 1_000_000) == 0)
        var last = 1.0
        for smaller in stride(from: 500_000, through: 482_000, by: -250) {
            let p = mcnemarExactP(onlyFirst: smaller, onlySecond: 1_000_000 - smaller)
            #expect(p <= last && p > 0)
            last = p
        }
    }

    @Test func mcNemarIsExactForFewPairs() {
        for trials in 1...40 {
            // Binomial coefficients of 40 are whole numbers that a double holds exactly.
            var coefficient = 1.0
            var tail = 0.0
            for smaller in 0...(trials / 2) {
                tail += coefficient
                coefficient = coefficient * Double(trials - smaller) / Double(smaller + 1)
                let expected = min(1, 2 * tail * exp2(-Double(trials)))
                let p = mcnemarExactP(onlyFirst: smaller, onlySecond: trials - smaller)
                #expect(abs(p - expected) <= 1e-13 * expected, "\(smaller) of \(trials)")
            }
        }
    }

    @Test func quantilesSelectWhatSortingFinds() {
        var state: UInt64 = 7
        for count in [1, 2, 3, 10, 99, 100, 101, 5_000] {
            for distinct in [1, 3, 1_000_000] {
                let values = (0..<count).map { _ in
                    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                    return Double(Int(state >> 33) % distinct)
                }
                for candidate in [values, values.sorted(), values.sorted(by: >)] {
                    let found = Quantile.linear(candidate, at: [0.99, 0, 0.5, 1])
                    let sorted = values.sorted()
                    #expect(found[1] == sorted.first && found[3] == sorted.last)
                    let middle = (sorted[(count - 1) / 2] + sorted[count / 2]) / 2
                    expectClose(found[2], middle, "median of \(count)")
                }
            }
        }
    }
}
