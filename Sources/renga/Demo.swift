import ArgumentParser
import Foundation
import Interchange
import Labeling
import Runtime

struct Demo: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Copy a sample task into a temporary folder and review it with the offline models.")

    @Option(help: "support-tickets, content-moderation, sentiment or topics.")
    var sample = "support-tickets"

    @OptionGroup var review: ReviewArguments

    func run() throws {
        let samples = try ShareFolder.find().appendingPathComponent("samples")
        let source = samples.appendingPathComponent(sample)
        guard !sample.contains("/"),
            FileManager.default.fileExists(atPath: source.appendingPathComponent(TaskFile.name).path)
        else { throw ValidationError("--sample: expected support-tickets, content-moderation, sentiment or topics.") }
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("renga-demo-\(UUID().uuidString.prefix(8).lowercased())")
        do {
            try copy(source, to: folder)
        } catch {
            throw Failure(.cannotCreate, "\(folder.path): \(error.localizedDescription)")
        }
        let task = try OpenTask.open(named: folder.path)
        var items = try ImportRun(
            .path(folder.appendingPathComponent("items.jsonl").path), labels: task.definition.labels, store: task.store)
        try items.run()
        try review.run(task)
        Console.message(
            """
            Your decisions are in \(folder.path). To go on, or to see how the models did:
              renga review -C \(folder.path)
              renga import -C \(folder.path) \(folder.path)/gold.jsonl   # the sample's own gold labels
              renga evaluate -C \(folder.path)
            """)
    }

    /// File by file: `copyItem` would give each the owner it had, and fail for everybody but root where root installed them.
    private func copy(_ source: URL, to folder: URL) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        for name in try FileManager.default.contentsOfDirectory(atPath: source.path) {
            try Data(contentsOf: source.appendingPathComponent(name)).write(to: folder.appendingPathComponent(name))
        }
    }
}
