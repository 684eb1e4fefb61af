// What a terminal in a window has beside its cells.

extension Console {
    /// Why no mouse can be used; nil: a screen may use it.
    package var whyNoMouse: String? {
        kind.hasDesktop ? nil : "This terminal (\(kind.name)) reports no mouse."
    }

    /// Why nothing can be copied; nil: `copy` may be tried. No terminal tells whether it did.
    package var whyNoClipboard: String? {
        kind.hasDesktop ? nil : "This terminal (\(kind.name)) has no clipboard for programs to write to."
    }

    /// The longest text that terminals take, in bytes of UTF-8.
    package static var longestCopy: Int { Clipboard.longest }

    /// Hands a text to the terminal's clipboard. Nothing happens where there is none, or where it is longer than
    /// `longestCopy`: half a text would be worse.
    package func copy(_ text: String) {
        guard kind.hasDesktop, text.utf8.count <= Clipboard.longest else { return }
        device.send(Clipboard.sequence(for: text, through: kind.multiplexer))
    }
}
