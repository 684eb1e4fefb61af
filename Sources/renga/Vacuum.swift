import ArgumentParser
import Foundation
import Interchange
import Runtime
import Storage

struct Vacuum: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write the store anew without unused space, while no other program has it open.")

    @OptionGroup var options: TaskOptions

    func run() throws {
        let folder = try TaskFolder.find(named: options.task)
        _ = try TaskFile.read(folder.taskFile)
        let watch = SignalWatch()
        var line = ProgressLine()
        let report: VacuumReport?
        do {
            report = try Store.vacuum(at: folder.store.path) { progress in
                let seconds = line.seconds
                line.show("\(Console.words(progress)), \(seconds) s")
                return !watch.isStopped
            }
        } catch let problem as VacuumProblem {
            line.finish()
            throw Failure(.cannotCreate, "\(problem)")
        }
        line.finish()
        guard let report else { throw Failure(.stopped, "stopped: the store is as it was") }
        if options.json {
            try Console.print(
                ["bytes_before": .integer(report.bytesBefore), "bytes_after": .integer(report.bytesAfter)]
                    as JSONDocument)
        } else {
            try Console.print("\(Console.size(report.bytesBefore)) before, \(Console.size(report.bytesAfter)) now")
        }
    }
}
