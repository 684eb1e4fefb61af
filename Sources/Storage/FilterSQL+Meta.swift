internal import Foundation
internal import GRDB
internal import Labeling

// What the sources said. Decoding JSON here takes ten times as long as SQLite does, so it is done only where SQLite's
// JSON might see something else than `FilterMeta`: lists, objects, fractions, letters with an unusual lower case.

extension FilterSQL {
    mutating func meta(_ condition: FilterCondition) -> String {
        guard let question = MetaQuestion(condition), let json = try? JSONEncoder().encode(question) else { return "0" }
        let decoded = "renga_meta(CAST(i.meta AS BLOB), \(argument(String(decoding: json, as: UTF8.self))))"
        let holds = quickly(condition, decoded) ?? decoded
        return "coalesce((SELECT \(holds) FROM item i WHERE i.number = q.item), 0)"
    }

    /// Nil: nothing quicker than decoding.
    private mutating func quickly(_ condition: FilterCondition, _ decoded: String) -> String? {
        let path: FilterMetaPath
        let value: String
        var first = "1"
        switch condition {
        case .present(.meta(let asked)): (path, value) = (asked, "j.type <> 'null'")
        case .meta(let asked, let match, let words):
            guard match != .begins, words.allSatisfy(isPlainWord) else { return nil }
            path = asked
            let needles = words.map { argument($0.lowercased()) }
            // A word must stand somewhere in the JSON as it is.
            first = joinedByOr(needles.map { "instr(lower(i.meta), \($0)) > 0" })
            let held = needles.map { match == .whole ? "lower(j.atom) = \($0)" : "instr(lower(j.atom), \($0)) > 0" }
            value = "j.type = 'text' AND \(joinedByOr(held))"
        case .metaNumber(let asked, let comparison, let number):
            let sign = comparison == .equal ? "=" : comparison.rawValue
            path = asked
            value = """
                CASE WHEN j.type IN ('null', 'true', 'false') THEN 0
                    WHEN j.type = 'integer' AND length(j.atom) < 16 THEN j.atom \(sign) \(argument(number))
                    ELSE \(decoded) END
                """
        default: return nil
        }
        guard path.keys.count == 1, let key = path.keys.first, isPlain(key) else { return nil }
        // SQLite ends a text at a NUL, and knows the case of ASCII alone.
        let isOdd = ["\u{212A}", "\u{130}", "\\u0000"].map { "instr(i.meta, '\($0)') > 0" }
        return """
            CASE WHEN i.meta IS NULL THEN 0 WHEN \(joinedByOr(isOdd)) THEN \(decoded)
                WHEN NOT \(first) THEN 0
                ELSE EXISTS (
                    SELECT 1 FROM json_each(i.meta) j
                    WHERE lower(j.key) = \(argument(key.lowercased()))
                        AND CASE WHEN j.type IN ('array', 'object') THEN \(decoded) ELSE \(value) END)
            END
            """
    }

    private func joinedByOr(_ members: [String]) -> String { "(" + members.joined(separator: " OR ") + ")" }

    /// Whether JSON writes the text as it is.
    private func isPlain(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C }
    }

    /// Whether the text can stand in texts alone, not in a number or in `true`.
    private func isPlainWord(_ text: String) -> Bool {
        isPlain(text) && text.utf8.contains { (0x67...0x7A).contains($0 | 0x20) }
            && !["true", "false"].contains { $0.contains(text.lowercased()) }
    }
}
