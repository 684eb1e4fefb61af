import Labeling

/// Samples of OpenAI's `evals`, and the entry of the registry that runs them.
package struct OpenAIEvalsExport: ExportShape {
    package static let fileExtension = "jsonl"

    private let labels: LabelSet
    private let taskName: String
    private let system: [UInt8]
    private var lost = LostFields()

    package init(_ context: ExportContext) {
        labels = context.labels
        taskName = context.taskName
        var bytes: [UInt8] = []
        JSONDocument.append(string: TaskPrompt(context).system, to: &bytes)
        system = bytes
    }

    package var losses: ExportLosses { lost.losses }

    package mutating func append(_ item: ExportedItem, to bytes: inout [UInt8]) throws(ExportOmission) {
        let members = try item.labels(of: labels)
        bytes += #"{"input":[{"role":"system","content":"#.utf8
        bytes += system
        bytes += #"},{"role":"user","content":"#.utf8
        JSONDocument.append(string: item.annotated.item.text, to: &bytes)
        bytes += #"}],"ideal":"#.utf8
        if labels.allowsSeveral {
            var ideal: [UInt8] = []
            TaskPrompt.append(members, of: labels, to: &ideal)
            JSONDocument.append(string: String(decoding: ideal, as: UTF8.self), to: &bytes)
        } else {
            JSONDocument.append(string: members.first?.name ?? "", to: &bytes)
        }
        bytes += #","id":"#.utf8
        JSONDocument.append(string: item.annotated.item.id.value, to: &bytes)
        bytes += "}\n".utf8
        lost.note(LostFields.Fields(of: item))
    }

    /// `Match` asks whether an answer begins as the ideal does: `spam_link` would count as `spam`.
    package var warnings: [String] {
        guard !labels.allowsSeveral else { return [] }
        // Sorted, a label's extensions follow it without a gap.
        let sorted = labels.labels.map { (name: $0.name, folded: Array($0.name.lowercased().utf8)) }
            .sorted { $0.folded.lexicographicallyPrecedes($1.folded) }
        // Of hundreds of labels that begin alike the pairs are many: words are made only for those that are told.
        var (found, count): ([String], Int) = ([], 0)
        for (index, short) in sorted.enumerated() {
            for long in sorted[(index + 1)...] {
                guard long.folded.starts(with: short.folded) else { break }
                count += 1
                guard count <= 10 else { continue }
                found.append(
                    "the label \(Quoted.string(long.name)) begins as \(Quoted.string(short.name)) does: Match counts it as "
                        + "right where \(Quoted.string(short.name)) is")
            }
        }
        guard count > 10 else { return found }
        return found + ["… and \(count - 10) more pairs of labels of which one begins as the other does"]
    }

    package func companions(of files: [ExportedFile]) -> [CompanionFile] {
        guard let first = files.first else { return [] }
        let word = String(
            String.UnicodeScalarView(
                first.stem.unicodeScalars.map { $0.isASCII && $0.properties.isAlphabetic || "0"..."9" ~= $0 ? $0 : "-" }
            ))
        let names = files.map { "\(word).\($0.split ?? "all").v0" }
        let kind = labels.allowsSeveral ? "json_match:JsonMatch" : "match:Match"
        var text = """
            # Written by renga export. Copy this file to REGISTRY/evals and the samples to REGISTRY/data, then:
            #   oaieval MODEL \(word) --registry_path REGISTRY

            """
        text += """
            \(Quoted.string(word)):
              id: \(Quoted.string(names.last ?? word))
              description: \(Quoted.string(taskName))
              metrics: [accuracy]

            """
        for (file, name) in zip(files, names) {
            text += """
                \(Quoted.string(name)):
                  class: evals.elsuite.basic.\(kind)
                  args:
                    samples_jsonl: \(Quoted.string(file.name))

                """
        }
        return [CompanionFile(name: "\(first.stem)-registry.yaml", bytes: Array(text.utf8))]
    }
}
