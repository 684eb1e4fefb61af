package import Labeling

internal import Foundation
internal import GRDB

/// Why the store did not do what was asked. `description` says what, what to do about it, and where.
package enum StoreError: Error, Hashable, Sendable, CustomStringConvertible {
    case missing(path: String)
    case alreadyExists(path: String)
    /// The file is something else, or empty; nothing in it was changed.
    case notAStore(path: String)
    /// A newer Renga has written it; nothing in it was changed.
    case newer(path: String)
    case damaged(path: String, detail: String)
    case readOnly(path: String)
    /// The disk is full; what was to be written is not, what was written before is untouched.
    case full(path: String)
    /// The file was moved, deleted or replaced while it was open; what was to be written is not.
    case replaced(path: String)
    /// Another process has kept the store busy for longer than the store waits.
    case locked(path: String)
    case cannotOpen(path: String, detail: String)
    /// No backup can take this place; what is there is untouched.
    case noPlace(path: String, detail: String)
    case failed(path: String, detail: String)
    /// Whoever asked for it has ended bringing the store up to date; what was done of it is taken back.
    case stopped(path: String)
    /// Whoever asked for it has ended reading the store.
    case stoppedReading(path: String)
    /// Another session has the item before it.
    case heldBy(reviewer: String, until: Timestamp)
    /// Another reviewer has decided on the item since the session took it.
    case decidedBy(reviewer: String)
    /// The session had the item for too long without a sign of life.
    case notHeld
    /// A rule's audit contradicts it, and what it accepted was not taken back.
    case ruleRevoked(accepted: Int)
    case unknownItem(ItemNumber)
    case unknownRequest(RequestID)
    case unknownBatch(BatchID)

    package var description: String {
        switch self {
        // What is wrong and what to do come first: a line of a small screen has no room for a path before them.
        case .missing(let path):
            "there is no store here; `renga import` makes one (\(path))"
        case .alreadyExists(let path):
            "there is a store already: open it, or choose another folder (\(path))"
        case .notAStore(let path):
            "this file is not a Renga store: move it away, or choose another task folder (\(path))"
        case .newer(let path):
            "a newer Renga made this store: use that version, or a newer one (\(path))"
        case .damaged(let path, let detail):
            "the store is damaged: keep a copy of it and of its -wal file, "
                + "then run `renga verify` and `renga export --all` to save what can be read (\(detail); \(path))"
        case .readOnly(let path):
            "the store cannot be written: allow it for the file and its folder (\(path))"
        case .full(let path):
            "the disk is full: free some space and try again; this was not saved (\(path))"
        case .replaced(let path):
            "the file was moved, deleted or replaced: quit, put it back with its -wal file, and start again; "
                + "this was not saved (\(path))"
        case .locked(let path):
            "the store is busy in another program: end it, or wait, and try again; this was not saved (\(path))"
        case .cannotOpen(let path, let detail):
            "the store cannot be opened: check that its folder exists and that you may write in it (\(detail); \(path))"
        case .noPlace(let path, let detail):
            "no backup can be written there: \(detail) (\(path))"
        case .failed(let path, let detail):
            "the store refused this (\(detail)), and nothing of it was saved: "
                + "run `renga verify` to see whether the store is sound (\(path))"
        case .stopped(let path):
            "stopped while the store was brought up to date: the next command begins with it again (\(path))"
        case .stoppedReading(let path):
            "stopped; nothing was changed (\(path))"
        case .heldBy(let reviewer, let until):
            "\(reviewer) has this item (until \(until.timeOfDay)); go on to the next"
        case .decidedBy(let reviewer):
            "\(reviewer) has just decided on this item; look at it again"
        case .notHeld:
            "this item was no longer kept for you; look at it again"
        case .ruleRevoked(let accepted):
            "the audit has revoked the rule by which \(accepted) items were accepted: take them back first (revoke)"
        case .unknownItem(let number):
            "item \(number.value): no such item in this store; list the items again"
        case .unknownRequest(let request):
            "request \(request.value): no such request in this store; record the intent before the answer"
        case .unknownBatch(let batch):
            "batch \(batch.value): no such batch in this store; list the batches again"
        }
    }
}

extension StoreError {
    /// The store's own word for an error of SQLite; an error that is ours already stays itself.
    init(_ error: any Error, path: String) {
        if let own = error as? StoreError {
            self = own
            return
        }
        if let damage = error as? StoreDamage {
            self = .damaged(path: path, detail: damage.detail)
            return
        }
        if error is RowDecodingError {
            self = .damaged(path: path, detail: "a value is not of its column's type")
            return
        }
        guard let error = error as? DatabaseError else {
            self = .failed(path: path, detail: String(describing: error))
            return
        }
        let detail = error.message ?? "SQLite error \(error.extendedResultCode.rawValue)"
        self =
            switch error.resultCode {
            case .SQLITE_NOTADB: .notAStore(path: path)
            case .SQLITE_CORRUPT: .damaged(path: path, detail: detail)
            case .SQLITE_READONLY, .SQLITE_PERM: .readOnly(path: path)
            case .SQLITE_FULL: .full(path: path)
            case .SQLITE_BUSY, .SQLITE_LOCKED: .locked(path: path)
            case .SQLITE_CANTOPEN: .cannotOpen(path: path, detail: detail)
            default: .failed(path: path, detail: detail)
            }
    }
}
