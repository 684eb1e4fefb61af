import Cells
import Foundation
import Testing

@testable import Terminal

private let themes = ["dark", "light", "high-contrast", "monochrome", "colour-blind-safe"]

/// The lines of the `[roles]` table, as the role's name and the rest.
private func roles(of theme: String) throws -> [(role: String, style: String)] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    let text = try String(contentsOf: folder.appending(path: "themes/\(theme).toml"), encoding: .utf8)
    let lines = text.split(separator: "\n").drop { $0 != "[roles]" }.dropFirst()
    return lines.compactMap { line in
        let halves = line.components(separatedBy: " = {")
        return halves.count == 2 ? (halves[0], halves[1]) : nil
    }
}

@Test(arguments: themes)
func aThemeNamesEachRoleOnce(theme: String) throws {
    #expect(try roles(of: theme).map(\.role) == Role.allCases.map(\.rawValue))
}

@Test(arguments: themes)
func everyColorOfAThemeIsOne(theme: String) throws {
    for (role, style) in try roles(of: theme) {
        let words = style.components(separatedBy: "\"")
        for index in stride(from: 1, to: words.count, by: 2) {
            #expect(Color(words[index]) != nil, "\(role): \(words[index])")
        }
    }
}
