import Interchange
import Labeling
import TestSupport
import Testing

/// Batches must hold what the decoders give, whatever the bytes are.
@Suite struct BatchReadingTests {
    private static let lines = [
        #"{"id":"t-1","text":"I was charged twice","meta":{"channel":"email","lang":"en"}}"#,
        #"{"text":"no id","gold":"billing"}"#,
        #"{"id":17,"text":"größer 漢字 \u00e9\ud83d\ude00 \"q\" \n","n":1.50,"x":[1,2.0,{"y":null}],"z":true}"#,
        #"{"id":"","text":"t","gold":" ","meta":null,"image":null}"#,
        #"{"id":"a","text":"t","meta":{"a":1},"a":2,"b":"c"}"#,
        #"{"id":"n","text":"t","a":-0,"b":1e3,"c":0.0,"d":12345678901234567890,"e":-12.340,"f":0.1234567890123456789}"#,
        #"{"id":"k","text":"t","é":1,"e\u0301":2,"K":3,"注文":4}"#,
        #"{"id":"p","text":"t","predictions":[{"model":"claude-haiku-4-5-20251001","label":"billing","confidence":0.93,"rationale":"because","usage":{"input_tokens":812,"output_tokens":34,"cache_creation_input_tokens":0,"cache_read_input_tokens":0},"cost_usd":"0.000982","latency_ms":640,"at":"2026-11-01T09:30:00Z"},{"model":"m","label":"none","outcome":null,"service":"batch","samples":3}],"meta":{"k":"v"}}"#,
        #"{"id":"d","text":"t","predictions":[{"model":"m","label":"Account","confidence":0}],"decisions":[{"reviewer":"ana","action":"accept","at":"2026-11-01T09:30:00Z","seconds":3.2,"note":"n","shown":["m"]},{"reviewer":"bo","action":"override","label":"account","at":"2026-11-01T09:31:00Z","undone_at":"2026-11-01T09:32:00Z","probability":0.5,"unclear":true,"adjudication":false}],"label":"account","provenance":"single"}"#,
        #"{"id":"o","text":"t","predictions":[{"model":"m","outcome":"refusal","confidence_source":"stated","stop_reason":"refusal","is_repair":true}]}"#,
        #"{"id":"e","text":"t","label":"billing","action":"override","reviewer":"ana","decided_at":"2026-11-01T09:30:00Z","provenance":"single","decisions":[]}"#,
        #"{"id":"i","text":"t","image":"a.png","reviewers":[1],"unclear":false,"truth_probability":0.2}"#,
        #"{"text":"   "}"#,
        #"{"text":"\u00a0\u2003"}"#,
        #"{"text":"漢"}"#,
        #"["not an object"]"#,
        #"  {"text" : "spaced" , "meta" : { "a" : [ 1 , 2 ] } }  "#,
    ]

    private static let pieces = [
        "\"", "\\", "{", "}", "[", "]", ",", ":", "null", "true", "1e5", "-0", "0.10", "\\u0000", "\\ud800", "\\udc00",
        "\\u00e9",
        "\u{0}", "\u{7F}", "\u{85}", "\u{A0}", "\u{FEFF}", "e\u{301}", "\n", "\r", "\t", " ", "text", "meta", "id",
        "gold",
        "\"text\":\"x\",", "\"meta\":{},", "\"gold\":\"billing\",", "\"decisions\":[],", "\"provenance\":null,",
        "\"label\":1,",
        "99999999999999999999", "[[[[[[[[[[[[", "]]]]]]]]]]]]",
    ]

    private func expectSame(_ bytes: [UInt8], _ options: ReadingOptions, _ labels: LabelSet?) throws {
        let slow = try readSlowly(bytes, options, labels: labels)
        for chunk in [7, 100_000] {
            let fast = try readBatches(bytes, options, labels: labels, chunk: chunk)
            #expect(fast.rejected == slow.rejected)
            #expect(fast.items.count == slow.items.count)
            for (fast, slow) in zip(fast.items, slow.items) {
                var fast = fast
                fast.isPlain = false
                if fast != slow {
                    Issue.record("\(String(decoding: slow.record, as: UTF8.self)): \(fast), decoded as \(slow)")
                }
            }
        }
    }

    private func mutated(_ line: String, _ random: inout SeededGenerator) -> [UInt8] {
        var bytes = Array(line.utf8)
        for _ in 0..<Int.random(in: 0...3, using: &random) {
            let place = Int.random(in: 0...bytes.count, using: &random)
            switch Int.random(in: 0..<5, using: &random) {
            case 0 where place < bytes.count: bytes[place] = UInt8.random(in: 0...255, using: &random)
            case 1 where place < bytes.count: bytes.remove(at: place)
            case 2:
                let end = min(place + Int.random(in: 0...20, using: &random), bytes.count)
                bytes.removeSubrange(place..<end)
            case 3:
                let end = min(place + Int.random(in: 0...20, using: &random), bytes.count)
                bytes.insert(contentsOf: bytes[place..<end], at: Int.random(in: 0...bytes.count, using: &random))
            default:
                bytes.insert(contentsOf: (Self.pieces.randomElement(using: &random) ?? "").utf8, at: place)
            }
        }
        return bytes
    }

