package import Foundation
package import ReviewUI
import Synchronization
package import Terminal

/// The themes of a running review: read on the lane of reads, used by the loop.
package final class ThemeShelf: Sendable {
    private let share: URL
    private let folder: URL
    private let read: Mutex<[String: Palette]>

    /// - Parameters:
    ///   - share: the folder that holds `themes`.
    ///   - folder: what the path of a theme's file is relative to.
    package init(share: URL, folder: URL) {
        self.share = share
        self.folder = folder
        read = Mutex([:])
    }

    /// Reads the theme unless it was read before.
    @discardableResult
    package func load(_ name: String) throws(Failure) -> Palette {
        if let known = palette(name) { return known }
        let palette = try ThemeFile.read(name, share: share, folder: folder)
        read.withLock { $0[name] = palette }
        return palette
    }

    /// What was loaded under this name; nil: nothing.
    package func palette(_ name: String) -> Palette? { read.withLock { $0[name] } }

    /// The themes that come with the program, with what each says of itself.
    package var choices: [ThemeChoice] {
        ThemeFile.names(share: share).map { name in
            ThemeChoice(name: name, help: ThemeFile.description(of: name, share: share))
        }
    }
}
