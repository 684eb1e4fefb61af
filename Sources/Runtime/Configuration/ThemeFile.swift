import Cells
package import Foundation
package import Terminal
import TOMLKit

/// A theme: a style for each role, as a TOML file in `themes/`.
package enum ThemeFile {
    /// Reads a theme by name, or by the path of a file that ends in `.toml`.
    ///
    /// - Throws: `Failure` that names the file, line and key of the first mistake, or the themes there are.
    ///
    /// - Parameter folder: what a path is relative to.
    package static func read(_ name: String, share: URL, folder: URL) throws(Failure) -> Palette {
        var styles: [Role: Style] = [:]
        try read(name, share: share, folder: folder, into: &styles, depth: 0)
        return Palette(name: name, styles: styles)
    }

    /// The names of the themes that come with the program.
    package static func names(share: URL) -> [String] {
        let files = try? FileManager.default.contentsOfDirectory(atPath: share.appendingPathComponent("themes").path)
        return (files ?? []).filter { $0.hasSuffix(".toml") }.map { String($0.dropLast(5)) }.sorted()
    }

    /// What a theme that comes with the program says of itself; empty: nothing, or it cannot be read.
    package static func description(of name: String, share: URL) -> String {
        let url = share.appendingPathComponent("themes").appendingPathComponent(name + ".toml")
        guard let document = try? String(contentsOf: url, encoding: .utf8),
            let reader = try? TOMLReader(document, file: url.path)
        else { return "" }
        return reader.root["description"]?.string ?? ""
    }

    private static func read(
        _ name: String, share: URL, folder: URL, into styles: inout [Role: Style], depth: Int
    ) throws(Failure) {
        guard depth < 8 else { throw Failure(.badTaskFile, "theme \"\(name)\" inherits from itself") }
        let url =
            name.hasSuffix(".toml")
            ? folder.file(named: name)
            : share.appendingPathComponent("themes").appendingPathComponent(name + ".toml")
        guard let document = try? String(contentsOf: url, encoding: .utf8) else {
            let known = names(share: share).joined(separator: ", ")
            // A path is looked for in one place only: which one is what helps.
            let missing = name.hasSuffix(".toml") ? "file \(url.path)" : "\"\(name)\""
            throw Failure(.badTaskFile, "there is no theme \(missing); there are: \(known)")
        }
        let reader: TOMLReader
        do {
            reader = try TOMLReader(document, file: url.path)
        } catch {
            throw Failure(.badTaskFile, "\(error)")
        }
        reader.refuseUnknown(in: reader.root, at: [], known: ["name", "description", "inherits", "roles"])
        if let inherits = reader.root["inherits"] {
            if let parent = inherits.string {
                try read(parent, share: share, folder: folder, into: &styles, depth: depth + 1)
            } else {
                reader.problem(["inherits"], "expected the name of a theme as a string")
            }
        }
        for role in reader.section(["roles"])?.table.keys ?? [] {
            guard let known = Role(rawValue: role) else {
                let roles = Role.allCases.map(\.rawValue).joined(separator: ", ")
                reader.problem(["roles", role], "unknown role; roles are: \(roles)")
                continue
            }
            guard let section = reader.section(["roles", role]) else { continue }
            styles[known] = style(section)
        }
        guard reader.problems.isEmpty else {
            throw Failure(.badTaskFile, reader.problems.map(\.description).joined(separator: "\n"))
        }
    }

    private static func style(_ section: TOMLReader.Section) -> Style {
        section.refuseUnknown(known: ["fg", "bg", "bold", "dim", "italic", "underline", "reverse"])
        func color(_ key: String) -> Color {
            guard let word = section.string(key) else { return .standard }
            if let color = Color(word) { return color }
            section.problem(key, "expected default, a colour name, color-0 to color-255 or #rrggbb; found \"\(word)\"")
            return .standard
        }
        return Style(
            foreground: color("fg"), background: color("bg"), isBold: section.bool("bold") ?? false,
            isDim: section.bool("dim") ?? false, isItalic: section.bool("italic") ?? false,
            isUnderlined: section.bool("underline") ?? false, isReversed: section.bool("reverse") ?? false)
    }
}
