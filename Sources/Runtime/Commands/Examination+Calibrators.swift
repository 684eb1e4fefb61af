import Foundation
import Labeling
import Storage

extension Examination {
    /// What the models' confidences are calibrated with, a line for each model; nothing before there is enough truth.
    static func calibrators(_ store: Store) throws -> [Finding] {
        let stored = try store.calibrators()
        return stored.filter { $0.fitted.label == nil }.map { stored in
            let fitted = stored.fitted
            let truths = "\(fitted.n) \(fitted.isBlind ? "blind truths" : "truths")"
            let when = "fitted \(stored.at.day) by renga \(stored.version)"
            let found =
                fitted.calibrator.kind == .identity
                ? "\(fitted.model): no calibrator is better than what it states (\(truths), \(when))"
                : "\(fitted.model): \(fitted.calibrator.kind.rawValue) (\(truths), \(when)); Brier score out of sample "
                    + "\(decimals(fitted.before.brier)) without it, \(decimals(fitted.after.brier)) with it"
            return Finding(
                what: "calibration", isGood: true, found: found, mend: nil,
                notices: ["It changes what a review shows; second opinions go by the stated confidence."], status: .done
            )
        }
    }

    private static func decimals(_ value: Double) -> String { String(format: "%.3f", value) }
}
