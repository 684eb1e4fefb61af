import Labeling

/// Which of the limits that were set hold.
package struct LimitsReport: Hashable, Sendable {
    /// One for each limit and each model, pair or group of reviewers that it is about.
    package var checks: [Check]

    package var isPassed: Bool { checks.allSatisfy(\.isPassed) }

    package struct Check: Hashable, Sendable {
        package var limit: EvaluationLimit
        /// Whose figure it is, such as `haiku` or `haiku, opus`; empty: nobody's.
        package var subject: [String]
        /// Nil: it is undefined, and the limit does not hold.
        package var value: Double?
        package var interval: Interval?
        package var n: Int
        /// Why there is no value; nil: there is one.
        package var reason: String?

        package var isPassed: Bool {
            guard let value, value.isFinite else { return false }
            return limit.figure.isError ? value <= limit.limit : value >= limit.limit
        }
    }
}

extension LimitsReport {
    /// Nil: no limit was set.
    init?(_ limits: [EvaluationLimit], _ report: EvaluationReport) {
        guard !limits.isEmpty else { return nil }
        checks = limits.flatMap { LimitsReport.checks($0, report) }
    }

    private static func checks(_ limit: EvaluationLimit, _ report: EvaluationReport) -> [Check] {
        func nothing(_ reason: String) -> [Check] {
            [Check(limit: limit, subject: limit.model.map { [$0] } ?? [], value: nil, n: 0, reason: reason)]
        }
        switch limit.figure {
        case .alpha:
            let reviewers = report.reviewers
            return [
                Check(
                    limit: limit, subject: [], value: reviewers.krippendorffAlpha, n: reviewers.items,
                    reason: reviewers.krippendorffAlpha == nil
                        ? reviewers.items == 0
                            ? "no item was labelled by two reviewers" : "one label was given throughout" : nil)
            ]
        case .agreement:
            let pairs = report.pairs
            guard !pairs.isEmpty else { return nothing("fewer than two models answered") }
            let names = limit.model.map { named($0, report.models.map(\.model)) }
            let meant = pairs.filter { pair in names.map { $0.contains(pair.a) || $0.contains(pair.b) } ?? true }
            guard !meant.isEmpty else { return nothing("no model is called \(limit.model ?? "")") }
            return meant.map { pair in
                Check(
                    limit: limit, subject: [pair.a, pair.b], value: pair.agreement?.value, interval: pair.agreement,
                    n: pair.n, reason: pair.agreement == nil ? "no item has answers of both" : nil)
            }
        case .accuracy, .kappa, .macroF1, .ece, .brier:
            guard !report.models.isEmpty else { return nothing("no model answered") }
            let names = limit.model.map { named($0, report.models.map(\.model)) }
            let meant = report.models.filter { names?.contains($0.model) ?? true }
            guard !meant.isEmpty else { return nothing("no model is called \(limit.model ?? "")") }
            return meant.map { check(limit, $0) }
        }
    }

    private static func check(_ limit: EvaluationLimit, _ model: ModelReport) -> Check {
        var check = Check(limit: limit, subject: [model.model], value: nil, n: model.n)
        var why = "no usable confidence"
        switch limit.figure {
        case .accuracy: (check.value, check.interval) = (model.accuracy?.value, model.accuracy)
        case .kappa: (check.value, why) = (model.cohenKappa, "truth and answers are one and the same label throughout")
        case .macroF1: (check.value, why) = (model.macroF1, "no label is true or predicted")
        case .ece: (check.value, check.n) = (model.ece.value, model.ece.n)
        case .brier: (check.value, check.n) = (model.brier, model.ece.n)
        case .agreement, .alpha: break
        }
        if check.value == nil { check.reason = model.n == 0 ? "no answer to an item with ground truth" : why }
        return check
    }

    /// The models of this name; else those with it as a part of theirs, without regard to case.
    private static func named(_ word: String, _ models: [String]) -> [String] {
        if models.contains(word) { return [word] }
        let folded = word.lowercased()
        return models.filter { $0.lowercased().contains(folded) }
    }
}

