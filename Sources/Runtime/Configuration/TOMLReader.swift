import TOMLKit

/// One thing that is wrong in a TOML file.
package struct FileProblem: Error, Hashable, Sendable, CustomStringConvertible {
    package let file: String
    /// From 1; nil: the file as a whole.
    package let line: Int?
    package let key: String
    /// What was found and what was expected.
    package let message: String

    package var description: String {
        let place = line.map { "\(file):\($0)" } ?? file
        return key.isEmpty ? "\(place): \(message)" : "\(place): \(key): \(message)"
    }
}

/// Reads typed values out of a TOML document and gathers everything that is wrong with it, so that a user mends a file
/// once and not once for each mistake.
final class TOMLReader {
    private let file: String
    private let locator: TOMLLocator
    private var found: [FileProblem] = []
    /// In the order of the file, as a person goes through it; those about the file as a whole come last.
    var problems: [FileProblem] {
        found.enumerated().sorted { ($0.element.line ?? .max, $0.offset) < ($1.element.line ?? .max, $1.offset) }
            .map(\.element)
    }
    let root: TOMLTable

    /// - Throws: `FileProblem` where the document is not TOML.
    init(_ document: String, file: String) throws(FileProblem) {
        do {
            root = try TOMLTable(string: document)
        } catch let error as TOMLParseError {
            throw FileProblem(file: file, line: error.source.begin.line, key: "", message: error.description)
        } catch {
            throw FileProblem(file: file, line: nil, key: "", message: "is not TOML: \(error)")
        }
        self.file = file
        locator = TOMLLocator(document)
    }

    func problem(_ path: [String], _ message: String) {
        found.append(
            FileProblem(file: file, line: locator.line(of: path), key: TOMLReader.words(path), message: message))
    }

    /// A table below the root; nil when it is not there.
    func section(_ path: [String]) -> Section? {
        var table = root
        for (index, key) in path.enumerated() {
            guard let value = table[key] else { return nil }
            guard let next = value.table else {
                problem(Array(path.prefix(index + 1)), "expected a table, found \(value.type.words)")
                return nil
            }
            table = next
        }
        return Section(reader: self, path: path, table: table)
    }

    /// The tables of an array of tables.
    func sections(_ key: String) -> [Section] {
        guard let value = root[key] else { return [] }
        guard let array = value.array else {
            problem([key], "expected an array of tables ([[\(key)]]), found \(value.type.words)")
            return []
        }
        var sections: [Section] = []
        for (index, element) in array.enumerated() {
            if let table = element.table {
                sections.append(Section(reader: self, path: [key, String(index)], table: table))
            } else {
                problem([key, String(index)], "expected a table, found \(element.type.words)")
            }
        }
        return sections
    }

    /// The keys of a table in the order in which they are written.
    func keysInOrder(of section: Section) -> [String] {
        section.table.keys.map { ($0, locator.line(of: section.path + [$0]) ?? .max) }
            .sorted { ($0.1, $0.0) < ($1.1, $1.0) }.map(\.0)
    }

    func refuseUnknown(in table: TOMLTable, at path: [String], known: [String]) {
        for key in table.keys.sorted() where !known.contains(key) {
            problem(path + [key], "unknown key; known here: \(known.joined(separator: ", "))")
        }
    }

    /// `labels.0.key` as people count: `labels[1].key`.
    private static func words(_ path: [String]) -> String {
        path.reduce(into: "") { text, part in
            if let index = Int(part) {
                text += "[\(index + 1)]"
            } else {
                text += (text.isEmpty ? "" : ".") + part
            }
        }
    }

    /// One table, whose keys are asked for by type. A value of another type is a problem, and counts as absent.
    struct Section {
        let reader: TOMLReader
        let path: [String]
        let table: TOMLTable

        func refuseUnknown(known: [String]) { reader.refuseUnknown(in: table, at: path, known: known) }

        func problem(_ key: String, _ message: String) { reader.problem(path + [key], message) }

        func string(_ key: String) -> String? { value(key, "a string") { $0.string } }

        func bool(_ key: String) -> Bool? { value(key, "true or false") { $0.bool } }

        func int(_ key: String, in range: ClosedRange<Int>) -> Int? {
            let number = value(key, "a whole number") { $0.int }
            guard let number, !range.contains(number) else { return number }
            problem(key, "expected \(range.lowerBound) to \(range.upperBound), found \(number)")
            return nil
        }

        func double(_ key: String, in range: ClosedRange<Double>) -> Double? {
            let number = value(key, "a number") { $0.double ?? $0.int.map(Double.init) }
            guard let number, !range.contains(number) else { return number }
            problem(key, "expected \(range.lowerBound) to \(range.upperBound), found \(number)")
            return nil
        }

        func strings(_ key: String) -> [String]? {
            value(key, "a list of strings") { value in
                guard let array = value.array else { return nil }
                let strings = array.compactMap(\.string)
                return strings.count == array.count ? strings : nil
            }
        }

        func choice<Choice: RawRepresentable & CaseIterable>(_ key: String, _ type: Choice.Type) -> Choice?
        where Choice.RawValue == String {
            guard let word = string(key) else { return nil }
            if let choice = Choice(rawValue: word) { return choice }
            let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            problem(key, "expected one of \(known); found \"\(word)\"")
            return nil
        }

        private func value<Value>(
            _ key: String, _ expected: String, _ read: (any TOMLValueConvertible) -> Value?
        ) -> Value? {
            guard let found = table[key] else { return nil }
            if let value = read(found) { return value }
            problem(key, "expected \(expected), found \(found.type.words)")
            return nil
        }
    }
}

extension TOMLType {
    fileprivate var words: String {
        switch self {
        case .table: "a table"
        case .array: "a list"
        case .string: "a string"
        case .int: "a whole number"
        case .double: "a number"
        case .bool: "true or false"
        case .date, .time, .dateTime: "a date or time"
        }
    }
}
