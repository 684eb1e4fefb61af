import ArgumentParser
import Foundation
import Interchange
import Labeling
import Runtime
import Storage

/// `renga review --auto-accept` and `--revoke`: what is done without opening the review.
struct AcceptanceArguments: ParsableArguments {
    @Option(
        name: .customLong("auto-accept"),
        help: ArgumentHelp(
            "Accept first opinions from this confidence on by rule, after saying the measured risk; ends then.",
            valueName: "confidence"))
    var threshold: Double?

    @Option(
        help: ArgumentHelp(
            "With --auto-accept: do it only where at most this share of errors is to be expected; its audit holds it to that.",
            valueName: "share"))
    var risk: Double?

    @Flag(help: "Take the newest acceptance by rule back, as one, or the one that its audit has revoked; ends then.")
    var revoke = false

    @Flag(help: "With --auto-accept: do it without asking.")
    var yes = false

    @Flag(help: "With --auto-accept or --revoke: print one JSON document on standard output.")
    var json = false

    /// What is to be done without opening the review; nil: nothing.
    var name: String? { threshold != nil ? "--auto-accept" : revoke ? "--revoke" : nil }

    func validate() throws {
        if threshold != nil, revoke { throw ValidationError("--auto-accept and --revoke exclude each other.") }
        if let threshold, !(threshold > 0 && threshold <= 1) {
            throw ValidationError("--auto-accept: expected a confidence above 0, at most 1; found \(threshold).")
        }
        if let risk, !(risk > 0 && risk < 1) { throw ValidationError("--risk: expected a share between 0 and 1.") }
        if risk != nil, threshold == nil { throw ValidationError("--risk goes with --auto-accept.") }
        if yes, threshold == nil { throw ValidationError("--yes goes with --auto-accept.") }
        if json, threshold == nil, !revoke { throw ValidationError("--json goes with --auto-accept or --revoke.") }
    }

    /// - Returns: whether there was something to do; else the review is to be opened.
    func run(_ task: OpenTask, reviewer: String) throws -> Bool {
        if revoke {
            try revoke(task, reviewer: reviewer)
        } else if let threshold {
            try accept(threshold, task, reviewer: reviewer)
        } else {
            return false
        }
        return true
    }

    private func accept(_ threshold: Double, _ task: OpenTask, reviewer: String) throws {
        guard !task.definition.labels.allowsSeveral else {
            throw Failure(
                .usage, "--auto-accept: where an item can have several labels, every item is decided by itself.")
        }
        let rule = AcceptanceRun.rule(threshold, of: task.definition)
        if let policy = try AcceptanceRun.standingPolicy(in: task.store), policy.isContradicted {
            throw Failure(.stopped, "\(policy.alarmSentences)\nTake it back first: renga review --revoke")
        }
        var statement = try AcceptanceRun.statement(of: rule, in: task.store)
        statement.wished = risk
        if !json { for sentence in statement.sentences { try Console.print(sentence) } }
        guard statement.figures.accepted > 0 else {
            try end("There is nothing to accept.", statement, nil)
            return
        }
        if let risk, statement.upper > risk {
            try end(
                "Nothing was accepted: the bound of \(statement.upper.percentAtMost) is above the wished "
                    + "\(risk.percentAtMost). renga evaluate --risk \(risk.shortShare) finds a threshold.", statement,
                nil)
            throw ExitCode(ExitStatus.inputRejected.rawValue)
        }
        guard yes || isAgreedOnTerminal() else {
            try end("Nothing was accepted. --yes does it without asking.", statement, nil)
            return
        }
        var line = ProgressLine()
        let outcome = try AcceptanceRun.apply(statement, in: task.store, by: reviewer) { count in
            line.show("\(count) of \(statement.figures.accepted) accepted…")
        }
        line.finish()
        let words = outcome.map { "Accepted \($0.count) items as \(reviewer). renga review --revoke takes that back." }
        try end(words ?? "Nothing was left to accept.", statement, outcome)
    }

    /// Asked on the terminal alone: a pipe that says nothing agrees to nothing.
    private func isAgreedOnTerminal() -> Bool {
        guard isatty(STDIN_FILENO) == 1 else { return false }
        try? Console.write("Do it? y or n: ", to: .standardError)
        return ["y", "yes"].contains(readLine()?.lowercased() ?? "")
    }

    private func end(_ words: String, _ statement: AcceptanceStatement, _ outcome: ActOutcome?) throws {
        guard json else { return try Console.print(words) }
        let figures = statement.figures
        func document(_ errors: AcceptanceFigures.Errors) -> JSONDocument {
            ["n": JSONDocument(errors.n), "errors": JSONDocument(errors.errors)]
        }
        try Console.print(
            [
                "threshold": JSONDocument(statement.rule.threshold), "audit": JSONDocument(statement.rule.audit),
                "undecided": JSONDocument(figures.undecided), "would_accept": JSONDocument(figures.accepted),
                "left_to_audit": JSONDocument(figures.audited), "left_blind": JSONDocument(figures.blind),
                "left_disputed": JSONDocument(figures.disputed),
                "risk": [
                    "basis": .string(statement.isBlind ? "blind" : "all"), "n": JSONDocument(statement.measured.n),
                    "errors": JSONDocument(statement.measured.errors),
                    "rate": statement.measured.n == 0
                        ? .null : JSONDocument(Double(statement.measured.errors) / Double(statement.measured.n)),
                    "upper": JSONDocument(statement.upper), "blind": document(figures.blindTruth),
                    "all": document(figures.allTruth),
                ],
                "warnings": JSONDocument(statement.warnings),
                "accepted": JSONDocument(outcome?.count ?? 0), "act": JSONDocument(outcome?.act.key),
            ] as JSONDocument)
    }

    private func revoke(_ task: OpenTask, reviewer: String) throws {
        let undone = try task.store.revokePolicy(by: reviewer)
        if json {
            try Console.print(
                [
                    "revoked": JSONDocument(undone?.count ?? 0), "act": JSONDocument(undone?.decision.act?.key),
                ] as JSONDocument)
        } else {
            try Console.print(
                undone.map {
                    "Revoked: \($0.count) items that \($0.decision.reviewer) accepted by rule are undecided again."
                }
                    ?? "No acceptance by rule stands: nothing to revoke.")
        }
    }
}

/// The standing acceptance by rule, for `renga status`.
enum PolicyStatus {
    static func document(_ policy: StandingPolicy?) -> JSONDocument {
        policy.map(JSONDocument.init) ?? .null
    }

    static func lines(_ policy: StandingPolicy?, byPolicy: Int) -> [(String, String)] {
        var lines: [(String, String)] = []
        if byPolicy > 0 { lines.append(("accepted by rule", "\(byPolicy)")) }
        guard let policy else { return lines }
        lines.append(
            (
                "rule",
                "confidence \(policy.rule.threshold.shortShare) or more; \(policy.promised.percentAtMost) errors "
                    + "promised, \(policy.stated.errors) of \(policy.stated.n) measured"
            ))
        lines.append(("audit of the rule", "\(policy.audit.errors) of \(policy.audit.n) wrong"))
        if policy.isContradicted {
            lines.append(("WARNING", "\(policy.alarmSentences) Take it back: renga review --revoke"))
        }
        return lines
    }
}
