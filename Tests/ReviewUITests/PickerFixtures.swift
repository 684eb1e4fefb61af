import Labeling
import ReviewUI

extension Fixture {
    /// Labels in three levels, some of which share a title; above the number at which letters open the picker.
    static let treeLabels: LabelSet = {
        func label(_ name: String, _ title: String, under parent: String? = nil, _ words: String = "")
            -> LabelDefinition
        {
            LabelDefinition(label: Label(name), title: title, description: words, parent: parent.map { Label($0) })
        }
        return labels([
            label("billing", "Billing", "Money that moves, or should."),
            label("billing.refund", "Refunds", under: "billing", "The customer wants money back."),
            label("billing.refund.late", "Late refund", under: "billing.refund", "Promised, and not there yet."),
            label("billing.refund.partial", "Partial refund", under: "billing.refund"),
            label("billing.invoice", "Invoices", under: "billing"),
            label("billing.other", "Other", under: "billing"),
            label("account", "Account", "Who may do what."),
            label("account.signin", "Sign-in", under: "account", "Passwords, codes, locked accounts."),
            label("account.signin.2fa", "Zweitfaktor (Überprüfung)", under: "account.signin"),
            label("account.profile", "Profile", under: "account"),
            label("account.other", "Other", under: "account"),
            label("shipping", "配送", "荷物がまだ届いていない、または壊れて届いた。"),
            label("shipping.late", "遅延", under: "shipping"),
            label("shipping.damaged", "破損した荷物", under: "shipping"),
            label("bug", "Bug report", "Something does not work as promised."),
            label("bug.crash", "Crash", under: "bug"), label("bug.slow", "Slow", under: "bug"),
            label("bug.display", "Display", under: "bug"),
            label("legal", "Legal"), label("legal.privacy", "Privacy", under: "legal"),
            label("legal.threat", "Threats to sue", under: "legal"),
            label("feature", "Feature request"), label("other", "Other"),
        ])
    }()

    static func numberedLabels(_ count: Int) -> LabelSet {
        labels((1...count).map { LabelDefinition(label: Label("topic \($0) of many")) })
    }

    static let bankItems: [ItemDetail] = [
        detail(
            1, "Why was I charged more abroad? My card worked, and the shop's receipt says 49 EUR.",
            first: first("card_payment_wrong_exchange_rate_business", 0.61, "The rate \"charged more\" differs."),
            second: second("top_up_by_bank_transfer_charge_disputed", 0.8, "A fee is disputed.")),
        detail(2, "Card?", first: first("card_arrival", 0.9)),
        detail(3, "Where is it?", first: first("card_linking", 0.5)),
        detail(4, "Rate", first: first("exchange_rate", 0.4)),
    ]

    static let treeItems: [ItemDetail] = [
        detail(
            1, "You promised to refund me in March. It is May, and nothing has come.",
            first: first("billing.refund.late", 0.83, "\u{201E}promised to refund\u{201C} and 'nothing has come'"),
            second: second("billing", 0.7, "Money.")),
        detail(2, "荷物が破損していました。", first: first("shipping.damaged", 0.9, "「破損」とある。")),
        detail(3, "Cannot sign in", first: first("account.signin", 0.9)),
    ]
}

extension Bench {
    /// The labels of the picker, as they are listed.
    var picked: [Label] { model.picker?.entries.map(\.label) ?? [] }
}
