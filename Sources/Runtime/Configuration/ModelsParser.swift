import Foundation
import Labeling
import TOMLKit

/// Reads the `[models.…]` tables: the ladder of a task, from cheap to strong.
struct ModelsParser {
    let reader: TOMLReader
    /// Where the paths in the file begin.
    let folder: URL

    struct Rung {
        /// Of its table: `first`, `second`, or any other.
        var name: String
        var setting: ModelSetting
    }

    /// `first`, then `second`, then the other tables in the order of the file. Without any `[models]`, the embedded
    /// offline models; with a first one alone, no second opinion.
    func ladder() -> [Rung] {
        let small = ModelSetting(provider: .offline, model: "offline-small")
        guard let models = reader.section(["models"]) else {
            let large = ModelSetting(provider: .offline, model: "offline-large")
            return [Rung(name: "first", setting: small), Rung(name: "second", setting: large)]
        }
        let written = reader.keysInOrder(of: models)
        let names =
            ["first", "second"].filter(written.contains) + written.filter { !["first", "second"].contains($0) }
        var rungs: [Rung] = []
        if !names.contains("first") {
            models.problem("first", "expected a [models.first] table")
            rungs.append(Rung(name: "first", setting: small))
        }
        for name in names {
            guard let section = reader.section(["models", name]) else { continue }
            guard let setting = setting(section, offlineModel: name == "first" ? small.model : "offline-large") else {
                // A table with a mistake keeps its place all the same, so that [routing] may name it.
                rungs.append(Rung(name: name, setting: small))
                continue
            }
            if !setting.model.isEmpty, rungs.contains(where: { $0.setting.model == setting.model }) {
                section.problem(
                    "model",
                    name == "second"
                        ? "a second opinion of the same model is no second opinion"
                        : "\(setting.model) is already in the ladder; asking it again is no further opinion")
            }
            rungs.append(Rung(name: name, setting: setting))
        }
        return rungs
    }

    private func setting(_ section: TOMLReader.Section, offlineModel: String) -> ModelSetting? {
        section.refuseUnknown(known: [
            "provider", "model", "base-url", "api-key-env", "api-key-file", "key-header", "token-command", "region",
            "project", "answer-form", "max-tokens", "temperature", "thinking", "samples", "cache", "concurrency",
            "timeout-seconds",
        ])
        let provider = section.choice("provider", Provider.self)
        if section.table["provider"] == nil {
            section.problem("provider", "expected one of \(Provider.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        // Without a provider the other keys are checked all the same.
        var setting = ModelSetting(provider: provider ?? .offline, model: section.string("model") ?? "")
        switch provider {
        case nil: break
        case .anthropic, .openai, .bedrock, .vertex:
            // Something else than a text is told as such.
            if setting.model.isEmpty, section.table["model"].map({ $0.string != nil }) ?? true {
                section.problem("model", "expected a model id, such as \(Self.example(of: setting.provider))")
            }
        case .offline:
            if setting.model.isEmpty { setting.model = offlineModel }
            if !["offline-small", "offline-large"].contains(setting.model) {
                section.problem("model", "expected offline-small or offline-large; found \"\(setting.model)\"")
            }
        }
        setting.baseURL = section.string("base-url")
        if let url = setting.baseURL, !url.hasPrefix("http://"), !url.hasPrefix("https://") {
            section.problem("base-url", "expected an address that begins with https:// or http://; found \"\(url)\"")
        }
        readAccess(section, &setting)
        readAsking(section, &setting)
        refuseWhatTheProviderLacks(section, setting)
        return provider == nil ? nil : setting
    }

    /// What opens the door.
    private func readAccess(_ section: TOMLReader.Section, _ setting: inout ModelSetting) {
        setting.apiKeyEnvironment = section.string("api-key-env")
        setting.apiKeyFile = section.string("api-key-file").map { folder.file(named: $0).path }
        if setting.apiKeyFile != nil, setting.apiKeyEnvironment != nil {
            section.problem("api-key-file", "expected one of api-key-file and api-key-env, found both")
        }
        setting.keyHeader = section.choice("key-header", ModelSetting.KeyHeader.self)
        setting.tokenCommand = section.strings("token-command") ?? []
        if section.table["token-command"] != nil, setting.tokenCommand.first?.isEmpty ?? true {
            section.problem(
                "token-command", "expected a program and its arguments: [\"gcloud\", \"auth\", \"print-access-token\"]")
        }
        setting.region = section.string("region")
        setting.project = section.string("project")
        setting.timeoutSeconds = section.int("timeout-seconds", in: 1...3_600) ?? setting.timeoutSeconds
    }

    /// How the model is asked.
    private func readAsking(_ section: TOMLReader.Section, _ setting: inout ModelSetting) {
        setting.answerForm = section.choice("answer-form", ModelSetting.AnswerForm.self)
        setting.maxTokens = section.int("max-tokens", in: 16...21_333) ?? setting.maxTokens
        let warmest = setting.provider == .openai ? 2.0 : 1.0
        setting.temperature = section.double("temperature", in: 0...warmest)
        setting.thinking = thinking(section)
        setting.samples = section.int("samples", in: 1...25) ?? setting.samples
        setting.cache = section.choice("cache", ModelSetting.PromptCache.self) ?? setting.cache
        setting.concurrency = section.int("concurrency", in: 1...256) ?? setting.concurrency
    }

    /// `"off"`, an effort, or a number of tokens.
    private func thinking(_ section: TOMLReader.Section) -> ModelSetting.Thinking {
        guard let value = section.table["thinking"] else { return .off }
        if let word = value.string {
            if word == "off" { return .off }
            if let effort = ModelSetting.Thinking.Effort(rawValue: word) { return .effort(effort) }
        } else if let tokens = value.int {
            if (1_024...21_000).contains(tokens) { return .budget(tokens: tokens) }
        } else if value.bool == false {
            return .off
        }
        let efforts = ModelSetting.Thinking.Effort.allCases.map(\.rawValue).joined(separator: ", ")
        section.problem("thinking", "expected \"off\", one of \(efforts), or a number of tokens from 1024 to 21000")
        return .off
    }

    /// A key that the provider has no use for is a misunderstanding, and is told.
    private func refuseWhatTheProviderLacks(_ section: TOMLReader.Section, _ setting: ModelSetting) {
        let foreign: [String] =
            switch setting.provider {
            case .anthropic: ["token-command", "region", "project"]
            case .openai: ["token-command", "region", "project", "cache", "key-header"]
            case .bedrock: ["token-command", "project", "key-header"]
            case .vertex: ["key-header"]
            case .offline:
                [
                    "api-key-env", "api-key-file", "key-header", "token-command", "region", "project", "answer-form",
                    "thinking", "samples",
                ]
            }
        for key in foreign where section.table[key] != nil && section.table["provider"] != nil {
            if section.table[key]?.int == 1 || section.table[key]?.string == "off" || section.table[key]?.bool == false
            {
                continue
            }
            section.problem(key, "provider = \"\(setting.provider.rawValue)\" has no use for it; leave it out")
        }
    }

    private static func example(of provider: Provider) -> String {
        switch provider {
        case .anthropic, .offline: "claude-haiku-4-5-20251001"
        case .openai: "gpt-5.4"
        case .bedrock: "global.anthropic.claude-haiku-4-5-20251001-v1:0"
        case .vertex: "claude-haiku-4-5@20251001"
        }
    }
}
