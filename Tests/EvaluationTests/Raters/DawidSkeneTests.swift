import Labeling
import Testing

@testable import Evaluation

@Suite struct DawidSkeneTests {
    let reference: RatersReference

    init() throws { reference = try RatersReference.load() }

    private func evidence(_ set: VoteSet) -> Evidence {
        let items = zip(set.ratings, set.known).map {
            RatedItems.item(RatedItems.decisions($0, adjudicated: $1))
        }
        return RatedItems.builder(labels: set.labels, items).finished()
    }

    @Test func roundForRoundItIsCrowdKits() throws {
        for set in reference.dawidSkene {
            let evidence = evidence(set)
            let model = try #require(DawidSkene(evidence, limit: set.rounds, tolerance: -.infinity))
            #expect(model.rounds == set.rounds && !model.isConverged, "\(set.name)")
            #expect(model.categories == set.present.map { Evidence.code(ofLabel: $0) }, "\(set.name)")
            for (item, expected) in set.posterior.enumerated() {
                let found = model.probabilities(item)
                #expect(found.isEmpty == (expected == nil), "\(set.name), item \(item)")
                for (one, other) in zip(found, expected ?? []) {
                    expectClose(one, other, "\(set.name), item \(item)", within: 1e-9)
                }
            }
            for (one, other) in zip(model.priors, set.priors) {
                expectClose(one, other, "\(set.name), prior", within: 1e-10)
            }
            for (reviewer, expected) in set.errors.enumerated() {
                let number = try #require(evidence.reviewers.firstIndex(of: "reviewer \(reviewer)"))
                let found = model.errors(Int32(number))
                for (one, other) in zip(found.joined(), (expected ?? []).joined()) {
                    expectClose(one, other, "\(set.name), reviewer \(reviewer)", within: 1e-9)
                }
            }
        }
    }

    @Test func theLikelihoodNeverFallsAndItSettles() throws {
        for set in reference.dawidSkene {
            let model = try #require(DawidSkene(evidence(set)))
            #expect(model.isConverged, "\(set.name): \(model.rounds)")
            for (earlier, later) in zip(model.logLikelihoods, model.logLikelihoods.dropFirst()) {
                #expect(later >= earlier - 1e-6, "\(set.name)")
            }
        }
    }

    @Test func anItemOfWhichNobodySaidAnythingTakesNoPart() throws {
        let ratings: [[Int?]] = [[0, 0, 0], [nil, nil, nil], [1, 1, 0], [1, 1, 1]]
        let model = try #require(DawidSkene(RatedItems.builder(2, ratings).finished()))
        #expect(model.items == 3 && model.answer(1) == nil && model.probabilities(1).isEmpty)
        #expect(model.answer(0)?.code == 1 && model.answer(2)?.code == 2)
        #expect(DawidSkene(RatedItems.builder(2, [[nil]]).finished()) == nil)
    }

    @Test func aReviewerWhoIsAlwaysTurnedAroundIsStillUnderstood() throws {
        // Reviewer 3 says the opposite of what the other three say, on every item.
        let ratings: [[Int?]] = (0..<40).map { $0 % 2 == 0 ? [0, 0, 0, 1] : [1, 1, 1, 0] } + [[nil, nil, nil, 1]]
        let evidence = RatedItems.builder(2, ratings).finished()
        let model = try #require(DawidSkene(evidence))
        #expect(model.answer(40)?.code == Evidence.code(ofLabel: 0))
        #expect(model.accuracy(3) < 0.1 && model.accuracy(0) > 0.95)
    }

    @Test func theOrderOfItemsChangesNothing() throws {
        for set in reference.dawidSkene {
            var mirrored = set
            mirrored.ratings.reverse()
            mirrored.known.reverse()
            let (one, other) = (DawidSkene(evidence(set)), DawidSkene(evidence(mirrored)))
            #expect(one?.logLikelihoods == other?.logLikelihoods && one?.priors == other?.priors, "\(set.name)")
            for item in set.ratings.indices {
                let there = set.ratings.count - 1 - item
                #expect(one?.probabilities(item) == other?.probabilities(there), "\(set.name)")
            }
        }
    }

    @Test func whatIsTooLargeIsRefusedAndSaid() throws {
        // 1,000 labels, and 40 reviewers who gave nearly all of them, on 20,000 patterns, would take hours.
        var state: UInt64 = 5
        func draw() -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33)
        }
        var builder = EvaluationBuilder(labelNames: (0..<1_000).map { "l\($0)" })
        for _ in 0..<11_000 {
            let decisions = (0..<3).map { _ in
                Decision(
                    reviewer: "r\(draw() % 5)", verdict: .override(Label("l\(draw() % 1_000)")),
                    at: Timestamp(milliseconds: 0))
            }
            builder.add(RatedItems.item(decisions))
        }
        var settings = EvaluationSettings()
        settings.truth = .dawidSkene
        let report = builder.report(settings)
        #expect(report.details.raters?.truth?.isRefused == true)
        #expect(report.details.raters?.truth?.dawidSkene == nil)
        #expect(report.notes.contains { $0.hasPrefix("Dawid-Skene was not fitted") })
    }
}
