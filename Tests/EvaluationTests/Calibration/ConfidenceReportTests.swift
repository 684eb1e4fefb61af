import Labeling
import Reports
import Testing

@testable import Evaluation

/// The part of the report on confidence, from items.
@Suite struct ConfidenceReportTests {
    private func item(
        _ label: String?, _ confidence: Double?, truth: String?, shown: Bool = false, model: String = "m"
    ) -> (AnnotatedItem, GroundTruth?) {
        var item = AnnotatedItem(item: Item(id: Item.ID("x"), text: "x"))
        item.predictions = [
            Prediction(
                model: model, label: label.map { Label($0) }, confidence: confidence, cost: .unknown,
                outcome: label == nil ? .invalidOutput : .labeled)
        ]
        var decision = Decision(
            reviewer: "ana", verdict: truth.map { .override(Label($0)) } ?? .reject, at: Timestamp(milliseconds: 0))
        decision.shown = shown ? [model] : []
        item.decisions = [decision]
        return (item, GroundTruth.resolve(decisions: item.decisions, gold: nil))
    }

    private func report(_ items: [(AnnotatedItem, GroundTruth?)], threshold: Double? = nil) -> EvaluationReport {
        var builder = EvaluationBuilder(labelNames: ["a", "b"], modelOrder: ["m"])
        for (item, truth) in items { builder.add(item, truth: truth) }
        var settings = EvaluationSettings()
        settings.escalationThreshold = threshold
        return builder.report(settings)
    }

    /// 400 items, stated 0.9 and 0.6, right 3 of 4 times and 1 of 2 times.
    private func overconfident(shown: (Int) -> Bool = { _ in false }) -> [(AnnotatedItem, GroundTruth?)] {
        (0..<400).map { place in
            let isHigh = place % 2 == 0
            let isRight = isHigh ? place % 8 != 0 : place % 4 == 1
            return item(
                place % 3 == 0 ? "a" : "b", isHigh ? 0.95 : 0.6,
                truth: isRight == (place % 3 == 0) ? "a" : "b", shown: shown(place))
        }
    }

    @Test func withoutTruthOrConfidenceThereIsNoSection() {
        #expect(report([]).details.confidence == nil)
        #expect(report([item("a", nil, truth: "a")]).details.confidence == nil)
        #expect(report([item("a", 12, truth: "a")]).details.confidence == nil)
        #expect(report([item("a", 0.5, truth: nil)]).details.confidence == nil, "no label fits: in no figure")
    }

    @Test func figuresAreThoseOfTheModelItself() throws {
        let report = report(overconfident() + [item(nil, 0.8, truth: "a")])
        let model = try #require(report.details.confidence?.models.first)
        let base = try #require(report.models.first)
        #expect(model.all.n == base.ece.n && model.all.n == 401, "an answer without a valid label is wrong")
        expectClose(model.all.equalWidth.ece, base.ece.value, "ECE")
        expectClose(model.all.brier.value, base.brier, "Brier")
        #expect(model.blind == model.all && model.isBlindEnough)
        #expect(model.perLabel.map(\.label.name) == ["a", "b"] && model.perLabel.reduce(0) { $0 + $1.n } == 400)
    }

    @Test func blindTruthAloneIsTakenWhereThereIsEnoughOfIt() throws {
        let enough = try #require(report(overconfident { $0 >= 100 }).details.confidence?.models.first)
        #expect(enough.isBlindEnough && enough.blind?.n == 100 && enough.honest.n == 100)
        #expect(enough.calibration.isBlind && enough.calibration.n == 100)
        #expect(enough.perLabel.reduce(0) { $0 + $1.n } == 100)
        let few = try #require(report(overconfident { $0 >= 99 }).details.confidence?.models.first)
        #expect(!few.isBlindEnough && few.blind?.n == 99 && few.honest.n == 400)
        #expect(!few.calibration.isBlind && few.calibration.n == 400)
        let warned = few.section(threshold: nil).blocks.contains { if case .warning = $0 { true } else { false } }
        #expect(warned)
        let none = try #require(report(overconfident { _ in true }).details.confidence)
        #expect(none.models.first?.blind == nil)
        #expect(none.notes.contains { $0.contains("no blind figures") })
    }

    @Test func aModelThatIsTooSureGetsACalibratorAndTheThresholdStays() throws {
        let report = report(overconfident(), threshold: 0.8)
        let confidence = try #require(report.details.confidence)
        let overall = try #require(confidence.models.first?.calibration.overall)
        let best = try #require(overall.best)
        #expect(abs(overall.candidates[best].calibrator.apply(0.95) - 0.75) < 0.02)
        #expect(abs(overall.candidates[best].calibrator.apply(0.6) - 0.5) < 0.02)
        let text = report.humanTable()
        #expect(text.contains("calibrator is better out of sample, fitted on 400 blind truths"))
        #expect(text.contains("A second opinion is asked under a stated confidence of 0.800"))
        #expect(text.contains("Confidence of m"))
    }

    @Test func noLabelFitsIsWrongForACalibratorAlone() throws {
        let found = report(overconfident() + (0..<50).map { _ in item("a", 0.95, truth: nil) })
        let model = try #require(found.details.confidence?.models.first)
        #expect(model.all.n == 400 && model.calibration.n == 450)
    }

    @Test func countsOfAStoreGiveTheSameCalibratorsAsItems() throws {
        let items = overconfident { $0 % 5 == 0 }
        let fromItems = try #require(report(items).details.confidence?.models.first).calibration
        var counts: [CalibrationCount] = []
        for (place, (item, truth)) in items.enumerated() {
            let prediction = item.predictions[0]
            let isRight = prediction.label == truth?.label ? 1 : 0
            let isBlind = item.decisions[0].shown.isEmpty ? 1 : 0
            counts.append(
                CalibrationCount(
                    label: try #require(prediction.label), fold: CalibrationFolds.fold(of: Int64(place + 1)),
                    confidence: ConfidenceCount(
                        thousandths: ConfidenceCells.thousandths(prediction.confidence ?? 0), n: 1, right: isRight,
                        blind: isBlind, blindRight: isRight * isBlind)))
        }
        #expect(ModelCalibration(counts) == fromItems)
        #expect(ModelCalibration(counts.reversed()) == fromItems, "their order does not matter")
        #expect(fromItems.isBlind && fromItems.n == 320 && fromItems.labels.count == 2)
    }

    @Test func aThousandLabelsAreListedAndFittedByTheirNumber() {
        var builder = EvaluationBuilder(labelNames: (0..<1_000).map { "l\($0)" }, modelOrder: ["m"])
        for place in 0..<3_000 {
            let (item, truth) = item("l\(place % 1_000)", 0.5, truth: "l0")
            builder.add(item, truth: truth)
        }
        let model = builder.report().details.confidence?.models.first
        #expect(model?.perLabel.count == 1_000 && model?.calibration.labels.isEmpty == true)
    }
}
