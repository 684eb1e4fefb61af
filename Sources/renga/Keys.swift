import ArgumentParser
import Foundation
import Runtime

struct Keys: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the keys of the review as a key file, ready to be changed.",
        discussion: """
            The keys in force are those of ~/.config/renga/keys.toml, or else the default ones.
              mkdir -p ~/.config/renga && renga keys --preset vim > ~/.config/renga/keys.toml
            """)

    @Option(help: "default, vim, emacs or numpad, in place of your own keys.")
    var preset: String?

    @Option(help: ArgumentHelp("A key file, or a preset, in place of your own.", valueName: "file|preset"))
    var keys: String?

    @Flag(help: "Print one JSON document on standard output.")
    var json = false

    func validate() throws {
        if preset != nil, keys != nil { throw ValidationError("--preset and --keys exclude each other.") }
        if let preset, !KeyFile.presets.contains(preset) {
            throw ValidationError("--preset: expected \(KeyFile.presets.joined(separator: ", ")); found \(preset).")
        }
    }

    func run() throws {
        let keys = try KeyFile.read(named: preset ?? keys)
        for problem in keys.problems { Console.message("renga: \(problem)") }
        if json {
            try Console.print(keys.jsonDocument)
        } else {
            try Console.write(keys.text, to: .standardOutput)
        }
        // The document on standard output is whole; the status says that a file was not taken as it is.
        if !keys.problems.isEmpty { throw ExitCode(ExitStatus.inputRejected.rawValue) }
    }
}
