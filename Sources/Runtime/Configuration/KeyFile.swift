package import Foundation
package import ReviewUI
import TOMLKit

/// A reviewer's keys: a preset, or `keys.toml`, which is a patch over one.
package struct KeyFile: Sendable {
    /// The keys in force: what could be taken of the file, over its preset.
    package var settings: KeySettings
    /// Everything of the file that could not be taken, in its order.
    package var problems: [FileProblem]
    /// Nil: no file was read.
    package var file: URL?

    /// The keys that the reviewer wants.
    ///
    /// - Parameter named: a preset, or the path of a file; nil: `keys.toml` in the user's folder, if it is there.
    /// - Throws: `Failure` where what is named is neither. A mistake within a file is no failure: the rest of it holds.
    package static func read(
        named: String? = nil, environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(Failure) -> KeyFile {
        if let named, let preset = KeyPreset(rawValue: named) { return KeyFile(preset) }
        if let named {
            let file = URL(fileURLWithPath: named)
            if kind(of: file) == .typeDirectory {
                throw Failure(.noSuchFile, "--keys \(named): \(aFolder)")
            }
            guard let document = document(file) else {
                let presets = KeyPreset.allCases.map(\.rawValue).joined(separator: ", ")
                throw Failure(.noSuchFile, "--keys \(named): no such file, and no preset; presets: \(presets)")
            }
            return KeyFile(document, file: file)
        }
        let file = UserFolders.configuration(environment).appendingPathComponent("keys.toml")
        // Nobody named it, so that a pipe in its place has nobody to write to it, and reading it would wait for ever.
        switch kind(of: file) {
        case .typeRegular?:
            return document(file).map { KeyFile($0, file: file) } ?? KeyFile(instead: "cannot be read", of: file)
        case .typeDirectory?: return KeyFile(instead: aFolder, of: file)
        case .some: return KeyFile(instead: "no ordinary file", of: file)
        case nil: return KeyFile(.default)
        }
    }

    private static let aFolder = "a folder, not a file"

    /// What stands there, or where a link leads to; nil: nothing.
    private static func kind(of file: URL) -> FileAttributeType? {
        let attributes = try? FileManager.default.attributesOfItem(atPath: file.resolvingSymlinksInPath().path)
        return attributes?[.type] as? FileAttributeType
    }

    /// The default keys, because nothing of the file could be taken.
    private init(instead reason: String, of file: URL) {
        settings = KeySettings()
        problems = [FileProblem(file: file.path, line: nil, key: "", message: "\(reason); the default keys hold")]
        self.file = file
    }

    private init(_ preset: KeyPreset) {
        settings = KeySettings(preset: preset)
        problems = []
    }

    /// - Parameter file: for the words of problems.
    package init(_ document: String, file: URL) {
        self.file = file
        var problems: [FileProblem] = []
        let reader = KeyFile.parsed(document, file: file.path, &problems)
        guard let reader else {
            settings = KeySettings()
            self.problems = problems
            return
        }
        reader.refuseUnknown(in: reader.root, at: [], known: ["preset", "keys", "labels"])
        let preset = TOMLReader.Section(reader: reader, path: [], table: reader.root).choice("preset", KeyPreset.self)
        let patch = KeyPatch(
            preset: preset ?? .default, commands: KeyFile.entries("keys", reader),
            labels: KeyFile.entries("labels", reader))
        settings = patch.applied()
        for problem in settings.problems { reader.problem(problem.path, problem.message) }
        self.problems = (problems + reader.problems).enumerated().sorted {
            ($0.element.line ?? .max, $0.offset) < ($1.element.line ?? .max, $1.offset)
        }.map(\.element)
    }

    /// A few words for the review; nil: nothing is wrong.
    package var notice: String? {
        guard let first = problems.first, let file else { return nil }
        let place = first.line.map { "\(file.lastPathComponent):\($0)" } ?? file.lastPathComponent
        let words = [place, first.key, first.message].filter { !$0.isEmpty }.joined(separator: ": ")
        // Which folder it is in is of use where the file is wrong as a whole.
        if problems.count == 1, first.line == nil { return "\(words) (\(file.path))" }
        return problems.count == 1 ? words : "\(words) (and \(problems.count - 1) more; renga doctor)"
    }

    /// A line that is no TOML is left out, and told; the others are read.
    private static func parsed(_ document: String, file: String, _ problems: inout [FileProblem]) -> TOMLReader? {
        var lines = document.split(omittingEmptySubsequences: false) { $0.isNewline }.map(String.init)
        while true {
            do {
                return try TOMLReader(lines.joined(separator: "\n"), file: file)
            } catch {
                problems.append(error)
                // Each turn blanks one line more, so that this ends; a long row of mistakes is no key file.
                guard let line = error.line, lines.indices.contains(line - 1), !lines[line - 1].isEmpty,
                    problems.count < 100
                else { return nil }
                lines[line - 1] = ""
            }
        }
    }

    private static func entries(_ table: String, _ reader: TOMLReader) -> [KeyPatch.Entry] {
        guard let section = reader.section([table]) else { return [] }
        return reader.keysInOrder(of: section).compactMap { name in
            if let key = section.table[name]?.string { return KeyPatch.Entry(name, [key]) }
            if let keys = section.table[name]?.array?.map({ $0.string }), !keys.contains(nil) {
                return KeyPatch.Entry(name, keys.compactMap(\.self))
            }
            section.problem(name, "expected a key, or a list of keys, each as a string")
            return nil
        }
    }

    private static func document(_ file: URL) -> String? {
        guard let handle = try? FileHandle(forReadingFrom: file) else { return nil }
        defer { try? handle.close() }
        // No key file is larger; what is named by mistake may be.
        return (try? handle.read(upToCount: 1 << 20)).flatMap { $0 }.map { String(decoding: $0, as: UTF8.self) }
    }
}
