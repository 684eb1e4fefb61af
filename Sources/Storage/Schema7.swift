internal import GRDB

/// Version 7: calibrators that were fitted on ground truth.
enum Schema7 {
    static func migrate(_ db: Database) throws {
        try db.execute(sql: table)
        try db.execute(sql: SchemaTriggers.appendOnly("calibrator"))
    }

    private static let kinds = ["identity", "isotonic", "platt", "temperature", "beta"]

    private static let table = """
        -- The newest row of a model and label is in force; `label` NULL: whatever the model says. A row whose kind is
        -- `identity` says that nothing is better any more. `parameters` is a JSON object (`Calibrator`). The scores are
        -- out of sample, without it and with it. `version` is that of the program that fitted it.
        CREATE TABLE calibrator (
            id INTEGER PRIMARY KEY,
            model TEXT NOT NULL,
            label TEXT,
            kind TEXT NOT NULL CHECK (\(Schema.oneOf("kind", kinds))),
            parameters TEXT NOT NULL,
            n INTEGER NOT NULL CHECK (n > 0),
            correct INTEGER NOT NULL CHECK (correct BETWEEN 0 AND n),
            blind INTEGER NOT NULL CHECK (blind IN (0, 1)),
            brier_before REAL NOT NULL,
            brier_after REAL NOT NULL,
            log_loss_before REAL NOT NULL,
            log_loss_after REAL NOT NULL,
            ece_before REAL NOT NULL,
            ece_after REAL NOT NULL,
            version TEXT NOT NULL,
            at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX calibrator_of ON calibrator(model, label);
        """
}
