import Labeling
import TOMLKit

/// Reads `[models.first]` and `[models.second]`.
struct ModelsParser {
    let reader: TOMLReader

    /// Without any `[models]`, the embedded offline models; with a first one alone, no second opinion.
    func settings() -> (first: ModelSetting, second: ModelSetting?) {
        let offline = ModelSetting(provider: .offline, model: "offline-small")
        guard let models = reader.section(["models"]) else {
            return (offline, ModelSetting(provider: .offline, model: "offline-large"))
        }
        models.refuseUnknown(known: ["first", "second"])
        let second = reader.section(["models", "second"]).flatMap { setting($0, offlineModel: "offline-large") }
        guard let section = reader.section(["models", "first"]) else {
            models.problem("first", "expected a [models.first] table")
            return (offline, second)
        }
        let first = setting(section, offlineModel: "offline-small") ?? offline
        if let second, second.model == first.model {
            reader.problem(["models", "second", "model"], "a second opinion of the same model is no second opinion")
        }
        return (first, second)
    }

    private func setting(_ section: TOMLReader.Section, offlineModel: String) -> ModelSetting? {
        section.refuseUnknown(known: [
            "provider", "model", "base-url", "api-key-env", "max-tokens", "temperature", "thinking", "samples", "cache",
            "concurrency",
        ])
        let provider = section.choice("provider", Provider.self)
        if section.table["provider"] == nil {
            section.problem("provider", "expected one of \(Provider.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        // Without a provider the other keys are checked all the same.
        var setting = ModelSetting(provider: provider ?? .offline, model: section.string("model") ?? "")
        switch provider {
        case nil: break
        case .anthropic:
            if setting.model.isEmpty {
                section.problem("model", "expected a model id, such as claude-haiku-4-5-20251001")
            }
        case .offline:
            if setting.model.isEmpty { setting.model = offlineModel }
            if !["offline-small", "offline-large"].contains(setting.model) {
                section.problem("model", "expected offline-small or offline-large; found \"\(setting.model)\"")
            }
        case .openai, .bedrock, .vertex:
            section.problem(
                "provider", "\"\(setting.provider.rawValue)\" is not in this version; use anthropic or offline")
        }
        setting.baseURL = section.string("base-url")
        if let url = setting.baseURL, !url.hasPrefix("http://"), !url.hasPrefix("https://") {
            section.problem("base-url", "expected an address that begins with https:// or http://; found \"\(url)\"")
        }
        setting.apiKeyEnvironment = section.string("api-key-env")
        setting.maxTokens = section.int("max-tokens", in: 16...21_333) ?? setting.maxTokens
        setting.temperature = section.double("temperature", in: 0...1)
        setting.cache = section.choice("cache", ModelSetting.PromptCache.self) ?? setting.cache
        setting.concurrency = section.int("concurrency", in: 1...256) ?? setting.concurrency
        refuseLaterFeatures(section)
        return provider == nil ? nil : setting
    }

    /// Keys the contract names and this version does not act on are refused, so that nobody believes in them.
    private func refuseLaterFeatures(_ section: TOMLReader.Section) {
        if let samples = section.int("samples", in: 1...100), samples > 1 {
            section.problem("samples", "self-consistency is not in this version; leave it out, or write 1")
        }
        if let thinking = section.table["thinking"], thinking.bool != false, thinking.string != "off" {
            section.problem("thinking", "thinking is not in this version; leave it out, or write \"off\"")
        }
    }
}
