package import Foundation
import Inference
import Labeling
import ReviewUI

/// The images of a task's items: what they are, and the program that shows them.
package struct ImageShelf: Sendable {
    /// Where relative references begin.
    private let folder: URL
    /// The viewer and its arguments; empty: there is none.
    private let viewer: [String]

    /// The viewer is `RENGA_VIEWER` (a program and its arguments), else `xdg-open` where there is a desktop.
    package init(folder: URL, environment: [String: String] = ProcessInfo.processInfo.environment) {
        self.folder = folder
        let named = (environment["RENGA_VIEWER"] ?? "").split(separator: " ").map(String.init)
        if !named.isEmpty {
            viewer = [ImageShelf.find(named[0], environment) ?? named[0]] + named.dropFirst()
        } else {
            let hasDesktop = ["DISPLAY", "WAYLAND_DISPLAY"].contains { environment[$0]?.isEmpty == false }
            viewer = hasDesktop ? [ImageShelf.find("xdg-open", environment)].compactMap(\.self) : []
        }
    }

    /// For the reviewer; nil: images can be opened.
    var whyNoViewer: String? {
        viewer.isEmpty ? "No program to show images here: set RENGA_VIEWER to one." : nil
    }

    /// What the screen says of each image. Reads the first bytes of files; asks no network.
    func lines(of item: Item) -> [ImageLine] {
        item.images.map { reference in
            if ImageShelf.isAddress(reference) { return ImageLine(reference: reference) }
            do throws(ImageProblem) {
                let facts = try ImageFacts.read(reference, relativeTo: folder)
                let kind = facts.mediaType.split(separator: "/").last.map { $0.uppercased() }
                return ImageLine(
                    reference: reference, name: facts.name, kind: kind, width: facts.width, height: facts.height,
                    bytes: facts.bytes)
            } catch {
                return ImageLine(reference: reference, problem: error.reason)
            }
        }
    }

    /// Starts the viewer and does not wait for its end.
    ///
    /// - Returns: why it could not be started; nil: it was.
    func open(_ reference: String) -> String? {
        guard let program = viewer.first else { return whyNoViewer }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        // No shell, and an absolute path or an address: no reference can pass for an option.
        let file = folder.file(named: reference).standardizedFileURL.path
        let target = ImageShelf.isAddress(reference) ? reference : file
        process.arguments = viewer.dropFirst() + [target]
        (process.standardInput, process.standardOutput, process.standardError) = (
            FileHandle.nullDevice, FileHandle.nullDevice, FileHandle.nullDevice
        )
        do {
            try process.run()
            return nil
        } catch {
            return "\(program) cannot be started: \(error.localizedDescription)"
        }
    }

    private static func isAddress(_ reference: String) -> Bool {
        let lower = reference.lowercased()
        return lower.hasPrefix("https://") || lower.hasPrefix("http://")
    }

    private static func find(_ program: String, _ environment: [String: String]) -> String? {
        if program.contains("/") { return program }
        let folders = (environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
        return folders.map { "\($0)/\(program)" }.first { access($0, X_OK) == 0 }
    }
}
