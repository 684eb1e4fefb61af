import Labeling

/// spaCy's text categories: `text` and `cats`, every label with 1 or 0, and a script that makes a `DocBin` of them.
package struct SpacyExport: ExportShape {
    package static let fileExtension = "jsonl"

    private let labels: LabelSet
    private var lost = LostFields()

    package init(_ context: ExportContext) { labels = context.labels }

    package var losses: ExportLosses { lost.losses }

    package mutating func append(_ item: ExportedItem, to bytes: inout [UInt8]) throws(ExportOmission) {
        let chosen = Set(try item.labels(of: labels))
        bytes += #"{"text":"#.utf8
        JSONDocument.append(string: item.annotated.item.text, to: &bytes)
        bytes += #","cats":{"#.utf8
        for (index, label) in labels.labels.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            JSONDocument.append(string: label.name, to: &bytes)
            bytes += (chosen.contains(label) ? ":1.0" : ":0.0").utf8
        }
        bytes += #"},"meta":{"id":"#.utf8
        JSONDocument.append(string: item.annotated.item.id.value, to: &bytes)
        bytes += "}}\n".utf8
        lost.note(LostFields.Fields(of: item))
    }

    package func companions(of files: [ExportedFile]) -> [CompanionFile] {
        guard let first = files.first else { return [] }
        let name = "\(first.stem)-to-spacy.py"
        let component = labels.allowsSeveral ? "textcat_multilabel" : "textcat"
        let script = """
            # Written by renga export: makes spaCy's binary training data of the files beside it.
            #   python \(Quoted.comment(name)) [--lang xx] [FILE…]
            # then: python -m spacy train config.cfg --paths.train … --paths.dev …   (component: \(component))
            import argparse
            import json
            import pathlib

            import spacy
            from spacy.tokens import DocBin

            FILES = [\(files.map { Quoted.string($0.name) }.joined(separator: ", "))]

            parser = argparse.ArgumentParser()
            parser.add_argument("--lang", default="xx", help="the language of the tokenizer, such as en or de")
            parser.add_argument("files", nargs="*", metavar="FILE")
            arguments = parser.parse_args()
            here = pathlib.Path(__file__).resolve().parent
            nlp = spacy.blank(arguments.lang)
            for path in [pathlib.Path(f) for f in arguments.files] or [here / f for f in FILES]:
                docs = DocBin()
                with open(path, encoding="utf-8", newline="\\n") as lines:
                    for line in lines:
                        row = json.loads(line)
                        nlp.max_length = max(nlp.max_length, len(row["text"]) + 1)
                        doc = nlp.make_doc(row["text"])
                        doc.cats = row["cats"]
                        docs.add(doc)
                target = path.with_suffix(".spacy")
                docs.to_disk(target)
                print(f"{len(docs)} texts in {target}")

            """
        return [CompanionFile(name: name, bytes: Array(script.utf8))]
    }
}

extension Quoted {
    /// A name in a comment, on one line.
    static func comment(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.filter { $0.properties.generalCategory != .control }))
    }
}
