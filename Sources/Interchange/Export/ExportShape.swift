package import Labeling

/// An item as an export sees it.
package struct ExportedItem: Hashable, Sendable {
    package var annotated: AnnotatedItem
    /// Nil: nothing is decided.
    package var truth: GroundTruth?

    package init(_ annotated: AnnotatedItem, truth: GroundTruth?) {
        self.annotated = annotated
        self.truth = truth
    }
}

/// What all formats are told of the task.
package struct ExportContext: Sendable {
    package var taskName: String
    /// What the models and reviewers are told to do; may be empty.
    package var instructions: String
    package var labels: LabelSet
    /// The names of the first and second opinions' models, where the task names them.
    package var first: String?
    package var second: String?
    /// Every item was asked for: those without a label too, where the format can say so.
    package var includesUndecided = false
    /// Under which the texts may be used, as an SPDX identifier; nil: nobody said.
    package var license: String?

    package init(
        taskName: String, instructions: String, labels: LabelSet, first: String? = nil, second: String? = nil
    ) {
        self.taskName = taskName
        self.instructions = instructions
        self.labels = labels
        self.first = first
        self.second = second
    }

    /// The answers that stand for the first and the second opinion where a format has room for two: the last of the model
    /// that the task names, else of another that is not the other's.
    package func opinions(of item: AnnotatedItem) -> (first: Prediction?, second: Prediction?) {
        let predictions = item.predictions
        guard !predictions.isEmpty else { return (nil, nil) }
        func last(_ model: String?) -> Prediction? { model.flatMap { name in predictions.last { $0.model == name } } }
        let cheap = last(first) ?? predictions.first { $0.model != second }
        let strong = last(second) ?? predictions.first { $0.model != cheap?.model }
        return (cheap, strong?.model == cheap?.model ? nil : strong)
    }
}

/// How a format writes items: the bytes of each, in their order. One value writes one file (one split); it is used from
/// one thread. The same items give the same bytes every time.
package protocol ExportShape {
    /// The ending of its files without the dot: `jsonl`, `json`, `csv`.
    static var fileExtension: String { get }

    /// Whether an import of ours gives all of it back: then nothing is said of losses.
    static var isLossless: Bool { get }

    /// Nil: the main files stand where they are asked for. Else the export is a folder, and this is where the main file of
    /// a split, or of all items, stands in it.
    static func pathInFolder(ofSplit split: String?) -> String?

    /// What the second of three splits is called where nobody names them.
    static var middleSplit: String { get }

    init(_ context: ExportContext)

    /// What comes before the first item: a table's header, the bracket that opens an array.
    mutating func head() -> [UInt8]

    /// Appends the bytes of an item.
    ///
    /// - Throws: why this item has no place in the format; nothing of it was appended then, and the export counts it.
    mutating func append(_ item: ExportedItem, to bytes: inout [UInt8]) throws(ExportOmission)

    /// What comes after the last item.
    mutating func tail() -> [UInt8]

    /// What the format has no place for, counted in the items that were appended.
    var losses: ExportLosses { get }

    /// Adds what the shape of another split has seen; before `companions(of:)` and `warnings` are asked.
    mutating func takeOver(_ other: any ExportShape)

    /// Files that belong beside the main files: a labelling configuration, a card, a registry entry.
    ///
    /// - Parameter files: the main files' names and how many items each has, in order: one, or one a split.
    func companions(of files: [ExportedFile]) -> [CompanionFile]

    /// What a user of the format should know, whatever the items are: "the label spam begins as spam_link does, …".
    var warnings: [String] { get }
}

extension ExportShape {
    package static var isLossless: Bool { false }
    package static func pathInFolder(ofSplit split: String?) -> String? { nil }
    package static var middleSplit: String { "dev" }
    /// Whether the export is a folder.
    package static var isFolder: Bool { pathInFolder(ofSplit: nil) != nil }
    package mutating func head() -> [UInt8] { [] }
    package mutating func tail() -> [UInt8] { [] }
    package mutating func takeOver(_ other: any ExportShape) {}
    package func companions(of files: [ExportedFile]) -> [CompanionFile] { [] }
    package var warnings: [String] { [] }
}

/// Why an item is left out of an export, in words that fit after "left out, because": "it has no label".
package struct ExportOmission: Error, Hashable {
    package var reason: String

    package init(_ reason: String) {
        self.reason = reason
    }
}

/// A main file of an export.
package struct ExportedFile: Hashable, Sendable {
    /// Without a folder: `gold-train.jsonl`.
    package var name: String
    /// `train`, `dev` or `test`; nil: the export is not split.
    package var split: String?
    package var items: Int

    package init(name: String, split: String? = nil, items: Int) {
        self.name = name
        self.split = split
        self.items = items
    }

    /// The name that all files of an export share, without the ending: `gold` of `gold-train.jsonl` in the split `train`.
    package var stem: String {
        var stem = name[...]
        if let dot = stem.lastIndex(of: "."), dot > stem.startIndex { stem = stem[..<dot] }
        if let split, stem.hasSuffix("-" + split) { stem = stem.dropLast(split.count + 1) }
        return stem.isEmpty ? "export" : String(stem)
    }
}

package struct CompanionFile: Hashable, Sendable {
    /// As `ExportedFile.name`.
    package var name: String
    package var bytes: [UInt8]

    package init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }
}

/// Which fields of the ground truth a format has no place for, and in how many items each held something.
package struct ExportLosses: Hashable, Sendable {
    /// By the field's path in the lossless `jsonl`: `decisions.seconds`, `predictions.usage`.
    package private(set) var counts: [String: Int] = [:]

    package init() {}

    package init(_ counts: [String: Int]) { self.counts = counts }

    /// Notes that an item had something there.
    package mutating func note(_ field: String) { counts[field, default: 0] += 1 }

    /// Adds the losses of another file.
    package mutating func add(_ other: ExportLosses) { counts.merge(other.counts, uniquingKeysWith: +) }
}
