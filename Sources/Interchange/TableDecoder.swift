import Labeling

/// Rows of CSV and TSV tables: the text, id, gold and image columns make the item, all others go into its meta as
/// strings, under the names of their columns; the column without a name, in place N, as `column_N`.
struct TableDecoder: RecordDecoder {
    enum Dialect { case csv, tsv }

    private let dialect: Dialect
    private let options: ReadingOptions
    private let rule: LabelRule
    private var columns: Columns?

    private struct Columns {
        var names: [String]
        var text: Int
        var id: Int?
        var gold: Int?
        var image: Int?

        /// Those that do not go into an item's meta.
        var known: [Int?] { [text, id, gold, image] }
    }

    init(_ dialect: Dialect, options: ReadingOptions, labels: LabelSet?) {
        self.dialect = dialect
        self.options = options
        rule = LabelRule(labels: labels)
    }

    /// A row of empty cells between tabs is a row with a wrong text, not nothing.
    var keepsBlankRecords: Bool { true }

    func headerIsUnreadable(source: String, reason: String) throws(InputProblem) {
        if options.hasHeader, columns == nil { throw .encoding(source, reason: "its header is \(reason)") }
    }

    mutating func item(from bytes: [UInt8], source: String) throws(DecodingProblem) -> AnnotatedItem? {
        let cells = fields(of: bytes)
        let known: Columns
        if let columns {
            known = columns
        } else {
            let names = options.hasHeader ? TableDecoder.named(cells) : (1...max(cells.count, 1)).map(String.init)
            do {
                known = try TableDecoder.columns(names, options: options, source: source)
            } catch {
                throw .input(error)
            }
            columns = known
            if options.hasHeader { return nil }
        }
        do {
            return try item(of: cells, columns: known)
        } catch {
            throw .record(error)
        }
    }

    private func fields(of bytes: [UInt8]) -> [String] {
        switch dialect {
        case .csv: CSVFramer.fields(of: bytes).map { String(decoding: $0, as: UTF8.self) }
        case .tsv:
            bytes.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
                .map { String(decoding: $0, as: UTF8.self) }
        }
    }

    private func item(of cells: [String], columns: Columns) throws(LineProblem) -> AnnotatedItem {
        guard cells.count == columns.names.count else {
            throw LineProblem(
                "\(cells.count) \(cells.count == 1 ? "field" : "fields"), where the "
                    + "\(options.hasHeader ? "header" : "first row") has \(columns.names.count)")
        }
        var images: [String] = []
        if let image = columns.image {
            images = try ImageReferences.references(ofCell: cells[image], field: "\"image\"")
        }
        let text = try ItemText.checked(
            cells[columns.text], field: "field \"\(columns.names[columns.text])\"", images: images)
        var item = AnnotatedItem(item: Item(id: .hash(ofText: ""), text: text, images: images))
        let id = columns.id.map { cells[$0] } ?? ""
        item.item.id =
            id.isEmpty ? .hash(ofText: text, images: images) : Item.ID(try ItemText.withoutNUL(id, field: "id"))
        if let gold = columns.gold, cells[gold].contains(where: { !$0.isWhitespace }) {
            item.gold = try rule.required(cells[gold], as: "label in column \"\(columns.names[gold])\"")
        }
        for (index, cell) in cells.enumerated() where !columns.known.contains(index) {
            item.item.meta[columns.names[index]] = .string(cell)
        }
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
            if let index = names.firstIndex(of: wanted ?? usual) { return index }
            guard let wanted else { return nil }
            throw .columns(source, reason: "has no column \"\(wanted)\" for \(option); its columns: \(list)")
        }
        let id = try find(options.idField, "id", option: "--id-field")
        let gold = try find(options.goldField, "gold", option: "--gold-field")
        if let text = try find(options.textField, "text", option: "--text-field") {
            guard text != id, text != gold else {
                throw .columns(
                    source, reason: "the column \"\(names[text])\" cannot be the text and something else too")
            }
            let image = names.firstIndex(of: "image").flatMap { [text, id, gold].contains($0) ? nil : $0 }
            return Columns(names: names, text: text, id: id, gold: gold, image: image)
        }
        // Without a header nothing can be called "text"; where there is one column it can only be that.
        if !options.hasHeader, names.count == 1 { return Columns(names: names, text: 0) }
        let hint = options.hasHeader ? "; if its first row is no header, add --no-header" : ""
        throw .columns(
            source, reason: "has no column \"text\"; name the column of the text with --text-field: \(list)\(hint)")
    }
}
