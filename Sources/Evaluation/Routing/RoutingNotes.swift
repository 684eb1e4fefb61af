import Labeling

/// What a reader must know of the routing: what is missing, what is assumed.
struct RoutingNotes {
    private(set) var sentences: [String] = []

    init(_ report: RoutingReport, _ source: DetailSource, hasErrorCosts: Bool) {
        if let second = report.second {
            describe(report, second: second)
        } else {
            note("one model answered (\(report.first)), so there is no second to route to.")
        }
        guard report.whole.n > 0 else {
            note("no item with ground truth was answered by \(report.first): errors and policies are null.")
            return
        }
        describePrices(report, source)
        if report.risk == nil {
            if hasErrorCosts {
                let missing = source.evidence.singles.filter { source.settings.errorCosts[$0] == nil }
                if !missing.isEmpty {
                    let names = missing.prefix(5).map(\.name).joined(separator: ", ")
                    note(
                        "no error-cost-usd for \(missing.count) labels (\(names)\(missing.count > 5 ? ", …" : "")): "
                            + "their errors count as free.")
                }
            } else {
                note(
                    "neither --risk nor [[labels]] error-cost-usd is given: the labels are routed by how often the two "
                        + "models agree, and no policy is called the cheapest.")
            }
        }
        if report.threshold == nil {
            note(
                "no threshold is in force ([second-opinion] below-confidence), so the decision table has no policy "
                    + "with one; the frontier has.")
        }
        note("a person's label counts as the truth here, so people make no errors in these figures.")
        if source.evidence.isMultiLabel {
            note(
                "an answer is right as a whole set; an item stands in the line of each label that the first model gave it."
            )
        }
    }

    private mutating func describe(_ report: RoutingReport, second: String) {
        let whole = report.whole
        let missing = whole.n - whole.both
        guard missing > 0 else { return }
        var words = "\(second) has no answer to \(missing) of \(whole.n) items with ground truth. "
        if RoutingTally.isComparable(missing: missing, of: whole.n) {
            words += "They count as its errors."
        } else {
            words +=
                "Its error is over the others, which may be the harder ones; policies that would ask it about more than "
                + "1 % unanswered items are not compared. Ask it about them: renga evaluate --run second"
        }
        note(words)
    }

    private mutating func describePrices(_ report: RoutingReport, _ source: DetailSource) {
        for (model, price) in [(report.first, report.whole.firstPrice), (report.second, report.whole.secondPrice)] {
            guard let model, let price else { continue }
            if price.used == nil {
                note("no cost of an answer of \(model) is known: policies with it have no price.")
            } else if price.isEstimate {
                note("\(model): nothing was charged; its price is an estimate.")
            } else if price.unknown > 0 {
                note("\(model): the cost of \(price.unknown) answers is unknown; its price is the mean of the others.")
            }
        }
        if source.settings.reviewerCostPerHour == nil {
            note("what an hour of a person costs is not known ([review] reviewer-usd-per-hour): people have no price.")
        } else if report.whole.humanSeconds == nil {
            note("no reviewer's time is known: people have no price.")
        }
    }

    private mutating func note(_ sentence: String) { sentences.append("Routing: " + sentence) }
}
