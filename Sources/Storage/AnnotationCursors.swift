internal import Foundation
internal import GRDB
internal import Labeling

/// The predictions of a range of items, in the order of the items, taken an item at a time.
struct PredictionCursor {
    private let rows: SteppedStatement
    private var names = RepeatedTexts()
    private let outcomes = RepeatedWords<Prediction.Outcome>()
    private let sources = RepeatedWords<ConfidenceSource>()
    private let reasons = RepeatedWords<EscalationReason>()
    private let services = RepeatedWords<Prediction.Service>()
    private var hasRow = false

    /// The names of the columns say where they are read; how they lie in the file is the schema's own business.
    private static let columns = """
        p.item, p.id, p.model, p.snapshot, p.label, p.invalid_answer, p.confidence, p.confidence_source, p.rationale,
        p.input_tokens, p.output_tokens, p.cache_creation_input_tokens, p.cache_read_input_tokens,
        p.cache_creation_1h_input_tokens, p.reasoning_tokens, p.picodollars, p.estimate_model, p.latency_ms, p.outcome,
        p.escalation, p.provider_request, p.prompt_version, p.stop_reason, p.at, p.repair, p.service, p.samples
        """

    init(_ db: Database) throws {
        // In the order of the index of items. That of recording within an item is made here: SQLite would sort.
        rows = try SteppedStatement(
            "SELECT \(Self.columns) FROM prediction p WHERE p.item BETWEEN ? AND ? ORDER BY p.item", [0, -1], db)
    }

    mutating func begin(_ range: ClosedRange<Int64>) throws {
        rows.restart(range.lowerBound, range.upperBound)
        hasRow = try rows.next()
    }

    /// In the order of recording. Items must be asked for in their order.
    mutating func take(_ item: Int64) throws -> [Prediction] {
        guard hasRow, rows.int(0) == item else { return [] }
        var taken: [(id: Int64, prediction: Prediction)] = []
        var isInOrder = true
        repeat {
            let id = rows.int(1)
            if let last = taken.last, last.id > id { isInOrder = false }
            taken.append((id, try prediction()))
            hasRow = try rows.next()
        } while hasRow && rows.int(0) == item
        if !isInOrder { taken.sort { $0.id < $1.id } }
        return taken.map(\.prediction)
    }

    private mutating func prediction() throws -> Prediction {
        let cost: Cost =
            if let amount = rows.intIfAny(15) {
                if let model = names.text(rows.bytes(16)) {
                    .estimated(Money(picodollars: amount), as: model)
                } else {
                    .charged(Money(picodollars: amount))
                }
            } else {
                .unknown
            }
        return Prediction(
            model: names.text(rows.bytes(2)) ?? "", snapshot: names.text(rows.bytes(3)),
            label: names.text(rows.bytes(4)).map { Label($0) }, invalidAnswer: rows.textIfAny(5),
            confidence: rows.doubleIfAny(6), confidenceSource: try sources.word(rows.bytes(7)),
            rationale: rows.textIfAny(8),
            usage: Usage(
                inputTokens: Int(rows.int(9)), outputTokens: Int(rows.int(10)),
                cacheCreationInputTokens: Int(rows.int(11)), cacheReadInputTokens: Int(rows.int(12)),
                cacheCreation1hInputTokens: Int(rows.int(13)), reasoningTokens: Int(rows.int(14))),
            cost: cost, latencyMilliseconds: rows.doubleIfAny(17), outcome: try outcomes.someWord(rows.bytes(18)),
            escalation: try reasons.word(rows.bytes(19)), requestID: rows.textIfAny(20),
            promptVersion: names.text(rows.bytes(21)), stopReason: names.text(rows.bytes(22)), at: rows.timeIfAny(23),
            isRepair: rows.int(24) != 0, service: try services.someWord(rows.bytes(25)),
            samples: rows.intIfAny(26).map { Int($0) })
    }
}

/// The decisions of a range of items, as they stand now, taken an item at a time.
struct DecisionCursor {
    private let rows: SteppedStatement
    private var names = RepeatedTexts()
    private let actions = RepeatedWords<Verdict.Action>()
    private let kinds = RepeatedWords<Act.Kind>()
    /// What was on screen is the same for many decisions, and decoding it takes longer than all the rest of a row.
    private var lists: [String: [String]] = [:]
    private var exposures: [String: Exposure] = [:]
    private var hasRow = false

