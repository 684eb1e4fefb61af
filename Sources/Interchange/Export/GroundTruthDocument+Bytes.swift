package import Labeling

extension GroundTruthDocument {
    /// Appends the bytes of `line(_:truth:labels:)`, without a line end.
    package static func append(
        _ item: AnnotatedItem, truth: GroundTruth?, labels: LabelSet?, to bytes: inout [UInt8]
    ) {
        line(item, truth: truth, labels: labels).append(to: &bytes)
    }
}
