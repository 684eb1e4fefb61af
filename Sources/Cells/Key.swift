/// One key press, as the terminal can tell it apart.
///
/// `description` and `init(name:)` are inverse: key files and help use these names
/// (`a`, `?`, `space`, `enter`, `ctrl-d`, `shift-tab`, `page-down`, `f1`).
package enum Key: Hashable, Sendable {
    case character(Character)
    /// Control with a lower-case letter (or one of the few marks a terminal can send, such as `\`).
    case control(Character)
    case function(Int)
    case enter, tab, backTab, escape, backspace, delete, insert
    case up, down, left, right, pageUp, pageDown, home, end
    /// Control with an arrow: a word to the left or right.
    case wordLeft, wordRight
}

extension Key: CustomStringConvertible {
    private static let names: [(key: Key, name: String)] = [
        (.enter, "enter"), (.tab, "tab"), (.backTab, "shift-tab"), (.escape, "escape"), (.backspace, "backspace"),
        (.delete, "delete"), (.insert, "insert"), (.up, "up"), (.down, "down"), (.left, "left"), (.right, "right"),
        (.pageUp, "page-up"), (.pageDown, "page-down"), (.home, "home"), (.end, "end"), (.character(" "), "space"),
        (.wordLeft, "ctrl-left"), (.wordRight, "ctrl-right"),
    ]
    private static let nameByKey = Dictionary(uniqueKeysWithValues: names.map { ($0.key, $0.name) })
    private static let keyByName = Dictionary(uniqueKeysWithValues: names.map { ($0.name, $0.key) })

    /// The name of the key as it stands in key files and help.
    package var description: String {
        if let name = Key.nameByKey[self] { return name }
        switch self {
        case .character(let character): return String(character)
        case .control(" "): return "ctrl-space"
        case .control(let letter): return "ctrl-\(letter)"
        case .function(let number): return "f\(number)"
        default: return ""
        }
    }

    /// The key of that name; nil when there is none. Case matters: `a` and `A` are two keys.
    package init?(name: String) {
        if let key = Key.keyByName[name] {
            self = key
        } else if name == "ctrl-space" {
            self = .control(" ")
        } else if name.hasPrefix("ctrl-"), name.count == 6, let letter = name.last, letter.isASCII {
            self = .control(Character(letter.lowercased()))
        } else if name.hasPrefix("f"), name.count > 1, let number = Int(name.dropFirst()), (1...63).contains(number) {
            self = .function(number)
        } else if name.count == 1, let character = name.first, !character.isWhitespace {
            self = .character(character)
        } else {
            return nil
        }
    }
}
