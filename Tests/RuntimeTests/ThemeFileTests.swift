import Cells
import Foundation
import Terminal
import Testing

@testable import Runtime

struct ThemeFileTests {
    private func share(_ themes: [String: String]) throws -> Scratch {
        let scratch = try Scratch()
        for (name, text) in themes { try scratch.write(text, to: "themes/\(name).toml") }
        return scratch
    }

    private func message(_ name: String, _ share: Scratch) -> String {
        let failure = #expect(throws: Failure.self) {
            try ThemeFile.read(name, share: share.url, folder: share.url)
        }
        return failure?.message ?? ""
    }

    @Test func everyShippedThemeIsReadAndStylesItsRoles() throws {
        let names = ThemeFile.names(share: projectFolder)
        #expect(names.count >= 5)
        for name in names {
            let palette = try ThemeFile.read(name, share: projectFolder, folder: projectFolder)
            #expect(palette.styles.count == Role.allCases.count, "\(name) leaves out a role")
            #expect(palette.isColorless == (name == "monochrome"))
        }
    }

    @Test func aThemeChangesOnlyWhatItNames() throws {
        let share = try share([
            "base": "[roles]\nlabel = { fg = \"red\", bold = true }\nerror = { bg = \"#102030\" }\n",
            "child": "inherits = \"base\"\n[roles]\nlabel = { underline = true }\n",
        ])
        let palette = try ThemeFile.read("child", share: share.url, folder: share.url)
        #expect(palette.styles[.label] == Style(isUnderlined: true))
        #expect(palette.styles[.error] == Style(background: .rgb(16, 32, 48)))
    }

    @Test func aPathIsReadRelativeToTheTask() throws {
        let share = try share(["base": "[roles]\n"])
        try share.write("inherits = \"base\"\n[roles]\nlabel = { reverse = true }\n", to: "task/own.toml")
        let palette = try ThemeFile.read(
            "own.toml", share: share.url, folder: URL(filePath: share.url.path + "/task", directoryHint: .notDirectory))
        #expect(palette.styles[.label]?.isReversed == true)
    }

    @Test func mistakesAreNamedWithTheirLine() throws {
        let share = try share([
            "bad": """
            name = "bad"
            colour = "x"
            [roles]
            lable = { fg = "red" }
            label = { fg = "reddish" }
            error = { bold = "very", blink = true }
            match = "red"
            """
        ])
        let lines = message("bad", share).split(separator: "\n").map { $0.drop { $0 != ":" }.dropFirst() }
        #expect(lines.contains { $0.hasPrefix("2: colour: unknown key") })
        #expect(lines.contains { $0.hasPrefix("4: roles.lable: unknown role") })
        #expect(
            lines.contains { $0.hasPrefix("5: roles.label.fg: expected default") && $0.contains("reddish") }
                || lines.contains { $0.hasPrefix("5: roles.label.fg") })
        #expect(lines.contains { $0.hasPrefix("6: roles.error.bold: expected true or false") })
        #expect(lines.contains { $0.hasPrefix("6: roles.error.blink: unknown key") })
        #expect(lines.contains { $0.hasPrefix("7: roles.match: expected a table") })
    }

    @Test func aThemeThatIsNotThereNamesThoseThatAre() throws {
        let share = try share(["dawn": "[roles]\n", "dusk": "[roles]\n"])
        #expect(message("noon", share) == "there is no theme \"noon\"; there are: dawn, dusk")
    }

    @Test func aThemeThatInheritsFromItselfIsRefused() throws {
        let share = try share([
            "a": "inherits = \"b\"\n[roles]\n", "b": "inherits = \"a\"\n[roles]\n", "c": "inherits = 1\n",
        ])
        #expect(message("a", share).contains("inherits from itself"))
        #expect(message("c", share).contains(":1: inherits: expected the name of a theme"))
    }

    @Test func aFileThatIsNotThereIsNamedWithThePlaceItWasLookedForIn() throws {
        let share = try share(["dawn": "[roles]\n"])
        #expect(message("own.toml", share).contains("there is no theme file \(share.url.path)/own.toml;"))
    }
}
