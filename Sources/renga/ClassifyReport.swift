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
        return "\(progress.classified + progress.secondOpinions) collected; \(progress.openRequests) requests in "
            + "\(progress.openBatches) batches with the provider\(waits)"
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
        explain(collected.notices, end.reasons.merging(collected.reasons) { $0 + $1 })
        if collected.openRequests > 0 {
            Console.error(
                "\(collected.openRequests) requests in \(collected.openBatches) batches are still with the provider")
        }
        try finish(
            budgetNotice: end.budgetNotice, failure: end.failure, isStopped: end.stopped != nil,
            failed: end.failed + collected.failed)
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
                try Console.print("\(end.requested) requests submitted in \(end.submittedBatches) batches")
            }
            try Console.print(
                "\(end.classified) classified, \(end.secondOpinions) second opinions, \(end.failed) failed; "
                    + "spent $\(end.cost.decimal())")
            if let words = words(end.outcomes) { try Console.print(words) }
        }
        explain(end.notices, end.reasons)
        if end.openRequests > 0 {
            Console.error(
                "\(end.openRequests) requests in \(end.openBatches) batches are with the provider; "
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
        .object(reasons.map { JSONDocument.Member($0.key, JSONDocument($0.value)) }.sorted { $0.key < $1.key })
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

    private static func explain(_ notices: [String], _ reasons: [String: Int]) {
        for notice in notices { Console.error(notice) }
        for (reason, count) in reasons.sorted(by: { $0.value > $1.value }).prefix(5) {
            Console.error("\(count) failed: \(reason)")
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
                "\(plan.first) first opinions and \(plan.secondIsGuess ? "about " : "")\(plan.second) second ones; "
                    + "expected cost \(expected), at most \(worst) for those")
        }
    }
}
