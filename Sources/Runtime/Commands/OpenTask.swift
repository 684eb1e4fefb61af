import Foundation
package import Labeling
package import ReviewUI
package import Storage

/// A task that a command works on: its folder, its definition and its store.
package struct OpenTask: Sendable {
    package let folder: TaskFolder
    package var definition: TaskDefinition
    package let store: Store

    /// Finds, reads and opens a task; the store is created when there is none yet.
    ///
    /// - Parameters:
    ///   - named: what `-C` said.
    ///   - toRead: the command only reads: it works where the store cannot be written too, with the models and the rule of
    ///     ground truth that were last stored there.
    ///   - migrating: as in `Store.open`.
    package static func open(
        named: String?, toRead: Bool = false, migrating: (StoreProgress) -> Bool = { _ in true }
    ) throws(Failure) -> OpenTask {
        let folder = try TaskFolder.find(named: named)
        let definition = try TaskFile.read(folder.taskFile)
        let path = folder.store.path
        do {
            let store: Store
            if FileManager.default.fileExists(atPath: path) {
                store = try Store.open(at: path, migrating: migrating)
            } else {
                do {
                    store = try Store.create(at: path)
                } catch StoreError.alreadyExists {
                    // Another program of ours was a moment faster.
                    store = try Store.open(at: path)
                }
            }
            try store.setModels(ladder: definition.ladder.map(\.model))
            let review = definition.review
            try store.setTruth(overlap: review.overlap, share: review.overlapShare, policy: review.truth)
            return OpenTask(folder: folder, definition: definition, store: store)
        } catch let error as StoreError {
            if toRead, error.isOfWriting, let store = try? Store.open(at: path, readOnly: true) {
                return OpenTask(folder: folder, definition: definition, store: store)
            }
            throw Failure(error)
        } catch {
            throw Failure(.inputOutput, "\(path): \(error)")
        }
    }
}

extension StoreError {
    /// Whether whoever only reads may have no trouble. SQLite calls a journal that it may not make "cannot open".
    fileprivate var isOfWriting: Bool {
        switch self {
        case .readOnly, .cannotOpen: true
        default: false
        }
    }
}

extension Failure {
    /// A store that cannot be used, as the end of a command.
    package init(_ error: StoreError) {
        let status: ExitStatus =
            switch error {
            case .missing: .noSuchFile
            case .readOnly: .noPermission
            case .cannotOpen, .noPlace: .cannotCreate
            case .stopped, .stoppedReading: .stopped
            default: .inputOutput
            }
        self.init(status, error.description)
    }
}

extension OpenTask {
    /// Label keys of the task file that the review cannot honour, in words.
    ///
    /// - Parameter keys: the reviewer's own.
    package func keyConflicts(_ keys: KeySettings = KeySettings()) -> [String] {
        let keymap = Keymap(
            labels: definition.labels, bindings: keys.bindings, labelLetters: keys.labelLetters)
        return keymap.conflicts.map { "\(folder.taskFile.path): \($0.words(in: definition.labels))" }
    }
}

extension OpenTask {
    /// Compares the texts of items that came in since the last review, which does so beside the keys: before that nobody
    /// knows which of them say the same.
    ///
    /// - Returns: false: the store cannot be written, and the newest items were not compared.
    package func compareTexts(
        progress: (String) -> Void = { _ in }, isStopped: () -> Bool = { false }
    ) throws -> Bool {
        progress("comparing texts")
        do {
            while try store.catchUpLikeness(limit: 2_000) {
                if isStopped() { throw Failure(.stopped, "stopped before all texts were compared") }
            }
            return true
        } catch let error as StoreError where error.isOfWriting {
            return false
        }
    }
}
