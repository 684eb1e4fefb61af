import Cells
import Labeling
import ReviewUI
import TestSupport
import Testing

/// A calibrated confidence beside the stated one.
struct CalibrationGoldenTests {
    /// The measured shares of `Fixture.measures`, and a calibrator that is better: 0.93 is worth 0.78.
    private func measures(_ map: Calibrator.Map, label: String? = nil, range: ClosedRange<Double> = 0.4...0.99)
        -> ModelMeasures
    {
        let scores = CalibrationScores(brier: 0.2, logLoss: 0.6, ece: 0.1)
        let fitted = FittedCalibrator(
            model: Fixture.haiku, label: label.map { Label($0) }, calibrator: Calibrator(map, range: range), n: 1_412,
            right: 900, isBlind: true, before: scores, after: scores)
        var measures = Fixture.measures
        measures.calibrators[Fixture.haiku] =
            label == nil
            ? ModelCalibrators(overall: fitted) : ModelCalibrators(labels: [Label(label ?? ""): fitted])
        return measures
    }

    private let platt = Calibrator.Map.platt(slope: 0.5, intercept: 0)

    @Test func calibratedConfidence() throws {
        try checkGolden("calibrated") { Bench(size: $0, measures: measures(platt)) }
    }

    @Test(arguments: [
        Size(rows: 24, columns: 80), Size(rows: 50, columns: 200), Size(rows: 15, columns: 60),
        Size(rows: 12, columns: 40),
    ])
    func theCalibratedValueStandsInPlaceOfTheCountedShareAndIsStored(size: Size) {
        var bench = Bench(size: size, measures: measures(platt))
        #expect(bench.text.contains(size.rows < 24 ? "→78%" : "calibrated 78% (platt, 1,412 blind)"))
        #expect(!bench.text.contains("of 140"))
        #expect(bench.press("1").compactMap(\.recorded).first?.decision.exposure?.calibrated == true)
    }

    @Test func withoutABetterOneTheCountedShareStays() {
        for measures in [
            measures(.identity), measures(platt, range: 0.4...0.8), measures(platt, label: "legal"),
            measures(.identity, label: "billing"),
        ] {
            let bench = Bench(size: Size(rows: 50, columns: 200), measures: measures)
            #expect(bench.text.contains("right 81% of 140") && !bench.text.contains("calibrated"))
        }
        let own = Bench(size: Size(rows: 50, columns: 200), measures: measures(platt, label: "billing"))
        #expect(own.text.contains("calibrated 78% (platt, 1,412 blind"))
        let spoken = own.model.plainText(of: Fixture.tickets[0])
        #expect(spoken.contains("calibrated 78% (platt, 1,412 blind of this label)"))
    }

    @Test func itIsSpokenToo() {
        var bench = Bench(size: Size(rows: 24, columns: 80), measures: measures(platt))
        bench.model.speak()
        let spoken = bench.model.plainText(of: Fixture.tickets[0])
        #expect(spoken.contains("says 0.93, calibrated 78% (platt, 1,412 blind)"))
    }
}
