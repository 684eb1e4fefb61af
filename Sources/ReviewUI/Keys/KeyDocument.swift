// The key map as a file: what `renga keys` prints is what a user's file may hold.

extension KeySettings {
    /// A commented key file that says every key in force.
    package var keyFile: String {
        var lines = [
            "# Keys of renga review. Save this as ~/.config/renga/keys.toml and change what you like:",
            "# a command that is not here keeps its keys from the preset.",
            "#",
            "# A key is named by its sign (a, A, ?) or as space, enter, tab, shift-tab, backspace, delete, insert,",
            "# up, down, left, right, ctrl-left, ctrl-right, page-up, page-down, home, end, f1, ctrl-d.",
            "# Several in one pair of quotes are pressed after each other; several in a list do the same thing.",
            "# An empty text or list: the command has no key, and is typed by its name after \":\".",
            "# The digits 1 to 9 choose labels, escape leaves what is open, ctrl-c always quits.",
            "",
            "preset = \(quoted(preset.rawValue))   # \(KeyPreset.allCases.map(\.rawValue).joined(separator: ", "))",
            "",
            "[keys]",
        ]
        let widest = bindings.map { $0.command.rawValue.count }.max() ?? 0
        let values = bindings.map { binding in
            let keys = binding.keys.map { quoted($0.description) }
            return keys.count == 1 ? keys[0] : "[\(keys.joined(separator: ", "))]"
        }
        let column = values.map(\.count).max() ?? 0
        for section in Binding.Section.allCases {
            if section != Binding.Section.allCases.first { lines.append("") }
            lines.append("# \(section.rawValue)")
            for (binding, value) in zip(bindings, values) where binding.section == section {
                let name = binding.command.rawValue
                let padding = String(repeating: " ", count: widest - name.count)
                let gap = String(repeating: " ", count: column - value.count)
                lines.append("\(name)\(padding) = \(value)\(gap)   # \(binding.help)")
            }
        }
        lines += ["", "# Letters of labels, where those of the task do not suit you: name = \"letter\"", "[labels]"]
        lines += labelLetters.sorted { $0.key < $1.key }.map { "\(quoted($0.key)) = \(quoted(String($0.value)))" }
        return lines.joined(separator: "\n") + "\n"
    }

    private func quoted(_ text: String) -> String {
        let escaped = text.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }.joined()
        return "\"\(escaped)\""
    }
}

/// The commands that take words, for documentation: `filter EXPR` and what it does.
package var lineCommandUsages: [(usage: String, help: String)] { LineCommand.all.map { ($0.usage, $0.help) } }
