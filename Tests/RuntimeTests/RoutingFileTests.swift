@testable import Evaluation
import Foundation
import Labeling
import Testing

@testable import Runtime

@Suite struct RoutingFileTests {
    private static let head = """
        # My task
        [task]
        name = "T"   # its name
        instructions = \"\"\"
        [routing]
        a = "no table, but a text"
        \"\"\"
        """
    private static let tables = """

        [[labels]]
        name = "a"
        examples = [
          "[routing]",   # ] no end
        ]
        [[labels]]
        name = "b.c"
        [models.first]
        provider = "offline"
        [models.second]
        provider = "anthropic"
        model = "o"
        """

    private func block(_ entries: [(String, String)], open: [String] = []) -> RoutingBlock {
        RoutingBlock(
            entries: entries.map { RoutingBlock.Entry(label: Label($0.0), target: $0.1) },
            open: open.map { RoutingBlock.Open(label: Label($0), words: "not settled") }, origin: "of a test")
    }

    /// Writes a file, has the routing put into it, and gives what is there then.
    private func write(
        _ text: String, _ block: RoutingBlock?, mode: Int = 0o640
    ) throws -> (outcome: RoutingFile.Outcome, text: String) {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("renga.toml")
        try Data(text.utf8).write(to: file)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file.path)
        let outcome = try RoutingFile.write(block, to: file)
        let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
        #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == mode)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["renga.toml"])
        return (outcome, String(decoding: try Data(contentsOf: file), as: UTF8.self))
    }

    @Test func aTableIsAddedAtTheEndAndNothingElseChanges() throws {
        let text = Self.head + Self.tables
        let found = try write(text, block([("a", "second"), ("b.c", "first")]))
        #expect(found.text == text + "\n\n[routing]\n# renga: of a test\na = \"second\"\n\"b.c\" = \"first\"\n")
        #expect(found.outcome == .written(["a: none -> \"second\"", "\"b.c\": none -> \"first\""]))
    }

    @Test func aTableIsReplacedWhereItStands() throws {
        let before = "[ routing ]  # mine\n# why: because\na = \"first\"\n# renga: of old\n\n# about models\n"
        let text = Self.head + "\n" + before + Self.tables + "\n"
        let found = try write(text, block([("a", "second")], open: ["b.c"]))
        let after = """
            [ routing ]  # mine
            # renga: of a test
            a = "second"
            # renga: "b.c": not settled
            # why: because

            # about models

            """
        #expect(found.text == Self.head + "\n" + after + Self.tables + "\n")
        #expect(found.outcome == .written(["a: \"first\" -> \"second\""]))
        let again = try write(found.text, block([("a", "second")], open: ["b.c"]))
        #expect(again.outcome == .unchanged("[routing] is as advised already") && again.text == found.text)
    }

    @Test func linesEndAsTheyDidInTheFile() throws {
        let text = (Self.head + Self.tables + "\n").replacingOccurrences(of: "\n", with: "\r\n")
        let found = try write(text, block([("a", "second")]))
        #expect(found.text == text + "\r\n[routing]\r\n# renga: of a test\r\na = \"second\"\r\n")
    }

    @Test func nothingSettledLeavesTheFileAlone() throws {
        let text = Self.head + Self.tables + "\n[routing]\na = \"first\"\n"
        for block in [nil, block([], open: ["a"])] {
            let found = try write(text, block)
            #expect(found.text == text)
            #expect(found.outcome == .unchanged("no label's advice is settled, so there is nothing to route"))
        }
    }

    @Test func anotherFormOfTheTableIsRefusedAndLeftAsItIs() throws {
        for text in [
            "routing = { a = \"first\" }\n" + Self.head + Self.tables,
            "routing.a = \"first\"\n" + Self.head + Self.tables,
        ] {
            let error = #expect(throws: Failure.self) { try write(text, block([("a", "second")])) }
            #expect(error?.status == .cannotCreate && error?.message.contains("is no [routing] table") == true)
        }
    }

    @Test func aTargetOrLabelThatTheTaskDoesNotKnowIsRefused() throws {
        for entry in [("a", "third"), ("x", "second")] {
            let error = #expect(throws: Failure.self) { try write(Self.head + Self.tables, block([entry])) }
            #expect(error?.status == .badTaskFile)
        }
        #expect(throws: Failure.self) { try write("[task]\n", block([("a", "second")])) }
    }

    @Test func statementsCoverEveryByteOnce() throws {
        let texts = [
            "", "\n", "a=1", "[x]", "[[x.y]]\n k . \"a.b\" = '''\n[no]\n''''\n#c\n",
            "\u{FEFF}[a]\r\nb = [ # ]\n [1],\n]\n",
            "s = \"\\\"[\"\nt = {a = [1, 2], b = \"}\"}\n", "u = \"\"\"\n\\\"\"\"\n[x]\"\"\"\"\"\n[y]",
        ]
        for text in texts {
            let bytes = [UInt8](text.utf8)
            let statements = TOMLStatements(bytes).statements
            #expect(statements.flatMap { Array(bytes[$0.range]) } == bytes, "\(text)")
        }
        #expect(
            TOMLStatements([UInt8](texts[4].utf8)).statements.map(\.kind) == [
                .header(["x", "y"], isArray: true), .pair(["k", "a.b"]), .blank,
            ])
        #expect(
            TOMLStatements([UInt8](texts[5].utf8)).statements.map(\.kind) == [
                .header(["a"], isArray: false), .pair(["b"]),
            ])
        #expect(
            TOMLStatements([UInt8](texts[7].utf8)).statements.map(\.kind) == [
                .pair(["u"]), .header(["y"], isArray: false),
            ])
    }
}
