import ArgumentParser
import Inference
import Interchange
import Labeling
import Runtime

/// What `renga classify` says of a run, on the way and at its end.
enum ClassifyReport {
    static func line(_ progress: ClassificationRun.Progress) -> String {
        "\(progress.classified) classified, \(progress.secondOpinions) second opinions, "
            + "\(progress.inFlight) in flight, \(progress.failed) failed, $\(progress.cost.rounded(decimals: 4))"
    }

    static func line(_ progress: BatchRun.Progress) -> String {
        let waits = progress.waits.map { "; next look in \($0) s (Ctrl-C leaves them there)" } ?? ""
        return "\(progress.classified + progress.secondOpinions) collected; \(count(progress.openRequests, "request")) "
            + "in \(count(progress.openBatches, "batch", "batches")) with the provider\(waits)"
    }

    /// `1 batch`, `2 batches`
    private static func count(_ number: Int, _ one: String, _ many: String? = nil) -> String {
        "\(number) \(number == 1 ? one : many ?? one + "s")"
    }

    // MARK: At the end

    static func print(
        _ end: ClassificationRun.Progress, collected: BatchRun.Progress, json: Bool
    ) throws {
        let cost = end.cost + collected.cost
        let (classified, second) = (
            end.classified + collected.classified, end.secondOpinions + collected.secondOpinions
        )
        let outcomes = end.outcomes.merging(collected.outcomes) { $0 + $1 }
        if json {
            try Console.print(
                [
                    "requested": JSONDocument(end.requested), "classified": JSONDocument(classified),
                    "failed": JSONDocument(end.failed + collected.failed), "second_opinions": JSONDocument(second),
                    "cost_usd": JSONDocument(Optional(cost)),
                    "estimated_cost_usd": JSONDocument(Optional(end.estimated)),
                    "stopped": JSONDocument(end.stopped?.rawValue),
                    "repairs": JSONDocument(end.repairs + collected.repairs), "outcomes": document(outcomes),
                    "failures": document(end.reasons.merging(collected.reasons) { $0 + $1 }),
                    "batches": batches(collected),
                ] as JSONDocument)
        } else {
            let estimate =
                end.estimated > .zero ? ", est. $\(end.estimated.decimal()) at the prices of Haiku and Opus" : ""
            try Console.print(
                "\(classified) classified, \(second) second opinions, \(end.failed + collected.failed) failed; "
                    + "spent $\(cost.decimal())\(estimate)")
            if let words = words(outcomes) { try Console.print(words) }
        }
        for notice in collected.notices { Console.error(notice) }
        explain(end.reasons.merging(collected.reasons) { $0 + $1 }, stoppedBy: end.failure)
        if collected.openRequests > 0 {
            Console.error(
                "\(count(collected.openRequests, "request")) in \(count(collected.openBatches, "batch", "batches")) still "
                    + "with the provider")
        }
        if end.lost > 0 {
            Console.error(
                "\(count(end.lost, "answer")) lost on the way; they may have been billed: up to "
                    + "$\(end.possible.rounded(decimals: 4))")
        }
        if let failure = collected.failure { Console.error("batches: \(failure.message)") }
        // What came back from a batch without an answer was asked directly by this run.
        try finish(
            budgetNotice: end.budgetNotice, failure: end.failure, isStopped: end.stopped != nil, failed: end.failed)
    }

    static func print(_ end: BatchRun.Progress, json: Bool) throws {
        if json {
            try Console.print(
                [
                    "requested": JSONDocument(end.requested), "classified": JSONDocument(end.classified),
                    "failed": JSONDocument(end.failed), "second_opinions": JSONDocument(end.secondOpinions),
                    "cost_usd": JSONDocument(Optional(end.cost)), "stopped": JSONDocument(end.stopped?.rawValue),
                    "repairs": JSONDocument(end.repairs), "outcomes": document(end.outcomes),
                    "failures": document(end.reasons), "batches": batches(end),
                ] as JSONDocument)
        } else {
            if end.requested > 0 {
                try Console.print(
                    "\(count(end.requested, "request")) submitted in \(count(end.submittedBatches, "batch", "batches"))"
                )
            }
            try Console.print(
                "\(end.classified) classified, \(end.secondOpinions) second opinions, \(end.failed) failed; "
                    + "spent $\(end.cost.decimal())")
            if let words = words(end.outcomes) { try Console.print(words) }
        }
        for notice in end.notices { Console.error(notice) }
        explain(end.reasons, stoppedBy: end.failure)
        if end.openRequests > 0 {
            Console.error(
                "\(count(end.openRequests, "request")) in \(count(end.openBatches, "batch", "batches")) with the provider; "
                    + "renga classify collects the answers")
        }
        try finish(
            budgetNotice: end.budgetNotice, failure: end.failure, isStopped: end.stopped != nil, failed: end.failed)
    }