    private static let columns = """
        d.item, d.id, d.reviewer, d.action, d.label, d.at, d.seconds, d.note, d.shown, d.first_choice, d.probability,
        d.undone_at, d.undone_by, d.exposure, d.act_key, d.act_kind, d.adjudication, d.unclear
        """

    init(_ db: Database) throws {
        rows = try SteppedStatement(
            "SELECT \(Self.columns) FROM decision_now d WHERE d.item BETWEEN ? AND ? ORDER BY d.item, d.id", [0, -1], db
        )
    }

    mutating func begin(_ range: ClosedRange<Int64>) throws {
        rows.restart(range.lowerBound, range.upperBound)
        hasRow = try rows.next()
    }

    /// In the order of recording. Items must be asked for in their order.
    mutating func take(_ item: Int64) throws -> [(id: Int64, decision: Decision)] {
        var taken: [(id: Int64, decision: Decision)] = []
        while hasRow, rows.int(0) == item {
            taken.append((rows.int(1), try decision()))
            hasRow = try rows.next()
        }
        return taken
    }

    private mutating func decision() throws -> Decision {
        let label = names.text(rows.bytes(4)).map { Label($0) }
        guard let verdict = Verdict(action: try actions.someWord(rows.bytes(3)), label: label) else {
            throw StoreDamage(detail: "a decision has an action and a label that do not belong together")
        }
        var act: Act?
        if let key = rows.textIfAny(14) { act = Act(key: key, kind: try kinds.someWord(rows.bytes(15))) }
        return Decision(
            reviewer: names.text(rows.bytes(2)) ?? "", verdict: verdict, at: Timestamp(milliseconds: rows.int(5)),
            seconds: rows.doubleIfAny(6), note: rows.text(7), shown: try shown(),
            firstChoice: names.text(rows.bytes(9)).map { Label($0) }, probability: rows.double(10),
            exposure: try exposure(), act: act, undoneAt: rows.timeIfAny(11), undoneBy: names.text(rows.bytes(12)),
            isAdjudication: rows.int(16) != 0, isUnclear: rows.int(17) != 0)
    }

    private mutating func shown() throws -> [String] {
        guard let json = names.text(rows.bytes(8)), json != "[]" else { return [] }
        if let list = lists[json] { return list }
        let list = try DecisionRow.names(json)
        if lists.count < Self.mostKept { lists[json] = list }
        return list
    }

    private mutating func exposure() throws -> Exposure? {
        guard let json = names.text(rows.bytes(13)) else { return nil }
        if let exposure = exposures[json] { return exposure }
        let exposure = try DecisionRow.exposure(json)
        if exposures.count < Self.mostKept { exposures[json] = exposure }
        return exposure
    }

    private static let mostKept = 1_000
}

/// The items of a range with their gold, one after another.
struct ItemCursor {
    private let rows: SteppedStatement
    private var names = RepeatedTexts()

    init(_ db: Database) throws {
        rows = try SteppedStatement(
            """
            SELECT i.number, i.id, i.text, i.meta, i.images, g.label FROM item i LEFT JOIN gold g ON g.item = i.number
            WHERE i.number BETWEEN ? AND ? ORDER BY i.number
            """, [0, -1], db)
    }

    mutating func begin(_ range: ClosedRange<Int64>) { rows.restart(range.lowerBound, range.upperBound) }

    mutating func next() throws -> (number: Int64, item: Item, gold: Label?)? {
        guard try rows.next() else { return nil }
        return (rows.int(0), try item(), names.text(rows.bytes(5)).map { Label($0) })
    }

    private func item() throws -> Item {
        let id = Item.ID(rows.text(1))
        var images: [String] = []
        if let json = rows.textIfAny(4) { images = try ItemRow.images(json) }
        guard let json = rows.textIfAny(3) else { return Item(id: id, text: rows.text(2), images: images) }
        return try Item(id: id, text: rows.text(2), plainMeta: json, images: images)
            ?? Item(id: id, text: rows.text(2), meta: ItemRow.meta(json), images: images)
    }
}