    @Test(arguments: [false, true])
    func batchesOfMutatedObjectsHoldWhatTheDecoderGives(several: Bool) throws {
        var random = SeededGenerator(seed: several ? 2 : 1)
        let definitions = ["billing", "account"].map { LabelDefinition(label: Label($0)) }
        let labels = try LabelSet(definitions, allowsSeveral: several)
        for round in 0..<150 {
            var bytes: [UInt8] = []
            for line in Self.lines {
                bytes += mutated(line, &random)
                bytes.append(10)
            }
            try expectSame(
                bytes, ReadingOptions(format: .jsonl, maximumRecordBytes: 2_000), round % 5 == 0 ? nil : labels)
        }
    }

    @Test func batchesOfAnArrayHoldWhatTheDecoderGives() throws {
        var random = SeededGenerator(seed: 3)
        let labels = try labelSet("billing", "account")
        for _ in 0..<20 {
            let elements = Self.lines.map { mutated($0, &random) }
            let bytes = Array("[".utf8) + Array(elements.joined(separator: Array(",\n".utf8))) + Array("]".utf8)
            try expectSame(bytes, ReadingOptions(format: .jsonl, maximumRecordBytes: 2_000), labels)
        }
    }

    @Test(arguments: [FileFormat.csv, .tsv])
    func batchesOfMutatedTablesHoldWhatTheDecoderGives(format: FileFormat) throws {
        var random = SeededGenerator(seed: 4)
        let labels = try labelSet("billing", "account")
        let comma = format == .csv ? "," : "\t"
        let rows = [
            ["a1", "plain", "billing", "x"], ["", "no id, and no gold", "", "größer"],
            ["a2", "tab\there", " ", "\u{1}\u{7F}"],
            ["a3", "\"quoted \"\"twice\"\", and\nbroken\"", "Account", "\"\""], ["a4", "   ", "billing", ""],
            ["a5", "q", "other", "\"open"], ["", "", "", ""], ["a6", "漢字 \"in\" it", "account", "\\"],
        ]
        for _ in 0..<60 {
            var bytes = Array(["id", "text", "gold", "more \"x\""].joined(separator: comma).utf8) + [10]
            for row in rows {
                bytes += mutated(row.joined(separator: comma), &random)
                bytes += random.next() % 3 == 0 ? [13, 10] : [10]
            }
            try expectSame(bytes, ReadingOptions(format: format, maximumRecordBytes: 300), labels)
        }
    }

    @Test func batchesOfMutatedTextHoldWhatTheDecoderGives() throws {
        var random = SeededGenerator(seed: 5)
        for _ in 0..<60 {
            var bytes: [UInt8] = []
            for line in Self.lines + ["", "  ", "\u{85}\u{A0}", "\u{2003}漢"] { bytes += mutated(line, &random) + [10] }
            try expectSame(bytes, ReadingOptions(format: .text, maximumRecordBytes: 400), nil)
        }
    }

    @Test func ordinaryRecordsAreTakenAsBytesHoweverTheyAreWritten() throws {
        let lines = [0, 1, 2, 3, 16].map { Self.lines[$0] }.joined(separator: "\n")
        let content = try readBatches(Array(lines.utf8), ReadingOptions(format: .jsonl))
        #expect(content.items.count == 5 && content.items.allSatisfy(\.isPlain))
        let export = try readBatches(Array(Self.lines[8].utf8), ReadingOptions(format: .jsonl))
        #expect(export.items.first?.item.decisions.count == 2)
        #expect(export.items.first?.item.item.meta == [:])
    }

    @Test func aBatchIsAsLargeAsItIsAskedToBe() throws {
        let lines = (0..<1000).map { "{\"id\":\"\($0)\",\"text\":\"some text\"}\n" }.joined()
        let reader = try ItemReader(.bytes(Array(lines.utf8), name: "lines"))
        var batch = ReadBatch()
        #expect(try reader.nextBatch(into: &batch, limits: BatchLimits(records: 10, weight: 1 << 20)) == .full)
        #expect(batch.count == 10 && batch.line(ofEntry: 9) == 10)
        #expect(reader.position.line == 11)
        #expect(reader.position.offset == Int64(10 * "{\"id\":\"0\",\"text\":\"some text\"}\n".utf8.count))
        batch.removeAll()
        #expect(try reader.nextBatch(into: &batch, limits: BatchLimits(records: 1000, weight: 10_000)) == .full)
        #expect(batch.weight >= 10_000 && batch.weight < 12_000)
    }

    @Test func aRecordOfMoreThanAMegabyteMakesItsBatchHeavy() throws {
        let long = String(repeating: "x ", count: 1 << 19)
        let lines = ["{\"text\":\"short\"}", "{\"text\":\"\(long)\"}", "not json \(long)", "{\"text\":\"last\"}"]
        let reader = try ItemReader(.bytes(Array(lines.joined(separator: "\n").utf8), name: "lines"))
        var batch = ReadBatch()
        var heavy: [Bool] = []
        while try reader.nextBatch(into: &batch, limits: BatchLimits(records: 1, weight: 1 << 24)) != .end {
            heavy.append(batch.isHeavy)
            batch.removeAll()
        }
        #expect(heavy == [false, true, true, false])
    }
}
