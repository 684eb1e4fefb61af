import Labeling

/// Tests of promptfoo, a configuration, and a prompt.
///
/// promptfoo puts variables through its template engine: of one that is a string it replaces `{{name}}`, reads `file://…`
/// and drops a line end, and the text that a plain prompt becomes is rendered once more. A variable that is an object is
/// left alone, and a prompt that is JSON is rendered once, string by string (`src/evaluatorHelpers.ts`). So the text is
/// `item.text`, the prompt is JSON, and no text can act.
///
/// Of a file in a list of names it also reads each `file://…`, however deep it stands in a test; of one that is the only
/// name, or under `path`, it does not (`src/util/testCaseReader.ts`).
package struct PromptfooExport: ExportShape {
    package static let fileExtension = "jsonl"

    private let context: ExportContext
    private var lost = LostFields()

    package init(_ context: ExportContext) { self.context = context }

    package var losses: ExportLosses { lost.losses }

    package var warnings: [String] {
        ["in a prompt of your own write {{item.text}} into JSON: a prompt that is plain text runs {{…}} of the items"]
    }

    package mutating func append(_ item: ExportedItem, to bytes: inout [UInt8]) throws(ExportOmission) {
        let labels = context.labels
        let members = try item.labels(of: labels)
        bytes += #"{"vars":{"item":{"id":"#.utf8
        JSONDocument.append(string: item.annotated.item.id.value, to: &bytes)
        bytes += #","text":"#.utf8
        JSONDocument.append(string: item.annotated.item.text, to: &bytes)
        bytes += #"}},"assert":[{"type":"equals","value":"#.utf8
        if labels.allowsSeveral {
            TaskPrompt.append(members, of: labels, to: &bytes)
        } else {
            JSONDocument.append(string: Quoted.template(members.first?.name ?? ""), to: &bytes)
        }
        bytes += "}]}\n".utf8
        lost.note(LostFields.Fields(of: item))
    }

    package func companions(of files: [ExportedFile]) -> [CompanionFile] {
        guard let first = files.first else { return [] }
        let prompt = "\(first.stem)-prompt.json"
        let messages: JSONDocument = [
            ["role": "system", "content": .string(Quoted.template(TaskPrompt(context).system))],
            ["role": "user", "content": "{{item.text}}"],
        ]
        let names = files.map { Quoted.string("file://\($0.name)") }
        let tests = names.count == 1 ? " " + names[0] : names.map { "\n  - path: " + $0 }.joined()
        let configuration = """
            # Written by renga export: put your model under providers, then  promptfoo eval -c THIS-FILE
            description: \(Quoted.string(Quoted.template(context.taskName)))
            prompts:
              - \(Quoted.string("file://\(prompt)"))
            providers:
              - echo
            # As it stands: in a list of plain names promptfoo would read file://… that is an item's text.
            tests:\(tests)
            defaultTest:
              options:
                transform: output.trim()

            """
        return [
            CompanionFile(name: prompt, bytes: Array((messages.rendered(pretty: true) + "\n").utf8)),
            CompanionFile(name: "\(first.stem)-promptfooconfig.yaml", bytes: Array(configuration.utf8)),
        ]
    }
}
