import Foundation
import Labeling
import Reports
import Testing

@testable import Evaluation

/// From the lists that reviewers work through to the estimates for all items.
@Suite struct SamplingTests {
    private let labels = [Label("a"), Label("b"), Label("c")]

    /// An item, what the model says of it, and what people would.
    private struct Known {
        var number: ItemNumber
        var id: Item.ID
        var confidence: Double
        var answer: Label
        var truth: Label

        var shuffle: Double { StableShare.position(of: id, purpose: "order") }
        var weight: Double { InformativeDraw.weight(uncertain: confidence, disagrees: false) }
        var draw: InformativeDraw { InformativeDraw(shuffle: shuffle, weight: weight) }
    }

    /// A model that is the more often right, the surer it is.
    private func stream(_ name: String, _ count: Int, _ random: inout SamplingRandom) -> [Known] {
        (0..<count).map { place in
            let confidence = Double.random(in: 0.3..<1, using: &random)
            let truth = labels[Int.random(in: 0..<2, using: &random)]
            let isRight = Double.random(in: 0..<1, using: &random) < confidence
            return Known(
                number: ItemNumber(Int64(place + 1)), id: Item.ID("\(name)-\(place)"), confidence: confidence,
                answer: isRight ? truth : truth == labels[0] ? labels[1] : labels[0], truth: truth)
        }
    }

    private enum Draw { case none, random, informative }

    private func decision(_ item: Known, _ draw: Draw, order: String = "uncertain") -> Decision {
        var exposure = Exposure(order: order)
        var probability = 1.0
        switch draw {
        case .none: break
        case .random: (exposure.draw, probability) = ("random", item.shuffle)
        case .informative:
            (exposure.draw, exposure.weight, probability) = ("informative", item.weight, item.draw.probability)
        }
        return Decision(
            reviewer: "ana", verdict: .override(item.truth), at: Timestamp(milliseconds: 0), probability: probability,
            exposure: exposure)
    }

    private func report(
        _ stream: [Known], decided: [ItemNumber: Decision], settings: EvaluationSettings = EvaluationSettings()
    ) throws -> EvaluationReport {
        var builder = EvaluationBuilder(labelNames: labels.map(\.name), modelOrder: ["small"])
        for item in stream {
            builder.add(
                AnnotatedItem(
                    item: Item(id: item.id, text: ""),
                    predictions: [Prediction(model: "small", label: item.answer, confidence: item.confidence)],
                    decisions: decided[item.number].map { [$0] } ?? []))
        }
        return builder.report(settings)
    }

    /// The first so many of the list `uncertain` with its random share, as a reviewer decides them.
    private func worked(_ stream: [Known], first: Int, share: Double = 0.3) -> [ItemNumber: Decision] {
        let mixed = RandomShare.mix(
            stream.sorted { $0.confidence < $1.confidence }.map(\.number),
            with: stream.sorted { $0.shuffle < $1.shuffle }.map(\.number), share: share)
        var decided: [ItemNumber: Decision] = [:]
        for number in mixed.numbers.prefix(first) {
            decided[number] = decision(stream[Int(number.value) - 1], mixed.drawn.contains(number) ? .random : .none)
        }
        return decided
    }

    private func accuracy(_ stream: [Known]) -> Double {
        Double(stream.count { $0.answer == $0.truth }) / Double(stream.count)
    }

