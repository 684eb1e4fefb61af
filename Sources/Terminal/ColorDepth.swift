/// How many colours the terminal has, and which of them comes nearest to one it has not.
package enum ColorDepth: Hashable, Sendable {
    /// Attributes only.
    case none
    case eight
    case sixteen
    case indexed
    /// Any colour, as its red, green and blue.
    case direct

    /// The depth of a terminal with `colors` colours; `direct` when their numbers are red, green and blue.
    package init(colors: Int, isDirect: Bool) {
        switch colors {
        case ..<8: self = .none
        case 8..<16: self = .eight
        case 16..<256: self = .sixteen
        default: self = isDirect && colors > 256 ? .direct : .indexed
        }
    }

    /// The terminal's number for a colour; -1 is its own foreground or background.
    package func number(of color: Color) -> Int32 {
        guard let components = color.components, self != .none else { return -1 }
        switch (self, color) {
        case (.direct, .indexed(0..<8)), (.sixteen, .indexed(0..<16)), (.eight, .indexed(0..<8)), (.indexed, .indexed):
            if case .indexed(let number) = color { return Int32(number) }
            return -1
        case (.direct, _):
            let value = Int32(components.red << 16 | components.green << 8 | components.blue)
            // Numbers below 8 are palette entries there: the darkest blue that is not one.
            return value < 8 ? 8 : value
        case (.eight, .indexed(8..<16)):
            if case .indexed(let number) = color { return Int32(number) - 8 }
            return -1
        case (.indexed, _): return nearest(to: components, among: 16..<256)
        case (.sixteen, _): return nearest(to: components, among: 0..<16)
        default: return nearest(to: components, among: 0..<8)
        }
    }

    /// Whether the colour can only be shown brighter: by bold text.
    func needsBold(for color: Color) -> Bool {
        if case .indexed(8..<16) = color { return self == .eight }
        return false
    }

    private func nearest(to color: (red: Int, green: Int, blue: Int), among numbers: Range<Int>) -> Int32 {
        var best = numbers.lowerBound
        var least = Int.max
        for number in numbers {
            let other = Color.xterm(number)
            let red = color.red - other.red
            let green = color.green - other.green
            let blue = color.blue - other.blue
            // Weighted by how much the eye sees of each.
            let mean = (color.red + other.red) / 2
            let distance = (512 + mean) * red * red / 256 + 4 * green * green + (767 - mean) * blue * blue / 256
            if distance < least {
                least = distance
                best = number
            }
        }
        return Int32(best)
    }
}

/// Whether colours are used at all.
package enum ColorPolicy: Hashable, Sendable {
    /// As the terminal can, unless NO_COLOR is set in the environment.
    case automatic
    /// Attributes only.
    case never
}
