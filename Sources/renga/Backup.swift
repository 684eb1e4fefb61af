import ArgumentParser
import Foundation
import Interchange
import Runtime
import Storage

struct Backup: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Copy the store into a file, also while reviews go on.",
        discussion: """
            The copy is the store as of one moment, checked, and appears whole or not at all. To go back to it, put it in \
            place of renga.db while no program has the task open, without a renga.db-wal beside it.
            """)

    @OptionGroup var options: TaskOptions

    @Argument(help: "Where to; an older backup of that name is replaced.")
    var file: String

    func run() throws {
        let task = try options.open(toRead: true)
        guard file != "-" else { throw Failure(.usage, "a backup is a file: name one in place of -") }
        try OutputGuard.check(file, task: task.folder.taskFile)
        let watch = SignalWatch()
        var line = ProgressLine()
        let report = try task.store.backUp(to: file) { progress in
            line.show(Console.words(progress))
            return !watch.isStopped
        }
        line.finish()
        guard let report else { throw Failure(.stopped, "stopped: there is no new backup") }
        if options.json {
            try Console.print(
                [
                    "file": .string(file), "bytes": .integer(report.bytes), "items": JSONDocument(report.items),
                    "predictions": JSONDocument(report.predictions), "decisions": JSONDocument(report.decisions),
                ] as JSONDocument)
        } else {
            try Console.print(
                "\(Console.clean(file)): \(report.items) items, \(report.predictions) predictions, "
                    + "\(report.decisions) decisions (\(Console.size(report.bytes)))")
        }
    }
}
