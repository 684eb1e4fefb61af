import Foundation
package import Inference
package import Labeling
package import Storage

/// The two models of a task, ready to be asked.
package struct ModelClients: Sendable {
    package let first: any ModelClient
    /// Nil: the task asks no second opinions.
    package let second: (any ModelClient)?

    package var all: [any ModelClient] { [first] + [second].compactMap(\.self) }

    /// Makes both clients. Offline models are trained here, on the decisions made so far: not on the event loop.
    ///
    /// - Throws: `Failure` where a model cannot be asked: no key, or not in this version.
    package static func make(
        task: TaskDefinition, store: Store, environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(Failure) -> ModelClients {
        do {
            let table = try ModelTable.shipped()
            let settings = [task.first] + [task.second].compactMap(\.self)
            let needsTraining = settings.contains { $0.provider == .offline }
            let training = needsTraining ? try store.trainingExamples() : []
            let examples = training.map { Inference.TrainingExample(item: $0.id, text: $0.text, label: $0.label) }
            let transport = Transport()
            let clients = try settings.map { setting in
                try makeClient(
                    setting: setting, task: task, table: table, environment: environment, training: examples,
                    transport: transport)
            }
            return ModelClients(first: clients[0], second: clients.count > 1 ? clients[1] : nil)
        } catch let error as InferenceError {
            throw Failure(error)
        } catch {
            throw Failure(.inputOutput, "\(error)")
        }
    }
}

extension Failure {
    /// An answer that could not be had, as the end of a command.
    package init(_ error: InferenceError) {
        let status: ExitStatus =
            switch error.kind {
            case .configuration where error.status == nil: .noPermission
            case .configuration, .notFound, .invalidRequest, .tooLarge: .badTaskFile
            case .authentication, .permission, .payment, .spendCap: .noPermission
            case .cancelled: .stopped
            case .rateLimited, .overloaded, .server, .badResponse, .unreachable, .timeout: .providerUnreachable
            }
        self.init(status, error.description)
    }
}
