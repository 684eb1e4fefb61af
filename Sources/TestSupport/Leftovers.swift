package import Foundation
import Synchronization

/// Folders that go when the tests end: a store may be in use longer than what made its folder, and none that is gone is
/// written to.
package enum Leftovers {
    private static let folders = Mutex<[URL]>([])
    private static let isArmed: Bool = atexit { Leftovers.remove() } == 0

    package static func add(_ folder: URL) {
        _ = isArmed
        folders.withLock { $0.append(folder) }
    }

    private static func remove() {
        for folder in folders.withLock({ $0 }) {
            // A thread that is still at work may make a file in it meanwhile.
            for _ in 0..<3 where (try? FileManager.default.removeItem(at: folder)) == nil {}
        }
    }
}
