import Foundation
import Labeling
import Testing

@testable import Evaluation

@Suite struct RatersTests {
    let reference: RatersReference

    init() throws { reference = try RatersReference.load() }

    private func raters(_ set: RatingSet, twice: Bool = false, reversed: Bool = false) throws -> RatersReport {
        let ratings = twice ? set.ratings + set.ratings : set.ratings
        return try #require(RatedItems.builder(set.labels, ratings, reversed: reversed).report().details.raters)
    }

    @Test func studentsTIsThatOfScipy() {
        for row in reference.t {
            expectClose(StudentT.quantile975(Int(row[0])), row[1], "\(row[0]) degrees of freedom", within: 1e-13)
        }
    }

    @Test func allReviewersAgreeAsInIrrCAC() throws {
        for set in reference.sets {
            let raters = try raters(set)
            compare(raters.all, set.all, set.name)
            #expect(raters.labels.map(\.label) == set.byLabel.map { DataSet.label($0.label) }, "\(set.name)")
            for (found, expected) in zip(raters.labels, set.byLabel) {
                compare(found.figures, expected.figures, "\(set.name), label \(expected.label)")
            }
        }
    }

    @Test func eachTwoReviewersAgreeAsInStatsmodelsAndIrrCAC() throws {
        for set in reference.sets {
            let raters = try raters(set)
            #expect(raters.pairs.count == set.pairs.count, "\(set.name)")
            for (found, pair) in zip(raters.pairs, set.pairs) {
                let what = "\(set.name), \(pair.a) and \(pair.b)"
                #expect([found.a, found.b] == ["reviewer \(pair.a)", "reviewer \(pair.b)"], "\(what)")
                compare(found.figures, pair.figures, what)
                guard pair.a == 0, pair.b == 1 else { continue }
                for label in found.labels {
                    let expected = try #require(set.byLabel.first { DataSet.label($0.label) == label.label })
                    compare(label.figures, expected.firstPair, "\(what), label \(expected.label)")
                }
            }
        }
    }

    private func compare(_ found: AgreementFigures, _ expected: ExpectedAgreement, _ what: String) {
        #expect(found.items == expected.items, "\(what)")
        if expected.items > 0 { compare(found.agreement, expected.percent.map { .value($0) }, "\(what), percent") }
        compare(found.fleissKappa, expected.fleiss, "\(what), Fleiss", unanimous: found.isUnanimous)
        compare(found.krippendorffAlpha, expected.alpha, "\(what), alpha", unanimous: found.isUnanimous)
        compare(found.gwetAC1, expected.ac1, "\(what), AC1", unanimous: found.isUnanimous)
    }

    private func compare(_ found: PairAgreement, _ expected: ExpectedAgreement, _ what: String) {
        #expect(found.n == expected.items, "\(what)")
        compare(found.agreement, expected.percent.map { .value($0) }, "\(what), percent")
        compare(found.krippendorffAlpha, expected.alpha, "\(what), alpha", unanimous: found.isUnanimous)
        compare(found.gwetAC1, expected.ac1, "\(what), AC1", unanimous: found.isUnanimous)
        compare(found.cohenKappa, expected.kappa, "\(what), kappa", unanimous: found.isUnanimous)
    }

    /// - Parameter unanimous: the bounds are ours then: no package has any.
    private func compare(
        _ found: AgreementFigure, _ expected: ExpectedFigure?, _ what: String, unanimous: Bool = false
    ) {
        switch expected ?? .none {
        case .skip: break
        case .none: #expect(found == AgreementFigure(), "\(what)")
        case .value(let values):
            expectClose(found.value, values[0], "\(what), value")
            guard !unanimous else {
                #expect(found.high == 1 && (found.low ?? 1) < 1, "\(what)")
                return
            }
            expectClose(found.low, values[1], "\(what), low", within: 1e-10)
            expectClose(found.high, values[2], "\(what), high", within: 1e-10)
        }
    }

    @Test func oneLabelThroughoutLeavesKappaAndAlphaOpenAndSaysWhy() throws {
        let report = RatedItems.builder(2, [[Int?]](repeating: [1, 1, 1], count: 7)).report()
        let raters = try #require(report.details.raters)
        #expect(raters.all.fleissKappa == AgreementFigure() && raters.all.krippendorffAlpha == AgreementFigure())
        #expect(raters.all.gwetAC1.value == 1 && raters.all.agreement.value == 1)
        // Wilson's bound, not 1.
        expectClose(raters.all.gwetAC1.low, 7 / (7 + 1.959_963_984_540_054 * 1.959_963_984_540_054), "low")
        #expect(report.notes.contains { $0.contains("AC1 is defined, and 1") })
        #expect(report.notes.contains { $0.contains("Wilson's bound for 7 agreements of 7") })
    }

