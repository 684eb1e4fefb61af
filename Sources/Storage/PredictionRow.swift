internal import Foundation
internal import GRDB
internal import Labeling

/// How a `Prediction` lies in its table.
enum PredictionRow {
    /// The columns that `decode` reads, of the table `name`.
    static func columns(of name: String) -> String {
        """
        \(name).model, \(name).snapshot, \(name).label, CAST(\(name).invalid_answer AS BLOB), \(name).confidence,
        \(name).confidence_source, CAST(\(name).rationale AS BLOB), \(name).latency_ms, \(name).outcome,
        \(name).escalation, \(name).provider_request, \(name).prompt_version, \(name).stop_reason, \(name).at,
        \(name).repair, \(name).service, \(name).samples, \(CostColumns.columns(of: name))
        """
    }

    /// Reads the columns of `columns(of:)`, the first of which stands at `start`.
    static func decode(_ row: Row, at start: Int) throws -> Prediction {
        Prediction(
            model: try row.value(start), snapshot: try row.value(start + 1), label: try row.label(start + 2),
            invalidAnswer: try row.exactText(start + 3), confidence: try row.value(start + 4),
            confidenceSource: try row.word(start + 5), rationale: try row.exactText(start + 6),
            usage: try CostColumns.usage(row, at: start + 17), cost: try CostColumns.cost(row, at: start + 23),
            latencyMilliseconds: try row.value(start + 7), outcome: try row.someWord(start + 8),
            escalation: try row.word(start + 9), requestID: try row.value(start + 10),
            promptVersion: try row.value(start + 11), stopReason: try row.value(start + 12),
            at: try row.timeIfAny(start + 13), isRepair: try row.value(start + 14),
            service: try row.someWord(start + 15), samples: try row.value(start + 16))
    }

    /// Stores a prediction that is already `storable`.
    static func insert(
        _ prediction: Prediction, item: Int64, request: Int64?, imported: Bool, now: Timestamp, _ db: Database
    ) throws {
        var names = NameTable()
        var row = try RowWriter(insertion, db)
        try insert(prediction, item: item, request: request, imported: imported, now: now, &row, &names, db)
    }

    /// The same of many, with the statement `insertion` and the names at hand.
    static func insert(
        _ prediction: Prediction, item: Int64, request: Int64?, imported: Bool, now: Timestamp, _ row: inout RowWriter,
        _ names: inout NameTable, _ db: Database
    ) throws {
        try add(prediction, now, to: &row, &names, db)
        row.add(imported)
        row.add(item)
        row.add(request)
        try row.run(db)
    }

    /// Stores the answer to a request, already `storable`, if there is none yet. False: the request has one, or there
    /// is no such request.
    static func insertFirst(
        _ prediction: Prediction, request: RequestID, now: Timestamp, _ db: Database
    ) throws -> Bool {
        var names = NameTable()
        var row = try RowWriter(firstInsertion, db)
        try add(prediction, now, to: &row, &names, db)
        row.add(request.value)
        try row.run(db)
        return db.changesCount > 0
    }

    /// One value for each of `placeholders`.
    private static func add(
        _ prediction: Prediction, _ now: Timestamp, to row: inout RowWriter, _ names: inout NameTable, _ db: Database
    ) throws {
        row.add(try names.number(of: prediction.model, db))
        row.add(try names.number(of: prediction.snapshot, db))
        row.add(try names.number(of: prediction.label?.name, db))
        row.add(prediction.invalidAnswer)
        row.add(prediction.confidence)
        row.add(prediction.confidenceSource?.code)
        row.add(prediction.rationale)
        row.add(prediction.latencyMilliseconds)
        row.add(prediction.outcome.code)
        row.add(prediction.escalation?.code)
        row.add(prediction.requestID)
        row.add(try names.number(of: prediction.promptVersion, db))
        row.add(try names.number(of: prediction.stopReason, db))
        row.add(prediction.at?.milliseconds)
        row.add(prediction.isRepair)
        row.add(prediction.service.code)
        row.add(prediction.samples.map(Int64.init))
        row.add(now.milliseconds)
        CostColumns.add(prediction.usage, to: &row)
        switch prediction.cost {
        case .charged(let money):
            row.add(1)
            row.add(money.picodollars)
            row.add(nil as Int64?)
        case .estimated(let money, let model):
            row.add(2)
            row.add(money.picodollars)
            row.add(try names.number(of: model, db))
        case .unknown:
            row.add(0)
            row.add(nil as Int64?)
            row.add(nil as Int64?)
        }
    }

    static let insertion = "\(target) VALUES (\(placeholders), ?, ?, ?)"

    private static let firstInsertion = """
        \(target) SELECT \(placeholders), 0, r.item, r.id FROM request r
        WHERE r.id = ? AND NOT EXISTS (SELECT 1 FROM prediction_row p WHERE p.request = r.id)
        """

    private static let target = """
        INSERT INTO prediction_row (model, snapshot, label, invalid_answer, confidence, confidence_source, rationale,
            latency_ms, outcome, escalation, provider_request, prompt_version, stop_reason, at, repair, service,
            samples, recorded_at, \(CostColumns.names), imported, item, request)
        """

    private static let placeholders = """
        ?, ?, ?, CAST(? AS TEXT), ?, ?, CAST(? AS TEXT), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, \(CostColumns.placeholders)
        """
}

extension Prediction {
    /// The same prediction without what the schema forbids, so that one wrong number does not lose a paid answer:
    /// a confidence outside 0 to 1, a latency or count below 0 and a negative cost become unknown; a label and an
    /// outcome that contradict each other become an invalid output.
    var storable: Prediction {
        var copy = self
        copy.model = model.withoutNUL
        copy.snapshot = snapshot?.withoutNUL
        copy.requestID = requestID?.withoutNUL
        copy.promptVersion = promptVersion?.withoutNUL
        copy.stopReason = stopReason?.withoutNUL
        copy.label = label.map { Label($0.name.withoutNUL) }
        if let confidence, !(0...1).contains(confidence) { copy.confidence = nil }
        if let latencyMilliseconds, !(latencyMilliseconds >= 0 && latencyMilliseconds.isFinite) {
            copy.latencyMilliseconds = nil
        }
        copy.usage = usage.storable()
        copy.cost = cost.storable()
        if let samples, samples < 1 { copy.samples = nil }
        if outcome == .labeled, label == nil { copy.outcome = .invalidOutput }
        if outcome != .labeled, let label {
            copy.invalidAnswer = invalidAnswer ?? label.name
            copy.label = nil
        }
        return copy
    }
}
