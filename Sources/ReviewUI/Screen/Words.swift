import Cells
import Foundation
import Labeling

// How values are said on screen: one place, so that the list, the opinions and the status say them alike.

extension ReviewState {
    func mark(ascii: Bool) -> String {
        switch self {
        case .undecided: " "
        case .accepted: ascii ? "+" : "✓"
        case .overridden: ascii ? "*" : "✎"
        case .rejected: ascii ? "x" : "✗"
        case .flagged: ascii ? "!" : "⚑"
        case .skipped: ascii ? "-" : "»"
        }
    }

    /// The mark of a decision that is not on disk yet.
    static func unsavedMark(ascii: Bool) -> String { ascii ? "." : "·" }

    var role: Role {
        switch self {
        case .undecided: .text
        case .accepted: .accepted
        case .overridden: .overridden
        case .rejected: .rejected
        case .flagged: .flagged
        case .skipped: .skipped
        }
    }

    func words(_ label: Label?, in labels: LabelSet) -> String? {
        let title = label.map { labels.pathWords(of: $0) } ?? ""
        return switch self {
        case .undecided: nil
        case .accepted: "accepted: \(title)"
        case .overridden: "overridden: \(title)"
        case .rejected: "rejected: no label fits"
        case .flagged: "flagged"
        case .skipped: "skipped"
        }
    }
}

extension LabelSet {
    /// `Billing › Refunds`: where the label stands, where there is room for it.
    func pathWords(of label: Label) -> String { path(of: label).joined(separator: " › ") }
}

extension Opinion {
    func words(in labels: LabelSet) -> String { label.map { labels.title(of: $0) } ?? outcome.words }
}

extension Cost {
    /// At most nine cells: `$0.000982`, or `~0.000982` for an estimate.
    var short: String {
        switch self {
        case .charged(let money): "$" + money.rounded(decimals: 6)
        case .estimated(let money, _): "~" + money.rounded(decimals: 6)
        case .unknown: "-"
        }
    }

    /// With its unit, and whose price an estimate is.
    var words: String {
        if case .estimated(_, let model) = self { "\(amount) as \(model)" } else { amount }
    }

    /// With its unit.
    var amount: String {
        switch self {
        case .charged(let money): "$" + money.rounded(decimals: 6)
        case .estimated(let money, _): "est. $" + money.rounded(decimals: 6)
        case .unknown: "cost unknown"
        }
    }

    var role: Role {
        switch self {
        case .charged: .cost
        case .estimated: .estimate
        case .unknown: .muted
        }
    }
}

extension Double {
    /// `0.93`: two decimals, never rounded up to 1.00 or down to 0.00 by accident of width.
    var twoDecimals: String {
        let hundredths = Int((self * 100).rounded())
        return hundredths >= 100 ? "1.00" : "0." + (hundredths < 10 ? "0" : "") + String(max(0, hundredths))
    }
}

extension JSONValue {
    /// A value in few words, for the line above the text.
    var short: String {
        switch self {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .integer(let value): String(value)
        case .number(let value): value.description
        case .string(let value): value
        case .array(let values): "[\(values.count)]"
        case .object(let values): "{\(values.count)}"
        }
    }
}
