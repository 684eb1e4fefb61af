package import Cells

/// How a role looks.
package struct Style: Hashable, Sendable {
    package var foreground: Color
    package var background: Color
    package var isBold: Bool
    package var isDim: Bool
    package var isItalic: Bool
    package var isUnderlined: Bool
    package var isReversed: Bool

    package init(
        foreground: Color = .standard, background: Color = .standard, isBold: Bool = false, isDim: Bool = false,
        isItalic: Bool = false, isUnderlined: Bool = false, isReversed: Bool = false
    ) {
        self.foreground = foreground
        self.background = background
        self.isBold = isBold
        self.isDim = isDim
        self.isItalic = isItalic
        self.isUnderlined = isUnderlined
        self.isReversed = isReversed
    }
}

/// The looks of all roles: a theme, as the terminal needs it.
package struct Palette: Hashable, Sendable {
    package var name: String
    /// A role that is missing looks like `Role.text`.
    package var styles: [Role: Style]

    package init(name: String, styles: [Role: Style]) {
        self.name = name
        self.styles = styles
    }

    package func style(of role: Role) -> Style { styles[role] ?? styles[.text] ?? Style() }

    /// Whether it does without colours.
    package var isColorless: Bool {
        styles.values.allSatisfy { $0.foreground == .standard && $0.background == .standard }
    }

    /// Attributes alone: used whenever colours cannot or shall not be shown.
    package static let monochrome: Palette = {
        let bold = Style(isBold: true)
        let reversed = Style(isReversed: true)
        let underlined = Style(isUnderlined: true)
        let boldReversed = Style(isBold: true, isReversed: true)
        let boldUnderlined = Style(isBold: true, isUnderlined: true)
        return Palette(
            name: "monochrome",
            styles: [
                .muted: Style(isDim: true), .title: bold, .borderFocused: bold, .selection: reversed,
                .status: reversed, .statusKey: boldReversed, .key: bold, .label: bold, .disagree: boldUnderlined,
                .confidenceLow: underlined, .barEmpty: Style(isDim: true), .overridden: boldUnderlined,
                .rejected: boldReversed, .flagged: Style(isUnderlined: true, isReversed: true),
                .skipped: Style(isDim: true), .waiting: underlined,
                .note: Style(isItalic: true), .match: boldReversed, .control: reversed, .warning: boldUnderlined,
                .heat1: Style(isDim: true), .heat3: underlined, .heat4: bold, .heat5: reversed,
                .error: boldReversed, .prompt: bold, .saved: bold, .accepted: bold, .quoted: underlined,
            ])
    }()
}
