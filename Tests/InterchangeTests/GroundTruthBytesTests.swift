import Interchange
import Labeling
import TestSupport
import Testing

@Suite struct GroundTruthBytesTests {
    /// The document, made of values and rendered: slow, and plain to read.
    private func slowly(_ item: AnnotatedItem, _ truth: GroundTruth?, _ labels: LabelSet?) -> [UInt8] {
        Array(GroundTruthDocument.line(item, truth: truth, labels: labels).rendered().utf8)
    }

    private func quickly(_ item: AnnotatedItem, _ truth: GroundTruth?, _ labels: LabelSet?) -> [UInt8] {
        var bytes: [UInt8] = []
        GroundTruthDocument.append(item, truth: truth, labels: labels, to: &bytes)
        return bytes
    }

    @Test func bytesAreThoseOfTheDocument() throws {
        var random = SeededGenerator(seed: 11)
        let several = try LabelSet(
            ["billing", "account", "Größe", "a \"b\""].map { LabelDefinition(label: Label($0)) }, allowsSeveral: true)
        for round in 0..<2_000 {
            var item = AnnotatedItem.random(&random)
            if round % 7 == 0 { item.item.images = ["a.png", "b\u{85}.png"] }
            if round % 5 == 0, !item.decisions.isEmpty {
                item.decisions[0].exposure = Exposure(
                    peers: ["bo"], masked: true, order: "uncertain", seen: false, draw: "random", weight: 0.1,
                    columns: 80)
                item.decisions[0].act = Act(key: "k\"", kind: .policy)
            }
            let policy = TruthPolicy.allCases.randomElement(using: &random) ?? .single
            var truth = GroundTruth.resolve(
                decisions: item.decisions, gold: item.gold, policy: policy, needed: Int(random.next() % 3) + 1)
            if round % 3 == 0 { truth?.probability = random.number(to: 1) }
            for labels in [nil, several] {
                let fast = quickly(item, truth, labels)
                #expect(fast == slowly(item, truth, labels), "\(String(decoding: fast, as: UTF8.self))")
            }
        }
    }

    @Test func anEventOfTheLogIsWrittenAsItsDocument() {
        var random = SeededGenerator(seed: 12)
        for round in 0..<500 {
            let prediction = Prediction.random(&random)
            let item = round % 9 == 0 ? nil : Item.ID(random.text())
            let at = Timestamp(milliseconds: Int64(round) * 86_399_999)
            var bytes: [UInt8] = []
            GroundTruthDocument.append(prediction, at: at, of: item, to: &bytes)
            let document = JSONDocument.object([
                .init("at", .string(at.rfc3339)), .init("item", JSONDocument(item?.value)),
                .init("event", .string("prediction")),
                .init("prediction", GroundTruthDocument.prediction(prediction)),
            ])
            #expect(bytes == Array(document.rendered().utf8))
        }
    }

    @Test(
        arguments: [
            0, 1, 9, 10, 59_999, 86_399_999, 951_782_400_000, 951_868_799_001, 4_107_542_399_999, 253_402_300_799_999,
            253_402_300_800_000, -1, -62_167_219_200_000, .max, .min,
        ] as [Int64])
    func everyTimeIsWrittenAsRFC3339HasIt(milliseconds: Int64) {
        let decision = Decision(reviewer: "ana", verdict: .reject, at: Timestamp(milliseconds: milliseconds))
        let item = AnnotatedItem(item: Item(id: Item.ID("1"), text: "a"), decisions: [decision])
        let truth = GroundTruth(label: nil, provenance: .single, decision: decision)
        #expect(quickly(item, truth, nil) == slowly(item, truth, nil))
    }

    @Test(arguments: [0, 1, 999_999, 1_000_000, 1_000_001, 982_000_001, 12_000_000_000_000, .max, -5, .min] as [Int64])
    func everyAmountIsExact(picodollars: Int64) {
        for cost in [
            Cost.charged(Money(picodollars: picodollars)), .estimated(Money(picodollars: picodollars), as: "m\u{1}"),
        ] {
            var prediction = Prediction(model: "m", cost: cost)
            prediction.usage = Usage(inputTokens: .max, outputTokens: .min, reasoningTokens: -1)
            prediction.confidence = .nan
            let item = AnnotatedItem(item: Item(id: Item.ID("1"), text: "a"), predictions: [prediction])
            #expect(quickly(item, nil, nil) == slowly(item, nil, nil))
        }
    }

    @Test func anEscapeIsFoundAtEveryPlaceOfAText() {
        for odd in [
            "\"", "\\", "\u{0}", "\u{1F}", "\u{7F}", "\u{80}", "\u{9F}", "\u{A0}", "\u{2028}", "\u{2029}", "\u{202A}",
            "é",
        ] {
            for place in 0..<36 {
                let text = String(repeating: "x", count: place) + odd + String(repeating: "y", count: 35 - place)
                let item = AnnotatedItem(item: Item(id: Item.ID(odd), text: text))
                #expect(quickly(item, nil, nil) == slowly(item, nil, nil))
            }
        }
    }

    @Test func metaInPlainJSONIsWrittenAsItsValuesWouldBe() throws {
        var random = SeededGenerator(seed: 3)
        var plain = 0
        for _ in 0..<4_000 {
            let meta: [String: JSONValue] = [
                "k": random.json(), "a": .string(random.text()), "b": .integer(Int64(random.next() % 100)),
            ]
            let json = JSONDocument(meta).rendered()
            guard let item = Item(id: Item.ID("1"), text: "a", plainMeta: json) else { continue }
            plain += 1
            #expect(item.meta == meta)
            #expect(item == Item(id: Item.ID("1"), text: "a", meta: meta))
            let annotated = AnnotatedItem(item: item)
            #expect(quickly(annotated, nil, nil) == slowly(annotated, nil, nil))
        }
        // One in ten has neither a letter that is escaped nor a number with a point.
        #expect(plain > 300, "\(plain)")
    }

    @Test(arguments: [
        #"{"a":1.0}"#, #"{"a":1e3}"#, #"{"a":-0}"#, #"{"a":01}"#, #"{"a":1234567890123456789}"#, #"{"b":1,"a":2}"#,
        #"{"a":1,"a":2}"#, #"{"é":1}"#, #"{"a": 1}"#, #"{"a":"\u0041"}"#, #"{"a":"\/"}"#, "{\"a\":\"\u{85}\"}",
        "{\"a\":\"\u{2028}\"}", "{\"a\":\"\u{7F}\"}", "{\"a\":\"\n\"}", #"{"a":1}x"#, #"{"a":1"#, #"[1]"#, "", "{",
        #"{"a":tru}"#,
        #"{"a":"x"#, #"{"a":"\"#, #"{"a":}"#, #"{,}"#, #"{"a":[1,]}"#,
    ])
    func whatIsNotPlainGoesTheLongWay(json: String) {
        #expect(Item(id: Item.ID("1"), text: "a", plainMeta: json) == nil)
    }

    @Test func nestingBeyondAllUseIsNotPlainAndNoTrap() {
        let json = "{\"a\":" + String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000) + "}"
        #expect(Item(id: Item.ID("1"), text: "a", plainMeta: json) == nil)
    }
}
