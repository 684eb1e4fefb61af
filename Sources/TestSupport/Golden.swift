package import Cells
package import Foundation

/// Compares screens with files that people can read: the text of the canvas, then one letter for each cell's role.
///
/// With `UPDATE_GOLDENS=1` in the environment the files are written anew, and every comparison succeeds: look at the
/// difference before you commit it.
package enum Golden {
    /// What `check` found wrong, line by line.
    package struct Mismatch: Error, CustomStringConvertible {
        package let description: String
    }

    /// - Parameters:
    ///   - name: the file's name without its ending.
    ///   - folder: where the golden files stand; made when files are written.
    /// - Throws: `Mismatch` when the screen is not the file's, or there is no file.
    package static func check(_ canvas: Canvas, _ name: String, in folder: URL) throws {
        try check(lines: lines(of: canvas), name, in: folder)
    }

    /// Compares any lines, for goldens that are not screens.
    package static func check(lines: [String], _ name: String, in folder: URL) throws {
        let file = folder.appending(component: "\(name).txt")
        let found = lines.joined(separator: "\n") + "\n"
        if ProcessInfo.processInfo.environment["UPDATE_GOLDENS"] == "1" {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try Data(found.utf8).write(to: file)
            return
        }
        guard let data = try? Data(contentsOf: file) else {
            throw Mismatch(
                description: "No golden file \(file.lastPathComponent). UPDATE_GOLDENS=1 writes it.\n\(found)")
        }
        let expected = String(decoding: data, as: UTF8.self)
        // Bytes, not characters: a screen with another normal form is another screen.
        guard Array(expected.utf8) != Array(found.utf8) else { return }
        throw Mismatch(description: difference(expected, found, name))
    }

    /// The folder `Goldens` beside a test's source file.
    package static func folder(beside file: String = #filePath) -> URL {
        URL(filePath: file).deletingLastPathComponent().appending(component: "Goldens")
    }

    private static func lines(of canvas: Canvas) -> [String] {
        let frame = "+" + String(repeating: "-", count: canvas.size.columns)
        return [frame] + canvas.text.map { "|" + $0 } + [frame] + canvas.roles
    }

    private static func difference(_ expected: String, _ found: String, _ name: String) -> String {
        let old = expected.split(separator: "\n", omittingEmptySubsequences: false)
        let new = found.split(separator: "\n", omittingEmptySubsequences: false)
        var report = ["\(name).txt differs (UPDATE_GOLDENS=1 rewrites it):"]
        for index in 0..<max(old.count, new.count) {
            let before = index < old.count ? String(old[index]) : nil
            let after = index < new.count ? String(new[index]) : nil
            guard before.map({ Array($0.utf8) }) != after.map({ Array($0.utf8) }) else { continue }
            if let before { report.append("-\(index + 1) \(before)") }
            if let after { report.append("+\(index + 1) \(after)") }
        }
        return report.joined(separator: "\n")
    }
}
