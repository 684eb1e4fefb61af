import Foundation
import Interchange
import Labeling
import Testing

@Suite struct WritingTests {
    @Test func aFileAppearsAtCommitAndNotBefore() throws {
        let folder = try TemporaryFolder()
        let output = try OutputFile(.path(folder.path("out.jsonl")))
        try output.write("content\n")
        #expect(!folder.names.contains("out.jsonl"))
        try output.commit()
        #expect(folder.names == ["out.jsonl"])
        #expect(try folder.content("out.jsonl") == "content\n")
    }

    @Test func withoutACommitTheOldFileStaysAndNothingIsLeft() throws {
        let folder = try TemporaryFolder()
        try Data("old".utf8).write(to: URL(filePath: folder.path("out")))
        do {
            let output = try OutputFile(.path(folder.path("out")))
            try output.write(String(repeating: "new", count: 200_000))
        }
        #expect(folder.names == ["out"])
        #expect(try folder.content("out") == "old")
    }

    @Test func aReplacedFileKeepsItsModeAndALinkStaysALink() throws {
        let folder = try TemporaryFolder()
        try Data("old".utf8).write(to: URL(filePath: folder.path("real")))
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: folder.path("real"))
        try FileManager.default.createSymbolicLink(atPath: folder.path("link"), withDestinationPath: "real")
        let output = try OutputFile(.path(folder.path("link")))
        try output.write("new")
        try output.commit()
        #expect(try folder.content("real") == "new")
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.path("link")) == "real")
        let attributes = try FileManager.default.attributesOfItem(atPath: folder.path("real"))
        #expect(attributes[.posixPermissions] as? Int == 0o640)
    }

    @Test func whatAKilledProgramHasLeftOfItIsTakenAway() throws {
        let folder = try TemporaryFolder()
        // One of a program that was killed, and names that are somebody else's.
        for name in ["out.renga-aB3xyZ", "out.backup", "out.renga-abc", "out.renga-abcdef.old", "in.renga-abcdef"] {
            try Data("x".utf8).write(to: URL(filePath: folder.path(name)))
        }
        // This one is being written.
        let first = try OutputFile(.path(folder.path("out")))
        #expect(!folder.names.contains("out.renga-aB3xyZ") && folder.names.count == 5)
        let second = try OutputFile(.path(folder.path("out")))
        #expect(folder.names.count == 6)
        try first.write("1")
        try first.commit()
        try second.write("2")
        try second.commit()
        #expect(try folder.content("out") == "2")
        #expect(
            folder.names.sorted() == ["in.renga-abcdef", "out", "out.backup", "out.renga-abc", "out.renga-abcdef.old"])
    }

    @Test func aPlaceThatCannotBeWrittenIsNamed() throws {
        let folder = try TemporaryFolder()
        #expect(throws: OutputProblem.self) { try OutputFile(.path(folder.path("none/out"))) }
        #expect(throws: OutputProblem.cannotCreate(folder.url.path, reason: "it is a folder")) {
            try OutputFile(.path(folder.url.path))
        }
        let full = try OutputFile(.path("/dev/full"))
        try full.write("x")
        #expect(throws: OutputProblem.self) { try full.commit() }
    }

    @Test func aPipeIsWrittenDirectly() throws {
        let pipe = Pipe()
        let output = try OutputFile(.descriptor(pipe.fileHandleForWriting.fileDescriptor, name: "pipe"))
        try output.write("x")
        try output.commit()
        try pipe.fileHandleForWriting.close()
        #expect(try pipe.fileHandleForReading.readToEnd() == Data("x".utf8))
    }

    @Test func aCSVExportQuotesAndDisarmsAndIsReadBack() throws {
        let text = "=1+1,\"a\"\r\nb"
        let decision = Decision(
            reviewer: "ana", verdict: .accept(Label("x")), at: Timestamp(milliseconds: 0), seconds: 1.5, note: "'n",
            shown: ["m", "k"])
        let item = AnnotatedItem(
            item: Item(id: Item.ID("1"), text: text),
            predictions: [
                Prediction(model: "m", label: Label("x"), confidence: 0.5), Prediction(model: "k", label: Label("y")),
            ], decisions: [decision])
        let truth = GroundTruth(label: Label("x"), provenance: .single, decision: decision)
        let csv = try exported(.csv, [ExportedItem(item, truth: truth)], labels: "x", "y")
        let header =
            "id,text,label,action,reviewer,decided_at,seconds,note,shown,first_choice,probability,provenance,"
            + "first_model,first_label,first_confidence,second_model,second_label,second_confidence,image,"
            + "reviewers,unclear,truth_probability,gold,decisions,meta\n"
        let opinions = "single,m,x,0.5,k,y,,,,,,,,\n"
        let row = "1,\"'=1+1,\"\"a\"\"\r\nb\",x,accept,ana,1970-01-01T00:00:00Z,1.5,''n,m;k,,1.0," + opinions
        #expect(csv == header + row)
        let again = try read(csv, ReadingOptions(format: .csv)).items
        #expect(again.map(\.item.text) == [text] && again.map(\.decisions) == [[decision]])
        // Who names the label as the imported truth wants no decision.
        let gold = try read(csv, ReadingOptions(format: .csv, goldField: "label")).items
        #expect(gold.map(\.gold) == [Label("x")] && gold.map(\.decisions) == [[]] && gold.map(\.item.text) == [text])
    }

    @Test func disarmingIsReversible() {
        for text in [
            "", "a", "=a", "+", "-1", "@x", "\ta", "\r\na", "\na", "＝1", "＠", "＊", "'a", "''", "'=", "e\u{301}",
            "\u{301}",
        ] {
            let safe = CSVRow.spreadsheetSafe(text)
            #expect(CSVRow.original(ofSpreadsheetSafe: safe) == text)
            #expect(safe.unicodeScalars.first.map { !"=+-@\t\r\n＝＋－＠".unicodeScalars.contains($0) } ?? true)
        }
    }
}

@Suite struct JSONRenderingTests {
    @Test func aDocumentKeepsTheOrderItIsWrittenIn() {
        let document: JSONDocument = [
            "z": 1, "a": [true, nil, 0.1], "cost_usd": .money(Money(picodollars: 982_000_000)), "s": "x",
            "none": JSONDocument(Int?.none),
        ]
        #expect(document.rendered() == #"{"z":1,"a":[true,null,0.1],"cost_usd":"0.000982","s":"x","none":null}"#)
    }

    @Test func aPrettyDocumentIsIndented() {
        let document: JSONDocument = ["a": [1, ["b": 2]], "c": [], "d": .object([])]
        #expect(
            document.rendered(pretty: true) == """
                {
                  "a": [
                    1,
                    {
                      "b": 2
                    }
                  ],
                  "c": [],
                  "d": {}
                }
                """)
    }

    @Test func whatIsNoNumberIsNull() {
        let document: JSONDocument = [
            .double(.nan), .double(.infinity), .double(1e300), .double(.leastNonzeroMagnitude), .double(1),
        ]
        #expect(document.rendered() == "[null,null,1e+300,5e-324,1.0]")
    }

    @Test func noControlCharacterReachesATerminal() throws {
        let text = String(String.UnicodeScalarView((0...0x2030).compactMap(Unicode.Scalar.init)))
        let rendered = JSONDocument.string(text).rendered()
        #expect(
            !rendered.unicodeScalars.contains { $0.properties.generalCategory == .control || $0.value | 1 == 0x2029 })
        #expect(try JSONDocument.parse(Array(rendered.utf8)) == .string(text))
    }
}
