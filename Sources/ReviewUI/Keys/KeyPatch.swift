import Cells
import Labeling

/// What a reviewer changes of a preset's keys: pure data, read from a key file.
package struct KeyPatch: Hashable, Sendable {
    package var preset: KeyPreset
    /// Commands by name with the names of their keys, in the order they are written. No keys: the command has none.
    package var commands: [Entry]
    /// Labels by name with the name of their key.
    package var labels: [Entry]

    package struct Entry: Hashable, Sendable {
        package var name: String
        package var keys: [String]

        package init(_ name: String, _ keys: [String]) {
            self.name = name
            self.keys = keys
        }
    }

    package init(preset: KeyPreset = .default, commands: [Entry] = [], labels: [Entry] = []) {
        self.preset = preset
        self.commands = commands
        self.labels = labels
    }

    /// The keys in force, and everything that could not be taken; what could be taken is.
    package func applied() -> KeySettings {
        var work = Patching(preset: preset)
        // Their keys are free before any is given anew: the order of the lines makes no difference.
        for entry in commands { work.clear(entry) }
        for entry in commands { work.take(entry) }
        for entry in labels { work.takeLabel(entry) }
        work.finish()
        return KeySettings(
            preset: preset, bindings: work.bindings, labelLetters: work.labelLetters, problems: work.problems)
    }
}

/// The keys in force, whatever they come from.
package struct KeySettings: Hashable, Sendable {
    package var preset: KeyPreset
    /// Every command, in the order of the help.
    package var bindings: [Binding]
    /// The letters that the reviewer gives to labels, by the folded names of the labels; the task's own letters else.
    package var labelLetters: [String: Character]
    package var problems: [KeyProblem]

    package init(
        preset: KeyPreset = .default, bindings: [Binding]? = nil, labelLetters: [String: Character] = [:],
        problems: [KeyProblem] = []
    ) {
        self.preset = preset
        self.bindings = bindings ?? preset.bindings
        self.labelLetters = labelLetters
        self.problems = problems
    }
}

/// Something in a key file that could not be taken.
package struct KeyProblem: Hashable, Sendable {
    /// Where it stands: `["keys", "accept"]`.
    package let path: [String]
    /// What was found and what was expected.
    package let message: String

    package init(_ path: [String], _ message: String) {
        self.path = path
        self.message = message
    }
}

/// A patch on its way into a key map.
private struct Patching {
    private(set) var bindings: [Binding]
    private(set) var labelLetters: [String: Character] = [:]
    private(set) var problems: [KeyProblem] = []
    /// The keys that the file gave, and to which command.
    private var given: [KeySequence: Command] = [:]
    private var patched: Set<Command> = []
    /// Commands of the preset that lost a key to the file.
    private var robbed: [Command: (key: KeySequence, by: Command)] = [:]

    private let preset: [Command: [KeySequence]]

    init(preset: KeyPreset) {
        bindings = preset.bindings
        self.preset = Dictionary(uniqueKeysWithValues: bindings.map { ($0.command, $0.keys) })
    }

    mutating func clear(_ entry: KeyPatch.Entry) {
        guard let command = Command(rawValue: entry.name) else { return }
        patched.insert(command)
        set(command, [])
    }

    mutating func take(_ entry: KeyPatch.Entry) {
        let path = ["keys", entry.name]
        guard let command = Command(rawValue: entry.name) else {
            let near = nearest(to: entry.name, among: Command.allCases.map(\.rawValue))
            let hint = near.map { "did you mean \($0)?" } ?? "renga keys lists the commands"
            return report(path, "no such command; \(hint)")
        }
        let wanted = entry.keys.filter { !$0.allSatisfy(\.isWhitespace) }
        var keys: [KeySequence] = []
        for name in wanted {
            guard let sequence = sequence(name, path), isFree(sequence, for: command, path) else { continue }
            given[sequence] = command
            keys.append(sequence)
        }
        for sequence in keys { rob(of: sequence, for: command) }
        // A mistake does not cost the command its keys.
        let isLost = keys.isEmpty && !wanted.isEmpty
        set(command, isLost ? preset[command, default: []].filter { given[$0] == nil } : keys)
    }

