/// The shapes of output that a person can name.
package enum ExportFormat: String, Hashable, Sendable, CaseIterable {
    /// One ground truth a line, lossless.
    case jsonl
    /// RFC 4180, one row an item, safe to open in a spreadsheet.
    case csv
    case prodigy
    case labelStudio = "label-studio"
    case argilla, doccano, huggingface, spacy
    case openaiEvals = "openai-evals"
    case promptfoo, inspect

    /// The format that a file's name promises: `gold.csv` is opened as a table by whoever gets it.
    package init(fileName: String) { self = fileName.lowercased().hasSuffix(".csv") ? .csv : .jsonl }

    /// How it is written.
    package var shape: any ExportShape.Type {
        switch self {
        case .jsonl: JSONLinesExport.self
        case .csv: CSVExport.self
        case .prodigy: ProdigyShape.self
        case .labelStudio: LabelStudioShape.self
        case .argilla: ArgillaShape.self
        case .doccano: DoccanoShape.self
        case .huggingface: HuggingFaceExport.self
        case .spacy: SpacyExport.self
        case .openaiEvals: OpenAIEvalsExport.self
        case .promptfoo: PromptfooExport.self
        case .inspect: InspectExport.self
        }
    }
}
