import ArgumentParser
import Foundation
import Runtime

/// The command line: parses, runs one subcommand, and turns every end into words and an exit status.
@main
struct Renga: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "renga",
        abstract: "Review what a language model decided, one key an item, and learn which model to trust with what.",
        discussion: """
            A task is a folder with renga.toml. -C DIR names it; else RENGA_TASK does; else it is the current folder or \
            the nearest parent that has one.
              renga init triage --labels billing,technical && renga import -C triage tickets.csv && renga review -C triage
            """,
        version: Program.version,
        subcommands: [
            Init.self, Import.self, Classify.self, Review.self, Evaluate.self, Export.self, CostCommand.self,
            Status.self,
            Log.self, Rejects.self, Duplicates.self, Verify.self, Backup.self, Vacuum.self, Doctor.self, Keys.self,
            Demo.self,
        ])

    static func main() {
        // A reader of our output that goes away is an ordinary end, told by the write that fails.
        signal(SIGPIPE, SIG_IGN)
        do {
            var command = try Renga.parseAsRoot(taskFirst(Array(CommandLine.arguments.dropFirst())))
            try command.run()
            end(ExitStatus.done.rawValue)
        } catch let failure as Failure {
            Console.error(failure.message)
            end(failure.status.rawValue)
        } catch {
            guard error is any RengaError else {
                // Help is asked for, a mistake is told.
                let (code, text) = (Renga.exitCode(for: error), Renga.fullMessage(for: error))
                let stream = code.isSuccess ? FileHandle.standardOutput : FileHandle.standardError
                if !text.isEmpty { try? Console.write(text + "\n", to: stream) }
                end(code.rawValue)
            }
            let failure = Failure(any: error)
            Console.error(failure.message)
            end(failure.status.rawValue)
        }
    }

    /// Ends at once, without the exit handlers of libraries: that of OpenSSL frees what the thread of the transfers may be
    /// using at this moment, and the program would end by a crash in place of its status.
    static func end(_ status: Int32) -> Never { _exit(status) }

    /// As with git, `-C DIR` may stand before the subcommand too.
    private static func taskFirst(_ arguments: [String]) -> [String] {
        guard arguments.count >= 3, ["-C", "--task"].contains(arguments[0]) else { return arguments }
        return [arguments[2]] + arguments[0...1] + arguments[3...]
    }
}
