import Labeling

/// A folder that `datasets.load_dataset` reads: a card that names files, columns and classes, and a file a split.
///
/// Labels stand in the files by their names; the card makes a `ClassLabel` of them, in the task's order. Reviewers are not
/// named: what is published cannot be taken back.
package struct HuggingFaceExport: ExportShape {
    package static let fileExtension = "jsonl"
    package static let middleSplit = "validation"

    package static func pathInFolder(ofSplit split: String?) -> String? { "data/\(split ?? "train").jsonl" }

    private let context: ExportContext
    private var lost = LostFields()
    private var hasImages = false
    private var isTimes = (ids: true, texts: true, items: 0)

    package init(_ context: ExportContext) { self.context = context }

    package var losses: ExportLosses { lost.losses }

    private static let said = LostFields.Fields(.image, .meta, .provenance, .confidence)

    package mutating func append(_ item: ExportedItem, to bytes: inout [UInt8]) throws(ExportOmission) {
        let labels = context.labels
        var members: [Label]?
        if !context.includesUndecided || item.truth?.label != nil { members = try item.labels(of: labels) }
        let (id, text) = (item.annotated.item.id.value, item.annotated.item.text)
        func add(_ key: String, _ text: String?) {
            bytes += #",""#.utf8
            bytes += key.utf8
            bytes += #"":"#.utf8
            guard let text else {
                bytes += "null".utf8
                return
            }
            JSONDocument.append(string: text, to: &bytes)
        }
        bytes += #"{"id":"#.utf8
        JSONDocument.append(string: id, to: &bytes)
        add("text", text)
        if labels.allowsSeveral {
            bytes += #","label":"#.utf8
            (members.map { JSONDocument($0.map(\.name)) } ?? .null).append(to: &bytes)
        } else {
            add("label", members?.first?.name)
        }
        add("provenance", item.truth?.provenance.rawValue)
        let (first, second) = context.opinions(of: item.annotated)
        for (rank, prediction) in [("first", first), ("second", second)] {
            add("\(rank)_model", prediction?.model)
            add("\(rank)_label", prediction?.label?.name)
            bytes += #",""#.utf8
            bytes += rank.utf8
            bytes += #"_confidence":"#.utf8
            JSONDocument(prediction?.confidence).append(to: &bytes)
        }
        // Members in the order of their keys, as text: Arrow wants one type for a column, and meta data has none.
        add("meta", JSONDocument(item.annotated.item.meta).rendered())
        if !item.annotated.item.images.isEmpty {
            bytes += #","images":"#.utf8
            JSONDocument(item.annotated.item.images).append(to: &bytes)
            hasImages = true
        }
        bytes += "}\n".utf8
        isTimes = (isTimes.ids && isTime(id), isTimes.texts && isTime(text), isTimes.items + 1)
        lost.note(
            LostFields.Fields(of: item, keeping: [first, second].compactMap(\.self)).subtracting(HuggingFaceExport.said)
        )
    }

    package mutating func takeOver(_ other: any ExportShape) {
        guard let other = other as? HuggingFaceExport else { return }
        hasImages = hasImages || other.hasImages
        isTimes = (
            isTimes.ids && other.isTimes.ids, isTimes.texts && other.isTimes.texts, isTimes.items + other.isTimes.items
        )
    }

    /// Begins as a date does: Arrow takes a column of nothing but such for times, whatever the card says.
    private func isTime(_ text: String) -> Bool {
        let start = Array(text.utf8.prefix(10))
        return start.count == 10 && start[4] == 45 && start[7] == 45
            && [0, 1, 2, 3, 5, 6, 8, 9].allSatisfy { (48...57).contains(start[$0]) }
    }

    package var warnings: [String] {
        guard isTimes.items > 0 else { return [] }
        return [("id", isTimes.ids), ("text", isTimes.texts)].filter(\.1).map {
            "every \($0.0) begins with a date: where all of them are times, datasets reads them as times and gives them back "
                + "spelled in its own way"
        }
    }

    package func companions(of files: [ExportedFile]) -> [CompanionFile] {
        [CompanionFile(name: "README.md", bytes: Array(card(files).utf8))]
    }

    /// By which a folder is known as one of these.
    package static let mark = "<!-- written by renga export -->"

    private func card(_ files: [ExportedFile]) -> String {
        let labels = context.labels
        // A file without rows has no columns, and datasets cannot read it.
        let used = files.filter { $0.items > 0 }
        let total = files.reduce(0) { $0 + $1.items }
        let names = labels.labels.enumerated().map { "        '\($0.offset)': \(Quoted.string($0.element.name))\n" }
            .joined()
        let label = labels.allowsSeveral ? "    sequence:\n" : "    dtype:\n"
        func column(_ name: String, _ type: String = "string") -> String { "  - name: \(name)\n    dtype: \(type)\n" }
        var text = "---\n"
        if let license = context.license { text += "license: \(Quoted.string(license))\n" }
        text += "pretty_name: \(Quoted.string(context.taskName))\n"
        text += "task_categories:\n- text-classification\ntask_ids:\n"
        text += "- multi-\(labels.allowsSeveral ? "label" : "class")-classification\n"
        text += "size_categories:\n- \(Self.size(total))\n"
        if !used.isEmpty {
            text += "configs:\n- config_name: default\n  data_files:\n"
            for file in used { text += "  - split: \(file.split ?? "train")\n    path: \(Quoted.string(file.name))\n" }
        }
        text += "dataset_info:\n  features:\n" + column("id") + column("text")
        text += "  - name: label\n\(label)      class_label:\n        names:\n"
        text += names.split(separator: "\n").map { "  \($0)\n" }.joined()
        text += column("provenance")
        for rank in ["first", "second"] {
            text += column("\(rank)_model") + column("\(rank)_label") + column("\(rank)_confidence", "float64")
        }
        text += column("meta")
        if hasImages { text += "  - name: images\n    sequence: string\n" }
        text += "---\n\(Self.mark)\n\n# \(Quoted.comment(context.taskName))\n\n"
        text += "Texts whose labels people decided on, with the answers of up to two models.\n\n"
        text += "| split | items |\n| --- | --- |\n"
        for file in files { text += "| \(file.split ?? "train") | \(file.items) |\n" }
        text += """

            - `label`: \(labels.allowsSeveral ? "the labels that hold" : "the label"), as the index of a class; in the files by name.
            - `provenance`: how the label came about: `single` (one reviewer), `consensus`, `majority`, `adjudicated`,
              `dawid-skene`, or `imported`.
            - `first_…`, `second_…`: what the models said. A label decided on with an answer in view leans towards it.
            - `meta`: what the source said beside the text, as JSON.

            """
        return text
    }

    private static func size(_ items: Int) -> String {
        let steps = [
            (1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"),
            (10_000_000, "1M<n<10M"),
        ]
        return steps.first { items < $0.0 }?.1 ?? "10M<n<100M"
    }
}
