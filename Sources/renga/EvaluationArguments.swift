import ArgumentParser
import Evaluation
import Labeling

/// What `renga evaluate` is asked for beyond its fixed figures.
struct EvaluationArguments: ParsableArguments {
    @Option(help: "Which label counts where several reviewers decided: single, majority, adjudicated or dawid-skene.")
    var truth: TruthPolicy?

    @Option(help: "The wished share of errors among what a model decides alone, such as 0.01.")
    var risk: Double?

    @Option(help: "With --risk: how often the bound on it may fail.")
    var delta = 0.05

    @Option(help: ArgumentHelp("The same figures by week, or by a field of meta.", valueName: "week|field"))
    var by: String?

    @Option(
        help: ArgumentHelp(
            "Exit with 65 when a figure is worse: agreement=0.9,accuracy=0.95,ece=0.05.", valueName: "figure=limit,…"))
    var failUnder: String?

    @Option(help: "How many likely mistakes in the ground truth are listed.")
    var doubts = 50

    @Option(help: ArgumentHelp("List the errors of this model, with their texts.", valueName: "model"))
    var errors: String?

    @Option(help: "With --errors: how many are listed at most.")
    var most = 100

    @Flag(help: "The report as Markdown.")
    var markdown = false

    @Option(help: ArgumentHelp("Write the report as one HTML file.", valueName: "file"))
    var html: String?

    @Flag(help: "Put the advised [routing] block into renga.toml.")
    var writeRouting = false

    @Option(help: "What is drawn at random is drawn the same with the same seed.")
    var seed: UInt64 = 1

    func validate() throws {
        if let risk, !(risk > 0 && risk < 1) { throw ValidationError("--risk: expected a share between 0 and 1.") }
        if !(delta > 0 && delta < 1) { throw ValidationError("--delta: expected a share between 0 and 1.") }
        if most < 0 { throw ValidationError("--most: expected 0 or more.") }
        if let failUnder {
            do throws(LimitProblem) {
                _ = try EvaluationLimit.parse(failUnder)
            } catch {
                throw ValidationError("--fail-under: \(error).")
            }
        }
        if doubts < 0 { throw ValidationError("--doubts: expected 0 or more.") }
    }

    /// - Parameter models: what the task calls its models, and their names.
    func settings(models: some Sequence<(String, String)>) -> EvaluationSettings {
        var settings = EvaluationSettings()
        settings.truth = truth
        settings.risk = risk
        settings.delta = delta
        settings.by = by
        settings.limits = failUnder.flatMap { try? EvaluationLimit.parse($0) } ?? []
        settings.mostDoubts = doubts
        settings.seed = seed
        settings.errorsOf = errors.map { name in models.first { $0.0 == name }?.1 ?? name }
        settings.mostErrors = most
        return settings
    }
}

extension TruthPolicy: ExpressibleByArgument {}