    @Test func handCountedAgreementOfTwo() throws {
        // 10 items: 4 both a, 3 both b, 2 a and b, 1 b and a.
        let ratings: [[Int?]] =
            [[Int?]](repeating: [0, 0], count: 4) + [[Int?]](repeating: [1, 1], count: 3) + [[0, 1], [0, 1], [1, 0]]
        let raters = try #require(RatedItems.builder(2, ratings).report().details.raters)
        let pair = try #require(raters.pairs.first)
        // Chance: 0.6·0.5 + 0.4·0.5 = 0.5; observed 0.7.
        expectClose(pair.figures.cohenKappa.value, 0.4, "kappa")
        // Shares 0.55 and 0.45: chance 2·0.55·0.45 = 0.495.
        expectClose(pair.figures.gwetAC1.value, 0.205 / 0.505, "AC1")
        // 19 · 6 / (400 - 121 - 81) = 114/198.
        expectClose(pair.figures.krippendorffAlpha.value, 1 - 114.0 / 198, "alpha")
        #expect(raters.confused == [LabelConfusion(a: "label 00", b: "label 01", pairs: 3)] && raters.differing == 3)
        #expect(raters.meetings?.counts == [[4, 3], [3, 3]])
    }

    @Test func anAdjudicationIsNoRating() throws {
        let rows: [[Int?]] = [[0, 0], [0, 1], [1, 1], [1, 0]]
        let plain = try #require(RatedItems.builder(2, rows).report().details.raters)
        let items = rows.map { RatedItems.item(RatedItems.decisions($0, adjudicated: 0)) }
        let report = RatedItems.builder(labels: 2, items).report()
        let adjudicated = try #require(report.details.raters)
        #expect(report.reviewers.n == 2, "the chief, who only adjudicates, is no reviewer whose agreement is measured")
        #expect(adjudicated.all == plain.all && adjudicated.pairs == plain.pairs && adjudicated.reviewers == 2)
        let standing = try #require(adjudicated.standings.first)
        // Reviewer 0 said 0, 0, 1, 1; the chief 0 throughout.
        #expect(standing.adjudicated.n == 4 && standing.adjudicated.agreement.value == 0.5)
        #expect(plain.standings.first?.adjudicated.n == 0)
    }

    @Test func aReviewerIsHeldAgainstTheOthersAndGoldButNotAgainstThemselves() throws {
        var sawGold = RatedItems.decision("ana", 1)
        sawGold.exposure = Exposure(gold: true)
        var own = RatedItems.decision("ana", 0, at: 5)
        own.isAdjudication = true
        let items = [
            // The others are split: nothing is known without ana.
            RatedItems.item([
                RatedItems.decision("ana", 0), RatedItems.decision("ben", 0), RatedItems.decision("cem", 1),
            ]),
            RatedItems.item([
                RatedItems.decision("ana", 0), RatedItems.decision("ben", 1), RatedItems.decision("cem", 1),
            ]),
            RatedItems.item([RatedItems.decision("ana", 0)], gold: 0),
            RatedItems.item([sawGold], gold: 1),
            // She adjudicates herself.
            RatedItems.item([RatedItems.decision("ana", 0), RatedItems.decision("ben", 1), own]),
        ]
        let raters = try #require(RatedItems.builder(labels: 2, items).report().details.raters)
        let ana = try #require(raters.standings.first { $0.reviewer == "ana" })
        #expect(ana.n == 5 && ana.others.n == 2 && ana.others.agreement.value == 0)
        #expect(ana.gold.n == 1 && ana.gold.agreement.value == 1 && ana.adjudicated.n == 0)
        let ben = try #require(raters.standings.first { $0.reviewer == "ben" })
        #expect(ben.adjudicated.n == 1 && ben.adjudicated.agreement.value == 0)
    }

