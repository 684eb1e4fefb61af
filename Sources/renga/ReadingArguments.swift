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
        try refuseWhatMeansNothing()
        for prediction in predictions where !prediction.dropFirst().contains(":") {
            throw ValidationError(
                "--prediction: expected MODEL:LABEL or MODEL:LABEL:CONFIDENCE, found \"\(prediction)\".")
        }
    }
}

extension ReadingArguments {
    /// Options that say how an input is read, as given: what they name is nothing without a file.
    var given: [String] {
        [
            (format != .auto, "--format"), (noHeader, "--no-header"), (textField != nil, "--text-field"),
            (idField != nil, "--id-field"), (goldField != nil, "--gold-field"), (encoding != nil, "--encoding"),
            (delimiter != nil, "--delimiter"), (recordsField != nil, "--records-field"),
            (!predictions.isEmpty, "--prediction"),
        ].filter(\.0).map(\.1)
    }

    /// No option is passed over in silence. With several inputs of several formats each may mean something to one: that is
    /// said file by file.
    private func refuseWhatMeansNothing() throws {
        let isFor: [String: (formats: [FileFormat], words: String)] = [
            "--delimiter": ([.auto, .csv], "CSV"), "--no-header": ([.auto, .csv, .tsv], "CSV and TSV"),
            "--records-field": ([.auto, .jsonl], "JSON"),
        ]
        for option in given {
            if let (formats, words) = isFor[option], !formats.contains(format) {
                throw ValidationError("\(option) is for \(words), and means nothing with --format \(format.rawValue).")
            }
        }
        let fields = given.filter { $0.hasSuffix("-field") || $0 == "--prediction" }
        if format == .text, let field = fields.first {
            throw ValidationError("\(field): lines of text (--format text) have no fields.")
        }
    }
}

extension FileFormat: ExpressibleByArgument {}
