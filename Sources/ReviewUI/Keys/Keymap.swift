package import Cells
package import Labeling

/// Which key does what in one task: the commands' keys, then the labels' digits and letters.
package struct Keymap: Hashable, Sendable {
    private let commands: [Key: Command]
    private let labels: [Key: Label]
    /// For each label, in the task's order, the keys that choose it; empty: only the label picker reaches it.
    package let labelKeys: [[Key]]
    /// Label keys of the task that a command or another label already has, and so do nothing for this label.
    package let conflicts: [Conflict]

    package struct Conflict: Hashable, Sendable {
        package let label: Label
        package let key: Character
        /// Who has the key.
        package let owner: Meaning

        package func words(in labels: LabelSet) -> String {
            let holder =
                switch owner {
                case .command(let command): "the command \(command.rawValue)"
                case .label(let other): labels.title(of: other)
                }
            return "the task gives this key to \(labels.title(of: label)) too; \(holder) has it"
        }
    }

    /// The meaning of a key.
    package enum Meaning: Hashable, Sendable {
        case command(Command)
        case label(Label)
    }

    package init(labels set: LabelSet, bindings: [Binding] = Binding.all) {
        var commands: [Key: Command] = [:]
        for binding in bindings {
            for key in binding.keys { commands[key] = binding.command }
        }
        var labels: [Key: Label] = [:]
        var labelKeys: [[Key]] = []
        var conflicts: [Conflict] = []
        // The digits first: no label's letter can take another label's digit.
        for (index, definition) in set.definitions.enumerated() {
            let digit: Key? = index < 9 ? String(index + 1).first.map(Key.character) : nil
            if let digit { labels[digit] = definition.label }
            labelKeys.append(digit.map { [$0] } ?? [])
        }
        for (index, definition) in set.definitions.enumerated() {
            guard let letter = definition.key else { continue }
            let key = Key.character(letter)
            let owner = commands[key].map(Meaning.command) ?? labels[key].map(Meaning.label)
            if let owner {
                if owner != .label(definition.label) {
                    conflicts.append(Conflict(label: definition.label, key: letter, owner: owner))
                }
                continue
            }
            labels[key] = definition.label
            labelKeys[index].append(key)
        }
        self.commands = commands
        self.labels = labels
        self.labelKeys = labelKeys
        self.conflicts = conflicts
    }

    package func meaning(of key: Key) -> Meaning? {
        if let command = commands[key] { return .command(command) }
        return labels[key].map(Meaning.label)
    }

    /// The first key of a command, as help and footer name it.
    package static func key(for command: Command) -> String {
        Binding.all.first { $0.command == command }?.keys.first?.description ?? ""
    }
}
