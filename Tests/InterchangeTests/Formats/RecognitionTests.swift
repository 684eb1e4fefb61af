import Foundation
import Interchange
import Labeling
import TestSupport
import Testing

@Suite struct RecognitionTests {
    private func chosen(_ text: String, name: String = "input") throws -> ChosenFormat? {
        let reader = try ItemReader(.bytes(Array(text.utf8), name: name), labels: supportLabels())
        _ = try? reader.next()
        return reader.chosenFormat
    }

    @Test(arguments: [
        (#"{"text":"t","_input_hash":1,"_task_hash":-2}"#, FileFormat.prodigy),
        (#"{"text":"t","label":"x","answer":"reject","_timestamp":1}"#, .prodigy),
        (#"[{"id":1,"data":{"text":"t"},"annotations":[],"predictions":[]}]"#, .labelStudio),
        ("[\n {\n  \"data\": {\"text\": \"t\"},\n  \"predictions\": [{\"result\": []}]\n }\n]", .labelStudio),
        (#"{"text":"t","annotation_id":1,"annotator":1,"lead_time":2}"#, .labelStudio),
        ("annotation_id,annotator,lead_time,text\n1,1,1,t", .labelStudio),
        (#"{"id":"1","fields":{"text":"t"},"suggestions":{},"responses":{}}"#, .argilla),
        (#"{"text":"t","q.suggestion":"a","q.suggestion.score":1}"#, .argilla),
        (#"{"text":"t","q.responses":[],"q.responses.users":[]}"#, .argilla),
        (#"{"id":1,"text":"t","label":[],"Comments":[]}"#, .doccano), ("id,text,label,Comments\n1,t,,", .doccano),
        ("__label__billing t\n", .doccano),
    ])
    func aToolIsKnownByItsFirstRecord(text: String, format: FileFormat) throws {
        let chosen = try #require(try chosen(text))
        #expect(chosen.format == format && chosen.reason?.isEmpty == false)
    }

    @Test(arguments: [
        #"{"text":"t","label":"spam"}"#, #"{"text":"t","label":["a"],"id":1}"#, #"{"text":"t","answer":"accept"}"#,
        #"{"text":"t","answer":"maybe","_timestamp":1}"#,
        #"{"text":"t","data":{"a":1},"annotations":[],"predictions":[]}"#,
        #"{"data":{"message":"t"},"annotations":{"a":1}}"#, #"{"data":{"message":"t"},"level":"info"}"#,
        #"{"text":"t","fields":{"a":1},"suggestions":{},"responses":{}}"#, #"{"fields":{"a":1},"message":"t"}"#,
        #"{"text":"t","label.suggestion":"a"}"#, #"{"question":"q","choices":["a"],"answer":"accept"}"#,
        #"{"text":"t","label":"a","Comments":"none"}"#, #"{"text":"t","meta":{"_input_hash":1,"_task_hash":2}}"#,
        #"{"text":"t","_input_hash":"x","_task_hash":"y"}"#,
        #"{"text":"t","gold":"billing","_input_hash":1,"_task_hash":2}"#, "[1,2]", "{", "",
    ])
    func whatIsOfNoToolStaysWhatItWas(text: String) throws {
        #expect(try [.jsonl, .text].contains(chosen(text)?.format ?? .jsonl))
    }

    @Test func plainLinesAndTablesStayWhatTheyAre() throws {
        #expect(try chosen("__label__ is how fastText marks a label\n")?.format == .text)
        #expect(try chosen("__label__unknown t\n")?.format == .text)
        #expect(try chosen("id,text,label\n1,t,x", name: "a.csv")?.format == .csv)
        #expect(try chosen("text\tlabel\nt\tx")?.format == .tsv)
    }

    @Test func ourOwnLinesAreNeverTakenForAnothers() throws {
        var random = SeededGenerator(seed: 11)
        let keys = [
            "answer", "_timestamp", "_input_hash", "_task_hash", "data", "annotations", "fields", "suggestions",
            "responses", "label", "Comments", "annotator", "annotation_id", "lead_time", "q.suggestion",
            "q.suggestion.score",
        ]
        for _ in 0..<500 {
            var item = AnnotatedItem.random(&random)
            for key in keys where random.chance() { item.item.meta[key] = random.json() }
            let truth = GroundTruth.resolve(decisions: item.decisions, gold: item.gold)
            let line = GroundTruthDocument.line(item, truth: truth).rendered()
            #expect(try chosen(line)?.format == .jsonl, "\(line)")
        }
    }

    @Test func aNamedFormatIsTakenAtItsWord() throws {
        for format in [FileFormat.prodigy, .labelStudio, .argilla, .doccano] {
            let reader = try ItemReader(
                .bytes(Array("{\"x\":1}\n".utf8), name: "a.csv"), options: ReadingOptions(format: format))
            guard case .rejected = try reader.next() else {
                Issue.record("\(format) took an object without a text")
                continue
            }
            #expect(reader.chosenFormat?.format == format && reader.chosenFormat?.reason == nil)
        }
    }

    @Test func anyCutOfTheInputGivesTheSame() throws {
        let text =
            "\n[\n {\"id\":1,\"data\":{\"text\":\"a\"},\"annotations\":[],\"predictions\":[]},\n{\"data\":{\"text\":\"b\"}} ]\n"
        let csv = "annotation_id,annotator,lead_time,id,text\n1,1,1,5,\"a\nb\"\n2,1,1,6,c\n"
        for chunk in [1, 2, 7, 4096] {
            #expect(try read(text, labels: supportLabels(), chunk: chunk).texts == ["a", "b"])
            #expect(try read(csv, labels: supportLabels(), chunk: chunk).texts == ["a\nb", "c"])
            let options = ReadingOptions(format: .labelStudio)
            #expect(try read(csv, options, labels: supportLabels(), chunk: chunk).texts == ["a\nb", "c"])
        }
    }
}

@Suite struct ClassNamesTests {
    private func read(_ name: String, _ text: String, beside: [String: String] = [:], field: String = "label") throws
        -> (
            [Label?], [String], [String]
        )
    {
        let folder = FileManager.default.temporaryDirectory.appending(path: "renga-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, text) in beside {
            try text.write(to: folder.appending(path: name), atomically: true, encoding: .utf8)
        }
        try text.write(to: folder.appending(path: name), atomically: true, encoding: .utf8)
        let reader = try ItemReader(
            .path(folder.appending(path: name).path), options: ReadingOptions(goldField: field), labels: supportLabels()
        )
        var records: [ReadRecord] = []
        while let record = try reader.next() { records.append(record) }
        return (records.items.map(\.gold), records.reasons, reader.remarks)
    }

    private let lines = "{\"text\":\"a\",\"label\":2}\n{\"text\":\"b\",\"label\":-1}\n{\"text\":\"c\",\"label\":0}\n"

    @Test func withoutADescriptionNumbersAreTheTasksLabelsInTheirOrder() throws {
        let (gold, _, notices) = try read("a.jsonl", lines)
        #expect(gold == [Label("other"), nil, Label("billing")])
        #expect(notices.count == 1 && notices[0].contains("in their order") && notices[0].contains("0 is billing"))
    }

    @Test func aDescriptionBesideTheFileNamesThem() throws {
        let info = #"{"features":{"label":{"names":["shipping","x","billing"],"_type":"ClassLabel"}}}"#
        let card = """
            ---
            license: mit
            dataset_info:
              features:
              - name: text
                dtype: string
              - name: label
                dtype:
                  class_label:
                    names:
                      '0': shipping
                      '1': "x"
                      '2': billing
              - name: other
            ---
            # Words
            """
        for beside in [["dataset_info.json": info], ["README.md": card]] {
            let (gold, _, notices) = try read("a.jsonl", lines, beside: beside)
            #expect(gold == [Label("billing"), nil, Label("shipping")], "\(beside.keys)")
            #expect(notices.count == 1 && notices[0].contains(beside.keys.first ?? "?"))
        }
    }

    @Test func tablesAndNamesDoTheSame() throws {
        let (gold, _, notices) = try read("a.csv", "text,label\na,2\nb,-1\nc,billing\n")
        #expect(gold == [Label("other"), nil, Label("billing")] && notices.count == 1)
        let (names, _, none) = try read("a.csv", "text,label\na,other\n")
        #expect(names == [Label("other")] && none.isEmpty, "where no number was read, nothing is said")
    }

    @Test func aNumberWithoutAClassRejectsItsLine() throws {
        let (_, reasons, _) = try read(
            "a.jsonl",
            "{\"text\":\"a\",\"label\":3}\n{\"text\":\"a\",\"label\":1.5}\n{\"text\":\"a\",\"label\":99999999999999999999}\n"
        )
        #expect(reasons.count == 3 && reasons.allSatisfy { $0.contains("classes 0 to 2") })
    }
}
