import Cells
import Labeling

// How the dashboard says its figures, on screen and in plain lines alike.

extension Double {
    /// `91.3 %`.
    var percentWords: String { "\(oneDecimal(self * 100)) %" }
    /// `91 %`.
    var shortPercent: String { "\(whole(self * 100)) %" }
    /// `0.043`.
    var threeDecimals: String {
        let thousandths = Int(clampedRounding: self * 1_000)
        let digits = String(thousandths.magnitude % 1_000)
        return
            "\(thousandths < 0 ? "-" : "")\(thousandths.magnitude / 1_000).\(String(repeating: "0", count: 3 - digits.count))\(digits)"
    }
    /// `12.4`.
    var oneDecimalWords: String { oneDecimal(self) }

    private func oneDecimal(_ value: Double) -> String {
        let tenths = Int(clampedRounding: value * 10)
        return "\(tenths < 0 ? "-" : "")\(tenths.magnitude / 10).\(tenths.magnitude % 10)"
    }

    private func whole(_ value: Double) -> String { String(Int(clampedRounding: value)) }
}

extension Int {
    /// The nearest whole number; what is too large or no number stays in bounds.
    fileprivate init(clampedRounding value: Double) {
        self = value.isNaN ? 0 : Int(Swift.min(Swift.max(value.rounded(), -1e15), 1e15))
    }

    /// At most `width` digits: `12k` for 12,345.
    func short(_ width: Int) -> String {
        let full = String(self)
        guard full.count > width else { return full }
        for (size, sign) in [(1_000, "k"), (1_000_000, "M"), (1_000_000_000, "G")] {
            let text = "\(self / size)\(sign)"
            if text.count <= Swift.max(width, 2) { return text }
        }
        return full
    }
}

extension Words {
    /// `12 blocks of about 10 decisions`, `1 block of 7 decisions`.
    static func blocks(_ count: Int, of decisions: Int) -> String {
        let size = "\(decisions) decision\(decisions == 1 ? "" : "s")"
        return count == 1 ? "1 block of \(size)" : "\(count) blocks of about \(size)"
    }
}

extension DashboardShare {
    /// `91.3 % of 312 (88-94 %)`: with its Wilson interval at 95 %.
    var words: String { "\(value.percentWords) of \(n.grouped) (\(interval))" }
    /// `91 % of 312`.
    var short: String { "\(value.shortPercent) of \(n.grouped)" }
    /// `88-94 %`.
    var interval: String {
        let (low, high) = (low.shortPercent, high.shortPercent)
        return "\(low.dropLast(2))-\(high)"
    }
}

extension Money {
    var words: String { "$\(rounded(decimals: 6))" }
}

extension DashboardPage.Panel {
    var name: String {
        switch self {
        case .progress: "progress"
        case .agreement: "agreement"
        case .confusion: "confusion"
        case .reliability: "reliability"
        case .cost: "cost"
        case .reviewers: "reviewers"
        case .labels: "labels"
        }
    }

    /// Whether it is about one model.
    var isOfModel: Bool {
        switch self {
        case .agreement, .confusion, .reliability, .labels: true
        case .progress, .cost, .reviewers: false
        }
    }
}

/// `about 2 h 30 min`: as exact as a guess should look.
func aboutTime(minutes: Double) -> String {
    guard minutes.isFinite, minutes >= 0 else { return "not known" }
    if minutes < 1 { return "under a minute" }
    if minutes < 10 { return "about \(Int(minutes.rounded())) min" }
    if minutes < 55 { return "about \(Int((minutes / 5).rounded()) * 5) min" }
    if minutes < 600 {
        let tens = Int((minutes / 10).rounded()) * 10
        return "about \(tens / 60) h" + (tens % 60 == 0 ? "" : " \(tens % 60) min")
    }
    return "about \(Int(min(minutes / 60, 1e9).rounded())) h"
}