    @Test func unclearItemsAreCountedByLabelAndListed() throws {
        var items: [AnnotatedItem] = []
        for number in 0..<30 {
            var tagged = RatedItems.decision("ana", number % 3 == 0 ? 0 : 1)
            tagged.isUnclear = number >= 5
            items.append(RatedItems.item([tagged, RatedItems.decision("ben", 0)]))
        }
        let raters = try #require(RatedItems.builder(labels: 2, items).report().details.raters)
        #expect(raters.unclear.items == 25 && raters.unclear.numbers == (6...25).map { Int64($0) })
        let labels = raters.unclear.labels.map { "\($0.label) \($0.items)" }
        #expect(labels == ["label 01 17", "label 00 8"])
        #expect(raters.sections.contains { $0.title == "Where the guideline is unclear" })
    }

    @Test func neitherTheOrderOfItemsNorOfLabelsMatters() throws {
        for set in reference.sets {
            let raters = try raters(set)
            var mirrored = set
            mirrored.ratings.reverse()
            let back = try self.raters(mirrored)
            #expect(back.all == raters.all && back.pairs == raters.pairs && back.labels == raters.labels, "\(set.name)")
            #expect(back.standings == raters.standings && back.notes == raters.notes, "\(set.name)")
            let turned = try self.raters(set, reversed: true)
            expectClose(turned.all.gwetAC1.value, raters.all.gwetAC1.value, "\(set.name), AC1")
            expectClose(turned.all.gwetAC1.low, raters.all.gwetAC1.low, "\(set.name), AC1 low", within: 1e-10)
            expectClose(turned.all.fleissKappa.low, raters.all.fleissKappa.low, "\(set.name), Fleiss", within: 1e-10)
        }
    }

    @Test func everyItemTwiceKeepsTheCoefficientsAndNarrowsTheirIntervals() throws {
        for set in reference.sets {
            let (once, twice) = (try raters(set), try raters(set, twice: true))
            expectClose(twice.all.gwetAC1.value, once.all.gwetAC1.value, "\(set.name), AC1")
            expectClose(twice.all.fleissKappa.value, once.all.fleissKappa.value, "\(set.name), Fleiss")
            for (one, two) in zip(once.pairs, twice.pairs) {
                expectClose(two.figures.cohenKappa.value, one.figures.cohenKappa.value, "\(set.name), kappa")
                guard let wide = one.figures.cohenKappa.low, let narrow = two.figures.cohenKappa.low else { continue }
                #expect(narrow > wide, "\(set.name)")
            }
        }
    }

    @Test func setsOfLabelsAreAnswersAndEachLabelAQuestion() throws {
        let names = ["a", "b", "c"].map { Label($0) }
        let set = try LabelSet(names.map { LabelDefinition(label: $0) }, allowsSeveral: true)
        var builder = EvaluationBuilder(labels: set)
        let answers: [([String], [String])] = [
            (["a"], ["a"]), (["a", "b"], ["b", "a"]), (["a", "b"], ["a"]), ([], []), (["c"], ["b"]),
        ]
        for (one, other) in answers {
            let decisions = try [("ana", one), ("ben", other)].map { name, labels in
                let label = try #require(set.combination(of: labels.map { Label($0) }))
                return Decision(reviewer: name, verdict: .override(label), at: Timestamp(milliseconds: 0))
            }
            builder.add(RatedItems.item(decisions))
        }
        let report = builder.report()
        let raters = try #require(report.details.raters)
        #expect(raters.all.agreement.value == 0.6)
        // Of b: yes-yes, yes-no, no-yes, no-no twice.
        let ofB = try #require(raters.labels.first { $0.label.name == "b" })
        #expect(ofB.given == 3 && ofB.figures.agreement.value == 0.6)
        #expect(report.notes.contains { $0.contains("agreement is of whole sets of labels") })
    }

    @Test func aThousandLabelsAndManyReviewersAreNoTrouble() throws {
        var state: UInt64 = 9
        func draw(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        let rows = (0..<400).map { _ in
            (0..<40).map { _ -> Int? in draw(10) < 2 ? draw(1_000) : nil }
        }
        var settings = EvaluationSettings()
        settings.truth = .majority
        let builder = RatedItems.builder(1_000, rows)
        let raters = try #require(builder.report(settings).details.raters)
        #expect(raters.all.items > 350 && (raters.all.gwetAC1.value ?? 1) < 0.1)
        #expect((raters.truth?.ties ?? 0) > 300 && raters.confused.count == 50)
        #expect(DawidSkene(builder.finished(), limit: 2)?.rounds == 2)
    }
}
