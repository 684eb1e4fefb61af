import Foundation
import ReviewUI
import Testing

/// `docs/keys.md` is made from the tables of the program; `UPDATE_GOLDENS=1` writes it anew.
struct KeyDocumentTests {
    private var file: URL {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "docs/keys.md")
    }

    @Test func theDocumentSaysWhatTheProgramDoes() throws {
        let text = document
        if ProcessInfo.processInfo.environment["UPDATE_GOLDENS"] == "1" {
            try Data(text.utf8).write(to: file)
            return
        }
        let written = try String(contentsOf: file, encoding: .utf8)
        #expect(Array(written.utf8) == Array(text.utf8), "docs/keys.md is not what the tables say: UPDATE_GOLDENS=1")
    }

    private var document: String {
        var lines = [
            "# Keys and commands", "",
            "This file is written by a test from the tables of the program. `?` in the review shows the keys in force, with",
            "why a command can do nothing now; `renga keys` prints them as a file.", "",
            "The digits 1 to 9 and the letters of the task (`key =`) choose labels. Escape leaves what is open, `ctrl-c` always",
            "quits. Every command also has a name, which is typed after `:`, as far as it is needed to tell it from the others.",
            "", "## Commands and default keys", "",
        ]
        for section in Binding.Section.allCases {
            lines += ["### \(section.rawValue)", "", "| command | keys | does |", "| --- | --- | --- |"]
            lines += Binding.all.filter { $0.section == section }.map {
                "| `\($0.command.rawValue)` | \(keys($0)) | \(cell($0.help)) |"
            }
            lines.append("")
        }
        lines += ["## Commands with words, after `:`", "", "| line | does |", "| --- | --- |"]
        lines += lineCommandUsages.map { "| `\(cell($0.usage))` | \(cell($0.help)) |" }
        lines += [
            "",
            "A number by itself goes to that line. Tab and shift-tab go through what fits, Up and Down through the lines typed",
            "before; they are kept in `~/.local/state/renga/history` (`XDG_STATE_HOME`), readable by you alone.",
            "In every typed line: arrows, `ctrl-left`, `ctrl-right`, home, end, `ctrl-a`, `ctrl-e`, `ctrl-w`, `ctrl-u`, `ctrl-k`.",
            "", "## Presets", "",
            "`renga review --keys vim`, or `preset = \"vim\"` in the key file. Where a preset is silent the default keys hold.",
            "",
        ]
        for preset in KeyPreset.allCases where preset != .default {
            lines += ["### \(preset.rawValue)", "", cell(preset.help) + ".", "", "| command | keys |", "| --- | --- |"]
            for (binding, usual) in zip(preset.bindings, Binding.all) where binding != usual {
                lines.append("| `\(binding.command.rawValue)` | \(keys(binding)) |")
            }
            lines.append("")
        }
        lines += [
            "## The key file", "",
            "`~/.config/renga/keys.toml` (`XDG_CONFIG_HOME`), or what `--keys FILE` names, is a patch over a preset: a command that is",
            "not in it keeps its keys. Mistakes are told with file, line and key before the review opens and in it; everything else",
            "of the file holds. `renga doctor` checks it. This is the file of the default keys:", "", "```toml",
        ]
        return lines.joined(separator: "\n") + "\n" + KeySettings().keyFile + "```\n"
    }

    private func keys(_ binding: Binding) -> String {
        binding.keys.map { key in
            let name = cell(key.description)
            return name.contains("`") ? "`` \(name) ``" : "`\(name)`"
        }.joined(separator: ", ")
    }

    private func cell(_ text: String) -> String {
        text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
    }
}
