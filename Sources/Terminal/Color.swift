/// A colour as a theme names it. What the terminal shows instead is decided by `ColorDepth`.
package enum Color: Hashable, Sendable {
    /// The terminal's own foreground or background.
    case standard
    /// A number of the terminal's palette: 0–7 normal, 8–15 bright, 16–255 as xterm has them.
    case indexed(UInt8)
    case rgb(UInt8, UInt8, UInt8)

    private static let names = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"]

    /// Reads `default`, `red`, `bright-red`, `color-123` or `#rrggbb`; nil for anything else.
    package init?(_ text: String) {
        if text == "default" {
            self = .standard
        } else if text.hasPrefix("#") {
            let digits = text.dropFirst()
            guard digits.utf8.count == 6, digits.allSatisfy(\.isHexDigit), let value = UInt32(digits, radix: 16) else {
                return nil
            }
            self = .rgb(UInt8(value >> 16), UInt8(value >> 8 & 0xFF), UInt8(value & 0xFF))
        } else if text.hasPrefix("color-") {
            guard let number = UInt8(text.dropFirst("color-".count)) else { return nil }
            self = .indexed(number)
        } else {
            let isBright = text.hasPrefix("bright-")
            let name = isBright ? String(text.dropFirst("bright-".count)) : text
            guard let number = Color.names.firstIndex(of: name) else { return nil }
            self = .indexed(UInt8(number + (isBright ? 8 : 0)))
        }
    }

    /// Red, green and blue as xterm shows the colour; nil for the terminal's own.
    var components: (red: Int, green: Int, blue: Int)? {
        switch self {
        case .standard: return nil
        case .rgb(let red, let green, let blue): return (Int(red), Int(green), Int(blue))
        case .indexed(let number): return Color.xterm(Int(number))
        }
    }

    /// The colours of xterm's palette: 16 named ones, a cube of 6×6×6, and 24 greys.
    static func xterm(_ number: Int) -> (red: Int, green: Int, blue: Int) {
        if number < 16 {
            let basic = [
                0x000000, 0xCD0000, 0x00CD00, 0xCDCD00, 0x0000EE, 0xCD00CD, 0x00CDCD, 0xE5E5E5, 0x7F7F7F, 0xFF0000,
                0x00FF00, 0xFFFF00, 0x5C5CFF, 0xFF00FF, 0x00FFFF, 0xFFFFFF,
            ][max(0, number)]
            return (basic >> 16, basic >> 8 & 0xFF, basic & 0xFF)
        }
        if number < 232 {
            let level = { (step: Int) in step == 0 ? 0 : 55 + 40 * step }
            let place = number - 16
            return (level(place / 36), level(place / 6 % 6), level(place % 6))
        }
        let grey = 8 + 10 * (number - 232)
        return (grey, grey, grey)
    }
}
