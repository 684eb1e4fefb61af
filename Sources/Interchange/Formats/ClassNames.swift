import Foundation
import Labeling
import Synchronization

/// The names of classes that a dataset writes as numbers, as Hugging Face's `ClassLabel` does.
package final class ClassNames: Sendable {
    let names: [String]
    /// The file they were found in; nil: they are the task's labels, in their order.
    let source: String?
    private let isUsed = Mutex(false)

    init(names: [String], source: String?) {
        self.names = names
        self.source = source
    }

    /// Notes that the file did write numbers.
    func noteUse() { isUsed.withLock { $0 = true } }

    /// What a person should know, once a number was read.
    var notice: String? {
        guard isUsed.withLock({ $0 }) else { return nil }
        let shown = names.prefix(4).enumerated().map { "\($0.offset) is \($0.element)" }.joined(separator: ", ")
        let list = shown + (names.count > 4 ? ", …" : "")
        guard let source else {
            return
                "classes written as numbers are the task's labels in their order, for no dataset_info.json or README.md "
                + "beside the file names them: \(list)"
        }
        return "classes written as numbers are named by \(source): \(list)"
    }

    /// Larger than any card or description of use.
    private static let maximumBytes = 4 << 20

    /// From `dataset_info.json`, or else the README with its YAML head, beside the file; nil: neither names them.
    ///
    /// Format: huggingface.co/docs/datasets (`features`: `{"label":{"names":[…],"_type":"ClassLabel"}}`) and the card's
    /// `dataset_info: features: - name: label, dtype: class_label: names: '0': …`.
    ///
    /// - Parameter field: the column of the classes.
    static func beside(_ path: String, field: String) -> ClassNames? {
        let slash = path.lastIndex(of: "/")
        let folder = slash.map { String(path[..<$0]) } ?? "."
        for name in ["dataset_info.json", "README.md"] {
            for place in ["\(folder)/\(name)", "\(folder)/../\(name)"] {
                guard let bytes = read(place) else { continue }
                let names =
                    name == "README.md" ? card(String(decoding: bytes, as: UTF8.self), field) : info(bytes, field)
                if let names { return ClassNames(names: names, source: place) }
            }
        }
        return nil
    }

    private static func read(_ path: String) -> [UInt8]? {
        guard let file = FileHandle(forReadingAtPath: path) else { return nil }
        defer { try? file.close() }
        guard let data = try? file.read(upToCount: maximumBytes + 1), data.count <= maximumBytes else { return nil }
        return [UInt8](data)
    }

    static func info(_ bytes: [UInt8], _ field: String) -> [String]? {
        guard let document = try? JSONDocument.parse(bytes) else { return nil }
        if let names = names(document["features"]?[field]) { return names }
        // An older file has one description for each configuration.
        guard case .object(let members) = document else { return nil }
        return members.lazy.compactMap { names($0.value["features"]?[field]) }.first
    }

    private static func names(_ feature: JSONDocument?) -> [String]? {
        guard case .array(let elements)? = feature?["names"] ?? feature?["feature"]?["names"], !elements.isEmpty else {
            return nil
        }
        let names = elements.compactMap { element in if case .string(let name) = element { name } else { nil } }
        return names.count == elements.count ? names : nil
    }

    /// The head of a card is YAML; of it no more is read than what `datasets` writes: a name, then `class_label`, then the
    /// names, each behind its number.
    static func card(_ text: String, _ field: String) -> [String]? {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.filter { $0 != "\r" } }
        guard lines.first == "---", let end = lines.dropFirst().firstIndex(of: "---") else { return nil }
        var (isField, isNames) = (false, false)
        var names: [String] = []
        for line in lines[1..<end] {
            let trimmed = line.trimmingCharacters(in: .whitespaces)
            if trimmed.hasPrefix("- name:") || trimmed.hasPrefix("name:") {
                if !names.isEmpty { break }
                isField = unquoted(String(trimmed.split(separator: ":", maxSplits: 1).last ?? "")) == field
                isNames = false
            } else if isField, trimmed == "names:" {
                isNames = true
            } else if isNames {
                let parts = trimmed.split(separator: ":", maxSplits: 1).map(String.init)
                guard parts.count == 2, Int(unquoted(parts[0])) == names.count else { break }
                names.append(unquoted(parts[1]))
            }
        }
        return names.isEmpty ? nil : names
    }

    private static func unquoted(_ text: String) -> String {
        let trimmed = text.trimmingCharacters(in: .whitespaces)
        for quote in ["'", "\""] where trimmed.count > 1 && trimmed.hasPrefix(quote) && trimmed.hasSuffix(quote) {
            let inner = String(trimmed.dropFirst().dropLast())
            return quote == "'" ? inner.replacing("''", with: "'") : inner.replacing("\\\"", with: "\"")
        }
        return trimmed
    }
}
