package import Evaluation
package import Foundation
import Interchange
import Labeling

/// Puts the routing that an evaluation advises into a task file.
package enum RoutingFile {
    /// What the writing came to.
    package enum Outcome: Hashable, Sendable {
        /// The file is as it was; why.
        case unchanged(String)
        /// What is another than before, a line each.
        case written([String])
    }

    /// Replaces the `[routing]` table of a task file, or adds one at its end. Every other byte stays as it is, and so do
    /// the file's mode and the comments in the table that are not of an earlier writing. The new file takes the place of
    /// the old one in one step, and only when it is read as the same task with the advised routing.
    ///
    /// - Throws: `Failure`: bad task file; cannot be written; `OutputProblem`.
    package static func write(_ block: RoutingBlock?, to url: URL) throws -> Outcome {
        guard let block, !block.entries.isEmpty else {
            return .unchanged("no label's advice is settled, so there is nothing to route")
        }
        let old = try task(url)
        var expected = old.task
        expected.routing = Routing()
        for entry in block.entries {
            guard let rung = old.task.rung(named: entry.target),
                old.task.labels.member(matching: entry.label.name) != nil
            else {
                throw Failure(
                    .badTaskFile,
                    "\(url.path): the advice leaves \"\(entry.label)\" to \"\(entry.target)\", of which the task knows "
                        + "nothing: the file changed since it was read. Run the command again.")
            }
            expected.routing.rungs[entry.label] = rung
        }
        let text = try replacing(old.bytes, block, file: url.path)
        let new = try? TaskFile.parse(
            String(decoding: text, as: UTF8.self), file: url.path, folder: url.deletingLastPathComponent())
        guard new == expected else {
            throw Failure(
                .cannotCreate,
                "\(url.path): was left as it is: with the new [routing] it would not be read as the same task. Put this "
                    + "into it by hand:\n\(block.text)")
        }
        if text == old.bytes { return .unchanged("[routing] is as advised already") }
        guard try task(url).bytes == old.bytes else {
            throw Failure(.cannotCreate, "\(url.path): somebody changed it meanwhile. Run the command again.")
        }
        let output = try OutputFile(.path(url.path))
        try output.write(text)
        try output.commit()
        return .written(changes(from: old.task, to: expected))
    }

    private static func task(_ url: URL) throws -> (bytes: [UInt8], task: TaskDefinition) {
        let bytes: [UInt8]
        do {
            bytes = [UInt8](try Data(contentsOf: url))
        } catch {
            throw Failure(.noSuchFile, "\(url.path): cannot be read: \(error.localizedDescription)")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Failure(.badTaskFile, "\(url.path): is not UTF-8 text")
        }
        return (bytes, try TaskFile.parse(text, file: url.path, folder: url.deletingLastPathComponent()))
    }

    private static func changes(from old: TaskDefinition, to new: TaskDefinition) -> [String] {
        let names = new.rungNames
        func name(_ rung: Int?) -> String { rung.map { "\"\(names[$0])\"" } ?? "none" }
        let changes = new.labels.labels.compactMap { label -> String? in
            let (before, after) = (old.routing.rungs[label], new.routing.rungs[label])
            return before == after ? nil : "\(RoutingBlock.key(label)): \(name(before)) -> \(name(after))"
        }
        return changes.isEmpty ? ["the comments in [routing]"] : changes
    }

    /// - Throws: `Failure` where the routing is written in a form that has no table of its own.
    static func replacing(_ bytes: [UInt8], _ block: RoutingBlock, file: String) throws(Failure) -> [UInt8] {
        let statements = TOMLStatements(bytes).statements
        let hasCRLF = bytes.firstIndex(of: UInt8(ascii: "\n")).map { $0 > 0 && bytes[$0 - 1] == UInt8(ascii: "\r") }
        let newline: [UInt8] = hasCRLF == true ? [13, 10] : [10]
        func line(_ text: String) -> [UInt8] { [UInt8](text.utf8) + newline }
        let header = statements.firstIndex { $0.kind == .header(["routing"], isArray: false) }
        guard let header else {
            // Before the first table a key is the document's own.
            let root = statements.prefix { if case .header = $0.kind { false } else { true } }
            let isElsewhere = root.contains {
                if case .pair(let names) = $0.kind { names.first == "routing" } else { false }
            }
            if isElsewhere {
                throw Failure(
                    .cannotCreate,
                    "\(file): was left as it is: its routing is no [routing] table. Make it one, or put this into it by "
                        + "hand:\n\(block.text)")
            }
            var text = bytes
            if let last = text.last, last != UInt8(ascii: "\n") { text += newline }
            if !text.isEmpty { text += newline }
            for words in [RoutingBlock.header] + block.lines { text += line(words) }
            return text
        }
        var end = header + 1
        while end < statements.count {
            if case .header = statements[end].kind { break }
            end += 1
        }
        var text = Array(bytes[..<statements[header].range.upperBound])
        if text.last != UInt8(ascii: "\n") { text += newline }
        for words in block.lines { text += line(words) }
        for statement in statements[(header + 1)..<end] where statement.kind == .blank {
            let words = bytes[statement.range].drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
            if !words.starts(with: RoutingBlock.mark.utf8) { text += bytes[statement.range] }
        }
        return text + bytes[(end < statements.count ? statements[end].range.lowerBound : bytes.count)...]
    }
}
