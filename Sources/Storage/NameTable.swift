internal import GRDB
internal import Labeling

/// The numbers of the names that a transaction has met, so that each is looked up once.
///
/// Of one transaction: a name whose insertion is rolled back has no number.
struct NameTable {
    private var words = WordTable()
    private var numbers: [Int64] = []

    /// The number of a name without NUL; a new one joins the store's. Names are the same if their bytes are.
    mutating func number(of name: String?, _ db: Database) throws -> Int64? {
        guard let name else { return nil }
        let place = Int(words.number(of: name))
        if place < numbers.count { return numbers[place] }
        let number = try stored(name, db)
        numbers.append(number)
        return number
    }

    private func stored(_ name: String, _ db: Database) throws -> Int64 {
        let known = try db.first("SELECT id FROM name WHERE text = ?", [name]) { try $0.value(0) as Int64 }
        if let known { return known }
        try db.run("INSERT INTO name (text) VALUES (?)", [name])
        return db.lastInsertedRowID
    }
}

// The numbers of the words of `SchemaPredictions8`.

extension Prediction.Outcome {
    var code: Int64 {
        switch self {
        case .labeled: 0
        case .invalidOutput: 1
        case .unknownLabel: 2
        case .empty: 3
        case .refusal: 4
        case .truncated: 5
        case .unknownStop: 6
        }
    }
}

extension ConfidenceSource {
    var code: Int64 {
        switch self {
        case .imported: 0
        case .stated: 1
        case .probability: 2
        case .logProbability: 3
        case .voteShare: 4
        }
    }
}

extension EscalationReason {
    var code: Int64 {
        switch self {
        case .lowConfidence: 0
        case .sample: 1
        case .label: 2
        case .invalidOutput: 3
        case .refusal: 4
        case .reviewer: 5
        case .routing: 6
        }
    }
}

extension Prediction.Service {
    var code: Int64 { self == .batch ? 1 : 0 }
}
