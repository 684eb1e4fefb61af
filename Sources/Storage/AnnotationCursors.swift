internal import Foundation
internal import GRDB
internal import Labeling

/// The predictions of a range of items, in the order of the items, taken an item at a time.
struct PredictionCursor {
    private let rows: SteppedStatement
    private var names: NameTexts
    private var hasRow = false

    /// Of the rows themselves: the view `prediction` looks six names up for every row.
    private static let columns = """
        p.item, p.id, p.model, p.snapshot, p.label, p.invalid_answer, p.confidence, p.confidence_source, p.rationale,
        p.input_tokens, p.output_tokens, p.cache_creation_input_tokens, p.cache_read_input_tokens,
        p.cache_creation_1h_input_tokens, p.reasoning_tokens, p.picodollars, p.estimate_model, p.latency_ms, p.outcome,
        p.escalation, p.provider_request, p.prompt_version, p.stop_reason, p.at, p.repair, p.service, p.samples
        """

    private static let outcomes = Coded<Prediction.Outcome>(SchemaPredictions8.outcome)
    private static let sources = Coded<ConfidenceSource>(SchemaPredictions8.source)
    private static let reasons = Coded<EscalationReason>(SchemaPredictions8.escalation)
    private static let services = Coded<Prediction.Service>(SchemaPredictions8.service)

    init(_ db: Database) throws {
        // In the order of the index of items. That of recording within an item is made here: SQLite would sort.
        rows = try SteppedStatement(
            "SELECT \(Self.columns) FROM prediction_row p WHERE p.item BETWEEN ? AND ? ORDER BY p.item", [0, -1], db)
        names = try NameTexts(db)
    }

    /// For predictions one by one, by their numbers.
    init(byNumber db: Database) throws {
        rows = try SteppedStatement(
            """
            SELECT \(Self.columns), i.id FROM prediction_row p LEFT JOIN item i ON i.number = p.item WHERE p.id = ?
            """, [0], db)
        names = try NameTexts(db)
    }

    /// The prediction of this number with its item's number and id; nil: there is none.
    mutating func prediction(_ number: Int64) throws -> (item: ItemNumber, id: Item.ID?, prediction: Prediction)? {
        rows.restart(number)
        guard try rows.next() else { return nil }
        return (ItemNumber(rows.int(0)), rows.textIfAny(27).map { Item.ID($0) }, try prediction())
    }

    mutating func begin(_ range: ClosedRange<Int64>) throws {
        rows.restart(range.lowerBound, range.upperBound)
        hasRow = try rows.next()
    }

    /// In the order of recording. Items must be asked for in their order.
    mutating func take(_ item: Int64) throws -> [Prediction] {
        guard hasRow, rows.int(0) == item else { return [] }
        var taken: [Prediction] = []
        var ids: [Int64] = []
        var isInOrder = true
        repeat {
            let id = rows.int(1)
            if let last = ids.last, last > id { isInOrder = false }
            ids.append(id)
            taken.append(try prediction())
            hasRow = try rows.next()
        } while hasRow && rows.int(0) == item
        guard isInOrder else { return ids.indices.sorted { ids[$0] < ids[$1] }.map { taken[$0] } }
        return taken
    }

    private mutating func prediction() throws -> Prediction {
        let cost: Cost =
            if let amount = rows.intIfAny(15) {
                if let model = try names[rows.intIfAny(16)] {
                    .estimated(Money(picodollars: amount), as: model)
                } else {
                    .charged(Money(picodollars: amount))
                }
            } else {
                .unknown
            }
        guard let outcome = try Self.outcomes.word(rows.intIfAny(18)),
            let service = try Self.services.word(rows.intIfAny(25))
        else { throw StoreDamage(detail: "a prediction has no outcome or no service") }
        return Prediction(
            model: try names[rows.int(2)] ?? "", snapshot: try names[rows.intIfAny(3)],
            label: try names[rows.intIfAny(4)].map { Label($0) }, invalidAnswer: rows.textIfAny(5),
            confidence: rows.doubleIfAny(6), confidenceSource: try Self.sources.word(rows.intIfAny(7)),
            rationale: rows.textIfAny(8),
            usage: Usage(
                inputTokens: Int(rows.int(9)), outputTokens: Int(rows.int(10)),
                cacheCreationInputTokens: Int(rows.int(11)), cacheReadInputTokens: Int(rows.int(12)),
                cacheCreation1hInputTokens: Int(rows.int(13)), reasoningTokens: Int(rows.int(14))),
            cost: cost, latencyMilliseconds: rows.doubleIfAny(17), outcome: outcome,
            escalation: try Self.reasons.word(rows.intIfAny(19)), requestID: rows.textIfAny(20),
            promptVersion: try names[rows.intIfAny(21)], stopReason: try names[rows.intIfAny(22)],
            at: rows.timeIfAny(23), isRepair: rows.int(24) != 0, service: service,
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
