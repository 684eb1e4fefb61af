package import Labeling

/// The `[routing]` table that the evaluation advises, for `renga.toml`.
package struct RoutingBlock: Hashable, Sendable {
    /// Labels whose advice is settled, and what the task file calls the model that they are left to.
    package var entries: [Entry]
    /// The others, and why they are left out.
    package var open: [Open]
    /// What the advice was made from, without a line's end.
    package var origin: String
    /// What a reader of the file must know of it.
    package var warnings: [String] = []

    package struct Entry: Hashable, Sendable {
        package var label: Label
        package var target: String
    }

    package struct Open: Hashable, Sendable {
        package var label: Label
        package var words: String
    }

    /// Every comment that is written begins with this, so that the next writing finds it.
    package static let mark = "# renga: "
    package static let header = "[routing]"

    /// What stands below the header.
    package var lines: [String] {
        ([origin] + warnings).map { RoutingBlock.mark + $0 }
            + entries.map { "\(RoutingBlock.key($0.label)) = \(RoutingBlock.quoted($0.target))" }
            + open.map { RoutingBlock.mark + "\(RoutingBlock.key($0.label)): \($0.words)" }
    }

    package var text: String { ([RoutingBlock.header] + lines).joined(separator: "\n") }

    /// A label as a key of TOML.
    package static func key(_ label: Label) -> String {
        let isBare = label.name.utf8.allSatisfy {
            switch $0 {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
        return isBare && !label.name.isEmpty ? label.name : quoted(label.name)
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            default:
                // Formatting characters too, which could turn the line around.
                let isHidden =
                    scalar.value < 0x20 || [.control, .format].contains(scalar.properties.generalCategory)
                if isHidden {
                    let digits = String(scalar.value, radix: 16, uppercase: true)
                    let isLong = digits.count > 4
                    quoted += isLong ? "\\U" : "\\u"
                    quoted += String(repeating: "0", count: (isLong ? 8 : 4) - digits.count) + digits
                } else {
                    quoted.unicodeScalars.append(scalar)
                }
            }
        }
        return quoted + "\""
    }
}

extension RoutingBlock {
    /// - Parameters:
    ///   - isSeen: most of the truth was decided with a model's answer in view.
    ///   - names: what the task file calls its models; empty: there is no task, and they are `first` and `second`.
    ///   - models: as predictions name them.
    init(
        _ rows: [RoutingRow], whole: RoutingRow, isSeen: Bool, names: [String: String], first: String, second: String?,
        threshold: Double?, risk: Double?
    ) {
        let isTask = !names.isEmpty
        let firstName = isTask ? names[first] : "first"
        let secondName = isTask ? second.flatMap { names[$0] } : second.map { _ in "second" }
        let basis =
            switch whole.choice.basis {
            case .risk: "the cheapest policy shown to keep \(Shown.share(risk)) errors"
            case .cost: "the lowest expected cost"
            case .agreement: "agreement of the two models"
            }
        let n = whole.choice.basis == .agreement ? whole.compared : whole.n
        self.init(entries: [], open: [], origin: "by \(basis), n = \(n); renga evaluate --write-routing")
        if isSeen, whole.choice.basis != .agreement {
            warnings = [
                "most of the truth was decided with the models' answers in view: they may err more than it says"
            ]
        }
        for row in rows {
            guard let label = row.label else { continue }
            let choice = row.choice
            let target: String? =
                switch choice.policy {
                case .firstAlone: firstName
                case .secondAlone: secondName
                default: nil
                }
            // The table is about the first opinion: without a first model of the task it says nothing.
            if choice.isSettled, let target, firstName == "first" {
                entries.append(Entry(label: label, target: target))
            } else {
                open.append(Open(label: label, words: RoutingBlock.words(choice, threshold: threshold)))
            }
        }
    }

    private static func words(_ choice: RoutingChoice, threshold: Double?) -> String {
        guard choice.isSettled else { return "not settled: \(choice.words)" }
        return switch choice.policy {
        case .firstThenSecond: "left to [second-opinion]: \(choice.words)"
        case .firstThenHuman, .humanAlone: "for people, whom no table can name: \(choice.words)"
        case nil: choice.words
        case .firstAlone, .secondAlone: "the model is not one of [models]: \(choice.words)"
        }
    }
}