extension LimitsReport.Check {
    /// `accuracy of haiku is 91.0 % [90.0, 92.0], n = 300: under the limit of 0.95`
    package var words: String {
        let whose =
            subject.isEmpty
            ? (limit.figure == .alpha ? " of the reviewers" : "") : " of \(subject.joined(separator: " and "))"
        let start = "\(limit.figure.rawValue)\(whose)"
        guard let value, value.isFinite else {
            return
                "\(start) is undefined (\(reason ?? "no value")), n = \(n): the limit of \(limit.limit) does not hold"
        }
        let shown =
            interval.map {
                "\(Shown.fixed($0.value, decimals: 4)) [\(Shown.fixed($0.low, decimals: 4)), "
                    + "\(Shown.fixed($0.high, decimals: 4))]"
            } ?? Shown.fixed(value, decimals: 4)
        let side = isPassed ? "within" : limit.figure.isError ? "over" : "under"
        return "\(start) is \(shown), n = \(n): \(side) the limit of \(limit.limit)"
    }

    package var section: [String] {
        [
            limit.figure.rawValue, subject.joined(separator: " and "),
            "\(limit.figure.isError ? "<=" : ">=") \(limit.limit)",
            interval.map { Shown.interval($0) } ?? Shown.score(value), "\(n)", isPassed ? "holds" : "FAILED",
        ]
    }
}

extension LimitsReport {
    package var sections: [ReportSection] {
        [
            ReportSection(
                "Limits (--fail-under)",
                reading:
                    "The value itself is compared, not its interval: with few items a limit fails, or holds, by chance.",
                blocks: [
                    .table(
                        ReportTable(
                            header: ["figure", "of", "limit", "value", "n", ""], rows: checks.map(\.section),
                            leftColumns: [1]))
                ] + checks.filter { !$0.isPassed }.map { .warning($0.words) })
        ]
    }
}

/// What `--fail-under` says that cannot be read.
package struct LimitProblem: Error, Hashable, Sendable, CustomStringConvertible {
    package var description: String
}

extension EvaluationLimit {
    /// Reads `agreement=0.9,haiku:accuracy=0.95,ece=0.05`. A model's name may hold colons: the last one ends it.
    package static func parse(_ text: String) throws(LimitProblem) -> [EvaluationLimit] {
        let names = Figure.allCases.map(\.rawValue).joined(separator: ", ")
        var limits: [EvaluationLimit] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            func trimmed(_ text: Substring) -> String {
                var text = text.drop(while: \.isWhitespace)
                while text.last?.isWhitespace == true { text.removeLast() }
                return String(text)
            }
            let word = trimmed(part)
            guard !word.isEmpty else {
                throw LimitProblem(description: "a limit is missing; write FIGURE=LIMIT, such as accuracy=0.95")
            }
            guard let equals = word.lastIndex(of: "=") else {
                throw LimitProblem(description: "\"\(word)\" has no limit; write FIGURE=LIMIT, such as accuracy=0.95")
            }
            let left = trimmed(word[..<equals])
            let right = trimmed(word[word.index(after: equals)...])
            let colon = left.lastIndex(of: ":")
            let model = colon.map { trimmed(left[..<$0]) }
            let name = colon.map { trimmed(left[left.index(after: $0)...]) } ?? left
            guard let figure = Figure(rawValue: name.lowercased().replacing("_", with: "-")) else {
                throw LimitProblem(description: "\"\(name)\" is no figure; there are: \(names)")
            }
            if model?.isEmpty == true {
                throw LimitProblem(description: "\"\(word)\" names no model before the colon")
            }
            if figure == .alpha, model != nil {
                throw LimitProblem(description: "alpha is of the reviewers, and takes no model: \"\(word)\"")
            }
            let range: ClosedRange<Double> = [.kappa, .alpha].contains(figure) ? -1...1 : 0...1
            guard let limit = Double(right), range.contains(limit) else {
                throw LimitProblem(
                    description:
                        "\"\(right)\" is no limit for \(figure.rawValue); expected a number from "
                        + "\(Int(range.lowerBound)) to 1, such as 0.9")
            }
            limits.append(EvaluationLimit(figure: figure, limit: limit, model: model))
        }
        return limits
    }
}
