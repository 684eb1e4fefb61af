import Cells

/// A key map that comes with the program: what it changes of the default keys.
package enum KeyPreset: String, Hashable, Sendable, CaseIterable {
    case `default`
    case vim
    case emacs
    case numpad

    /// In one line, for help and documentation.
    package var help: String {
        switch self {
        case .default: "the keys of the help page"
        case .vim: "g g, Z Z, y y, V and g t as in vim"
        case .emacs: "ctrl-n, ctrl-p, ctrl-v, ctrl-s and ctrl-x sequences"
        case .numpad: "one hand on the keypad: enter + - * / . decide, 0 comes before the rest"
        }
    }

    /// Every command with its keys in this preset, in the order of the help.
    package var bindings: [Binding] {
        let changes = changes
        return Binding.all.map { binding in
            guard let names = changes[binding.command] else { return binding }
            return binding.on(names.compactMap(KeySequence.init(name:)))
        }
    }

    /// The keys of the commands that have others than by default, by their names.
    var changes: [Command: [String]] {
        switch self {
        case .default: [:]
        case .vim: Self.vimChanges
        case .emacs: Self.emacsChanges
        case .numpad: Self.numpadChanges
        }
    }

    private static let vimChanges: [Command: [String]] = [
        .first: ["g g", "home"],
        .nextFilter: ["g t", "tab"],
        .previousFilter: ["g T", "shift-tab"],
        .nextOrder: ["g o", "O"],
        .copyText: ["y y", "y t"],
        .copyID: ["y i"],
        .select: ["V", "S"],
        .nextImage: ["g i"],
        .reload: ["ctrl-r", "R"],
        .scrollDown: ["space", "ctrl-d", "ctrl-e", "right"],
        .scrollUp: ["backspace", "ctrl-u", "ctrl-y", "left"],
        .quit: ["q", "Z Z", "Z Q", "ctrl-c"],
    ]

    private static let emacsChanges: [Command: [String]] = [
        .next: ["ctrl-n", "down"],
        .previous: ["ctrl-p", "up"],
        .scrollDown: ["ctrl-v", "space", "right"],
        .scrollUp: ["ctrl-x v", "backspace", "left"],
        .nextPage: ["ctrl-x ]", "page-down"],
        .previousPage: ["ctrl-x [", "page-up"],
        .first: ["<", "home"],
        .last: [">", "end"],
        .scrollStart: ["ctrl-x <"],
        .scrollEnd: ["ctrl-x >"],
        .search: ["ctrl-s", "/"],
        .previousMatch: ["ctrl-r", "N"],
        .undo: ["ctrl-x u", "ctrl-_", "u"],
        .select: ["ctrl-space", "S"],
        .selectAll: ["ctrl-x h", "*"],
        .nextFilter: ["ctrl-x right", "tab"],
        .previousFilter: ["ctrl-x left", "shift-tab"],
        .open: ["ctrl-x ctrl-f", "e"],
        .copyText: ["ctrl-x w", "Y Y", "Y t"],
        .reload: ["ctrl-x r", "R"],
        .quit: ["ctrl-x ctrl-c", "q", "ctrl-c"],
    ]

    /// The keypad's own keys decide; 0 before one of them is what it means by default.
    private static let numpadChanges: [Command: [String]] = [
        .accept: ["enter", "a"],
        .acceptSecond: ["+", "A"],
        .reject: ["-", "x"],
        .flag: ["*", "f"],
        .skip: ["/", "s"],
        .undo: [".", "u"],
        .secondOpinion: ["0 enter", "o"],
        .nextUndecided: ["0 0", "J"],
        .unfoldGroup: ["0 +"],
        .selectAll: ["0 *"],
        .search: ["0 /"],
        .showConcealed: ["0 ."],
        .nextFilter: ["0 -", "tab"],
        .help: ["0 1", "?", "f1"],
        .guidelines: ["0 2", "i"],
        .history: ["0 3", "H"],
        .select: ["0 4", "S"],
        .dashboard: ["0 5", "D"],
        .showMasked: ["0 6", "m"],
        .pause: ["0 7", "P"],
        .pickLabel: ["0 8", "l"],
        .quit: ["0 9", "q", "ctrl-c"],
    ]
}
