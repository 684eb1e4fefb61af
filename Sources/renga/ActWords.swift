import Interchange
import Labeling
import Storage

/// What was decided together, for people and for machines. Words are not cleaned yet.
enum ActWords {
    static func words(_ act: StoredAct) -> String {
        if let words = revocation(act) { return words }
        let items = act.decisions == 1 ? "1 item" : "\(act.decisions) items"
        let how =
            switch act.act.kind {
            case .group: "as alike"
            case .bulk: "as a selection"
            case .policy: "by rule"
            }
        let detail = act.detail == "{}" ? "" : ": \(act.detail)"
        return
            "\(act.reviewer) decided \(items) at once, \(how), in the \(act.act.kind.rawValue) act \(act.act.key)\(detail)"
    }

    /// An act that ended a rule, and decided nothing.
    private static func revocation(_ act: StoredAct) -> String? {
        guard act.act.kind == .policy, act.decisions == 0,
            case .object(let members)? = try? JSONDocument.parse(Array(act.detail.utf8)),
            case .string(let key)? = members.first(where: { $0.key == "revokes" })?.value
        else { return nil }
        return "the audit revoked \(act.reviewer)'s rule, the policy act \(key): \(act.detail)"
    }

    static func members(_ act: StoredAct) -> [JSONDocument.Member] {
        [
            .init("act", ["key": .string(act.act.key), "kind": .string(act.act.kind.rawValue)]),
            .init("reviewer", .string(act.reviewer)), .init("decisions", JSONDocument(act.decisions)),
            .init("detail", (try? JSONDocument.parse(Array(act.detail.utf8))) ?? .string(act.detail)),
        ]
    }
}
