internal import CNcurses
internal import Cells

/// Turns what curses reads into events: keys, and pasted text as a whole.
///
/// Pure: characters and key codes in, events out. `finish` marks the end of what could be read at once.
struct KeyDecoder {
    /// Codes given to the sequences around a paste; above all codes of curses.
    static let pasteStart = KEY_MAX + 1
    static let pasteEnd = KEY_MAX + 2
    /// The same for what begins a report of the mouse.
    static let mouseStart = KEY_MAX + 3
    static let oldMouseStart = KEY_MAX + 4
    /// Codes given to control with an arrow.
    static let wordLeft = KEY_MAX + 11
    static let wordRight = KEY_MAX + 12
    /// More than anyone pastes on purpose; the rest is dropped.
    static let longestPaste = 1 << 20

    private enum State {
        case ground
        /// An escape was read: a key by itself, or the start of a sequence curses does not know.
        case escape
        /// Inside such a sequence: dropped up to its final byte, so that it never acts as keys.
        case sequence
    }

    private var state = State.ground
    /// A report of the mouse that has begun: its numbers must not act as keys, however late they come.
    private var mouse: MouseReport?
    /// The text of a paste that has begun.
    private var paste: String?
    private(set) var events: [Event] = []

    var isPasting: Bool { paste != nil }

    /// The events so far, once.
    mutating func takeEvents() -> [Event] {
        defer { events = [] }
        return events
    }

    mutating func read(code: Int32) {
        leaveEscape()
        switch code {
        case KeyDecoder.pasteStart: if paste == nil { paste = "" }
        case KeyDecoder.pasteEnd: finishPaste()
        case KeyDecoder.mouseStart: mouse = MouseReport(form: .decimal)
        case KeyDecoder.oldMouseStart: mouse = MouseReport(form: .bytes)
        default:
            mouse = nil
            if paste == nil, let key = KeyDecoder.key(code: code) { events.append(.key(key)) }
        }
    }

    mutating func read(scalar: Unicode.Scalar) {
        if mouse != nil { return readMouse(scalar) }
        if paste != nil { return readPasted(scalar) }
        switch state {
        case .sequence:
            if (0x40...0x7E).contains(scalar.value) { state = .ground }
            return
        case .escape:
            if scalar == "[" || scalar == "O" {
                state = .sequence
                return
            }
            leaveEscape()
        case .ground: break
        }
        if scalar == "\u{1B}" {
            state = .escape
        } else if let key = KeyDecoder.key(scalar: scalar) {
            append(key)
        }
    }

    /// Nothing more can be read now: an escape that nothing followed was the key.
    mutating func finish() {
        leaveEscape()
        state = .ground
    }

    /// Ends a paste: at its end, or when its end does not come.
    mutating func finishPaste() {
        guard let text = paste else { return }
        paste = nil
        events.append(.paste(text))
    }

    private mutating func leaveEscape() {
        guard state == .escape else { return }
        state = .ground
        events.append(.key(.escape))
    }

    private mutating func readMouse(_ scalar: Unicode.Scalar) {
        guard let end = mouse?.read(scalar) else { return }
        mouse = nil
        if paste == nil, case .is(let what?) = end { events.append(.mouse(what)) }
    }

    private mutating func readPasted(_ scalar: Unicode.Scalar) {
        guard let size = paste?.utf8.count, size < KeyDecoder.longestPaste else { return }
        switch scalar {
        case "\r", "\n": paste?.unicodeScalars.append("\n")
        case "\t": paste?.unicodeScalars.append(scalar)
        default:
            if scalar.properties.generalCategory != .control { paste?.unicodeScalars.append(scalar) }
        }
    }

    /// A mark typed after its base is one character with it.
    private mutating func append(_ key: Key) {
        if case .character(let mark) = key, case .key(.character(let base))? = events.last {
            let joined = String(base) + String(mark)
            if joined.count == 1, let character = joined.first {
                events[events.count - 1] = .key(.character(character))
                return
            }
        }
        events.append(.key(key))
    }
}

extension KeyDecoder {
    /// The key of a character as a terminal in raw mode sends it; nil for what is no key.
    static func key(scalar: Unicode.Scalar) -> Key? {
        switch scalar.value {
        case 0: return .control(" ")
        case 0x08, 0x7F: return .backspace
        case 0x09: return .tab
        case 0x0A, 0x0D: return .enter
        case 0x01...0x1A: return .control(Character(Unicode.Scalar(UInt8(scalar.value + 0x60))))
        case 0x1B: return .escape
        case 0x1C...0x1F: return .control(Character(Unicode.Scalar(UInt8(scalar.value + 0x40))))
        default: return scalar.properties.generalCategory == .control ? nil : .character(Character(scalar))
        }
    }

    /// The key of a code of curses; nil for what the program has no use for.
    static func key(code: Int32) -> Key? {
        switch code {
        case KEY_ENTER: return .enter
        case KeyDecoder.wordLeft: return .wordLeft
        case KeyDecoder.wordRight: return .wordRight
        case KEY_BTAB: return .backTab
        case KEY_BACKSPACE: return .backspace
        case KEY_DC: return .delete
        case KEY_IC: return .insert
        case KEY_UP: return .up
        case KEY_DOWN: return .down
        case KEY_LEFT: return .left
        case KEY_RIGHT: return .right
        case KEY_PPAGE: return .pageUp
        case KEY_NPAGE: return .pageDown
        case KEY_HOME, KEY_A1: return .home
        case KEY_END, KEY_LL, KEY_C1: return .end
        case (KEY_F0 + 1)...(KEY_F0 + 63): return .function(Int(code - KEY_F0))
        default: return nil
        }
    }
}
