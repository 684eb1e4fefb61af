package import Cells
package import Labeling

/// Which key does what in one task: the commands' keys, then the labels' digits and letters.
package struct Keymap: Hashable, Sendable {
    /// Every command with its keys, in the order of the help.
    package let bindings: [Binding]
    private let commands: [KeySequence: Command]
    /// The keys that begin a sequence, and so wait for the next.
    private let prefixes: Set<[Key]>
    /// The keys of each command that has any left, in the order of its binding.
    private let keysOfCommand: [Command: [KeySequence]]
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
                case .prefix: "a sequence of keys that begins with it"
                }
            return "the task gives the key \(key) to \(labels.title(of: label)) too; \(holder) has it"
        }
    }

    /// The meaning of a key.
    package enum Meaning: Hashable, Sendable {
        case command(Command)
        case label(Label)
        /// More keys are needed to tell.
        case prefix
    }

    /// - Parameter labelLetters: the reviewer's own letters of labels, by their folded names, in place of the task's.
    package init(
        labels set: LabelSet, bindings: [Binding] = Binding.all, labelLetters: [String: Character] = [:]
    ) {
        var commands: [KeySequence: Command] = [:]
        var prefixes: Set<[Key]> = []
        var keysOfCommand: [Command: [KeySequence]] = [:]
        for binding in bindings {
            for sequence in binding.keys {
                commands[sequence] = binding.command
                for length in 1..<sequence.keys.count { prefixes.insert(Array(sequence.keys.prefix(length))) }
            }
        }
        for binding in bindings {
            keysOfCommand[binding.command] = binding.keys.filter { commands[$0] == binding.command }
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
            guard let letter = labelLetters[definition.label.name.lowercased()] ?? definition.key else { continue }
            let key = Key.character(letter)
            let owner =
                commands[[key]].map(Meaning.command) ?? (prefixes.contains([key]) ? .prefix : nil)
                ?? labels[key].map(Meaning.label)
            if let owner {
                if owner != .label(definition.label) {
                    conflicts.append(Conflict(label: definition.label, key: letter, owner: owner))
                }
                continue
            }
            labels[key] = definition.label
            labelKeys[index].append(key)
        }
        let none = Key.character("0")
        if set.allowsSeveral, commands[[none]] == nil, !prefixes.contains([none]) { labels[none] = LabelSet.none }
        self.bindings = bindings.map { $0.on(keysOfCommand[$0.command] ?? []) }
        self.commands = commands
        self.prefixes = prefixes
        self.keysOfCommand = keysOfCommand
        self.labels = labels
        self.labelKeys = labelKeys
        self.conflicts = conflicts
    }

    /// - Parameter pressed: the keys before it that began a sequence.
    package func meaning(of key: Key, after pressed: [Key] = []) -> Meaning? {
        let keys = pressed + [key]
        if let command = commands[KeySequence(keys)] { return .command(command) }
        if prefixes.contains(keys) { return .prefix }
        return pressed.isEmpty ? labels[key].map(Meaning.label) : nil
    }

    /// The keys of a command; empty: none.
    package func keys(for command: Command) -> [KeySequence] { keysOfCommand[command] ?? [] }

    /// The first keys of a command, as help and footer name them; empty where it has none.
    package func key(for command: Command) -> String { keys(for: command).first?.description ?? "" }

    /// What can follow these keys: the keys that are left to press, and what they do, in the order of the help.
    package func continuations(of pressed: [Key]) -> [Continuation] {
        bindings.flatMap { binding in
            binding.keys.filter { $0.keys.count > pressed.count && $0.keys.starts(with: pressed) }.map { sequence in
                Continuation(keys: KeySequence(Array(sequence.keys.dropFirst(pressed.count))), binding: binding)
            }
        }
    }

    package struct Continuation: Hashable, Sendable {
        package let keys: KeySequence
        package let binding: Binding
    }
}
