import Interchange
import Labeling

let support = ["billing", "shipping", "other"]

func supportLabels(several: Bool = false) throws -> LabelSet {
    try LabelSet(support.map { LabelDefinition(label: Label($0)) }, allowsSeveral: several)
}

/// The one item of a record in another tool's format.
func foreignItem(
    _ format: FileFormat, _ record: String, several: Bool = false, _ change: (inout ReadingOptions) -> Void = { _ in }
) throws -> AnnotatedItem? {
    var options = ReadingOptions(format: format)
    change(&options)
    let records = try read(record, options, labels: supportLabels(several: several))
    return records.items.first
}

func foreignReasons(_ format: FileFormat, _ record: String, several: Bool = false) throws -> [String] {
    try read(record, ReadingOptions(format: format), labels: supportLabels(several: several)).reasons
}

struct Written {
    var bytes: [UInt8]
    var losses: [String: Int]
    var companions: [CompanionFile]
    var warnings: [String]

    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Each record as JSON.
    func records() throws -> [JSONDocument] {
        if bytes.first == UInt8(ascii: "["), case .array(let elements) = try JSONDocument.parse(bytes) {
            return elements
        }
        return try bytes.split(separator: 10).map { try JSONDocument.parse(Array($0)) }
    }
}

/// What the format's export makes of the items, with the truth of a single reviewer unless another policy is named.
func written(
    _ format: ExportFormat, _ items: [AnnotatedItem], several: Bool = false, policy: TruthPolicy = .single
) throws -> Written {
    let context = try ExportContext(
        taskName: "Support", instructions: "Which team?", labels: supportLabels(several: several), first: "haiku",
        second: "opus")
    let type = format.shape
    var shape = type.init(context)
    var bytes = shape.head()
    for item in items {
        let truth = GroundTruth.resolve(decisions: item.decisions, gold: item.gold, policy: policy, needed: 1)
        try shape.append(ExportedItem(item, truth: truth), to: &bytes)
    }
    bytes += shape.tail()
    let companions = shape.companions(of: [ExportedFile(name: "gold.\(type.fileExtension)", items: items.count)])
    return Written(bytes: bytes, losses: shape.losses.counts, companions: companions, warnings: shape.warnings)
}

/// The paths at which `given` says something that `found` does not; null and nothing are the same.
func missing(_ given: JSONDocument, in found: JSONDocument?, at path: String = "") -> [String] {
    switch (given, found) {
    case (.null, _), (.object([]), nil): return []
    case (.object(let members), .object(let others)?):
        return members.flatMap { member in
            missing(member.value, in: others.first { $0.key == member.key }?.value, at: "\(path).\(member.key)")
        }
    case (.array(let values), .array(let others)?) where values.count == others.count:
        return zip(values, others).enumerated().flatMap { index, pair in
            missing(pair.0, in: pair.1, at: "\(path)[\(index)]")
        }
    case (.number(let literal), .number(let other)?) where Double(literal) == Double(other): return []
    default: return given == found ? [] : [path]
    }
}

/// Reads the record, writes it again in the same format, and says what got lost on the way.
func lostOnTheWay(
    _ format: FileFormat, _ record: String, several: Bool = false, policy: TruthPolicy = .adjudicated
) throws -> [String] {
    guard let item = try foreignItem(format, record, several: several) else {
        return try foreignReasons(format, record, several: several)
    }
    guard let out = ExportFormat(rawValue: format.rawValue) else { return ["no such export"] }
    let again = try written(out, [item], several: several, policy: policy)
    guard let first = try again.records().first else { return ["nothing was written"] }
    return missing(try JSONDocument.parse(Array(record.utf8)), in: first).map { "\($0) in \(again.text)" }
}
