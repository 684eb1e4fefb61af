import Labeling
import TOMLKit

extension ModelTable {
    /// The table that is part of the program.
    package static func shipped() throws(ModelTableError) -> ModelTable {
        try ModelTable(toml: String(decoding: PackageResources.models_toml, as: UTF8.self))
    }

    /// Reads a table in the format of the shipped `models.toml`. Unknown keys are refused: a misspelt price would
    /// otherwise be no price.
    ///
    /// - Parameter file: the name that errors give.
    package init(toml: String, file name: String = "models.toml") throws(ModelTableError) {
        let file = try ModelTableFile.read(toml, file: name)
        try self.init(date: file.date, source: file.source, models: try file.facts(name), file: name)
    }

    /// This table with the rows of another in place of those whose id or alias they name, or added to them. Each row
    /// keeps the date and the source of the file it came from.
    ///
    /// - Parameters:
    ///   - toml: in the format of the shipped `models.toml`.
    ///   - file: the name that errors give.
    package func overridden(by toml: String, file name: String) throws(ModelTableError) -> ModelTable {
        let file = try ModelTableFile.read(toml, file: name)
        let rows = try file.facts(name)
        var models = models
        for row in rows {
            let names = [row.id] + row.aliases
            let replaced = models.indices.filter { index in
                ([models[index].id] + models[index].aliases).contains { names.contains($0) }
            }
            guard let first = replaced.first else {
                models.append(row)
                continue
            }
            models[first] = row
            for index in replaced.dropFirst().reversed() { models.remove(at: index) }
        }
        return try ModelTable(date: date, source: source, models: models, file: name)
    }
}

/// The file as it is written; `facts()` checks what types cannot say.
private struct ModelTableFile: Decodable {
    var date: String
    var source: String
    var models: [ModelTableRow]

    static func read(_ toml: String, file: String) throws(ModelTableError) -> ModelTableFile {
        do {
            return try TOMLDecoder(strictDecoding: true).decode(ModelTableFile.self, from: toml)
        } catch let error as TOMLParseError {
            throw ModelTableError(
                file: file, line: error.source.begin.line, column: error.source.begin.column,
                message: error.description)
        } catch let error as UnexpectedKeysError {
            throw ModelTableError(
                file: file, message: "unknown keys: \(error.keys.keys.sorted().joined(separator: ", "))")
        } catch let error as DecodingError {
            throw ModelTableError(file: file, message: explain(error))
        } catch {
            throw ModelTableError(file: file, message: "\(error)")
        }
    }

    func facts(_ file: String) throws(ModelTableError) -> [ModelFacts] {
        var models: [ModelFacts] = []
        for row in self.models {
            do throws(ModelTableRow.Problem) {
                models.append(try row.facts(date: date, source: source))
            } catch {
                throw ModelTableError(file: file, message: "\(row.id): \(error.message)")
            }
        }
        return models
    }

    private static func explain(_ error: DecodingError) -> String {
        let context: DecodingError.Context
        var missing = ""
        switch error {
        case .keyNotFound(let key, let at): (context, missing) = (at, "\(key.stringValue) is missing")
        case .valueNotFound(_, let at), .typeMismatch(_, let at), .dataCorrupted(let at): context = at
        @unknown default: return "\(error)"
        }
        let path = context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }.joined(separator: ".")
        return "\(path.isEmpty ? "" : path + ": ")\(missing.isEmpty ? context.debugDescription : missing)"
    }
}
