internal import Glibc

/// What is known of a terminal by its name, beside what its description says.
struct TerminalKind: Hashable, Sendable {
    let name: String
    /// Between the program and the terminal: what it does not know it does not pass on.
    let multiplexer: Multiplexer?

    enum Multiplexer: Hashable, Sendable { case tmux, screen }

    /// - Parameter variable: looks up a variable of the environment.
    init(name: String, variable: (String) -> String?) {
        self.name = name
        func isSet(_ key: String) -> Bool { variable(key)?.isEmpty == false }
        if name.hasPrefix("tmux") || isSet("TMUX") {
            multiplexer = .tmux
        } else if name.hasPrefix("screen") {
            multiplexer = .screen
        } else {
            multiplexer = nil
        }
    }

    static func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

    /// Takes titles and synchronised updates: others could print what they do not know.
    var isModern: Bool { ControlSequence.isModern(name) }

    /// Reports a mouse, and hands texts to a clipboard.
    var hasDesktop: Bool {
        isModern
            || ["screen", "rxvt", "st-", "konsole", "vte", "gnome", "mintty", "putty", "iterm"].contains {
                name.lowercased().hasPrefix($0)
            } || name == "st"
    }

    /// The names to be tried as its description, the best first: the variant with all colours where the terminal says
    /// that it has them and a description of it is installed.
    func descriptions(colorTerm: String?) -> [String] {
        guard ["truecolor", "24bit"].contains(colorTerm ?? "") else { return [name] }
        let family = name.hasSuffix("-256color") ? String(name.dropLast("-256color".count)) : name
        return ["xterm", "tmux", "screen", "konsole", "vte", "st"].contains(family)
            ? ["\(family)-direct", name] : [name]
    }
}

/// How a text is handed to the terminal's clipboard (OSC 52). The text travels in base64: no byte of it is a control.
enum Clipboard {
    /// In UTF-8; xterm takes no more than 74,994 bytes of base64.
    static let longest = 74_994 / 4 * 3
    /// GNU screen passes on no longer piece.
    private static let longestPiece = 500

    static func sequence(for text: String, through multiplexer: TerminalKind.Multiplexer?) -> String {
        let plain = "\u{1B}]52;c;\(base64(Array(text.utf8)))\u{7}"
        switch multiplexer {
        case nil: return plain
        // The first is for tmux itself, the second passes through it; which of them it takes is its user's choice.
        case .tmux: return plain + "\u{1B}Ptmux;\u{1B}\(plain)\u{1B}\\"
        case .screen:
            var rest = plain[...]
            var pieces = ""
            while !rest.isEmpty {
                pieces += "\u{1B}P\(rest.prefix(longestPiece))\u{1B}\\"
                rest = rest.dropFirst(longestPiece)
            }
            return pieces
        }
    }

    static func base64(_ bytes: [UInt8]) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var result: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let value = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            for place in 0..<4 {
                result.append(place <= group.count ? alphabet[value >> (18 - 6 * place) & 63] : UInt8(ascii: "="))
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
