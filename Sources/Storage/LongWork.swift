internal import GRDB
internal import GRDBSQLite

/// How far work on a whole store has come.
package struct StoreProgress: Hashable, Sendable {
    /// What is being done, for people: "copying", "checking the queue".
    package var work: String
    /// From 0 to 1; nil: nobody knows.
    package var share: Double?

    package init(_ work: String, share: Double? = nil) {
        self.work = work
        self.share = share
    }
}

/// Asked every few milliseconds of work whether it shall go on.
final class WorkQuestion {
    let goesOn: () -> Bool

    init(_ goesOn: @escaping () -> Bool) { self.goesOn = goesOn }
}

extension Database {
    /// Does something that may take minutes: where `goesOn` is false, the statement that is being done ends, throws, and
    /// what it wrote is taken back.
    func working<T>(_ goesOn: () -> Bool, _ body: () throws -> T) rethrows -> T {
        try withoutActuallyEscaping(goesOn) { goesOn in
            let question = WorkQuestion(goesOn)
            return try withExtendedLifetime(question) {
                ask(question)
                defer { ask(nil) }
                return try body()
            }
        }
    }

    /// - Parameter question: must live until nil is given.
    func ask(_ question: WorkQuestion?) {
        guard let question else {
            sqlite3_progress_handler(sqliteConnection, 0, nil, nil)
            return
        }
        sqlite3_progress_handler(
            sqliteConnection, 1_000,
            { context in
                guard let context else { return 0 }
                return Unmanaged<WorkQuestion>.fromOpaque(context).takeUnretainedValue().goesOn() ? 0 : 1
            }, Unmanaged.passUnretained(question).toOpaque())
    }
}
