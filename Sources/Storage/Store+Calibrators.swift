package import Labeling

internal import GRDB

/// A calibrator as the store has it: by which program it was fitted, and when.
package struct StoredCalibrator: Hashable, Sendable {
    package var fitted: FittedCalibrator
    package var version: String
    package var at: Timestamp

    package init(fitted: FittedCalibrator, version: String, at: Timestamp) {
        self.fitted = fitted
        self.version = version
        self.at = at
    }
}

extension Store {
    /// The newest calibrator of each model and label, by model and label, the model's own first. What cannot be read as
    /// one is left out: `verify` names it.
    package func calibrators() throws -> [StoredCalibrator] {
        try read { try Store.calibrators($0) }
    }

    /// Adds those of the calibrators that differ from the newest row of their model and label.
    ///
    /// - Parameter change: whether a calibrator, held against the newest row, is worth one of its own; nil: whatever
    ///   differs is.
    /// - Returns: how many rows were added. Nothing is written where there is nothing to add.
    @discardableResult
    package func add(
        _ calibrators: [FittedCalibrator], version: String, at: Timestamp,
        where change: ((_ known: FittedCalibrator, _ new: FittedCalibrator) -> Bool)? = nil
    ) throws -> Int {
        func new(_ db: Database) throws -> [FittedCalibrator] {
            let known = try Store.calibrators(db).map(\.fitted)
            return calibrators.filter { fitted in
                guard let last = known.first(where: { $0.model == fitted.model && $0.label == fitted.label }) else {
                    return true
                }
                return last != fitted && change?(last, fitted) ?? true
            }
        }
        guard try !read(new).isEmpty else { return 0 }
        return try write { db in
            // Another program may have been faster.
            let due = try new(db)
            for fitted in due { try Store.insert(fitted, version: version, at: at, db) }
            return due.count
        }
    }

    private static func calibrators(_ db: Database) throws -> [StoredCalibrator] {
        try db.all(
            """
            SELECT model, label, kind, parameters, n, correct, blind, brier_before, brier_after, log_loss_before,
                log_loss_after, ece_before, ece_after, version, at
            FROM calibrator WHERE id IN (SELECT max(id) FROM calibrator GROUP BY model, label)
            ORDER BY model, label IS NOT NULL, label
            """
        ) { row in
            let kind: Calibrator.Kind = try row.someWord(2)
            guard let calibrator = Calibrator(kind, parameters: try row.value(3)) else { return nil }
            return StoredCalibrator(
                fitted: FittedCalibrator(
                    model: try row.value(0), label: try row.label(1), calibrator: calibrator, n: try row.value(4),
                    right: try row.value(5), isBlind: try row.value(6),
                    before: CalibrationScores(
                        brier: try row.value(7), logLoss: try row.value(9), ece: try row.value(11)),
                    after: CalibrationScores(
                        brier: try row.value(8), logLoss: try row.value(10), ece: try row.value(12))),
                version: try row.value(13), at: try row.time(14))
        }.compactMap { $0 as StoredCalibrator? }
    }

    private static func insert(_ fitted: FittedCalibrator, version: String, at: Timestamp, _ db: Database) throws {
        try db.run(
            """
            INSERT INTO calibrator (model, label, kind, parameters, n, correct, blind, brier_before, brier_after,
                log_loss_before, log_loss_after, ece_before, ece_after, version, at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                fitted.model.withoutNUL, fitted.label?.name.withoutNUL, fitted.calibrator.kind.rawValue,
                fitted.calibrator.parameters, fitted.n, fitted.right, fitted.isBlind, fitted.before.brier,
                fitted.after.brier, fitted.before.logLoss, fitted.after.logLoss, fitted.before.ece, fitted.after.ece,
                version, at.milliseconds,
            ])
    }
}
