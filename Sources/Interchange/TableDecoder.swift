import Labeling

/// Rows of CSV and TSV tables: the text, id, gold and image columns make the item, all others go into its meta as
/// strings, under the names of their columns; the column without a name, in place N, as `column_N`.
struct TableDecoder: RecordDecoder {
    enum Dialect: Equatable {
        case csv
        /// As CSV, with something else than a comma between the fields.
        case delimited(UInt8)
        case tsv
    }

    /// More than any spreadsheet has; what it takes to hold a row grows with them.
    static let maximumColumns = 20_000

    private let dialect: Dialect
    private let options: ReadingOptions
    private let rule: LabelRule
    private var columns: Columns?
    private var place = 0

    private struct Columns {
        var names: [String]
        /// Nil: there is none, and none is needed.
        var text: Int?
        var id: Int?
        var gold: Int?
        var image: Int?
        var predictions: [(column: AnnotationColumns.Column, label: Int, confidence: Int?)] = []
        var decisions: [(column: AnnotationColumns.Column, label: Int)] = []
        /// Nil: no export of ours.
        var exported: ExportedTable?
        /// Those that go into an item's meta: all that mean nothing else.
        var meta: [Int] = []

        mutating func settleMeta() {
            let known = Set([text, id, gold, image].compactMap(\.self)).union(decisions.map(\.label))
                .union(predictions.flatMap { [$0.label, $0.confidence].compactMap(\.self) })
                .union(exported?.columns ?? [])
            meta = names.indices.filter { !known.contains($0) }
        }
    }

    init(_ dialect: Dialect, options: ReadingOptions, labels: LabelSet?) {
        self.dialect = dialect
        self.options = options
        rule = LabelRule(labels: labels, classNames: options.classNames)
    }

    /// Whether the columns are known.
    var isSettled: Bool { columns != nil }

    /// The short way for rows; nil: the columns ask for what only this decoder knows.
    var lane: TableLane? {
        guard let columns, let text = columns.text, columns.image == nil, columns.predictions.isEmpty,
            columns.decisions.isEmpty, columns.exported == nil, options.needsText
        else { return nil }
        let meta = columns.meta.map { (name: columns.names[$0], place: $0) }.sorted { $0.name < $1.name }
        return TableLane(
            TableLane.Columns(count: columns.names.count, text: text, id: columns.id, gold: columns.gold, meta: meta),
            separator: separator, hasQuotes: dialect != .tsv, rule: rule)
    }

    private var separator: UInt8 {
        switch dialect {
        case .csv: CSVDialect.comma
        case .delimited(let delimiter): delimiter
        case .tsv: UInt8(ascii: "\t")
        }
    }

    /// A row of empty cells between tabs is a row with a wrong text, not nothing.
    var keepsBlankRecords: Bool { true }

    func headerIsUnreadable(source: String, reason: String) throws(InputProblem) {
        if options.hasHeader, columns == nil { throw .encoding(source, reason: "its header is \(reason)") }
    }

    mutating func item(from bytes: [UInt8], source: String) throws(DecodingProblem) -> AnnotatedItem? {
        // Counted before they are made: a row may be nothing but separators.
        let count = fieldCount(of: bytes)
        if let columns, count < columns.names.count || count > TableDecoder.maximumColumns {
            place += 1
            throw .record(wrongCount(count, columns))
        }
        guard count <= TableDecoder.maximumColumns else {
            throw .input(
                .columns(source, reason: "has \(count) columns; at most \(TableDecoder.maximumColumns) are read"))
        }
        let cells = fields(of: bytes)
        let known: Columns
        if let columns {
            known = columns
        } else {
            let names = options.hasHeader ? TableDecoder.named(cells) : (1...max(cells.count, 1)).map(String.init)
            do {
                var found = try TableDecoder.columns(names, options: options, source: source)
                found.exported = dialect != .tsv ? ExportedTable(names, options: options) : nil
                found.settleMeta()
                known = found
            } catch {
                throw .input(error)
            }
            columns = known
            if options.hasHeader { return nil }
        }
        place += 1
        do {
            return try item(of: cells, columns: known)
        } catch {
            throw .record(error)
        }
    }

    private func wrongCount(_ count: Int, _ columns: Columns) -> LineProblem {
        LineProblem(
            "\(count) \(count == 1 ? "field" : "fields"), where the "
                + "\(options.hasHeader ? "header" : "first row") has \(columns.names.count)")
    }

    private func fieldCount(of bytes: [UInt8]) -> Int {
        dialect == .tsv
            ? bytes.count { $0 == separator } + 1 : CSVFramer.fieldCount(of: bytes, delimiter: separator)
    }

