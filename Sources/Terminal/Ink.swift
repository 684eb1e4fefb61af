internal import CNcurses
internal import Cells

/// What curses needs to draw a role: attributes and a colour pair.
struct Ink: Hashable {
    var attributes: attr_t
    var pair: Int32
}

/// The inks of a palette on this terminal. Pairs are allocated as roles are first used, and shared by equal colours.
struct Inks {
    private let depth: ColorDepth
    private let palette: Palette
    private let hasDefaultColors: Bool
    private let maximumPairs: Int32
    private var pairs: [Colors: Int32] = [:]
    private var inks: [Role: Ink] = [:]

    private struct Colors: Hashable {
        var foreground: Int32
        var background: Int32
    }

    init(palette: Palette, depth: ColorDepth, hasDefaultColors: Bool, maximumPairs: Int32) {
        self.depth = depth
        self.palette = depth == .none && !palette.isColorless ? .monochrome : palette
        self.hasDefaultColors = hasDefaultColors
        self.maximumPairs = maximumPairs
    }

    mutating func ink(of role: Role) -> Ink {
        if let known = inks[role] { return known }
        let style = palette.style(of: role)
        var attributes: attr_t = 0
        if style.isBold || depth.needsBold(for: style.foreground) { attributes |= curses_bold() }
        if style.isDim { attributes |= curses_dim() }
        if style.isItalic { attributes |= curses_italic() }
        if style.isUnderlined { attributes |= curses_underline() }
        if style.isReversed { attributes |= curses_reverse() }
        let ink = Ink(attributes: attributes, pair: depth == .none ? 0 : pair(of: colors(of: style)))
        inks[role] = ink
        return ink
    }

    private func colors(of style: Style) -> Colors {
        var colors = Colors(
            foreground: depth.number(of: style.foreground), background: depth.number(of: style.background))
        // Few colours may make two different ones the same: text has to stay readable.
        if colors.foreground == colors.background, style.foreground != style.background {
            let ground = style.background.components ?? (0, 0, 0)
            colors.foreground = ground.red + 2 * ground.green + ground.blue < 512 ? 7 : 0
            if colors.foreground == colors.background { colors.foreground = 7 - colors.foreground }
        }
        if !hasDefaultColors {
            if colors.foreground < 0 { colors.foreground = 7 }
            if colors.background < 0 { colors.background = 0 }
        }
        return colors
    }

    private mutating func pair(of colors: Colors) -> Int32 {
        if colors.foreground < 0, colors.background < 0 { return 0 }
        if let known = pairs[colors] { return known }
        let next = Int32(pairs.count) + 1
        guard next < maximumPairs, init_extended_pair(next, colors.foreground, colors.background) == OK else {
            return 0
        }
        pairs[colors] = next
        return next
    }
}
