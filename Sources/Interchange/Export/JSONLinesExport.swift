import Labeling

/// One ground truth a line, as the contract has it: an import of ours gives all of it back.
package struct JSONLinesExport: ExportShape {
    package static let fileExtension = "jsonl"
    package static let isLossless = true
    package let losses = ExportLosses()

    private let labels: LabelSet

    package init(_ context: ExportContext) { labels = context.labels }

    package mutating func append(_ item: ExportedItem, to bytes: inout [UInt8]) throws(ExportOmission) {
        GroundTruthDocument.append(item.annotated, truth: item.truth, labels: labels, to: &bytes)
        bytes.append(10)
    }
}