    private func fields(of bytes: [UInt8]) -> [String] {
        switch dialect {
        case .csv, .delimited:
            CSVFramer.fields(of: bytes, delimiter: separator).map { String(decoding: $0, as: UTF8.self) }
        case .tsv:
            bytes.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
                .map { String(decoding: $0, as: UTF8.self) }
        }
    }

    private func item(of cells: [String], columns: Columns) throws(LineProblem) -> AnnotatedItem {
        // Empty cells beyond the last column are what spreadsheets leave of columns that were cleared.
        guard
            cells.count == columns.names.count
                || (cells.count > columns.names.count && cells[columns.names.count...].allSatisfy(\.isEmpty))
        else { throw wrongCount(cells.count, columns) }
        let cells = columns.exported == nil ? cells : ExportedTable.originals(cells)
        var images: [String] = []
        if let image = columns.image {
            images = try ImageReferences.references(ofCell: cells[image], field: "\"image\"")
        }
        let id = columns.id.map { cells[$0] } ?? ""
        var text = id.isEmpty ? "row \(place)" : id
        if let column = columns.text {
            text = try ItemText.checked(cells[column], field: "field \"\(columns.names[column])\"", images: images)
        }
        var item = AnnotatedItem(item: Item(id: .hash(ofText: ""), text: text, images: images))
        item.item.id =
            id.isEmpty ? .hash(ofText: text, images: images) : Item.ID(try ItemText.withoutNUL(id, field: "id"))
        if let gold = columns.gold, cells[gold].contains(where: { !$0.isWhitespace }) {
            item.gold = try rule.gold(ofCell: cells[gold], column: columns.names[gold])
        }
        for one in columns.predictions {
            let confidence = one.confidence.map { cells[$0] }
            if let prediction = try rule.prediction(one.column, label: cells[one.label], confidence: confidence) {
                item.predictions.append(prediction)
            }
        }
        for one in columns.decisions {
            if let decision = try rule.decision(one.column, label: cells[one.label]) { item.decisions.append(decision) }
        }
        for index in columns.meta { item.item.meta[columns.names[index]] = .string(cells[index]) }
        try columns.exported?.complete(&item, cells, rule: rule)
        return item
    }

    private static func named(_ cells: [String]) -> [String] {
        cells.enumerated().map { $0.element.isEmpty ? "column_\($0.offset + 1)" : $0.element }
    }

    private static func columns(
        _ names: [String], options: ReadingOptions, source: String
    ) throws(InputProblem) -> Columns {
        let list = names.prefix(40).map { "\"\($0)\"" }.joined(separator: ", ") + (names.count > 40 ? ", …" : "")
        var seen: Set<String> = []
        for name in names where !seen.insert(name).inserted {
            throw .columns(source, reason: "two columns are named \"\(name)\"; rename one of them (columns: \(list))")
        }
        func find(_ wanted: String?, _ usual: String, option: String) throws(InputProblem) -> Int? {
            if let index = CSVDialect.place(of: wanted ?? usual, in: names) { return index }
            guard let wanted else { return nil }
            throw .columns(source, reason: "has no column \"\(wanted)\" for \(option); its columns: \(list)")
        }
        var columns = Columns(names: names)
        columns.id = try find(options.idField, "id", option: "--id-field")
        columns.gold = try find(options.goldField, "gold", option: "--gold-field")
        columns.text = try find(options.textField, "text", option: "--text-field")
        if let text = columns.text, text == columns.id || text == columns.gold {
            throw .columns(source, reason: "the column \"\(names[text])\" cannot be the text and something else too")
        }
        // Without a header nothing can be called "text"; where there is one column it can only be that.
        if !options.hasHeader, names.count == 1 { columns.text = 0 }
        for text in options.annotations.predictions {
            guard let column = AnnotationColumns.prediction(text, columns: names),
                let label = names.firstIndex(of: column.label)
            else { throw .columns(source, reason: "has no such columns as --prediction \(text) names: \(list)") }
            let confidence = column.confidence.flatMap { names.firstIndex(of: $0) }
            columns.predictions.append((column, label, confidence))
        }
        for text in options.annotations.decisions {
            guard let column = AnnotationColumns.decision(text, columns: names),
                let label = names.firstIndex(of: column.label)
            else { throw .columns(source, reason: "has no such column as --decision \(text) names: \(list)") }
            columns.decisions.append((column, label))
        }
        if columns.text != nil || !options.needsText {
            columns.image = names.firstIndex(of: "image").flatMap {
                [columns.text, columns.id, columns.gold].contains($0) ? nil : $0
            }
            columns.settleMeta()
            return columns
        }
        let hint = options.hasHeader ? "; if its first row is no header, add --no-header" : ""
        throw .columns(
            source, reason: "has no column \"text\"; name the column of the text with --text-field: \(list)\(hint)")
    }
}
