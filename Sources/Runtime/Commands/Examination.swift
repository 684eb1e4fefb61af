import Cells
import Foundation
import Inference
import Labeling
import ReviewUI
import Storage
import Terminal

/// What `renga doctor` looks at: each thing that has to be right, what was found, and how to mend it.
package enum Examination {
    package struct Finding: Hashable, Sendable {
        package var what: String
        package var isGood: Bool
        package var found: String
        /// What to do; nil: nothing.
        package var mend: String?
        /// What else a person should know of it.
        package var notices: [String] = []
        /// The exit status that this fault deserves.
        package var status: ExitStatus
    }

    package static func run(
        named: String?, environment: [String: String] = ProcessInfo.processInfo.environment
    ) -> [Finding] {
        var findings: [Finding] = []
        do {
            let folder = try TaskFolder.find(named: named, environment: environment)
            let definition = try TaskFile.read(folder.taskFile)
            findings.append(
                good("task file", "\(folder.taskFile.path): \(definition.labels.count) labels, \(definition.name)"))
            findings += store(folder, environment)
            findings += models(definition, environment)
            findings.append(theme(definition, folder, environment))
        } catch {
            findings.append(
                Finding(
                    what: "task file", isGood: false, found: error.message,
                    mend: "Mend what is named above, and call again.",
                    status: error.status))
        }
        findings += keys(environment)
        findings.append(terminal(environment))
        return findings
    }

    private static func good(
        _ what: String, _ found: String, _ mend: String? = nil, notices: [String] = []
    ) -> Finding {
        Finding(what: what, isGood: true, found: found, mend: mend, notices: notices, status: .done)
    }

    private static func store(_ folder: TaskFolder, _ environment: [String: String]) -> [Finding] {
        do {
            let task = try OpenTask.open(named: folder.url.path)
            let counts = try task.store.counts()
            let open = try task.store.interruptedRequests().count
            var findings = [good("store", "\(task.store.path): \(counts.items) items, \(counts.decided) decided")]
            if open > 0 {
                findings.append(
                    good(
                        "requests", "\(open) were sent without an answer being stored",
                        "A run was ended between the two, or is going on. They are asked again by renga classify."))
            }
            let stale = try task.store.staleLeases()
            if stale > 0 {
                findings.append(
                    good(
                        "leases", "\(stale) items are kept for reviews that ended without a word",
                        "They bind nobody any more; the next review takes them over."))
            }
            findings += try calibrators(task.store)
            let keys = (try? KeyFile.read(environment: environment))?.settings ?? KeySettings()
            for conflict in task.keyConflicts(keys) {
                findings.append(good("label keys", conflict, "The label's digit works, or the label picker."))
            }
            return findings
        } catch {
            let failure = (error as? Failure) ?? Failure(.inputOutput, "\(error)")
            return [
                Finding(
                    what: "store", isGood: false, found: failure.message, mend: "renga verify says more.",
                    status: failure.status)
            ]
        }
    }

    /// Nothing where the reviewer has no key file.
    private static func keys(_ environment: [String: String]) -> [Finding] {
        guard let keys = try? KeyFile.read(environment: environment), let file = keys.file else { return [] }
        let preset = keys.settings.preset.rawValue
        guard !keys.problems.isEmpty else { return [good("key file", "\(file.path): preset \(preset)")] }
        return [
            Finding(
                what: "key file", isGood: false, found: keys.problems.map(\.description).joined(separator: "\n"),
                mend: "Mend what is named above; the rest of the file holds. renga keys prints the keys in force.",
                status: .badTaskFile)
        ]
    }

    private static func models(_ definition: TaskDefinition, _ environment: [String: String]) -> [Finding] {
        var findings: [Finding] = []
        for (rung, setting) in definition.ladder.enumerated() {
            let name = rung < 2 ? ["first model", "second model"][rung] : "model \(rung + 1)"
            do {
                let client = try makeClient(
                    setting: setting, task: definition, table: ModelTable.of(definition), environment: environment,
                    training: [])
                findings.append(
                    good(name, "\(setting.model) (\(setting.provider.rawValue))", notices: client.notices))
                if let finding = endpoint(name, client) { findings.append(finding) }
            } catch {
                findings.append(unusable(name, setting, error))
            }
        }
        return findings
    }

    /// A model that cannot even be asked.
    private static func unusable(_ name: String, _ setting: ModelSetting, _ error: any Error) -> Finding {
        let failure =
            (error as? InferenceError).map { Failure($0) } ?? (error as? Failure) ?? Failure(.badTaskFile, "\(error)")
        let isKey = (error as? InferenceError)?.kind == .authentication
        return Finding(
            what: name, isGood: false, found: "\(setting.model): \(failure.message)",
            mend: isKey ? "Give it a key, and call again." : "Change [models] in the task file, and call again.",
            status: failure.status)
    }

    /// Asks the provider whether it knows key and model: nothing is paid for, or an answer of one token.
    private static func endpoint(_ name: String, _ client: any ModelClient) -> Finding? {
        guard client.isPaid else { return nil }
        do throws(InferenceError) {
            let check = try wait { () async throws(InferenceError) in try await client.check() }
            return good("\(name)'s endpoint", "knows the key and the model", clock(check))
        } catch {
            return Finding(
                what: "\(name)'s endpoint", isGood: false, found: error.description,
                mend: mend(error.kind), status: Failure(error).status)
        }
    }

    /// Nil: the clocks agree. Signatures are refused from about five minutes on, and days of budgets shift.
    static func clock(_ check: ModelCheck) -> String? {
        guard let ahead = check.clockAhead, abs(ahead) > 60, abs(ahead) < 1e11 else { return nil }
        let minutes = Int((abs(ahead) / 60).rounded())
        let way = ahead > 0 ? "ahead of" : "behind"
        return "This machine's clock is \(minutes) min \(way) the provider's: set it right."
    }

    private static func mend(_ kind: InferenceError.Kind) -> String {
        switch kind {
        case .authentication: "Make sure that the key is whole, is of this provider, and has not been revoked."
        case .permission: "Make sure that the key is right, and that the account may use this model."
        case .payment, .spendCap: "Look at the account's balance and limits at the provider."
        case .notFound, .invalidRequest, .tooLarge, .configuration:
            "Look at model, base-url, region and project in the task file."
        case .unreachable, .timeout: "Look at the network, at base-url and at https_proxy."
        case .badResponse: "What answered is no service of this kind: look at provider and base-url."
        case .rateLimited, .overloaded, .server, .cancelled: "The provider is in trouble or busy: try again later."
        }
    }

    private static func theme(
        _ definition: TaskDefinition, _ folder: TaskFolder, _ environment: [String: String]
    ) -> Finding {
        do {
            let share = try ShareFolder.find(environment: environment)
            _ = try ThemeFile.read(definition.review.theme, share: share, folder: folder.url)
            return good("theme", definition.review.theme)
        } catch {
            return Finding(
                what: "theme", isGood: false, found: error.message, mend: "Choose one of them in [review] theme.",
                status: error.status)
        }
    }

    private static func terminal(_ environment: [String: String]) -> Finding {
        let name = environment["TERM"] ?? ""
        guard isatty(STDIN_FILENO) == 1 || isatty(STDOUT_FILENO) == 1 else {
            return good("terminal", "none here", "renga review --plain works without one.")
        }
        if name.isEmpty || name == "dumb" {
            return good("terminal", "TERM=\(name)", "It cannot draw; the review goes line by line.")
        }
        let locale =
            [environment["LC_ALL"], environment["LC_CTYPE"], environment["LANG"]]
            .compactMap(\.self).first { !$0.isEmpty } ?? "C"
        let isUTF8 = locale.lowercased().replacingOccurrences(of: "-", with: "").hasSuffix("utf8")
        return good(
            "terminal", "TERM=\(name), locale \(locale)",
            isUTF8 ? nil : "Without a UTF-8 locale only ASCII is drawn; try LANG=C.UTF-8.")
    }
}
