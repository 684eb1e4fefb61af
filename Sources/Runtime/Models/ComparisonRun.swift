import Foundation
import Inference
package import Labeling
import Storage

/// Asks further models about the items with ground truth, so that they can be compared: `renga evaluate --run`.
package struct ComparisonRun {
    package let run: ClassificationRun
    /// By which their predictions are named.
    package let models: [String]
    /// What a person should know of the models before they are asked.
    package let notices: [String]
    /// Requests that are still to be sent, and the most they can cost; nil: no price is known for one of the models.
    package let requests: Int
    package let worst: Money?

    /// - Parameters:
    ///   - names: `first`, `second`, a model of the task, one of the model table, or `provider:model`.
    ///   - limit: at most so many items.
    /// - Throws: `Failure` where a model is not known or cannot be asked.
    package init(
        task: OpenTask, models names: [String], limit: Int? = nil, budget: Money? = nil,
        environment: [String: String] = ProcessInfo.processInfo.environment,
        report: @escaping @Sendable (ClassificationRun.Progress) -> Void = { _ in }
    ) throws {
        let table = try ModelTable.of(task.definition)
        var settings: [ModelSetting] = []
        for name in names {
            let setting = try ComparisonRun.setting(named: name, task: task.definition, table: table)
            if !settings.contains(where: { $0.model == setting.model }) { settings.append(setting) }
        }
        let clients = try ModelClients.clients(
            for: settings, task: task.definition, store: task.store, folder: task.folder.url, environment: environment)
        models = clients.map(\.model)
        notices = clients.flatMap(\.notices)
        var (requests, worst): (Int, Money?) = (0, .zero)
        for client in clients {
            var after: ItemNumber?
            var left = limit ?? .max
            // Each model is asked about the first items that it has not answered: mostly the same ones for all.
            while left > 0 {
                let page = try task.store.awaitingOnTruth(model: client.model, limit: min(1_000, left), after: after)
                guard let last = page.last else { break }
                after = last.number
                left -= page.count
                requests += page.count
                for waiting in page {
                    worst = worst.flatMap { sum in client.estimate(waiting.item).worst.map { sum + $0 } }
                }
            }
        }
        (self.requests, self.worst) = (requests, worst)
        run = ClassificationRun(
            store: task.store, task: task.definition, comparing: clients,
            options: ClassificationRun.Options(limit: limit, budget: budget), report: report)
    }

    /// A model that the task does not name is asked as the task asks the first of the same provider: with its key, and
    /// through its gateway.
    static func setting(
        named name: String, task: TaskDefinition, table: ModelTable
    ) throws(Failure) -> ModelSetting {
        if let rung = task.rung(named: name) { return task.ladder[rung] }
        let parts = name.split(separator: ":", maxSplits: 1).map(String.init)
        let provider: Provider
        var model = name
        if parts.count == 2, let named = Provider(rawValue: parts[0]) {
            (provider, model) = (named, parts[1])
        } else if ["offline-small", "offline-large"].contains(name) {
            provider = .offline
        } else if let facts = table.facts(for: name) {
            provider = facts.provider
        } else {
            let known = Provider.allCases.map(\.rawValue).joined(separator: ", ")
            throw Failure(
                .usage,
                "--run \(name): neither a model of the task nor of the model table; write PROVIDER:MODEL, with one of "
                    + known)
        }
        guard let like = task.ladder.first(where: { $0.provider == provider }) else {
            return ModelSetting(provider: provider, model: model)
        }
        return ModelSetting(
            provider: provider, model: model, baseURL: like.baseURL, apiKeyEnvironment: like.apiKeyEnvironment,
            apiKeyFile: like.apiKeyFile, keyHeader: like.keyHeader, tokenCommand: like.tokenCommand,
            region: like.region, project: like.project, maxTokens: like.maxTokens, concurrency: like.concurrency,
            timeoutSeconds: like.timeoutSeconds)
    }
}
