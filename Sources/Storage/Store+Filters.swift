package import Labeling

internal import Foundation
internal import GRDB

extension Store {
    /// The filters that reviewers keep in this task, by name.
    package func savedFilters() throws -> [SavedFilter] {
        try read { db in
            try db.all("SELECT CAST(name AS BLOB), CAST(filter AS BLOB) FROM saved_filter ORDER BY name") {
                SavedFilter(name: try $0.text(0), text: try $0.text(1))
            }
        }
    }

    /// Keeps the filter, in place of one of the same name.
    package func save(_ filter: SavedFilter, by reviewer: String, at: Timestamp = .now()) throws {
        try write { db in
            try db.run(
                """
                INSERT INTO saved_filter (name, filter, reviewer, at) VALUES (?, CAST(? AS TEXT), ?, ?)
                ON CONFLICT (name) DO UPDATE
                    SET (filter, reviewer, at) = (excluded.filter, excluded.reviewer, excluded.at)
                """, [filter.name.withoutNUL, filter.text.exact, reviewer.withoutNUL, at.milliseconds])
        }
    }

    /// - Returns: whether there was one of this name.
    package func forgetFilter(named name: String) throws -> Bool {
        try write { db in
            try db.run("DELETE FROM saved_filter WHERE name = ?", [name.withoutNUL])
            return db.changesCount > 0
        }
    }

    /// What filters of this task may speak of: a bounded look, as quick at a million items as at ten thousand.
    package func filterContext(_ labels: LabelSet) throws -> FilterContext {
        try read { db in
            let models = try db.all("SELECT DISTINCT model FROM spending ORDER BY model") { try $0.value(0) as String }
            let reviewers = try db.all(
                """
                SELECT DISTINCT reviewer FROM (SELECT reviewer FROM decision ORDER BY id DESC LIMIT 20000)
                ORDER BY reviewer
                """
            ) { try $0.value(0) as String }
            let last = try Int64.fetchOne(db, sql: "SELECT max(number) FROM item") ?? 0
            let step = max(1, last / Int64(MetaSample.items))
            let numbers = stride(from: max(1, last % step), through: max(1, last), by: Int64.Stride(step))
            var sample = MetaSample()
            _ = try db.all(
                """
                SELECT CAST(i.meta AS BLOB) FROM json_each(?) j CROSS JOIN item i ON i.number = j.value
                WHERE i.meta IS NOT NULL
                """, [numbers.json]
            ) { sample.take(try $0.text(0)) }
            return FilterContext(labels: labels, models: models, reviewers: reviewers, meta: sample.frequent)
        }
    }
}

/// The keys and the frequent values of some items' `meta`.
private struct MetaSample {
    static let items = 1_000
    private static let paths = 60
    private static let values = 30
    private static let longestValue = 40
    private static let depth = 3

    private var counts: [FilterMetaPath: [String: Int]] = [:]

    mutating func take(_ json: String) {
        guard let meta = try? JSONDecoder().decode([String: JSONValue].self, from: Data(json.utf8)) else { return }
        take(.object(meta), at: [])
    }

    private mutating func take(_ value: JSONValue, at keys: [String]) {
        if case .object(let members) = value, keys.count < Self.depth {
            for (key, member) in members { take(member, at: keys + [key]) }
        } else if let path = FilterMetaPath(keys), counts[path] != nil || counts.count < Self.paths {
            for word in FilterMeta.values(path, in: Self.nested(value, in: keys)).compactMap(FilterMeta.word)
            where word.unicodeScalars.count <= Self.longestValue {
                counts[path, default: [:]][word, default: 0] += 1
            }
        }
    }

    /// The value where its path leads to it.
    private static func nested(_ value: JSONValue, in keys: [String]) -> [String: JSONValue] {
        guard let first = keys.first else { return [:] }
        return [first: keys.count == 1 ? value : .object(nested(value, in: Array(keys.dropFirst())))]
    }

    var frequent: [FilterMetaPath: [String]] {
        counts.mapValues { counts in
            counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(Self.values).map(\.key)
        }
    }
}
