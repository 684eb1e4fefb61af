import Interchange
import Labeling
import Testing

@Suite struct DoccanoTests {
    @Test func aListOfLabelsIsTheGroundTruth() throws {
        let item = try #require(
            try foreignItem(.doccano, #"{"id":12,"text":"t","label":["other"],"Comments":["why?"],"shop":"x"}"#))
        #expect(item.gold == Label("other") && item.decisions.isEmpty && item.item.id.value == "12")
        #expect(item.item.shownMeta.map(\.key) == ["shop"])
        let open = try #require(try foreignItem(.doccano, #"{"id":12,"text":"t","label":[],"Comments":[]}"#))
        #expect(open.gold == nil)
    }

    @Test(arguments: [
        #"{"id":12,"text":"t","label":["other"],"Comments":["why?"],"shop":"x","n":{"a":[1]}}"#,
        #"{"id":12,"text":"t","label":[],"Comments":[]}"#, #"{"id":"x","data":"t","labels":["other"],"Comments":[]}"#,
        #"{"text":"t","label":["billing"]}"#,
    ])
    func whatDoccanoWroteComesBack(record: String) throws {
        #expect(try lostOnTheWay(.doccano, record) == [])
    }

    @Test func aTablesLabelsAreJoinedByHashes() throws {
        let csv = "id,text,label,Comments,shop\n1,\"a, b\",billing#other,c1#c2,x\n2,t,,,\n"
        let items = try read(csv, labels: supportLabels(several: true)).items
        #expect(items.map(\.gold) == [Label("billing|other"), nil])
        #expect(try written(.doccano, [items[0]], several: true).text.contains(#""Comments":["c1","c2"]"#))
        let named = try LabelSet([LabelDefinition(label: Label("c#")), LabelDefinition(label: Label("c"))])
        #expect(try read("id,text,label,Comments\n1,t,c#,\n", labels: named).items.map(\.gold) == [Label("c#")])
    }

    @Test func linesOfFastTextAreReadAsDoccanoReadsThem() throws {
        let labels = try LabelSet(["spam link", "ok"].map { LabelDefinition(label: Label($0)) })
        let text = "__label__spam_link Win  a phone\n__label__ok hello __label\nplain\n__label__ok\n"
        let records = try read(text, ReadingOptions(format: .doccano), labels: labels)
        #expect(records.items.map(\.gold) == [Label("spam link"), Label("ok"), nil])
        #expect(records.texts == ["Win  a phone", "hello __label", "plain"])
        #expect(records.reasons.count == 1 && records.reasons[0].contains("is empty"))
    }

    @Test func ourExportSaysWhatItLeavesOut() throws {
        var item = AnnotatedItem(
            item: Item(id: Item.ID("t-1"), text: "a", meta: ["text": .string("b"), "n": .integer(1)]),
            predictions: [Prediction(model: "haiku", label: Label("other"), rationale: "so")])
        item.decisions = [
            Decision(reviewer: "ana", verdict: .override(Label("other")), at: Timestamp(milliseconds: 5), note: "hm")
        ]
        let out = try written(.doccano, [item, item])
        #expect(
            out.text.hasPrefix(#"{"id":"t-1","text":"a","label":["other"],"Comments":["hm"],"n":1}"# + "\n"))
        #expect(
            out.losses == [
                "decisions.action": 2, "decisions.at": 2, "decisions.reviewer": 2, "decisions.shown": 2, "meta": 2,
                "predictions": 2, "provenance": 2,
            ])
    }

    @Test func theAnswerThatNoLabelFitsIsSaidToBeLost() throws {
        var item = AnnotatedItem(item: Item(id: Item.ID("t-1"), text: "a"))
        item.decisions = [
            Decision(reviewer: "ana", verdict: .override(Label("(none)")), at: Timestamp(milliseconds: 5))
        ]
        let out = try written(.doccano, [item], several: true)
        #expect(out.text.contains(#""label":[]"#) && out.losses["label"] == 1)
    }

    @Test func recordsThatCannotBeTakenSayWhy() throws {
        for (record, words) in [
            (#"{"text":"t","label":[[0,1,"X"]]}"#, "document classification"),
            (#"{"text":"t","label":["x"]}"#, "not one of the task's labels"),
            (#"{"text":"t","label":["other","billing"]}"#, "several labels"), (#"{"label":["other"]}"#, "missing"),
        ] {
            let reasons = try foreignReasons(.doccano, record)
            #expect(reasons.count == 1 && reasons[0].contains(words), "\(record): \(reasons)")
        }
    }
}
