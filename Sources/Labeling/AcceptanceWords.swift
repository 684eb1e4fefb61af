// What is said of an acceptance by rule: the same words on the screen, line by line and on the command line.

extension AcceptanceStatement {
    /// One sentence a line: what would be accepted, what stays, and what is known of the risk.
    package var sentences: [String] {
        let share = figures.undecided == 0 ? 0 : Double(figures.accepted) / Double(figures.undecided)
        var lines = [
            "Accepts the first opinion of \(Words.items(figures.accepted)) of \(figures.undecided.grouped) undecided "
                + "(\(share.percent)): those with a confidence of \(rule.threshold.shortShare) or more."
        ]
        // Before all else, so that no small screen hides it.
        lines.append(riskSentence)
        lines += warnings
        if figures.accepted >= AcceptanceRule.mostItems {
            lines.append(
                "These are the most certain \(figures.accepted.grouped), the most at once: ask again for the rest.")
        }
        lines.append(
            "Stays in the queue: \(figures.audited.grouped) as audit (\(rule.audit.percent), shown blind), "
                + "\(figures.blind.grouped) of the blind sample, \(figures.disputed.grouped) disputed by a second opinion."
        )
        lines.append("Stored item by item as your decisions, told apart as accepted by rule, and taken back as one.")
        return lines
    }

    private var riskSentence: String {
        guard measured.n > 0 else { return "Risk: not measured. No decided item has such a confidence." }
        let rate = Double(measured.errors) / Double(measured.n)
        return "Measured risk: wrong in \(measured.errors.grouped) of \(measured.n.grouped) decided items with such a "
            + "confidence (\(rate.percent)); hardly above \(upper.percentAtMost) (95 %, Clopper-Pearson)."
    }

    /// What makes the measured risk worth less than it seems.
    package var warnings: [String] {
        guard measured.n > 0 else { return ["WARNING: nothing supports this. Decide some such items first."] }
        var lines: [String] = []
        if !isBlind {
            lines.append(
                "WARNING: most of these were decided with the model's answer in view, which hides its errors; only "
                    + "\(figures.blindTruth.n.grouped) were decided blind (\(figures.blindTruth.errors.grouped) wrong)."
            )
        }
        if measured.n < Self.enoughTruth {
            lines.append("WARNING: \(measured.n) decided items are few; the bound says how little is known.")
        }
        return lines
    }
}

extension StandingPolicy {
    /// What the audit found that contradicts the rule.
    private var found: AcceptanceFigures.Errors { revocation?.audit ?? audit }

    /// Said loudly where the audit contradicts what was promised.
    package var alarm: String {
        "RULE REVOKED: \(found.errors.grouped) of \(found.n.grouped) audited wrong, \(promised.percentAtMost) promised; "
            + ":revoke takes \(accepted.grouped) back"
    }

    /// The same where there is little room.
    package var shortAlarm: String { "RULE REVOKED: :revoke" }

    /// The same as whole sentences.
    package var alarmSentences: String {
        "The rule from confidence \(rule.threshold.shortShare) on is REVOKED by its audit: wrong in "
            + "\(found.errors.grouped) of \(found.n.grouped) audited items, where at most \(promised.percentAtMost) was promised "
            + "(evidence \(evidenceWords)). Nothing is accepted by rule any more. What it accepted "
            + "(\(Words.items(accepted))) stays decided by rule until it is taken back."
    }

    private var evidenceWords: String {
        let value = revocation?.evidence ?? evidence
        return value >= 1e6 ? "over 1,000,000 to 1" : "\(Int(value).grouped) to 1"
    }

    /// How the audit stands of a rule that is not contradicted.
    package var auditSentence: String {
        "From confidence \(rule.threshold.shortShare) on \(Words.items(accepted)) were accepted by rule, with at most "
            + "\(promised.percentAtMost) errors promised. Its audit found \(audit.errors.grouped) of \(audit.n.grouped) wrong: "
            + "no contradiction."
    }
}

extension Double {
    /// `0.97`: as few digits as say it.
    package var shortShare: String {
        let text = "\(self)"
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    /// `1.6 %`: a share with one decimal, as a whole number from 10 % on, rounded to the nearest.
    package var percent: String {
        let tenths = Int((self * 1_000).rounded())
        return tenths >= 100 ? "\(Int((self * 100).rounded())) %" : "\(tenths / 10).\(tenths % 10) %"
    }

    /// The same rounded up, so that an upper bound stays one.
    package var percentAtMost: String {
        let tenths = Int((self * 1_000 - 1e-9).rounded(.up))
        return tenths >= 100 ? "\((tenths + 9) / 10) %" : "\(tenths / 10).\(tenths % 10) %"
    }
}

private enum Words {
    static func items(_ count: Int) -> String { count == 1 ? "1 item" : "\(count.grouped) items" }
}

extension Int {
    /// `9,500`.
    fileprivate var grouped: String {
        let digits = Array(String(magnitude))
        return digits.enumerated().map { index, digit in
            index > 0 && (digits.count - index) % 3 == 0 ? ",\(digit)" : "\(digit)"
        }.joined()
    }
}
