package import Foundation

/// Where the program's own themes and samples are: beside an installed program, or in the folder it was built in.
package enum ShareFolder {
    /// The folder that holds `themes` and `samples`.
    ///
    /// - Throws: `Failure` that names every place that was looked at.
    package static func find(
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(Failure) -> URL {
        var places: [URL] = []
        if let named = environment["RENGA_SHARE"], !named.isEmpty { places.append(URL(fileURLWithPath: named)) }
        if let program = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") {
            var folder = URL(fileURLWithPath: program).deletingLastPathComponent()
            places.append(folder.deletingLastPathComponent().appendingPathComponent("share/renga"))
            // `.build/x86_64-unknown-linux-gnu/debug` is three folders below the project.
            for _ in 0..<5 {
                folder = folder.deletingLastPathComponent()
                places.append(folder)
            }
        }
        for place in places {
            let themes = place.appendingPathComponent("themes").path
            let samples = place.appendingPathComponent("samples").path
            if FileManager.default.fileExists(atPath: themes), FileManager.default.fileExists(atPath: samples) {
                return place
            }
        }
        let list = places.map { "  \($0.path)" }.joined(separator: "\n")
        throw Failure(
            .noSuchFile,
            "the program's themes and samples were not found; looked in:\n\(list)\nSet RENGA_SHARE to their folder.")
    }
}