extension DashboardData {
    /// What is known of the pace, the session first.
    var paceLines: [String] {
        func words(_ name: String, _ rate: DashboardPace.Rate) -> String {
            guard let perMinute = rate.perMinute else {
                return "\(name): too few for a pace (\(rate.decisions) of \(DashboardPace.Rate.fewest))"
            }
            let minutes = (rate.activeSeconds / 60).oneDecimalWords
            return "\(name): \(perMinute.oneDecimalWords)/min (\(rate.decisions) in \(minutes) min)"
        }
        return [words("session", pace.session), words("last hour", pace.lastHour)]
    }

    /// How long what is to do takes at the pace that is known.
    var timeLeft: String {
        let left = counts.undecided
        guard left > 0 else { return "nothing left to do" }
        let rates = [("session's", pace.session.perMinute), ("last hour's", pace.lastHour.perMinute)]
        for (whose, rate) in rates {
            if let rate, rate > 0 {
                return "\(left.grouped) to do: \(aboutTime(minutes: Double(left) / rate)) (\(whose) pace)"
            }
        }
        return "\(left.grouped) to do: time left is not known yet"
    }

    var waitingWords: String {
        "waiting: \(counts.unclassified.grouped) first, \(waitingSecond.grouped) second opinions"
    }

    /// What one decision cost; nil: nothing was spent, or nothing is decided.
    var costPerDecision: Money? {
        counts.decided > 0 && cost.total.charged > .zero ? cost.total.charged.rate(per: counts.decided) : nil
    }
}

extension Money {
    /// This amount over so many, rounded half up.
    fileprivate func rate(per count: Int) -> Money {
        let steps = Int64(count)
        guard steps > 0, picodollars >= 0 else { return self }
        let (quotient, rest) = picodollars.quotientAndRemainder(dividingBy: steps)
        return Money(picodollars: quotient + (rest >= steps - rest ? 1 : 0))
    }
}

extension DashboardModel {
    /// Why there is nothing to show; nil: there is something.
    var whyEmpty: String? {
        if truths == 0 { return "nothing is decided yet, and no truth was imported: no figure is defined" }
        if accuracy == nil { return "\(model) has not answered any of the \(truths.grouped) items with a known truth" }
        return nil
    }

    var accuracyWords: String {
        guard let accuracy else { return whyEmpty ?? "" }
        let imported = importedTruths > 0 ? "; \(importedTruths) truths were imported" : ""
        return "right: \(accuracy.words)\(imported)"
    }

    var exposureLines: [String] {
        [
            seen.map { "seen: \($0.words)" } ?? "seen: no truth was decided with its answer in view",
            blind.map { "blind: \($0.words)" } ?? "blind: no truth was decided without its answer in view",
        ]
    }

    var calibrationWords: String {
        guard let ece = calibration.ece, let brier = calibration.brier else {
            return "no answer with a known truth has a confidence: ECE and Brier score are not defined"
        }
        return "ECE \(ece.threeDecimals)  Brier \(brier.threeDecimals)  n \(calibration.n.grouped)"
    }

    var costWords: String {
        var parts: [String] = []
        if let costPerRight {
            parts.append("\(costPerRight.words) a right label")
        } else if unknownCosts > 0 {
            parts.append("cost of \(unknownCosts.grouped) answers unknown, so none of a right label")
        } else {
            parts.append("no right label, so no cost of one")
        }
        if let estimatedCost { parts.append("est. \(estimatedCost.words) not spent") }
        return "\(model): \(parts.joined(separator: "; "))"
    }
}

extension DashboardPage.Cell {
    /// `12 of 80 (15.0 %): true Billing, said Account`: what is cut off first stands last.
    func words(in picture: DashboardModel, _ labels: LabelSet) -> String {
        guard picture.labels.indices.contains(truth) else { return "" }
        let row = picture.confusion[truth]
        let count = row.indices.contains(answer) ? row[answer] : 0
        let sum = row.reduce(0, +)
        let said =
            picture.labels.indices.contains(answer)
            ? "said \(labels.title(of: picture.labels[answer]))" : "gave no label of the task"
        let share = sum > 0 ? " (\((Double(count) / Double(sum)).percentWords))" : ""
        return "\(count.grouped) of \(sum.grouped)\(share): true \(labels.title(of: picture.labels[truth])), \(said)"
    }
}
