import Cells
import Labeling

extension ReviewModel {
    mutating func openCommandLine() { mode = .commandLine(CommandLine()) }

    mutating func type(_ key: Key, into line: CommandLine, now: Timestamp) -> [Effect] {
        mode = .review
        return []
    }

    mutating func paste(_ text: String, into line: CommandLine) -> [Effect] { [] }
}
