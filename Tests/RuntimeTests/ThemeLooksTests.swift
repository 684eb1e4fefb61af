import Cells
import Foundation
import ReviewUI
import Testing

@testable import Runtime
@testable import Terminal

/// What every shipped theme must look like.
struct ThemeLooksTests {
    private static let lines: Set<Role> = [.border, .borderFocused, .barEmpty]

    private func palettes() throws -> [Palette] {
        try ThemeFile.names(share: projectFolder).map {
            try ThemeFile.read($0, share: projectFolder, folder: projectFolder)
        }
    }

    @Test func thereAreThemesForManyTastesAndEachSaysWhatItIs() {
        let names = ThemeFile.names(share: projectFolder)
        #expect(names.count >= 9)
        #expect(Set(names).isSuperset(of: ["dark", "light", "monochrome", "colour-blind-safe", "paper", "nord"]))
        for name in names { #expect(!ThemeFile.description(of: name, share: projectFolder).isEmpty, "\(name)") }
        #expect(ThemeShelf(share: projectFolder, folder: projectFolder).choices.map(\.name) == names)
    }

    /// As WCAG computes it.
    private func contrast(_ one: Color, _ other: Color) -> Double? {
        func luminance(_ color: Color) -> Double? {
            color.components.map { parts in
                func linear(_ part: Int) -> Double {
                    let share = Double(part) / 255
                    return share <= 0.03928 ? share / 12.92 : Foundation.pow((share + 0.055) / 1.055, 2.4)
                }
                return 0.2126 * linear(parts.red) + 0.7152 * linear(parts.green) + 0.0722 * linear(parts.blue)
            }
        }
        guard let a = luminance(one), let b = luminance(other) else { return nil }
        return (max(a, b) + 0.05) / (min(a, b) + 0.05)
    }

    @Test func textIsLegibleInEveryTheme() throws {
        var measured = 0
        for palette in try palettes() {
            for (role, style) in palette.styles where !Self.lines.contains(role) {
                guard let contrast = contrast(style.foreground, style.background) else { continue }
                measured += 1
                #expect(contrast >= 4.5, "\(palette.name): \(role.rawValue) has \(contrast)")
            }
        }
        #expect(measured > 200)
    }

    /// Themes that leave the ground to the terminal are legible on the grounds they are made for.
    @Test(arguments: [("dark", 0x1C1C1C), ("colour-blind-safe", 0x1C1C1C), ("light", 0xFFFFFF)])
    func textIsLegibleOnTheTerminalsOwnGround(name: String, ground: Int) throws {
        let ground = Color.rgb(UInt8(ground >> 16), UInt8(ground >> 8 & 255), UInt8(ground & 255))
        let palette = try ThemeFile.read(name, share: projectFolder, folder: projectFolder)
        for (role, style) in palette.styles where style.background == .standard && !Self.lines.contains(role) {
            guard let contrast = contrast(style.foreground, ground) else { continue }
            #expect(contrast >= 4.5, "\(name): \(role.rawValue) has \(contrast)")
        }
    }

    @Test func withoutColourStatesDifferByAttributesAlone() throws {
        let file = try ThemeFile.read("monochrome", share: projectFolder, folder: projectFolder)
        for palette in [file, .monochrome] {
            #expect(palette.isColorless)
            let states: [Role] = [.text, .accepted, .overridden, .rejected, .flagged, .skipped, .waiting]
            #expect(Set(states.map(palette.style)).count == states.count, "\(states.map(palette.style))")
            for (one, other) in [
                (Role.agree, Role.disagree), (.confidenceHigh, .confidenceLow), (.text, .match), (.text, .selection),
                (.saved, .error), (.saved, .warning), (.text, .key), (.text, .control),
            ] {
                #expect(palette.style(of: one) != palette.style(of: other), "\(one) and \(other)")
            }
        }
    }
}
