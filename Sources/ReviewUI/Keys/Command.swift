package import Cells

/// What a reviewer can ask for with a key. Label keys are not commands: the task decides them.
package enum Command: String, Hashable, Sendable, CaseIterable {
    case accept, acceptSecond, pickLabel, reject, flag, skip, undo, note, secondOpinion
    case next, previous, nextPage, previousPage, first, last, nextUndecided
    case scrollDown, scrollUp, viewImage, nextImage, showMasked
    case nextFilter, previousFilter, search, nextOrder, reload
    case help, guidelines, redraw, quit
}

/// One command with its default keys and its help line: help, footer and documentation are made from this table.
package struct Binding: Hashable, Sendable {
    package let command: Command
    package let keys: [Key]
    package let section: Section
    package let help: String

    package enum Section: String, Hashable, Sendable, CaseIterable {
        case decide = "Decide"
        case move = "Move"
        case find = "Find"
        case program = "Program"
    }

    init(_ command: Command, _ keys: [Key], _ section: Section, _ help: String) {
        self.command = command
        self.keys = keys
        self.section = section
        self.help = help
    }

    /// The keys as one word for a help line: `a, enter`.
    package var keyNames: String { keys.map(\.description).joined(separator: ", ") }
}

extension Binding {
    /// Every command, in the order of the help.
    package static let all: [Binding] = [
        Binding(.accept, [.character("a"), .enter], .decide, "accept the first opinion, and go on"),
        Binding(.acceptSecond, [.character("A")], .decide, "take the second opinion's label instead"),
        Binding(.pickLabel, [.character("l")], .decide, "pick any label by typing part of its name"),
        Binding(.reject, [.character("x")], .decide, "reject: no label fits"),
        Binding(.flag, [.character("f")], .decide, "flag: an expert must look"),
        Binding(.skip, [.character("s")], .decide, "skip: not now"),
        Binding(.undo, [.character("u")], .decide, "undo your last decision; again for the one before"),
        Binding(.note, [.character("n")], .decide, "write a note on this item"),
        Binding(.secondOpinion, [.character("o")], .decide, "ask for a second opinion; again: the next model"),
        Binding(.next, [.character("j"), .down], .move, "next item"),
        Binding(.previous, [.character("k"), .up], .move, "previous item"),
        Binding(.nextPage, [.pageDown, .control("f")], .move, "a page of items down"),
        Binding(.previousPage, [.pageUp, .control("b")], .move, "a page of items up"),
        Binding(.first, [.character("g"), .home], .move, "first item"),
        Binding(.last, [.character("G"), .end], .move, "last item"),
        Binding(.nextUndecided, [.character("N")], .move, "next item still to do"),
        Binding(.scrollDown, [.character(" "), .control("d"), .right], .move, "scroll the text down"),
        Binding(.scrollUp, [.backspace, .control("u"), .left], .move, "scroll the text up"),
        Binding(.viewImage, [.character("v")], .move, "view the item's image"),
        Binding(.nextImage, [.character("V")], .move, "choose the item's next image"),
        Binding(.showMasked, [.character("m")], .move, "show the text as it is sent to the models, and back"),
        Binding(.nextFilter, [.tab], .find, "next filter: to do, all, decided, disagreements, …"),
        Binding(.previousFilter, [.backTab], .find, "previous filter"),
        Binding(.search, [.character("/")], .find, "search texts and ids; empty: show all again"),
        Binding(.nextOrder, [.character("O")], .find, "next order: uncertain, disagreement, oldest, …"),
        Binding(.reload, [.character("R")], .find, "read the queue again"),
        Binding(.help, [.character("?"), .function(1)], .program, "this help"),
        Binding(.guidelines, [.character("i")], .program, "instructions, labels and guidelines"),
        Binding(.redraw, [.control("l")], .program, "draw the screen again"),
        Binding(.quit, [.character("q"), .control("c")], .program, "quit; everything shown as saved is on disk"),
    ]

    /// The letters no label can have as its key, because a command has them.
    package static let reservedLetters: Set<Character> = Set(
        all.flatMap(\.keys).compactMap { key in
            if case .character(let character) = key { character } else { nil }
        })
}
