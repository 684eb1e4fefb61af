import Foundation
import Labeling

/// One export as it is written: a main file a split, and what belongs beside them. Everything appears at `publish`, or
/// nothing. Belongs to one thread; memory does not grow with the items.
package final class ExportSession {
    package let target: ExportTarget
    private let format: ExportFormat
    private let type: any ExportShape.Type
    private var parts: [Part] = []
    private var leftOut: [String: Int] = [:]
    /// Beside those of the format.
    package var warnings: [String] = []
    private let folder: ReplacedFolder?
    private var bytes: [UInt8] = []

    private struct Part {
        var shape: any ExportShape
        let output: OutputFile
        var file: ExportedFile
    }

    /// - Parameters:
    ///   - target: must have a place of its own where the format is a folder, or splits are asked for.
    /// - Throws: what may not be replaced, and what cannot be created.
    package init(_ format: ExportFormat, _ context: ExportContext, to target: ExportTarget) throws(OutputProblem) {
        let type = format.shape
        self.format = format
        self.type = type
        self.target = target
        let names = target.names(type)
        let files = names.map { ExportedFile(name: $0.name, split: $0.split, items: 0) }
        try target.check(type.init(context).companions(of: files).map(\.name))
        folder = type.isFolder ? try ReplacedFolder(target.path) : nil
        for file in files {
            var shape = type.init(context)
            let path =
                if let folder { try folder.path(of: file.name) } else {
                    file.split == nil ? target.path : target.path(of: file.name)
                }
            let output = try OutputFile(.path(path))
            try output.write(shape.head())
            parts.append(Part(shape: shape, output: output, file: file))
        }
    }

    /// The splits that nothing was written to.
    package var emptySplits: [String] { parts.filter { $0.file.items == 0 }.compactMap(\.file.split) }

    package var written: Int { parts.reduce(0) { $0 + $1.file.items } }

    /// Writes the item, or counts why it has no place in the format.
    package func write(_ item: ExportedItem, split: Int = 0) throws(OutputProblem) {
        bytes.removeAll(keepingCapacity: true)
        do throws(ExportOmission) {
            try parts[split].shape.append(item, to: &bytes)
        } catch {
            leftOut[error.reason, default: 0] += 1
            return
        }
        try parts[split].output.write(bytes)
        parts[split].file.items += 1
    }

    /// Puts all files in their places: what belongs beside the main files first, the main file of all or the first split
    /// last. Before that everything is on disk, so only a file system that fails in this moment leaves part of it.
    package func publish() throws(OutputProblem) -> ExportSummary {
        for index in parts.indices {
            try parts[index].output.write(parts[index].shape.tail())
            try parts[index].output.settle()
        }
        let files = parts.map(\.file)
        var shape = parts[0].shape
        var losses = shape.losses
        for part in parts.dropFirst() {
            shape.takeOver(part.shape)
            losses.add(part.shape.losses)
        }
        let companions = target.hasPlace ? shape.companions(of: files) : []
        var summary = ExportSummary(
            format: format, files: files, companions: companions.map(\.name), leftOut: leftOut, losses: losses,
            warnings: warnings + shape.warnings, lossFile: nil)
        var beside: [OutputFile] = []
        for companion in companions {
            let path = if let folder { try folder.path(of: companion.name) } else { target.path(of: companion.name) }
            beside.append(try settled(companion.bytes, at: path))
        }
        if target.hasPlace, !type.isLossless {
            summary.lossFile = target.lossFile
            beside.append(try settled(summary.lossBytes, at: target.lossFile))
        }
        for output in beside + parts.reversed().map(\.output) { try output.commit() }
        try folder?.commit()
        // A file of losses from an export in another format would speak of what is no longer there.
        if target.hasPlace, type.isLossless, target.lossDocument() != nil { unlink(target.lossFile) }
        return summary
    }

    private func settled(_ bytes: [UInt8], at path: String) throws(OutputProblem) -> OutputFile {
        let output = try OutputFile(.path(path))
        try output.write(bytes)
        try output.settle()
        return output
    }
}
