import Labeling

extension Summary {
    // MARK: What a machine may decide

    private typealias ModelRisk = RiskReport.ModelRisk

    /// What was wished, or else the usual; and whether it was wished.
    private var risk: Double { details.risk?.risk ?? Summary.usualRisk }

    /// The threshold of a model that is shown to keep the risk.
    private func threshold(_ model: ModelRisk) -> RiskRow? {
        if details.risk?.risk != nil { return model.choice?.row }
        // The bounds of the rows hold for all of them at once, so the best may be picked.
        return model.rows.filter { $0.n > 0 && $0.upper <= risk }.max { $0.coverage < $1.coverage }
    }

    var machine: String? {
        guard let risks = details.risk, report.groundTruth.n > 0 else { return nil }
        let models = risks.models.filter { $0.basis.n > 0 }
        guard !models.isEmpty else {
            return risks.silent.isEmpty
                ? nil
                : "No model states a confidence where there is truth: what a machine may decide alone is not known."
        }
        let wish =
            "at most \(Shown.percentage(risk)) errors" + (risks.risk == nil ? " (--risk names another share)" : "")
        let sure =
            "with \(Shown.percentage(1 - risks.delta)) certainty"
            + (models.count > 1 ? " for each model by itself" : "")
        let found = models.compactMap { model in threshold(model).map { (model, $0) } }
        guard let (model, row) = found.max(by: { $0.1.coverage < $1.1.coverage }) else {
            let n = models.map { "\($0.model): n = \($0.basis.n)" }.prefix(Summary.mostModels).joined(separator: ", ")
            return "A machine may decide nothing alone yet: no threshold is shown to keep \(wish) \(sure) (\(n))."
        }
        var words =
            "\(model.model) may decide alone from a confidence of \(row.threshold.shortShare) on: \(wish), \(sure) "
            + "(\(row.errors) of \(row.n) wrong). That is \(row.accepted) answers, \(Shown.share(row.coverage)) of all"
        var saved: [String] = []
        if let money = row.money, let next = model.savings.nextModel {
            saved.append("$\(money.rounded(decimals: 2)) of \(next)'s answers")
        }
        if let minutes = row.minutes { saved.append("\(Shown.fixed(minutes / 60, decimals: 1)) hours of people") }
        if !saved.isEmpty { words += ", and saves " + saved.joined(separator: " and ") }
        if !model.basis.isBlind { words += "; measured on truth decided with its answer in view, which flatters" }
        return words + "."
    }

    // MARK: Labels

    var labels: String? {
        guard let routing = details.routing, let second = routing.second else { return nil }
        let rows = routing.rows.filter { $0.label != nil }
        guard !rows.isEmpty else { return nil }
        func settled(_ policy: PolicyKind) -> [RoutingRow] {
            rows.filter { $0.choice.isSettled && $0.choice.policy == policy }
        }
        let basis =
            switch routing.whole.choice.basis {
            case .risk: "for at most \(Shown.percentage(routing.risk ?? 0)) errors, n = \(routing.whole.n)"
            case .cost: "by the lowest cost, n = \(routing.whole.n)"
            case .agreement:
                "by how often the two agree: \(Shown.interval(routing.whole.agreement)), n = \(routing.whole.compared)"
            }
        let kinds: [(PolicyKind, String)] = [
            (.secondAlone, "to \(second)"), (.firstAlone, "to \(routing.first) alone"),
            (.firstThenSecond, "to \(second) where \(routing.first) is unsure"), (.humanAlone, "to people"),
            (.firstThenHuman, "to people where \(routing.first) is unsure"),
        ]
        let parts = kinds.compactMap { kind, words -> String? in
            let names = settled(kind).compactMap(\.label?.name)
            return names.isEmpty ? nil : "\(Summary.list(names)) \(words)"
        }
        let open = rows.count { !$0.choice.isSettled || $0.choice.policy == nil }
        guard !parts.isEmpty else {
            return
                "None of the \(open) labels is settled to go to \(second) or to stay with \(routing.first) (\(basis))."
        }
        let rest = open > 0 ? "; \(Summary.count(open, "label")) not settled" : ""
        let routed = settled(.secondAlone)
        return "Route \(parts.joined(separator: "; "))\(rest) (\(basis))."
            + (routing.whole.choice.basis == .agreement ? Summary.whoIsRight(routed, routing.first, second) : "")
    }

    /// Agreement does not say who is right.
    private static func whoIsRight(_ rows: [RoutingRow], _ first: String, _ second: String) -> String {
        let n = rows.reduce(0) { $0 + $1.both }
        guard !rows.isEmpty else { return "" }
        guard n > 0 else { return " Agreement does not say who is right, and no truth does here." }
        let (onlyFirst, onlySecond) = (rows.reduce(0) { $0 + $1.onlyFirst }, rows.reduce(0) { $0 + $1.onlySecond })
        return
            " Where they differ on what would go to \(second), only it is right on \(onlySecond) and only \(first) on "
            + "\(onlyFirst) of \(n) items with truth."
    }

    private static func count(_ n: Int, _ noun: String) -> String { n == 1 ? "1 \(noun)" : "\(n) \(noun)s" }

