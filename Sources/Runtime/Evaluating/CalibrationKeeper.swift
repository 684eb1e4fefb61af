import Evaluation
import Foundation
import Labeling
package import Storage

/// Fits calibrators to the ground truth of a task, and stores them where they differ from those that are in force.
package enum CalibrationKeeper {
    /// The calibrators that a review goes by, of each model. It measures every few decisions, and a row for each time would
    /// say the same again and again: a new one is stored where the kind is another, or a twentieth more truth is behind it.
    static func current(
        _ store: Store, _ counts: [String: [CalibrationCount]]
    ) throws -> [String: ModelCalibrators] {
        let fitted = fitted(counts)
        try add(fitted, to: store) { known, new in
            known.calibrator.kind != new.calibrator.kind || known.isBlind != new.isBlind
                || abs(new.n - known.n) >= max(1, known.n / 20)
                || (known.n == new.n && known.calibrator != new.calibrator)
        }
        var models: [String: ModelCalibrators] = [:]
        // What has no longer enough truth, because it was taken back, is not shown.
        for known in try store.calibrators().map(\.fitted)
        where fitted.contains(where: { $0.model == known.model && $0.label == known.label }) {
            if let label = known.label {
                models[known.model, default: ModelCalibrators()].labels[label] = known
            } else {
                models[known.model, default: ModelCalibrators()].overall = known
            }
        }
        return models
    }

    /// Stores whatever differs from what is in force.
    ///
    /// - Returns: how many calibrators were added.
    @discardableResult
    package static func refresh(_ store: Store) throws -> Int {
        guard !store.isReadOnly else { return 0 }
        return try add(fitted(store.calibrationCounts()), to: store, where: nil)
    }

    private static func fitted(_ counts: [String: [CalibrationCount]]) -> [FittedCalibrator] {
        counts.sorted { $0.key < $1.key }.flatMap { ModelCalibration($0.value).fitted(of: $0.key) }
    }

    @discardableResult
    private static func add(
        _ fitted: [FittedCalibrator], to store: Store, where change: ((FittedCalibrator, FittedCalibrator) -> Bool)?
    ) throws -> Int {
        try store.add(fitted, version: Program.version, at: .now(), where: change)
    }
}
