import Cells
import Labeling
import ReviewUI

extension Fixture {
    /// The support task's labels, of which an item can have several.
    static let severalLabels: LabelSet = {
        do {
            return try LabelSet(supportLabels.definitions, allowsSeveral: true)
        } catch {
            preconditionFailure("a test's labels: \(error)")
        }
    }()

    static let severalTickets: [ItemDetail] = [
        detail(
            1, "I was charged twice and cannot sign in to see the invoice. Refund me, or my lawyer will write to you.",
            meta: ["channel": .string("email")],
            first: first("account|billing", 0.71, "A double charge, and a sign-in that fails."),
            second: second("billing|legal", 0.94, "A double charge and a threat to sue; the sign-in is a detail.")),
        detail(2, "When will dark mode come?", first: first("feature", 0.97, "A wish.")),
        detail(3, "Good morning to all of you", first: first("(none)", 0.66, "Nothing is asked.")),
        detail(4, "The parcel is late and the app crashes", first: first("bug|other|shipping", 0.5)),
        detail(5, "Nobody has answered this one yet"),
        detail(
            6, "You will hear from my lawyer about the bill", first: first("billing|legal", 0.9), state: .overridden,
            decided: Label("legal")),
    ]
}

extension Bench {
    /// A review of a task in which an item can have several labels.
    static func several(
        _ size: Size = Size(rows: 24, columns: 80), labels: LabelSet = Fixture.severalLabels, blind: Bool = false,
        ascii: Bool = false, loaded: Bool = true
    ) -> Bench {
        Bench(
            Fixture.severalTickets, task: Fixture.task(labels), size: size, blind: blind, ascii: ascii, loaded: loaded)
    }

    /// The decisions that were asked to be recorded, oldest first: item and verdict.
    var recorded: [String] {
        effects.compactMap(\.recorded).map { record in
            let label = record.decision.verdict.label?.name ?? ""
            return "\(record.number.value) \(record.decision.verdict.action.rawValue) \(label)"
        }
    }

    var footer: String { screen.last ?? "" }
}
