package import Interchange
package import Labeling

/// What was taken of one input that was followed.
package struct Followed: Sendable {
    package internal(set) var counts = ImportRun.Counts()
    /// Of a folder there may be several, each of one of its files.
    package internal(set) var failures: [any Error] = []
    /// Of a folder, in which each file has its own, and of what gave nothing: nil.
    package internal(set) var reading: InputReading?
}

/// What an input was taken for.
package struct InputReading: Hashable, Sendable {
    package var format: FileFormat?
    package var packing: Packing?
    package var encoding: String?

    package init(_ reader: ItemReader) {
        (format, packing) = (reader.chosenFormat?.format, reader.packing)
        encoding = reader.chosenFormat == nil ? nil : reader.encoding
    }

    /// What the beginning of an input says; nil: it cannot be read.
    package init?(of source: ItemSource, options: ReadingOptions, labels: LabelSet) {
        guard let reader = try? ItemReader(source, options: options, labels: labels) else { return nil }
        _ = try? reader.next()
        self.init(reader)
    }
}
