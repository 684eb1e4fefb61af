import ArgumentParser
import Foundation
import Inference
import Labeling
import Runtime

struct Init: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Make a task: a folder with a commented renga.toml.")

    @Argument(help: "The folder; it is made when it is not there.")
    var dir: String

    @Option(help: "The labels' names, separated by commas.")
    var labels: String?

    @Option(help: "The task's name; else the folder's.")
    var name: String?

    @Flag(help: "Write the embedded offline models, which need no key and no network.")
    var offline = false

    @Flag(help: "An item can have several labels, or none.")
    var multiLabel = false

    func run() throws {
        let names = (labels ?? "").split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        if labels != nil {
            do {
                _ = try LabelSet(names.map { LabelDefinition(label: Label($0)) }, allowsSeveral: multiLabel)
            } catch LabelSet.Problem.reserved(let name) {
                throw Failure(.usage, "--labels: with --multi-label no name can hold \"|\" or be (none): \"\(name)\".")
            } catch {
                throw Failure(.usage, "--labels: expected names that differ by more than case, separated by commas.")
            }
        }
        let folder = URL(fileURLWithPath: dir)
        let file = folder.appendingPathComponent(TaskFile.name)
        guard !FileManager.default.fileExists(atPath: file.path) else {
            throw Failure(.cannotCreate, "\(file.path) is there already; it is left as it is.")
        }
        let table = try ModelTable.shipped()
        guard let haiku = table.newestActive(family: "haiku"), let opus = table.newestActive(family: "opus") else {
            throw Failure(.internalError, "the shipped model table names no active Haiku and Opus")
        }
        let text = TaskFile.template(
            name: name ?? folder.standardizedFileURL.lastPathComponent, labels: names, haiku: haiku.id, opus: opus.id,
            offline: offline, multiLabel: multiLabel)
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file, options: .withoutOverwriting)
        } catch {
            throw Failure(.cannotCreate, "\(file.path) cannot be written: \(error.localizedDescription)")
        }
        Console.message("Wrote \(file.path). Describe the labels there, then: renga import -C \(dir) FILE")
    }
}
