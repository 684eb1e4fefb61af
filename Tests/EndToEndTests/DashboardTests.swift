import Foundation
import TestSupport
import Testing

/// The dashboard of a running program, from the key to the items behind a figure.
@Suite(.serialized) struct DashboardTests {
    /// Twenty decided items: 8 billing and 6 technical said right, 4 billing taken for account, 2 still to do.
    private func decidedTask() async throws -> Sandbox {
        let sandbox = try Sandbox()
        try sandbox.write("renga.toml", taskFile())
        func line(_ id: Int, _ said: String, _ decided: String?) -> String {
            let decisions =
                decided.map {
                    #","decisions":[{"reviewer":"bo","action":"\#($0 == said ? "accept" : "override")","label":"\#($0)","#
                        + #""at":"2026-11-01T09:\#(id):00Z","seconds":3,"shown":["offline-small"]}]"#
                } ?? ""
            return
                #"{"id":"t-\#(id)","text":"ticket \#(id)","predictions":[{"model":"offline-small","label":"\#(said)","#
                + #""confidence":0.9,"cost_usd":"0.001"}]\#(decisions)}"# + "\n"
        }
        let lines =
            (10..<18).map { line($0, "billing", "billing") } + (18..<24).map { line($0, "technical", "technical") }
            + (24..<28).map { line($0, "account", "billing") } + (28..<30).map { line($0, "billing", nil) }
        try sandbox.write("i.jsonl", lines.joined())
        try await sandbox.output("import", "i.jsonl")
        return sandbox
    }

    @Test func aCellOfTheConfusionMatrixListsItsItemsAndTheListBeforeComesBack() async throws {
        let sandbox = try await decidedTask()
        let terminal = try sandbox.open("review", "--no-models", "--order", "oldest", rows: 24, columns: 100)
        try await terminal.wait("the two items to do") { $0.text.contains("ticket 28") && $0.text.contains("1/2") }
        terminal.type("D")
        try await terminal.wait(for: "18 of 20")
        terminal.type("3")
        try await terminal.wait(for: "4 of 12 (33.3 %): true billing, said account")
        // The cell to the left, and back to the worst.
        terminal.type("h")
        try await terminal.wait(for: "0 of 12 (0.0 %): true billing, said technical")
        terminal.type("l\r")
        try await terminal.wait("the four items of the cell") { screen in
            screen.text.contains("ticket 24") && screen.text.contains("1/4")
                && screen.text.contains("label:billing first:account")
        }
        for other in ["ticket 10", "ticket 18", "ticket 28"] { #expect(!terminal.screen.text.contains(other)) }
        terminal.type("D")
        try await terminal.wait(for: "true billing, said account")
        terminal.type("b")
        try await terminal.wait("the list before") { $0.text.contains("ticket 28") && $0.text.contains("1/2") }
        terminal.type("q")
        #expect(try await terminal.end() == 0)
    }

    @Test func theDashboardIsDrawnAnewInEachSizeAndInASCII() async throws {
        var sandbox = try await decidedTask()
        sandbox.environment["LANG"] = "C"
        let terminal = try sandbox.open("review", "--no-models", rows: 24, columns: 80)
        try await terminal.wait(for: "ticket 28")
        terminal.type("D4")
        try await terminal.wait(for: "[4 reliability]")
        for (rows, columns) in [(15, 60), (50, 200), (12, 40), (24, 80)] {
            terminal.resize(rows: rows, columns: columns)
            try await terminal.wait("a screen of \(columns)x\(rows)") { screen in
                guard let foot = screen.lines.last else { return false }
                return screen.lines.count == rows && foot.hasPrefix("q back") && screen.text.contains("ECE 0.122")
            }
            #expect(!terminal.screen.text.unicodeScalars.contains { !$0.isASCII })
        }
        terminal.type("qq")
        #expect(try await terminal.end() == 0)
    }

    @Test func plainLinesAndCommandsSayTheSameFigures() async throws {
        let sandbox = try await decidedTask()
        let words = try await sandbox.output("review", "--plain", "--no-models", input: "dashboard\n")
        let report = try JSON(await sandbox.output("evaluate", "--json"))
        let model = report["models"][0]
        #expect(model["n"].int == 18 && model["correct"].int == 14)
        #expect(words.contains("right: 77.8 % of 18 "))
        #expect(words.contains("ECE 0.122  Brier 0.188  n 18") && model["ece"]["value"].double != nil)
        let cost = try JSON(await sandbox.output("cost", "--json"))
        #expect(cost["cost_usd"].string == "0.020000" && words.contains("spent: $0.020000 for 20 answers"))
        #expect(words.contains("decided 18, to do 2 (skipped 0), flagged 0"))
    }
}
