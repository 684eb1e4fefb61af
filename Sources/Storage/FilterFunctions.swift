internal import Foundation
internal import GRDB
internal import Labeling

/// What a filter asks of texts and `meta`, by the same code that reads it everywhere else: SQLite's own functions know
/// the case of ASCII only, and end texts at a NUL. Texts come as bytes.
enum FilterFunctions {
    static func add(to db: Database) {
        for function in [meta, hides, overlaps] { db.add(function: function) }
        TextFunctions.add(to: db)
    }

    /// (meta, condition): the condition as `encoded(_:)` gives it.
    static let meta = DatabaseFunction("renga_meta", argumentCount: 2, pure: true) { values in
        guard let data = Data.fromDatabaseValue(values[0]),
            let meta = try? JSONDecoder().decode([String: JSONValue].self, from: data),
            let asked = try? JSONDecoder().decode(MetaQuestion.self, from: Data(text(values[1]).utf8)),
            let condition = asked.condition
        else { return false }
        return condition.matches(FilterFacts(item: Item(id: Item.ID(""), text: "", meta: meta), added: .epoch))
    }

    /// (id, confidence, disagrees, share, threshold and share of an audit): `BlindRule.hides`.
    static let hides = DatabaseFunction("renga_hides", argumentCount: 6, pure: true) { isHidden($0) }

    /// (id, share): whether the item is of the share that several reviewers decide.
    static let overlaps = DatabaseFunction("renga_overlaps", argumentCount: 2, pure: true) { values in
        let share = Double.fromDatabaseValue(values[1]) ?? 1
        return TruthRule(overlap: 2, share: share, policy: nil).contains(Item.ID(text(values[0])))
    }

    private static func isHidden(_ values: [DatabaseValue]) -> Bool {
        func number(_ index: Int) -> Double? { Double.fromDatabaseValue(values[index]) }
        var rule = BlindRule(share: number(3) ?? 1)
        if let threshold = number(4), let share = number(5) {
            rule.audit = AuditRule(threshold: threshold, share: share)
        }
        let disagrees = Bool.fromDatabaseValue(values[2]) ?? false
        return rule.hides(Item.ID(text(values[0])), confidence: number(1), disagrees: disagrees)
    }

    private static func text(_ value: DatabaseValue) -> String {
        switch value.storage {
        case .blob(let data): String(decoding: data, as: UTF8.self)
        case .string(let text): text
        case .null, .int64, .double: ""
        }
    }
}

extension Timestamp {
    fileprivate static let epoch = Timestamp(milliseconds: 0)
}

/// A condition on `meta` as an argument.
struct MetaQuestion: Codable {
    private var path: [String]
    private var match: String
    private var words: [String] = []
    private var number: Double = 0

    /// Nil: the condition asks for something else than `meta`.
    init?(_ condition: FilterCondition) {
        switch condition {
        case .present(.meta(let path)): (self.path, match) = (path.keys, "any")
        case .meta(let path, let match, let words):
            (self.path, self.words) = (path.keys, words)
            self.match = match == .whole ? "whole" : match == .part ? "part" : "begins"
        case .metaNumber(let path, let comparison, let number):
            (self.path, match, self.number) = (path.keys, comparison.rawValue, number)
        default: return nil
        }
    }

    var condition: FilterCondition? {
        guard let path = FilterMetaPath(path) else { return nil }
        switch match {
        case "any": return .present(.meta(path))
        case "whole": return .meta(path, .whole, words)
        case "part": return .meta(path, .part, words)
        case "begins": return .meta(path, .begins, words)
        default: return FilterComparison(rawValue: match).map { .metaNumber(path, $0, number) }
        }
    }
}
