internal import GRDB

/// The names of a store by their numbers. Those that came first, as most are, are kept; there may be a million others.
struct NameTexts {
    private enum Place {
        case notAsked
        case asked(String?)
    }

    private let lookup: SteppedStatement
    private var first: [Place] = Array(repeating: .notAsked, count: 1_024)

    init(_ db: Database) throws { lookup = try SteppedStatement("SELECT text FROM name WHERE id = ?", [0], db) }

    /// Nil: no number, or none that names anything.
    subscript(number: Int64?) -> String? {
        mutating get throws {
            guard let number else { return nil }
            guard number >= 0, number < Int64(first.count) else { return try text(number) }
            if case .asked(let text) = first[Int(number)] { return text }
            let text = try text(number)
            first[Int(number)] = .asked(text)
            return text
        }
    }

    private func text(_ number: Int64) throws -> String? {
        lookup.restart(number)
        return try lookup.next() ? lookup.text(0) : nil
    }
}

/// The values of the words of a column, by their numbers.
struct Coded<Value: RawRepresentable & Sendable>: Sendable where Value.RawValue == String {
    private let values: [Value?]

    init(_ words: SchemaPredictions8.Words) {
        values = words.words.map { Value(rawValue: $0) }
    }

    /// Nil: no number, or none that is known.
    subscript(number: Int64?) -> Value? {
        guard let number, number >= 0, number < Int64(values.count) else { return nil }
        return values[Int(number)]
    }

    /// Nil: no number. One that is not known is damage.
    func word(_ number: Int64?) throws -> Value? {
        guard let number else { return nil }
        guard let value = self[number] else {
            throw StoreDamage(detail: "\(number) is no number of a word for a \(Value.self)")
        }
        return value
    }
}