    mutating func takeLabel(_ entry: KeyPatch.Entry) {
        let path = ["labels", entry.name]
        for name in entry.keys where !name.isEmpty {
            guard case .character(let letter)? = Key(name: name), letter != " " else {
                report(path, "\"\(name)\" cannot choose a label; one letter or sign can")
                continue
            }
            if letter.isDigit {
                report(path, "the digits belong to the labels in the order of the task")
                continue
            }
            if let other = labelLetters.first(where: { $0.value == letter })?.key {
                report(path, "\"\(name)\" is given twice, to \(other) too")
                continue
            }
            labelLetters[entry.name.lowercased()] = letter
        }
    }

    /// Says which commands are left without a key though nobody asked for that.
    mutating func finish() {
        keepWayOut()
        for binding in bindings where binding.keys.isEmpty && !patched.contains(binding.command) {
            guard let (key, thief) = robbed[binding.command] else { continue }
            let name = binding.command.rawValue
            report(
                ["keys", thief.rawValue],
                "takes \"\(key)\" from \(name), which has no key left: give it one, or write \(name) = \"\" if it needs none"
            )
        }
    }

    // MARK: One key

    private mutating func sequence(_ name: String, _ path: [String]) -> KeySequence? {
        let names = name.split(separator: " ").map(String.init)
        if let unknown = names.first(where: { Key(name: $0) == nil }) {
            report(
                path, "\"\(unknown)\" is no key; keys are named a, A, ?, space, enter, ctrl-d, shift-tab, page-down, f1"
            )
            return nil
        }
        guard let sequence = KeySequence(name: name), let first = sequence.keys.first else { return nil }
        if sequence.keys.contains(.escape) {
            report(path, "escape leaves whatever is open, and can be no part of a command's keys")
            return nil
        }
        if case .character(let character) = first, character.isDigit, character != "0" {
            report(path, "the digits 1 to 9 choose labels, and can begin no command's keys")
            return nil
        }
        return sequence
    }

    private mutating func isFree(_ sequence: KeySequence, for command: Command, _ path: [String]) -> Bool {
        if let other = given[sequence] {
            let whom = other == command ? "here" : "to \(other.rawValue) too"
            report(path, "\"\(sequence)\" is given twice, \(whom)")
            return false
        }
        if sequence == [.control("c")], command != .quit {
            report(path, "ctrl-c always quits")
            return false
        }
        for binding in bindings where binding.command != command {
            for other in binding.keys where other != sequence {
                if sequence.begins(with: other) {
                    report(
                        path, "\"\(sequence)\" begins with \"\(other)\", which is all of \(binding.command.rawValue)")
                    return false
                }
                if other.begins(with: sequence) {
                    report(path, "\"\(sequence)\" begins \"\(other)\", which is \(binding.command.rawValue)")
                    return false
                }
            }
        }
        for (other, owner) in given where owner == command && other != sequence {
            guard sequence.begins(with: other) || other.begins(with: sequence) else { continue }
            report(path, "\"\(sequence)\" and \"\(other)\" begin alike, and both are \(command.rawValue)")
            return false
        }
        return true
    }

    private mutating func rob(of sequence: KeySequence, for command: Command) {
        for (index, binding) in bindings.enumerated()
        where binding.command != command && binding.keys.contains(sequence) {
            bindings[index] = binding.on(binding.keys.filter { $0 != sequence })
            robbed[binding.command] = (sequence, command)
        }
    }

    /// Whatever a file says, one key leaves the review.
    private mutating func keepWayOut() {
        guard let binding = bindings.first(where: { $0.command == .quit }), !binding.keys.contains([.control("c")])
        else { return }
        set(.quit, binding.keys + [[.control("c")]])
    }

    private mutating func set(_ command: Command, _ keys: [KeySequence]) {
        guard let index = bindings.firstIndex(where: { $0.command == command }) else { return }
        bindings[index] = bindings[index].on(keys)
    }

    private mutating func report(_ path: [String], _ message: String) { problems.append(KeyProblem(path, message)) }
}

extension KeySequence {
    /// Longer, and with the same keys at its beginning.
    func begins(with other: KeySequence) -> Bool {
        keys.count > other.keys.count && keys.starts(with: other.keys)
    }
}

extension Character {
    fileprivate var isDigit: Bool { isASCII && isNumber }
}
