import Evaluation
import Interchange
import Labeling
import ReviewUI
import Storage
import Testing

@testable import Runtime

/// Calibrators from the ground truth of a task to its store, a review and a report.
@Suite(.timeLimit(.minutes(15)))
struct CalibrationKeeperTests {
    /// The first model says 0.95 and is right 3 of 4 times, or 0.6 and is right half of the time.
    private func desk(_ count: Int, right: (Int) -> Bool = { $0 % 2 == 0 ? $0 % 8 != 0 : $0 % 4 == 1 }) throws -> Desk {
        try Desk(
            items((0..<count).map { "text \($0)" }).enumerated().map { index, item in
                let said = Label(index % 3 == 0 ? "billing" : "legal")
                let other = Label(index % 3 == 0 ? "legal" : "billing")
                let prediction = Prediction(
                    model: haiku, label: said, confidence: index % 2 == 0 ? 0.95 : 0.6, confidenceSource: .stated)
                return AnnotatedItem(
                    item: item.item, gold: right(index) ? said : other, predictions: [prediction])
            }, task: makeTask())
    }

    private func measures(_ desk: Desk) async throws -> ModelMeasures? {
        let mailbox = try Mailbox()
        let runner = EffectRunner(
            store: desk.store, reviewer: "ana", mailbox: mailbox, models: nil,
            images: ImageShelf(folder: desk.scratch.url, environment: [:]))
        return try await onThread {
            runner.run([.eyes(.measure(.init(1)))])
            var messages: [Message] = []
            while messages.isEmpty {
                mailbox.wait(milliseconds: 10_000)
                messages += mailbox.drain()
            }
            guard case .eyes(.measured(_, let measures))? = messages.first else { return nil }
            return measures
        }
    }

    @Test func aReviewFitsStoresAndShowsThem() async throws {
        let desk = try desk(400)
        let found = try #require(try await measures(desk)?.calibrators[haiku])
        let calibrated = try #require(found.calibrated(0.95, of: Label("billing")))
        #expect(abs(calibrated.value - 0.75) < 0.02 && calibrated.n == 400 && calibrated.isBlind)
        #expect(!calibrated.isOfLabel, "no label is different from the others")
        #expect(found.calibrated(0.3, of: Label("billing")) == nil, "there was no truth near it")
        let stored = try desk.store.calibrators()
        #expect(stored.first?.fitted == found.overall && stored.first?.version == Program.version)
        #expect(try await measures(desk)?.calibrators[haiku] == found)
        #expect(try desk.store.calibrators() == stored, "the same truth, the same rows")
    }

    @Test func anEvaluationOfTheTaskFindsTheSame() async throws {
        let desk = try desk(400)
        let report = try EvaluationRun.report(on: desk.open)
        let model = try #require(report.details.confidence?.models.first { $0.model == haiku })
        #expect(try CalibrationKeeper.refresh(desk.store) == 3, "of the model and of two labels")
        #expect(try desk.store.calibrators().map(\.fitted) == model.calibration.fitted(of: haiku))
        #expect(try CalibrationKeeper.refresh(desk.store) == 0)
        _ = try await measures(desk)
        #expect(try CalibrationKeeper.refresh(desk.store) == 0, "a review and an evaluation say the same")
    }

    @Test func tooLittleTruthStoresNothing() async throws {
        let desk = try desk(99)
        #expect(try await measures(desk)?.calibrators == [:])
        #expect(try CalibrationKeeper.refresh(desk.store) == 0)
    }

    @Test func whatIsNotBetterIsStoredAsIdentityAndNotShown() async throws {
        // 95 % and 60 % right, as it says.
        let desk = try desk(400) { $0 % 2 == 0 ? $0 % 40 != 0 : $0 % 10 < 6 }
        let found = try #require(try await measures(desk))
        #expect(found.calibrators[haiku]?.overall?.calibrator.kind == .identity)
        #expect(found.calibrators[haiku]?.calibrated(0.95, of: Label("billing")) == nil)
        #expect(found.confidences[haiku]?.reliability(at: 0.95)?.n == 200, "the counted share stays")
    }

    @Test func theDoctorAndTheDocumentTellOfThem() throws {
        let desk = try desk(400)
        #expect(try Examination.calibrators(desk.store).isEmpty)
        try CalibrationKeeper.refresh(desk.store)
        let finding = try #require(try Examination.calibrators(desk.store).first)
        #expect(finding.isGood && finding.found.contains("400 blind truths"))
        let document = JSONDocument(try EvaluationRun.report(on: desk.open))
        let confidence = try #require(document["confidence"])
        #expect(confidence["escalation_threshold"] == JSONDocument(desk.task.secondOpinion.belowConfidence))
        guard case .array(let models)? = confidence["models"] else {
            Issue.record("no models")
            return
        }
        let model = try #require(models.first)
        #expect(model["all"]?["n"] == JSONDocument(400) && model["all"] == model["blind"])
        for key in ["equal_width", "equal_mass", "brier", "brier_parts", "log_loss", "auroc", "calibration_test"] {
            #expect(model["all"]?[key] != nil, "\(key)")
        }
        #expect(model["calibration"]?["overall"]?["n"] == JSONDocument(400))
    }
}
