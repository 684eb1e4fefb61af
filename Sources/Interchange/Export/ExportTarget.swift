import Foundation

/// Where an export goes, and what may be replaced there: what the person named, and what an earlier export left.
package struct ExportTarget: Hashable, Sendable {
    /// As the person named it, without a slash at its end; `-` is the standard output.
    package let path: String
    package let isFolder: Bool
    private let splits: [String]?

    package init(_ path: String, format: any ExportShape.Type, splits: [String]?) {
        var path = path
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        self.path = path
        self.splits = splits
        isFolder = format.isFolder
    }

    /// Whether there is a place beside the export: it is a file or a folder, no pipe and no device.
    package var hasPlace: Bool {
        guard path != "-" else { return false }
        var status = stat()
        guard stat(path, &status) == 0 else { return true }
        return [S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT)
    }

    /// The folder that the export stands in, with a slash at its end; empty: the current one.
    private var parent: String { path.lastIndex(of: "/").map { String(path[...$0]) } ?? "" }
    private var name: String { String(path.dropFirst(parent.count)) }

    /// The names of the main files, one a split: `gold-train.jsonl` of `gold.jsonl`; in a folder as the format has it.
    func names(_ format: any ExportShape.Type) -> [(name: String, split: String?)] {
        let splits: [String?] = splits ?? [nil]
        return splits.map { split in
            if let name = format.pathInFolder(ofSplit: split) { return (name, split) }
            guard let split else { return (name, nil) }
            let dot = name.lastIndex(of: ".").flatMap { $0 > name.startIndex ? $0 : nil } ?? name.endIndex
            return ("\(name[..<dot])-\(split)\(name[dot...])", split)
        }
    }

    func path(of name: String) -> String { parent + name }

    /// Where the main files are going to stand; of a folder the folder.
    package func mainFiles(_ format: any ExportShape.Type) -> [String] {
        isFolder || splits == nil ? [path] : names(format).map { path(of: $0.name) }
    }

    package var lossFile: String { path + ".loss.json" }

    // MARK: What may be replaced

    /// - Parameter companions: the names of the files that the export is going to write without having been asked for
    ///   each.
    func check(_ companions: [String]) throws(OutputProblem) {
        guard hasPlace else { return }
        let earlier = lossDocument()
        if exists(lossFile), earlier == nil {
            throw .cannotCreate(lossFile, reason: "it is there, and no file of an earlier export; move it away")
        }
        if isFolder { return try checkFolder(companions) }
        var status = stat()
        if splits == nil, stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
            throw .cannotCreate(path, reason: "it is a folder")
        }
        guard !companions.isEmpty else { return }
        var known: [String] = []
        if case .array(let values)? = earlier?["companions"] {
            known = values.compactMap { if case .string(let name) = $0 { name } else { nil } }
        }
        for name in companions where exists(path(of: name)) && !known.contains(name) {
            throw .cannotCreate(
                path(of: name),
                reason: "the export needs this name, and the file there is none of an earlier export; move it away, or "
                    + "name another output")
        }
    }

    /// A folder is replaced as a whole, so nothing may be in it that we did not write.
    private func checkFolder(_ companions: [String]) throws(OutputProblem) {
        var status = stat()
        guard stat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            throw .cannotCreate(path, reason: "it is a file, and this format is a folder")
        }
        let found = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? ["?"]
        guard !found.isEmpty else { return }
        let card = FileManager.default.contents(atPath: path + "/README.md").map { String(decoding: $0, as: UTF8.self) }
        guard card?.contains(HuggingFaceExport.mark) == true else {
            throw .cannotCreate(
                path, reason: "the folder is no earlier export; name one that is empty or not there yet")
        }
        let data = (try? FileManager.default.contentsOfDirectory(atPath: path + "/data")) ?? []
        let foreign =
            found.filter { !companions.contains($0) && $0 != "data" }
            + data.filter { !$0.hasSuffix(".jsonl") }.map { "data/\($0)" }
        if let first = foreign.sorted().first {
            throw .cannotCreate(
                path,
                reason:
                    "\(first) in it is not of an export, and would be lost; export beside it and copy the files over")
        }
    }

    /// What an earlier export wrote beside itself; nil: there is no such file.
    func lossDocument() -> JSONDocument? {
        guard let handle = FileHandle(forReadingAtPath: lossFile), let data = try? handle.read(upToCount: 1 << 20),
            let document = try? JSONDocument.parse(Array(data)), document[ExportSummary.mark] != nil
        else { return nil }
        return document
    }

    private func exists(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0
    }
}
