import Crypto
package import Labeling

/// Why a record gave no item: its own fault, or one that ends the reading.
enum DecodingProblem: Error {
    case record(LineProblem)
    case input(InputProblem)
}

/// Turns whole records, in UTF-8, into items.
protocol RecordDecoder {
    /// Whether a record of white space alone means something.
    var keepsBlankRecords: Bool { get }
    /// Nil: the record is no data, for example a header.
    mutating func item(from bytes: [UInt8], source: String) throws(DecodingProblem) -> AnnotatedItem?
    /// Told of a record that is not UTF-8; throws when that was the header, without which nothing can be read.
    func headerIsUnreadable(source: String, reason: String) throws(InputProblem)
}

extension RecordDecoder {
    var keepsBlankRecords: Bool { false }
    func headerIsUnreadable(source: String, reason: String) throws(InputProblem) {}
}

/// One item a line.
struct TextDecoder: RecordDecoder {
    func item(from bytes: [UInt8], source: String) throws(DecodingProblem) -> AnnotatedItem? {
        let text = String(decoding: bytes, as: UTF8.self)
        // A line of other white space than spaces and tabs is as blank as an empty one.
        // By scalars: a space with an accent on it is a character that counts as white space.
        guard text.unicodeScalars.contains(where: { !$0.properties.isWhitespace }) else { return nil }
        do {
            return AnnotatedItem(item: Item(id: .hash(ofText: text), text: try ItemText.checked(text, field: "line")))
        } catch {
            throw .record(error)
        }
    }
}

enum ItemText {
    /// The text, unaltered, when it can be an item's.
    static func checked(
        _ text: String, field: @autoclosure () -> String, images: [String] = []
    ) throws(LineProblem) -> String {
        guard text.unicodeScalars.contains(where: { !$0.properties.isWhitespace }) else {
            throw LineProblem("the \(field()) is empty\(ImageReferences.hint(images))")
        }
        return try withoutNUL(text, field: field())
    }

    /// The string, unless it holds U+0000, at which much of what handles text in C, SQLite's functions among it, stops.
    static func withoutNUL(_ text: String, field: @autoclosure () -> String) throws(LineProblem) -> String {
        guard !text.utf8.contains(0) else { throw LineProblem("the \(field()) holds a NUL character (U+0000)") }
        return text
    }
}

extension Item.ID {
    /// The id of an item whose source gives it none: `h-` and the first 16 hexadecimal digits of the SHA-256 of its
    /// text, followed by a NUL and the reference of each of its images: one question about many pictures is many items.
    package static func hash(ofText text: String, images: [String] = []) -> Item.ID {
        let digits = Array("0123456789abcdef".utf8)
        var id = Array("h-".utf8)
        for byte in SHA256.hash(data: Array(([text] + images).joined(separator: "\0").utf8)).prefix(8) {
            id.append(digits[Int(byte >> 4)])
            id.append(digits[Int(byte & 15)])
        }
        return Item.ID(String(decoding: id, as: UTF8.self))
    }
}

/// The rule for labels of files.
struct LabelRule {
    /// Nil: every label is taken as it stands.
    let labels: LabelSet?
    /// Of the classes that a ground truth writes as numbers.
    var classNames: ClassNames?

    /// The label, in the task's spelling; nil: outside the task's labels.
    func known(_ name: String) -> Label? {
        guard let labels else { return Label(name) }
        return labels.label(matching: name)
    }

    /// Whether an answer can be several labels: written `a|b`, or as a list.
    var allowsSeveral: Bool { labels?.allowsSeveral == true }

    /// What a record says of a label, by its name. Where an answer can be several, the member may be a list, or another
    /// member, `list`, is one.
    func name(_ fields: FieldReader, _ key: String, list: String? = nil) throws(LineProblem) -> String? {
        guard allowsSeveral else { return try fields.string(key) }
        func joined(_ key: String) throws(LineProblem) -> String {
            let names = try fields.strings(key)
            return names.isEmpty ? LabelSet.none.name : names.joined(separator: String(LabelSet.separator))
        }
        var name: String?
        if case .array? = fields.value(key) { name = try joined(key) } else { name = try fields.string(key) }
        guard let list, fields.value(list) != nil else { return name }
        let listed = try joined(list)
        if let name, known(name) != known(listed) {
            throw LineProblem("\(fields.name(key)) and \"\(list)\" are not the same labels")
        }
        return name ?? listed
    }

    /// A label that must be one of the task's.
    func required(_ name: String, as what: String) throws(LineProblem) -> Label {
        guard name.contains(where: { !$0.isWhitespace }) else { throw LineProblem("the \(what) is empty") }
        if let label = known(name) { return label }
        let all = labels?.labels.map(\.name) ?? []
        let shown = all.prefix(12).joined(separator: ", ") + (all.count > 12 ? ", … (\(all.count) in all)" : "")
        let rule = allowsSeveral ? "is not made of the task's labels" : "is not one of the task's labels"
        throw LineProblem("the \(what) \"\(name.prefix(80))\" \(rule): \(shown)")
    }
}
