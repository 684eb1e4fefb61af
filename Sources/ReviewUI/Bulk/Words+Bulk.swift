package import Labeling

extension BulkPreview {
    /// What is left out, in words; nil: nothing is.
    package var leftOut: String? {
        let parts = [
            (blind, "blind or audit"), (concealed, "concealed"), (decided, "already decided"),
            (unanswered, "without an answer to take, or answered just now"),
        ]
        let words = parts.filter { $0.0 > 0 }.map { "\($0.0.grouped) \($0.1)" }
        return words.isEmpty ? nil : words.joined(separator: ", ")
    }
}
