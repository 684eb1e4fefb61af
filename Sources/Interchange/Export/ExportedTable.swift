import Labeling

/// Reads the rows of a table that `CSVExport` wrote, this version's or an older one: the texts as they were, the decision
/// or the whole history, both opinions, and the meta data. Columns may have been moved, added and taken away since.
struct ExportedTable: Hashable, Sendable {
    /// No table of other tools has all of these, and without them there is nothing to restore.
    private static let marks = ["id", "text", "label", "action", "reviewer", "decided_at", "provenance"]

    private let places: [String: Int]
    /// The label column was named as the imported truth: then the row's decision is not wanted.
    private let labelIsGold: Bool
    /// No columns were named for what models, or reviewers, said: then the table's own count.
    private let takesOpinions: Bool
    private let takesDecisions: Bool

    /// Nil: the table is none of ours, or is read as something else.
    init?(_ names: [String], options: ReadingOptions) {
        let places = Dictionary(
            names.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { first, _ in first })
        guard options.hasHeader, (options.textField ?? "text") == "text", (options.idField ?? "id") == "id",
            ExportedTable.marks.allSatisfy({ places[$0] != nil })
        else { return nil }
        self.places = places.filter { CSVExport.columns.contains($0.key) }
        labelIsGold = options.goldField == "label"
        takesOpinions = options.annotations.predictions.isEmpty
        takesDecisions = options.annotations.decisions.isEmpty && !labelIsGold
    }

    /// The columns that mean something; all others are meta data.
    var columns: [Int] { Array(places.values) }

    /// The cells as they were before they were made safe for a spreadsheet.
    static func originals(_ cells: [String]) -> [String] { cells.map(CSVRow.original(ofSpreadsheetSafe:)) }

    /// Adds what the row says of opinions, decisions and meta data.
    func complete(_ item: inout AnnotatedItem, _ cells: [String], rule: LabelRule) throws(LineProblem) {
        let row = Row(cells: cells, places: places)
        for rank in takesOpinions ? ["first", "second"] : [] {
            if let prediction = try row.prediction(rank, rule) { item.predictions.append(prediction) }
        }
        if takesDecisions, let cell = row["decisions"] {
            guard case .array(let elements) = try row.parsed(cell, "decisions") else {
                throw LineProblem("the column \"decisions\" must hold an array")
            }
            let decoder = AnnotationDecoder(rule: rule)
            for (index, element) in elements.enumerated() {
                item.decisions.append(
                    try decoder.decision(element, path: "decisions[\(index)]", first: item.predictions.first))
            }
        } else if takesDecisions, row["action"] != nil || row["reviewer"] != nil {
            item.decisions += try row.decisions(rule, first: item.predictions.first)
        } else if !labelIsGold, item.gold == nil, let label = row["label"] {
            item.gold = try rule.required(label, as: "label in column \"label\"")
        }
        if let cell = row["meta"] {
            guard case .object(let members) = try row.parsed(cell, "meta").jsonValue(under: 1) else {
                throw LineProblem("the column \"meta\" must hold an object")
            }
            item.item.meta.merge(members) { $1 }
        }
    }
}

private struct Row {
    let cells: [String]
    let places: [String: Int]

    /// Nil: there is no such column, or nothing in it.
    subscript(_ name: String) -> String? {
        guard let place = places[name], cells[place].contains(where: { !$0.isWhitespace }) else { return nil }
        return cells[place]
    }

    func parsed(_ cell: String, _ name: String) throws(LineProblem) -> JSONDocument {
        do {
            return try JSONDocument.parse(Array(cell.utf8))
        } catch {
            throw LineProblem("the column \"\(name)\" must hold JSON: \(error.reason)")
        }
    }

    func prediction(_ rank: String, _ rule: LabelRule) throws(LineProblem) -> Prediction? {
        guard let model = self["\(rank)_model"] else { return nil }
        let column = AnnotationColumns.Column(
            name: model, label: "\(rank)_label", confidence: "\(rank)_confidence")
        let said = try rule.prediction(
            column, label: self[column.label] ?? "", confidence: self["\(rank)_confidence"])
        // A model that gave no label has been asked all the same.
        return said ?? Prediction(model: model, outcome: .invalidOutput)
    }

    /// The decision behind the row's label, and before it those of the other reviewers who said the same.
    func decisions(_ rule: LabelRule, first: Prediction?) throws(LineProblem) -> [Decision] {
        var members: [JSONDocument.Member] = []
        func add(_ key: String, _ value: JSONDocument?) {
            if let value { members.append(.init(key, value)) }
        }
        func text(_ name: String) -> JSONDocument? { self[name].map { .string($0) } }
        func number(_ name: String) throws(LineProblem) -> JSONDocument? {
            guard let cell = self[name] else { return nil }
            guard let number = Double(cell), number.isFinite else {
                throw LineProblem("the column \"\(name)\" must hold a number, found \"\(cell.prefix(40))\"")
            }
            return .number(number.description)
        }
        add("reviewer", text("reviewer"))
        add("action", text("action"))
        add("label", text("label"))
        add("at", text("decided_at"))
        add("seconds", try number("seconds"))
        // Any text is a note, blank ones too.
        if let place = places["note"] { add("note", .string(cells[place])) }
        add("shown", self["shown"].map { JSONDocument(ListCell.words(ofCell: $0)) })
        add("first_choice", text("first_choice"))
        add("probability", try number("probability"))
        if self["unclear"] != nil { add("unclear", .bool(self["unclear"] == "true")) }
        if self["provenance"] == GroundTruth.Provenance.adjudicated.rawValue { add("adjudication", .bool(true)) }
        let decision = try AnnotationDecoder(rule: rule).decision(.object(members), path: "the row", first: first)
        let reviewers = self["reviewers"].map { ListCell.words(ofCell: $0) } ?? []
        guard let label = decision.verdict.label else { return [decision] }
        let others = reviewers.filter { $0 != decision.reviewer && $0.contains { !$0.isWhitespace } }
        return others.map { Decision(reviewer: $0, verdict: .override(label), at: decision.at) } + [decision]
    }
}
