import Foundation
import Labeling
import Testing

@testable import Inference

struct KeySourceTests {
    private func withFile(_ text: String, mode: Int = 0o600, _ body: (String) throws -> Void) throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("key-\(UUID().uuidString)").path
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        defer { try? FileManager.default.removeItem(atPath: path) }
        try body(path)
    }

    private func setting(file: String? = nil, variable: String? = nil) -> ModelSetting {
        ModelSetting(provider: .anthropic, model: "m", apiKeyEnvironment: variable, apiKeyFile: file)
    }

    private func key(_ setting: ModelSetting, _ environment: [String: String]) throws(InferenceError) -> KeySource {
        try KeySource.key(setting: setting, variables: ["FIRST", "SECOND"], environment: environment)
    }

    @Test func theFileGoesBeforeTheVariableAndIsTrimmed() throws {
        try withFile("\n from-file \n") { path in
            let found = try key(setting(file: path, variable: "OWN"), ["OWN": "own", "FIRST": "first"])
            #expect(found.secret.value == "from-file")
            #expect(found.origin == path)
            #expect(found.notices.isEmpty)
        }
    }

    @Test func aFileThatOthersCanReadIsWarnedOf() throws {
        try withFile("k", mode: 0o644) { path in
            let notices = try key(setting(file: path), [:]).notices
            #expect(notices.contains { $0.contains("chmod 600") })
        }
    }

    @Test(arguments: ["", " \n", "a b", "k\u{0}", "schlüssel", String(repeating: "k", count: 70_000)])
    func aFileThatHoldsNoKeyIsRefusedWithoutShowingIt(text: String) throws {
        try withFile(text) { path in
            let error = #expect(throws: InferenceError.self) { try key(setting(file: path), ["FIRST": "first"]) }
            #expect(error?.kind == .authentication)
            #expect(error?.message.contains(path) == true)
            if text.count > 2 { #expect(error?.message.contains(text) == false) }
        }
    }

    @Test(arguments: ["/no/such/file", "/dev/zero", "/tmp"])
    func whatIsNoFileIsRefusedAtOnce(path: String) throws {
        let error = #expect(throws: InferenceError.self) { try key(setting(file: path), ["FIRST": "first"]) }
        #expect(error?.message.contains(path) == true)
    }

    @Test func theFirstVariableThatIsSetHoldsTheKey() throws {
        #expect(try key(setting(), ["FIRST": " ", "SECOND": "second"]).origin == "SECOND")
        #expect(try key(setting(variable: "OWN"), ["OWN": "own", "FIRST": "first"]).secret.value == "own")
        let own = #expect(throws: InferenceError.self) { try key(setting(variable: "OWN"), ["FIRST": "first"]) }
        #expect(own?.message.contains("OWN") == true)
        let none = #expect(throws: InferenceError.self) { try key(setting(), [:]) }
        #expect(none?.message.contains("FIRST") == true)
        let optional = try KeySource.optionalKey(setting: setting(), variables: ["FIRST"], environment: [:])
        #expect(optional == nil)
    }
}