    /// `a, b and 7 more`
    private static func list(_ names: [String]) -> String {
        guard names.count > mostNames else { return names.joined(separator: ", ") }
        return names.prefix(mostNames).joined(separator: ", ") + " and \(names.count - mostNames) more"
    }

    // MARK: Warnings, the strongest first

    var warnings: [String] {
        var found: [String] = []
        for policy in details.risk?.policies ?? [] where policy.isContradicted { found.append(policy.alarmSentences) }
        if report.groundTruth.n > 0, details.sampling?.basis == DrawnSample.Basis.unknown.rawValue {
            found.append(
                "How the \(report.groundTruth.n) decided of \(report.items) items were chosen is not known: the figures are "
                    + "those of the decided ones, and of no others.")
        }
        for model in details.exposure?.models ?? [] {
            guard let difference = model.difference, difference.high < 0 else { continue }
            let points = Shown.fixed(-difference.value * 100, decimals: 1)
            found.append(
                "\(model.model) looks \(points) points better [\(Shown.fixed(-difference.high * 100, decimals: 1)), "
                    + "\(Shown.fixed(-difference.low * 100, decimals: 1))] where its answer was in view (n = "
                    + "\(model.shown.n)) than where it was not (n = \(model.blind.n)): reviewers follow it, if the items "
                    + "are alike.")
        }
        if let anchoring = details.exposure?.anchoring, let share = anchoring.followedShare, share.low > 0.05 {
            found.append(
                "When answers appeared, reviewers gave up a choice that no model shared for a model's in "
                    + "\(Shown.interval(share)) of \(anchoring.differed) cases"
                    + (anchoring.differedFromWrong > 0
                        ? " (where that is known to be wrong: \(anchoring.followedWrong) of \(anchoring.differedFromWrong))."
                        : "."))
        }
        for model in details.confidence?.models ?? [] {
            let figures = model.honest
            guard let low = figures.overconfidence.low, low > 0.05, !misleads(model.model) else { continue }
            found.append(
                "\(model.model) is too sure of itself: it states \(Shown.share(figures.meanConfidence)) on average and is "
                    + "right in \(Shown.interval(figures.accuracy)) (n = \(figures.n)).")
        }
        if let sampling = details.sampling, sampling.basis != DrawnSample.Basis.unknown.rawValue {
            // That the decided items differ stands with the accuracy.
            found += sampling.warnings.filter { !$0.contains("the plain figures mislead") }.prefix(1)
        }
        return found
    }

    // MARK: Next

    var next: String? {
        guard report.items > 0 else { return nil }
        guard report.groundTruth.n > 0 else {
            return "Next: decide \(min(report.items, RiskBasis.enoughUnchosen)) items blind and in random order (renga "
                + "review --blind --order random)."
        }
        var steps: [String] = []
        if let (model, more) = moreForRisk {
            steps.append(
                "about \(Summary.count(more, "more blind decision")) on sure answers of \(model) would show at most "
                    + "\(Shown.percentage(risk)) errors, if the rate that was seen held")
        }
        if let model = details.exposure?.models.first(where: { $0.blind.n < RiskBasis.enoughBlind }) {
            let more = RiskBasis.enoughBlind - model.blind.n
            steps.append(
                "decide \(Summary.count(more, "more item")) without \(model.model)'s answer in view (renga review --blind)"
            )
        } else if details.sampling?.basis == DrawnSample.Basis.unknown.rawValue {
            steps.append(
                "decide \(RiskBasis.enoughUnchosen) items in random order (renga review --order random): they speak for "
                    + "all items")
        }
        if (details.raters?.all.items ?? 0) < Summary.few, report.groundTruth.n > report.groundTruth[.imported] {
            let more = Summary.few - (details.raters?.all.items ?? 0)
            steps.append("let a second reviewer decide \(more) of the decided items")
        }
        if let doubts = details.doubts, doubts.candidates > 0 {
            let shown = doubts.items.count < doubts.candidates ? ", the most doubtful first" : ""
            steps.append(
                "look again at the \(doubts.candidates) of \(doubts.n) decisions that something speaks against"
                    + "\(shown) (renga review --doubts)")
        }
        return steps.isEmpty ? nil : "Next: " + steps.prefix(3).joined(separator: "; ") + "."
    }

    /// Where no threshold keeps the risk: the model and how many more decisions would show one; the fewest.
    private var moreForRisk: (String, Int)? {
        guard let risks = details.risk, !risks.models.contains(where: { threshold($0) != nil }) else { return nil }
        let found = risks.models.compactMap { model -> (String, Int)? in
            if risks.risk != nil { return model.choice?.promising.map { (model.model, $0.more) } }
            let looks = model.rows.filter { $0.n >= RiskTables.enoughToPlan }
            let more = looks.compactMap { row in
                // As many looks as there are rows, as their bounds have.
                RiskTables.needed(
                    errors: row.errors, of: row.n, risk: risk, delta: risks.delta / Double(model.rows.count)
                ).map { $0 - row.n }
            }.filter { $0 > 0 }.min()
            return more.map { (model.model, $0) }
        }
        return found.min { $0.1 < $1.1 }
    }
}
