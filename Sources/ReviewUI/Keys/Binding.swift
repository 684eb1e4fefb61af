package import Cells

/// One command with its default keys and its help line: help, footer and documentation are made from this table.
package struct Binding: Hashable, Sendable {
    package let command: Command
    /// Each a key, or several to be pressed after each other.
    package let keys: [KeySequence]
    package let section: Section
    package let help: String

    package enum Section: String, Hashable, Sendable, CaseIterable {
        case decide = "Decide"
        case look = "Look"
        case move = "Move"
        case find = "Find"
        case many = "Many at once"
        case screen = "Screen"
        case program = "Program"
    }

    init(_ command: Command, _ keys: [KeySequence], _ section: Section, _ help: String) {
        self.command = command
        self.keys = keys
        self.section = section
        self.help = help
    }

    /// The same command on other keys.
    func on(_ keys: [KeySequence]) -> Binding { Binding(command, keys, section, help) }

    /// The keys as one word for a help line: `a, enter`.
    package var keyNames: String { keys.map(\.description).joined(separator: ", ") }
}

/// Keys pressed after each other that mean one thing: nearly always one.
package struct KeySequence: Hashable, Sendable, CustomStringConvertible, ExpressibleByArrayLiteral {
    /// Never empty.
    package let keys: [Key]

    init(_ keys: [Key]) { self.keys = keys }
    package init(arrayLiteral keys: Key...) { self.keys = keys }

    /// From names separated by blanks: `y t`; nil: it names no keys.
    package init?(name: String) {
        let keys = name.split(separator: " ").map { Key(name: String($0)) }
        guard !keys.isEmpty, !keys.contains(nil) else { return nil }
        self.keys = keys.compactMap(\.self)
    }

    /// The names of the keys, as key files and help write them.
    package var description: String { keys.map(\.description).joined(separator: " ") }
}

extension Binding {
    private static func key(_ letter: Character) -> KeySequence { [.character(letter)] }
    private static func after(_ prefix: Character, _ letter: Character) -> KeySequence {
        [.character(prefix), .character(letter)]
    }

    /// Every command, in the order of the help.
    package static let all: [Binding] = [
        Binding(.accept, [key("a"), [.enter]], .decide, "accept the first opinion, and go on"),
        Binding(.acceptSecond, [key("A")], .decide, "take the second opinion's label instead"),
        Binding(.pickLabel, [key("l")], .decide, "pick any label by typing part of its name"),
        Binding(.reject, [key("x")], .decide, "reject: no label fits"),
        Binding(.flag, [key("f")], .decide, "flag: an expert must look"),
        Binding(.skip, [key("s")], .decide, "skip: not now"),
        Binding(.undo, [key("u")], .decide, "undo your last decision; again for the one before"),
        Binding(.note, [key("C")], .decide, "comment: write a note on this item"),
        Binding(.unclear, [key("U")], .decide, "tag: the guideline is unclear here; again: take the tag away"),
        Binding(.reason, [key("W")], .decide, "write why, on the item you decided last"),
        Binding(.sideFirst, [key("[")], .decide, "adjudicating: side with the first reviewer"),
        Binding(.sideSecond, [key("]")], .decide, "adjudicating: side with the second reviewer"),
        Binding(.sideThird, [key("\\")], .decide, "adjudicating: side with the third reviewer"),
        Binding(.secondOpinion, [key("o")], .decide, "ask for a second opinion; again: the next model"),
        Binding(.history, [key("H")], .look, "history: every answer, decision and event of this item"),
        Binding(.showConcealed, [key(".")], .look, "show what is concealed of this item, and hide it again"),
        Binding(.scrollDown, [key(" "), [.control("d")], [.right]], .look, "scroll the text down"),
        Binding(.scrollUp, [[.backspace], [.control("u")], [.left]], .look, "scroll the text up"),
        Binding(.scrollStart, [key("<")], .look, "the beginning of the text"),
        Binding(.scrollEnd, [key(">")], .look, "the end of the text"),
        Binding(.showMasked, [key("m")], .look, "show the text as it is sent to the models, and back"),
        Binding(.viewImage, [key("v")], .look, "view the item's image"),
        Binding(.nextImage, [key("V")], .look, "choose the item's next image"),
        Binding(.open, [key("e")], .look, "open the item's text in your pager or editor"),
        Binding(.copyText, [after("Y", "Y"), after("Y", "t")], .look, "copy the item's text to the clipboard"),
        Binding(.copyID, [after("Y", "i")], .look, "copy the item's id to the clipboard"),
        Binding(.next, [key("j"), [.down]], .move, "next item"),
        Binding(.previous, [key("k"), [.up]], .move, "previous item"),
        Binding(.nextPage, [[.pageDown], [.control("f")]], .move, "a page of items down"),
        Binding(.previousPage, [[.pageUp], [.control("b")]], .move, "a page of items up"),
        Binding(.first, [key("g"), [.home]], .move, "first item"),
        Binding(.last, [key("G"), [.end]], .move, "last item"),
        Binding(.nextUndecided, [key("J")], .move, "next item still to do"),
        Binding(.nextFilter, [[.tab]], .find, "next list: to do, all, decided, disagreements, …"),
        Binding(.previousFilter, [[.backTab]], .find, "previous list"),
        Binding(.filter, [key("F")], .find, "filter: label:billing conf<0.8 disagree …; empty: no filter"),
        Binding(.search, [key("/")], .find, "search texts and ids; empty: show all again"),
        Binding(.nextMatch, [key("n")], .find, "next place where the search or filter matches"),
        Binding(.previousMatch, [key("N")], .find, "previous place where the search or filter matches"),
        Binding(.nextOrder, [key("O")], .find, "next order: uncertain, disagreement, oldest, …"),
        Binding(.doubts, [key("L")], .find, "likely mistakes: decisions that are worth a second look"),
        Binding(.reload, [key("R")], .find, "read the queue again"),
        Binding(.select, [key("S")], .many, "select lines from here on; again: end"),
        Binding(.selectAll, [key("*")], .many, "select everything in this list"),
        Binding(.unfoldGroup, [key("+")], .many, "show the alike items of this one, and fold them again"),
        Binding(.dashboard, [key("D")], .screen, "dashboard: progress, agreement, confusion, cost"),
        Binding(.nextTheme, [after("Z", "t")], .screen, "next theme"),
        Binding(.toggleMouse, [after("Z", "m")], .screen, "mouse on or off"),
        Binding(.togglePace, [after("Z", "p")], .screen, "show or hide your pace"),
        Binding(.widenQueue, [after("Z", "w")], .screen, "more room for the queue"),
        Binding(.narrowQueue, [after("Z", "n")], .screen, "less room for the queue"),
        Binding(.pause, [key("P")], .screen, "pause: hide the item and stop the clock"),
        Binding(.redraw, [[.control("l")]], .screen, "draw the screen again"),
        Binding(.commandLine, [key(":")], .program, "type a command by its name"),
        Binding(.help, [key("?"), [.function(1)]], .program, "this help"),
        Binding(.guidelines, [key("i")], .program, "instructions, labels and guidelines"),
        Binding(.quit, [key("q"), [.control("c")]], .program, "quit; everything shown as saved is on disk"),
    ]

    /// The letters no label can have as its key, because a command has them.
    package static let reservedLetters: Set<Character> = Set(
        all.flatMap(\.keys).compactMap { sequence in
            if case .character(let character)? = sequence.keys.first { character } else { nil }
        })
}