    private static func document(_ outcomes: [Prediction.Outcome: Int]) -> JSONDocument {
        .object(
            outcomes.map { JSONDocument.Member($0.key.rawValue, JSONDocument($0.value)) }.sorted { $0.key < $1.key })
    }

    private static func document(_ reasons: [String: Int]) -> JSONDocument {
        .object(grouped(reasons).map { JSONDocument.Member($0.key, JSONDocument($0.value)) }.sorted { $0.key < $1.key })
    }

    private static func batches(_ progress: BatchRun.Progress) -> JSONDocument {
        [
            "submitted": JSONDocument(progress.submittedBatches), "collected": JSONDocument(progress.collectedBatches),
            "open": JSONDocument(progress.openBatches), "open_requests": JSONDocument(progress.openRequests),
        ]
    }

    /// Nil: every answer has a label.
    private static func words(_ outcomes: [Prediction.Outcome: Int]) -> String? {
        let parts = outcomes.sorted { $0.key.rawValue < $1.key.rawValue }.map { "\($0.value) \($0.key.rawValue)" }
        return parts.isEmpty ? nil : "without a label: " + parts.joined(separator: ", ")
    }

    /// Says why items failed, the commonest reasons first; the one that ended the run is said at the end.
    static func explain(_ reasons: [String: Int], stoppedBy failure: Failure? = nil) {
        let stop = failure.map { withoutRequest($0.message) }
        let told = grouped(reasons).filter { $0.key != stop }.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        for (reason, count) in told.prefix(5) { Console.error("\(count) failed: \(reason)") }
        if told.count > 5 { Console.error("and \(told.count - 5) more reasons; renga log tells each") }
    }

    /// The same reason once, whatever the numbers of the requests that met it.
    private static func grouped(_ reasons: [String: Int]) -> [String: Int] {
        reasons.reduce(into: [:]) { $0[withoutRequest($1.key), default: 0] += $1.value }
    }

    private static func withoutRequest(_ reason: String) -> String {
        reason.replacing(/\ \(request [^()]*\)$/, with: "")
    }

    /// What a signal does to a run of models; nil: nothing new.
    static func words(onSignal count: Int) -> String? {
        switch count {
        case 1: "stopping: waiting for the answers under way; Ctrl-C again gives them up"
        case 2: "giving up the answers under way; they may be billed all the same: renga cost tells how much"
        default: nil
        }
    }

    private static func finish(budgetNotice: String?, failure: Failure?, isStopped: Bool, failed: Int) throws {
        if let budgetNotice { Console.error("stopped by the budget: \(budgetNotice)") }
        if let failure {
            Console.error("stopped: \(failure.message)")
            throw ExitCode(failure.status.rawValue)
        }
        if isStopped { throw ExitCode(ExitStatus.stopped.rawValue) }
        if failed > 0 { throw ExitCode(ExitStatus.providerUnreachable.rawValue) }
    }

    // MARK: Before

    static func estimate(
        _ task: OpenTask, _ clients: ModelClients, _ runOptions: ClassificationRun.Options, inBatches: Bool, json: Bool
    ) throws {
        let plan = try ClassificationPlan.make(
            task: task, clients: clients, options: runOptions, inBatches: inBatches)
        if json {
            try Console.print(
                [
                    "requests": JSONDocument(plan.first + plan.second), "first": JSONDocument(plan.first),
                    "second": JSONDocument(plan.second), "second_is_estimate": JSONDocument(plan.secondIsGuess),
                    "expected_cost_usd": JSONDocument(plan.expected), "worst_cost_usd": JSONDocument(plan.worst),
                ] as JSONDocument)
        } else {
            let expected = plan.expected.map { "$\($0.rounded(decimals: 4))" } ?? "unknown"
            let worst = plan.worst.map { "$\($0.rounded(decimals: 4))" } ?? "unknown"
            try Console.print(
                "\(count(plan.first, "first opinion")) and \(plan.secondIsGuess ? "about " : "")"
                    + "\(count(plan.second, "second one")); "
                    + "expected cost \(expected), at most \(worst) for those")
        }
    }
}
