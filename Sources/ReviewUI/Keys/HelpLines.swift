import Cells
import Foundation
import Labeling

/// One thing that the help page explains.
struct HelpEntry: Hashable, Sendable {
    var section: String
    /// What is pressed or typed for it.
    var key: String
    var text: String
    /// The command's name, for the command line and key files; empty: it has none.
    var name = ""
    var role = Role.text

    func matches(_ word: String) -> Bool {
        [key, text, name].contains { $0.range(of: word, options: .caseInsensitive) != nil }
            || (word.count > 2 && section.lowercased().hasPrefix(word.lowercased()))
    }
}

extension ReviewModel {
    /// Everything that the help page says, in its order: made from the keys in force.
    var helpEntries: [HelpEntry] {
        var entries: [HelpEntry] = []
        for section in Binding.Section.allCases {
            for binding in keymap.bindings where binding.section == section {
                let reason = whyUnavailable(binding.command).map { " (not now: \($0))" } ?? ""
                let keys = binding.keys.isEmpty ? "no key" : binding.keyNames
                entries.append(
                    HelpEntry(
                        section: section.rawValue, key: keys, text: binding.help + reason,
                        name: binding.command.rawValue))
            }
            if section == .decide { entries += labelEntries }
        }
        for line in LineCommand.all {
            let reason = line.whyUnavailable(self).map { " (not now: \($0))" } ?? ""
            entries.append(
                HelpEntry(section: "After \(lineKey)", key: line.usage, text: line.help + reason, name: line.name))
        }
        entries.append(
            HelpEntry(
                section: "After \(lineKey)", key: "a name", text: "any command by its name, or by the beginning of it"))
        entries.append(
            HelpEntry(section: "After \(lineKey)", key: "\(Key.tab)", text: "completes; \(Key.up): lines from before"))
        for preset in KeyPreset.allCases {
            let isOn = preset == typing.preset ? " (in force)" : ""
            entries.append(HelpEntry(section: "Key presets", key: preset.rawValue, text: preset.help + isOn))
        }
        entries.append(
            HelpEntry(
                section: "Key presets", key: "your own",
                text: "renga keys > ~/.config/renga/keys.toml writes the keys in force as a file to change"))
        return entries + signEntries
    }

    private var lineKey: String {
        let key = keymap.key(for: .commandLine)
        return key.isEmpty ? ":" : key
    }

    private var labelEntries: [HelpEntry] {
        let section = Binding.Section.decide.rawValue
        var entries: [HelpEntry] = []
        for (index, definition) in task.labels.definitions.enumerated() where !keymap.labelKeys[index].isEmpty {
            let keys = keymap.labelKeys[index].map(\.description).joined(separator: ", ")
            let words = choosesSeveral ? "\(definition.title): in or out" : "override to \(definition.title)"
            entries.append(HelpEntry(section: section, key: keys, text: words))
        }
        entries += severalHelp.map { HelpEntry(section: section, key: $0.0, text: $0.1) }
        if task.labels.count > ReviewModel.mostLabelsByKeyAlone {
            entries.append(
                HelpEntry(section: section, key: "letters", text: "that mean nothing else begin to search a label"))
        }
        return entries
            + keymap.conflicts.map {
                HelpEntry(
                    section: section, key: String($0.key), text: $0.words(in: task.labels), role: .warning)
            }
    }

    private var signEntries: [HelpEntry] {
        let states: [(ReviewState, String)] = [
            (.accepted, "accepted"), (.overridden, "overridden"), (.rejected, "rejected: no label fits"),
            (.flagged, "flagged for an expert"), (.skipped, "skipped"),
        ]
        let others =
            [
                (ReviewState.unsavedMark(ascii: isASCII), "decision not yet on disk"),
                (isASCII ? "o" : "○", "decided by another reviewer; what, is hidden until you have decided"),
                (">", "the item that the keys act on"),
                (isASCII ? "#" : "▌", "selected: what decides is meant for all such lines"),
                (isASCII ? "x12" : "×12", "twelve alike items in one line"),
                ("@", "another reviewer has this item before them"),
                (isASCII ? "=, !" : "=, ≠", "the second opinion agrees, or differs"),
                ("?", "the second model gave no valid label"),
                (isASCII ? "->81%" : "→81%", "of answers as sure as this one, so many were right"),
            ] + disputeSigns + severalSigns + [
                ("est., ~", "estimate: what the named model would have charged")
            ]
        return (states.map { ($0.0.mark(ascii: isASCII), $0.1) } + others).map {
            HelpEntry(section: "Signs", key: $0.0, text: $0.1)
        }
    }

    /// The entries that the page shows: those that match what is searched.
    var shownHelpEntries: [HelpEntry] {
        let word = typing.helpSearch.text
        return word.isEmpty ? helpEntries : helpEntries.filter { $0.matches(word) }
    }

    /// Where the texts beside keys begin.
    var helpIndent: Int {
        let widest = keymap.bindings.map { displayWidth($0.keyNames, ascii: isASCII) }.max() ?? 0
        return min(widest + 4, max(size.columns / 3, 8))
    }

    var helpLines: [PageLine] {
        var lines: [PageLine] = []
        var section = ""
        let namesCommands = size.columns >= 56
        for entry in shownHelpEntries {
            if entry.section != section {
                if !lines.isEmpty { lines.append(PageLine(text: "", role: .text)) }
                section = entry.section
                lines.append(PageLine(text: section, role: .title))
            }
            let name =
                namesCommands && !entry.name.isEmpty && !entry.key.hasPrefix(entry.name) ? "  :\(entry.name)" : ""
            let columns = max(size.columns - helpIndent - 1, 8)
            var wrapped = wrap(entry.text, columns: columns, ascii: isASCII)
            let named = wrap(entry.text + name, columns: columns, ascii: isASCII)
            // The name where it costs no line.
            if named.count == wrapped.count { wrapped = named }
            for (index, line) in wrapped.enumerated() {
                let words = line.glyphs.map(\.text).joined()
                lines.append(
                    PageLine(text: words, role: entry.role, key: index == 0 ? entry.key : "", isIndented: true))
            }
        }
        if lines.isEmpty { lines.append(PageLine(text: "Nothing here has that in it.", role: .warning)) }
        return lines
    }
}
