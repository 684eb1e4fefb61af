import ArgumentParser
import Interchange
import Runtime
import Storage

struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Prove the store sound: integrity, references, counters, decisions and paid answers.")

    @OptionGroup var options: TaskOptions

    func run() throws {
        let task = try options.open(toRead: true)
        let watch = SignalWatch()
        var line = ProgressLine()
        let report = try task.store.verify { progress in
            line.show(Console.words(progress))
            return !watch.isStopped
        }
        line.finish()
        if options.json {
            try Console.print(
                [
                    "sound": JSONDocument(report.isSound), "items": JSONDocument(report.items),
                    "predictions": JSONDocument(report.predictions), "decisions": JSONDocument(report.decisions),
                    "findings": JSONDocument(report.findings),
                ] as JSONDocument)
        } else {
            for finding in report.findings { try Console.print("WRONG: \(Console.clean(finding))") }
            try Console.print(
                "\(report.isSound ? "Sound" : "NOT sound"): \(report.items) items, \(report.predictions) predictions, "
                    + "\(report.decisions) decisions")
        }
        if !report.isSound { throw ExitCode(ExitStatus.inputOutput.rawValue) }
    }
}
