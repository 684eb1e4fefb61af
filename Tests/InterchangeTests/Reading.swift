import Interchange
import Labeling

/// All records of an input, read in chunks of the given size.
func read(
    _ bytes: [UInt8], _ options: ReadingOptions = ReadingOptions(), labels: LabelSet? = nil, chunk: Int = 4096,
    name: String = "input"
) throws -> [ReadRecord] {
    var options = options
    options.chunkBytes = chunk
    let reader = try ItemReader(.bytes(bytes, name: name), options: options, labels: labels)
    var records: [ReadRecord] = []
    while let record = try reader.next() { records.append(record) }
    return records
}

func read(
    _ text: String, _ options: ReadingOptions = ReadingOptions(), labels: LabelSet? = nil, chunk: Int = 4096
) throws -> [ReadRecord] {
    try read(Array(text.utf8), options, labels: labels, chunk: chunk)
}

extension [ReadRecord] {
    var items: [AnnotatedItem] { compactMap { if case .item(let item, _) = $0 { item } else { nil } } }
    var texts: [String] { items.map(\.item.text) }
    var rejects: [RejectedLine] { compactMap { if case .rejected(let line) = $0 { line } else { nil } } }
    var reasons: [String] { rejects.map(\.reason) }
    var lines: [Int] {
        map {
            switch $0 {
            case .item(_, let line): line
            case .rejected(let rejected): rejected.line
            }
        }
    }
}

func labelSet(_ names: String...) throws -> LabelSet {
    try LabelSet(names.map { LabelDefinition(label: Label($0)) })
}

/// The one reason why a line was rejected, with `billing` and `account` as the task's labels; nil: it was taken.
func reason(_ line: String) throws -> String? {
    let records = try read(line, ReadingOptions(format: .jsonl), labels: labelSet("billing", "account"))
    return records.reasons.first
}

/// The one item of a line, with `billing` and `account` as the task's labels.
func item(_ line: String) throws -> AnnotatedItem? {
    try read(line, ReadingOptions(format: .jsonl), labels: labelSet("billing", "account")).items.first
}

/// The one prediction of an item whose only prediction has these members.
func prediction(_ members: String) throws -> Prediction? {
    try item(#"{"text":"t","predictions":[{\#(members)}]}"#)?.predictions.first
}

func predictionReason(_ members: String) throws -> String? {
    try reason(#"{"text":"t","predictions":[{\#(members)}]}"#)
}

func decision(_ members: String) throws -> Decision? {
    try item(#"{"text":"t","decisions":[{\#(members)}]}"#)?.decisions.first
}

func decisionReason(_ members: String) throws -> String? {
    try reason(#"{"text":"t","decisions":[{\#(members)}]}"#)
}
