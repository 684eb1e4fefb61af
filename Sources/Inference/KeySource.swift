import Foundation
import Labeling

/// A key, and where it was found.
struct KeySource: Sendable {
    let secret: Secret
    /// The name of the variable, or the path of the file.
    let origin: String
    /// What a person should know before a run.
    let notices: [String]

    /// The setting's file, else the variable it names, else the first of these variables that is set.
    ///
    /// A setting that names its own place never falls back to another key.
    ///
    /// - Throws: `.authentication`, with the name of what to set.
    static func key(
        setting: ModelSetting, variables: [String], environment: [String: String]
    ) throws(InferenceError) -> KeySource {
        if let found = try optionalKey(setting: setting, variables: variables, environment: environment) {
            return found
        }
        let name = setting.apiKeyEnvironment ?? variables.first ?? "api-key-file"
        throw InferenceError(
            kind: .authentication, message: "no key for \(setting.model): set \(name), or use provider = \"offline\"")
    }

    /// As `key`, for providers that may do without; nil: none of the variables is set.
    static func optionalKey(
        setting: ModelSetting, variables: [String], environment: [String: String]
    ) throws(InferenceError) -> KeySource? {
        if let path = setting.apiKeyFile { return try inFile(path) }
        for name in setting.apiKeyEnvironment.map({ [$0] }) ?? variables {
            if let value = environment[name], !value.isBlank {
                return KeySource(secret: try checked(value, origin: name), origin: name, notices: [])
            }
        }
        guard let own = setting.apiKeyEnvironment else { return nil }
        throw InferenceError(
            kind: .authentication, message: "no key for \(setting.model): set \(own), which the task file names")
    }

    /// The text without the space around it.
    ///
    /// - Throws: `.authentication` for what no header can carry; the text itself is not told.
    static func checked(_ text: String, origin: String) throws(InferenceError) -> Secret {
        let value = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !value.isEmpty else {
            throw InferenceError(kind: .authentication, message: "\(origin) holds no key")
        }
        guard value.utf8.allSatisfy({ $0 > 32 && $0 < 127 }) else {
            throw InferenceError(
                kind: .authentication, message: "\(origin) holds a character that no key has; set it again")
        }
        return Secret(value: value)
    }

    private static let longestKey = 64 << 10

    private static func inFile(_ path: String) throws(InferenceError) -> KeySource {
        do {
            let file = try RegularFile(path)
            guard file.size <= longestKey else { throw RegularFile.Problem(reason: "it is too long for a key") }
            let text = String(decoding: try file.read(at: 0, count: longestKey), as: UTF8.self)
            let notices = file.isOpenToOthers ? ["other users can read the key in \(path): chmod 600 it"] : []
            return KeySource(secret: try checked(text, origin: path), origin: path, notices: notices)
        } catch let error as InferenceError {
            throw error
        } catch {
            let reason = (error as? RegularFile.Problem)?.reason ?? "\(error)"
            throw InferenceError(kind: .authentication, message: "the key file \(path) cannot be read: \(reason)")
        }
    }
}