    private func expectUnbiased(_ errors: [Double], _ what: String) {
        let count = Double(errors.count)
        let mean = errors.reduce(0, +) / count
        let spread = (errors.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)).squareRoot()
        #expect(abs(mean) < 4 * spread / count.squareRoot(), "\(what): off by \(mean), spread \(spread)")
    }

    @Test func theRandomShareOfAnOrderThatPrefersUncertainItemsIsUnbiased() throws {
        var random = SamplingRandom(seed: 11)
        var (errors, powered, plain): ([Double], [Double], [Double]) = ([], [], [])
        for run in 0..<80 {
            let stream = stream("run \(run)", 300, &random)
            let report = try report(stream, decided: worked(stream, first: 150))
            let sampling = try #require(report.details.sampling)
            #expect(sampling.basis == "random" && sampling.holes == 0 && sampling.decided == 150)
            #expect(sampling.used > 45 && sampling.used < 120)
            let truth = accuracy(stream)
            errors.append(try #require(sampling.models[0].accuracy?.value) - truth)
            if let found = sampling.models[0].poweredAccuracy { powered.append(found.estimate.value - truth) }
            plain.append(try #require(report.models[0].accuracy?.value) - truth)
        }
        expectUnbiased(errors, "weighted")
        expectUnbiased(powered, "prediction-powered")
        #expect(powered.count > 70)
        #expect(plain.reduce(0, +) / 80 < -0.05, "the plain figure of uncertain items is biased, or the test is none")
    }

    @Test func routingIsWarnedOfWhereTheDecidedItemsAreNotLikeTheOthers() throws {
        var random = SamplingRandom(seed: 12)
        let stream = stream("routed", 2_000, &random)
        let biased = try report(stream, decided: worked(stream, first: 800))
        #expect(biased.details.sampling?.models[0].differs == true)
        let routing = try #require(biased.details.routing)
        #expect(
            routing.warnings.count == 1 && routing.warnings[0].hasPrefix("The decided items are not like the others"))
        #expect(routing.block.text.contains("# renga: the decided items are not like the others"))
        let drawn = Dictionary(uniqueKeysWithValues: stream.map { ($0.number, decision($0, .random)) })
        #expect(try report(stream, decided: drawn).details.routing?.warnings == [])
    }

    @Test func theOrderInformativeIsUnbiasedWithWhatItRecords() throws {
        var random = SamplingRandom(seed: 12)
        var (errors, plain): ([Double], [Double]) = ([], [])
        for run in 0..<80 {
            let stream = stream("draw \(run)", 300, &random)
            var decided: [ItemNumber: Decision] = [:]
            for item in stream.sorted(by: { $0.draw < $1.draw }).prefix(100) {
                decided[item.number] = decision(item, .informative, order: "informative")
            }
            let report = try report(stream, decided: decided)
            let sampling = try #require(report.details.sampling)
            #expect(sampling.basis == "informative" && sampling.used == 100 && sampling.holes == 0)
            errors.append(try #require(sampling.models[0].accuracy?.value) - accuracy(stream))
            plain.append(try #require(report.models[0].accuracy?.value) - accuracy(stream))
        }
        expectUnbiased(errors, "informative")
        #expect(plain.reduce(0, +) / 80 < -0.04)
    }

    @Test func theProbabilityOfAnItemIsTheMeasureOfThePlacesByWhichItIsDrawn() {
        let steps = 40_000
        for weight in [0.05, 0.4, 1.9] {
            for (random, round, part) in [(0.0, -2, 0.25), (0.1, 0, 0.5), (0.5, 1, 0.75), (0.9, 3, 0.1), (0.2, 4, 0.0)]
            {
                let inside = (0..<steps).count { step in
                    // Any digits beyond the step's own, for the place in the round is made of them.
                    let u =
                        (Double(step) + StableShare.position(of: Item.ID("\(step)"), purpose: "test")) / Double(steps)
                    let draw = InformativeDraw(shuffle: u, weight: weight)
                    return u <= random || draw.round < round || (draw.round == round && draw.place <= part)
                }
                let found = Draws.probability(weight: weight, random: random, round: Double(round), part: part)
                #expect(abs(found - Double(inside) / Double(steps)) < 0.01, "\(weight) \(random) \(round) \(part)")
            }
        }
    }

    @Test func whatWasJumpedToIsNoReachOfTheDraw() throws {
        var random = SamplingRandom(seed: 13)
        let stream = stream("jump", 300, &random)
        var decided = worked(stream, first: 150)
        let before = try #require(try report(stream, decided: decided).details.sampling)
        let far = try #require(stream.filter { decided[$0.number] == nil }.max { $0.shuffle < $1.shuffle })
        decided[far.number] = decision(far, .random)
        let after = try #require(try report(stream, decided: decided).details.sampling)
        #expect(after.reach == before.reach && after.used == before.used && after.decided == 151)
        // An item of the sample that is taken back is a hole in it, and said.
        let early = try #require(stream.filter { decided[$0.number] != nil }.min { $0.shuffle < $1.shuffle })
        decided[early.number] = nil
        let holed = try #require(try report(stream, decided: decided).details.sampling)
        #expect(holed.holes == 1 && holed.used == before.used - 1)
        #expect((holed.notes + holed.warnings).contains { $0.contains("1 items that the random draw") })
    }

    @Test func withoutADrawThereIsNoFigureForAllItemsButAWarning() throws {
        var random = SamplingRandom(seed: 14)
        let stream = stream("none", 60, &random)
        let decided = Dictionary(uniqueKeysWithValues: stream.prefix(20).map { ($0.number, decision($0, .none)) })
        let report = try report(stream, decided: decided)
        let sampling = try #require(report.details.sampling)
        #expect(sampling.basis == "unknown" && sampling.used == 0 && sampling.decided == 20)
        #expect(sampling.models[0].accuracy == nil && sampling.models[0].plainN == 20)
        #expect(sampling.warnings.contains { $0.contains("No random sample supports a figure for all 60 items") })
        #expect(report.humanTable().contains("No random sample"))
        #expect(try self.report(stream, decided: [:]).details.sampling == nil)
    }

    @Test func whereAllIsDecidedTheFiguresAreThePlainOnes() throws {
        var random = SamplingRandom(seed: 15)
        let stream = stream("all", 40, &random)
        let decided = Dictionary(uniqueKeysWithValues: stream.map { ($0.number, decision($0, .none)) })
        let report = try report(stream, decided: decided)
        let sampling = try #require(report.details.sampling)
        #expect(sampling.basis == "census" && sampling.used == 40 && sampling.warnings.isEmpty)
        let (plain, found) = (try #require(report.models[0].accuracy), try #require(sampling.models[0].accuracy))
        expectClose(found.value, plain.value, "value")
        expectClose(found.low, plain.low, "low")
        expectClose(found.high, plain.high, "high")
        expectClose(sampling.models[0].kappa?.value, report.models[0].cohenKappa, "kappa")
        #expect(sampling.models[0].poweredAccuracy == nil && !sampling.models[0].differs)
        for label in sampling.models[0].perLabel {
            let plain = report.models[0].perLabel.first { $0.label == label.label }
            expectClose(label.recall?.value, plain?.recall, "recall")
            expectClose(label.precision?.value, plain?.precision, "precision")
            expectClose(label.f1?.value, plain?.f1, "F1")
        }
    }

    @Test func aFileOfDecidedItemsAloneLendsNoModelLabels() throws {
        var random = SamplingRandom(seed: 16)
        let stream = stream("file", 300, &random)
        let decided = worked(stream, first: 150)
        let whole = try #require(try report(stream, decided: decided).details.sampling)
        var settings = EvaluationSettings()
        settings.holdsAll = false
        let file = try #require(
            try report(stream.filter { decided[$0.number] != nil }, decided: decided, settings: settings)
                .details.sampling)
        #expect(file.basis == "random" && file.used == whole.used && file.reach == whole.reach)
        #expect(file.models[0].accuracy == whole.models[0].accuracy && file.models[0].poweredAccuracy == nil)
    }

    @Test func labelsThatNoDrawHasComeToAreNamed() throws {
        var random = SamplingRandom(seed: 17)
        var stream = stream("strata", 300, &random)
        let decided = worked(stream, first: 150)
        let hidden = stream.indices.filter { decided[stream[$0].number] == nil }.prefix(7)
        for place in hidden { stream[place].answer = labels[2] }
        let sampling = try #require(try report(stream, decided: decided).details.sampling)
        #expect(
            sampling.unsupported.contains(
                UnsupportedStratum(model: "small", kind: .label, name: "c", items: 7)))
        #expect(sampling.warnings.contains { $0.contains("had no item drawn at random") })
    }

    @Test func whatARuleAcceptedIsOfNoPopulation() throws {
        var random = SamplingRandom(seed: 18)
        let stream = stream("rule", 300, &random)
        var decided = worked(stream, first: 150)
        for item in stream where decided[item.number] == nil && item.confidence > 0.9 {
            var made = decision(item, .none)
            made.act = Act(key: "k", kind: .policy)
            decided[item.number] = made
        }
        let sampling = try #require(try report(stream, decided: decided).details.sampling)
        #expect(sampling.byPolicy > 0 && sampling.items == 300 - sampling.byPolicy && sampling.decided == 150)
        #expect(sampling.notes.contains { $0.contains("a rule accepted") })
    }

    @Test func theCostOfErrorsIsThatOfTheTrueLabels() throws {
        var random = SamplingRandom(seed: 19)
        let stream = stream("cost", 50, &random)
        let decided = Dictionary(uniqueKeysWithValues: stream.map { ($0.number, decision($0, .none)) })
        var settings = EvaluationSettings()
        settings.errorCosts = [labels[0]: Money(picodollars: 2_500_000_000_000)]
        let sampling = try #require(try report(stream, decided: decided, settings: settings).details.sampling)
        let dear = stream.count { $0.truth == labels[0] && $0.answer != $0.truth }
        expectClose(sampling.models[0].errorCost?.value, 2.5 * Double(dear) * 1_000 / 50, "cost")
    }

    @Test func setsOfLabelsAreEstimatedLabelByLabel() throws {
        let set = try LabelSet(labels.map { LabelDefinition(label: $0) }, allowsSeveral: true)
        var builder = EvaluationBuilder(labels: set)
        for (place, (truth, answer)) in [("a|b", "a"), ("b", "b"), ("(none)", "c"), ("a|c", "a|c")].enumerated() {
            builder.add(
                AnnotatedItem(
                    item: Item(id: Item.ID("\(place)"), text: ""), gold: Label(truth),
                    predictions: [Prediction(model: "m", label: Label(answer))]))
        }
        let model = try #require(builder.report().details.sampling?.models.first)
        #expect(model.accuracy?.value == 0.5)
        #expect(model.perLabel.map { $0.recall?.value } == [1, 0.5, 1])
        #expect(model.perLabel.map { $0.precision?.value } == [1, 1, 0.5])
    }
}
