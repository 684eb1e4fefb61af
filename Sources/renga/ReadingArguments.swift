import ArgumentParser
import Foundation
import Interchange
import Labeling

/// How a file of items is read: shared by `import` and `evaluate --from`.
struct ReadingArguments: ParsableArguments {
    @Option(help: "auto, jsonl, csv, tsv, text, prodigy, label-studio, argilla or doccano.")
    var format: FileFormat = .auto

    @Flag(name: .customLong("no-header"), help: "CSV and TSV have no header: the columns are named 1, 2, …")
    var noHeader = false

    @Option(name: .customLong("text-field"), help: "The field or column with the text.")
    var textField: String?

    @Option(name: .customLong("id-field"), help: "The field or column with the id.")
    var idField: String?

    @Option(
        name: [.customLong("gold-field"), .customLong("gold")], help: "The field or column with the true label.")
    var goldField: String?

    @Option(
        help: ArgumentHelp(
            "utf-8, utf-16, latin-1, windows-1252, shift_jis, … (iconv -l). Default: what the file's beginning says.",
            valueName: "name"))
    var encoding: String?

    @Option(
        help: ArgumentHelp(
            "What stands between the fields of a CSV file: one character, or tab.", valueName: "character"))
    var delimiter: String?

    @Option(
        name: .customLong("records-field"),
        help: ArgumentHelp("The array that holds the items, in a file that is one JSON object.", valueName: "name"))
    var recordsField: String?

    @Option(
        name: .customLong("prediction"),
        help: ArgumentHelp(
            "Columns with a model's label and confidence; once for each model.", valueName: "model:label[:confidence]"))
    var predictions: [String] = []

    func options(stopRequested: (@Sendable () -> Bool)? = nil) -> ReadingOptions {
        var options = ReadingOptions(
            format: format, textField: textField, idField: idField, goldField: goldField, hasHeader: !noHeader,
            stopRequested: stopRequested)
        options.annotations.predictions = predictions
        options.encoding = encoding
        options.delimiter = delimiterByte
        options.recordsField = recordsField
        return options
    }

    private var delimiterByte: UInt8? {
        guard let delimiter else { return nil }
        if ["tab", "\\t"].contains(delimiter.lowercased()) { return 9 }
        let byte = delimiter.utf8.first ?? 0
        return delimiter.utf8.count == 1 && byte >= 0x20 && byte < 0x7F && byte != 0x22 || byte == 9 ? byte : nil
    }

    func validate() throws {
        if let delimiter, delimiterByte == nil {
            throw ValidationError(
                "--delimiter: expected one ASCII character that is no quote, or tab, found \"\(delimiter)\".")
        }
        for prediction in predictions where !prediction.dropFirst().contains(":") {
            throw ValidationError(
                "--prediction: expected MODEL:LABEL or MODEL:LABEL:CONFIDENCE, found \"\(prediction)\".")
        }
    }
}

extension FileFormat: ExpressibleByArgument {}
