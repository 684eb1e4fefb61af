import Foundation
package import Inference
package import Labeling
import Storage

/// The models of a task's ladder, ready to be asked.
package struct ModelClients: Sendable {
    package let first: any ModelClient
    /// Those above the first, from cheap to strong; empty: the task asks no further opinions.
    package let further: [any ModelClient]

    package init(first: any ModelClient, further: [any ModelClient]) {
        self.first = first
        self.further = further
    }

    /// By rung.
    package var all: [any ModelClient] { [first] + further }

    /// Makes all clients. Offline models are trained here, on the decisions made so far: not on the event loop.
    ///
    /// - Throws: `Failure` where a model cannot be asked: no key, or not in this version.
    package static func make(
        task: OpenTask, environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(Failure) -> ModelClients {
        do {
            let clients = try clients(
                for: task.definition.ladder, task: task.definition, store: task.store, folder: task.folder.url,
                environment: environment)
            return ModelClients(first: clients[0], further: Array(clients.dropFirst()))
        } catch let error as InferenceError {
            throw Failure(error)
        } catch let error as Failure {
            throw error
        } catch {
            throw Failure(.inputOutput, "\(error)")
        }
    }

    /// The same for estimates alone: nothing is sent, so no key need be there.
    package static func makeForEstimates(
        task: OpenTask, environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(Failure) -> ModelClients {
        var task = task
        var settings = task.definition.ladder
        let variable = "RENGA_NO_KEY_NEEDED"
        for index in settings.indices where settings[index].provider != .offline {
            (settings[index].apiKeyFile, settings[index].tokenCommand) = (nil, [])
            settings[index].apiKeyEnvironment = variable
            settings[index].region = settings[index].region ?? "global"
            settings[index].project = settings[index].project ?? "none"
        }
        task.definition.first = settings[0]
        if settings.count > 1 { task.definition.second = settings[1] }
        task.definition.further = Array(settings.dropFirst(2))
        return try make(task: task, environment: environment.merging([variable: "none"]) { $1 })
    }

    /// One client for each setting; they share their connections, and what they know of a provider's limits.
    static func clients(
        for settings: [ModelSetting], task: TaskDefinition, store: Store, folder: URL, environment: [String: String]
    ) throws -> [any ModelClient] {
        let table = try ModelTable.of(task)
        let needsTraining = settings.contains { $0.provider == .offline }
        let training = needsTraining ? try store.trainingExamples() : []
        let examples = training.map { Inference.TrainingExample(item: $0.id, text: $0.text, label: $0.label) }
        let transport = Transport()
        return try settings.map { setting in
            try makeClient(
                setting: setting, task: task, table: table, environment: environment, training: examples,
                transport: transport, imageFolder: folder)
        }
    }
}

extension ModelTable {
    /// The shipped table, with what the task's own file says in place of it.
    package static func of(_ task: TaskDefinition) throws -> ModelTable {
        let shipped = try ModelTable.shipped()
        guard let path = task.modelTable else { return shipped }
        let text: String
        do {
            text = try String(contentsOfFile: path, encoding: .utf8)
        } catch {
            throw Failure(.badTaskFile, "task.model-table: \(path) cannot be read as UTF-8 text")
        }
        do {
            return try shipped.overridden(by: text, file: path)
        } catch {
            throw Failure(.badTaskFile, "\(error)")
        }
    }
}

extension Failure {
    /// An answer that could not be had, as the end of a command.
    package init(_ error: InferenceError) {
        let status: ExitStatus =
            switch error.kind {
            case .configuration, .notFound, .invalidRequest, .tooLarge: .badTaskFile
            case .authentication, .permission, .payment, .spendCap: .noPermission
            case .cancelled: .stopped
            case .rateLimited, .overloaded, .server, .badResponse, .unreachable, .timeout: .providerUnreachable
            }
        self.init(status, error.description)
    }
}
