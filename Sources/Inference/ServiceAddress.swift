import Foundation
import Labeling

/// The address of a provider, or of a gateway in its place.
struct ServiceAddress: Sendable {
    /// Without a slash at its end.
    let base: String
    /// With its port where it is not the usual one; for messages.
    let host: String
    /// What a person should know before a run.
    let notices: [String]

    /// - Parameters:
    ///   - origin: the key of the task file, or the variable, that the address stands in.
    ///   - example: an address that would do.
    /// - Throws: `.configuration`
    private init(_ address: String, origin: String, example: String, model: String) throws(InferenceError) {
        guard let parts = URLComponents(string: address.trimmingCharacters(in: .whitespacesAndNewlines)),
            let scheme = parts.scheme?.lowercased(), scheme == "https" || scheme == "http",
            let name = parts.host, !name.isEmpty, parts.query == nil, parts.fragment == nil, parts.user == nil
        else {
            throw InferenceError(
                kind: .configuration,
                message: "\(origin) is no address such as \(example): "
                    + Secret(value: "").cleaned(address, limit: 120))
        }
        var base = parts.string ?? address
        while base.hasSuffix("/") { base.removeLast() }
        self.base = base
        host = parts.port.map { "\(name):\($0)" } ?? name
        var notices: [String] = []
        if origin == ServiceAddress.settingName {
            notices.append("requests to \(model), and the key, go to \(name), as the task file says")
        }
        if scheme == "http", !["localhost", "127.0.0.1", "::1", "[::1]"].contains(name) {
            notices.append("requests to \(name) are not encrypted: anyone on the way can read the items and the key")
        }
        self.notices = notices
    }

    /// The setting's address, else that of the first variable that is set, else the official one.
    init(
        setting: ModelSetting, variables: [String], environment: [String: String], official: String
    ) throws(InferenceError) {
        let places = [(ServiceAddress.settingName, setting.baseURL)] + variables.map { ($0, environment[$0]) }
        let found = places.first { $0.1?.isBlank == false }
        try self.init(
            found?.1 ?? official, origin: found?.0 ?? "the region", example: official, model: setting.model)
    }

    /// A region's or a project's name, which becomes part of an address.
    ///
    /// - Throws: `.configuration` for what would make another address of it.
    static func checkedName(_ text: String, origin: String) throws(InferenceError) -> String {
        let name = text.trimmingCharacters(in: .whitespacesAndNewlines)
        let isName = name.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
        guard isName, !name.isEmpty, name.utf8.count <= 63 else {
            throw InferenceError(
                kind: .configuration,
                message: "\(origin) is no such name (small letters, digits, -): "
                    + Secret(value: "").cleaned(text, limit: 80))
        }
        return name
    }

    private static let settingName = "base-url"
}
