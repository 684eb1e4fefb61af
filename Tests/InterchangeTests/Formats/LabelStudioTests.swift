import Interchange
import Labeling
import Testing

@Suite struct LabelStudioTests {
    /// A task as Label Studio exports it.
    private let task = #"""
        {"id":1,"data":{"text":"Where is it?","ext":"t1","n":3},"project":83,"inner_id":4,"updated_at":"2021-03-09T22:16:08.746926Z",
        "meta":{"a":[1]},"drafts":[],"annotations":[
        {"id":1001,"completed_by":{"id":7,"email":"ana@x.org","first_name":""},"was_cancelled":false,"ground_truth":true,
        "created_at":"2021-03-09T22:16:08.728353Z","updated_at":"2021-03-09T22:16:09Z","lead_time":4.288,"result_count":1,"task":1,
        "unique_id":"c0","result":[{"id":"r1","from_name":"team","to_name":"text","type":"choices","origin":"manual",
        "value":{"choices":["shipping"]}},{"id":"r2","from_name":"words","to_name":"text","type":"labels",
        "value":{"start":0,"end":5,"labels":["Q"]}}]},
        {"id":1002,"completed_by":8,"was_cancelled":true,"ground_truth":false,"created_at":"2021-03-09T22:20:00Z",
        "lead_time":1.5,"result":[]}],
        "predictions":[{"id":5,"model_version":"haiku","score":0.91,"created_at":"2021-03-01T00:00:00.123456Z",
        "result":[{"id":"p1","from_name":"team","to_name":"text","type":"choices","value":{"choices":["billing"]}}]},
        {"id":6,"model_version":"ner","score":17,"result":[{"id":"p2","from_name":"words","to_name":"text","type":"labels",
        "value":{"start":0,"end":5,"labels":["Q"]}}]},
        {"id":7,"model_version":"old","score":3.5,"result":[{"id":"p3","from_name":"team","to_name":"text","type":"choices",
        "value":{"choices":["returns"]}}]}]}
        """#

    @Test func aTaskIsAnItemItsAnnotationsDecisions() throws {
        let item = try #require(try foreignItem(.labelStudio, "[\(task)]"))
        #expect(item.item.id.value == "1" && item.item.text == "Where is it?")
        #expect(item.item.shownMeta.map(\.key) == ["ext", "n"])
        #expect(item.decisions.map(\.reviewer) == ["ana@x.org", "8"])
        #expect(item.decisions.map(\.verdict) == [.override(Label("shipping")), .skip])
        #expect(item.decisions.map(\.seconds) == [4.288, 1.5] && item.decisions[0].isAdjudication)
        #expect(item.decisions[0].at.rfc3339 == "2021-03-09T22:16:08.728Z")
        #expect(item.decisions[0].shown == ["haiku", "old"])
        #expect(item.predictions.map(\.model) == ["haiku", "old"])
        #expect(item.predictions[0].label == Label("billing") && item.predictions[0].confidence == 0.91)
        #expect(item.predictions[1].outcome == .invalidOutput && item.predictions[1].invalidAnswer == "returns")
        #expect(item.predictions[1].confidence == nil, "a score above 1 is no confidence")
    }

    @Test func whatLabelStudioWroteComesBack() throws {
        #expect(try foreignReasons(.labelStudio, "[\(task)]") == [])
        let item = try #require(try foreignItem(.labelStudio, "[\(task)]"))
        let out = try written(.labelStudio, [item])
        let first = try #require(try out.records().first)
        // The annotations and predictions about other questions come after those about ours.
        var given = try JSONDocument.parse(Array(task.utf8))
        guard case .object(var members) = given, let place = members.firstIndex(where: { $0.key == "predictions" }),
            case .array(let said) = members[place].value
        else { return }
        members[place].value = .array([said[0], said[2], said[1]])
        given = .object(members)
        #expect(missing(given, in: first) == [])
    }

    @Test(arguments: [
        #"{"id":9,"data":{"text":"t"},"annotations":[],"predictions":[]}"#,
        #"{"id":9,"data":{"body":"t","id":12},"annotations":[{"id":1,"completed_by":3,"created_at":"2021-03-09T22:16:08Z","result":[{"id":"x","from_name":"label","to_name":"body","type":"choices","value":{"choices":["other"]}}]}]}"#,
        #"{"data":{"text":"t","image":"s3://b/x.png"},"annotations":[{"result":[],"was_cancelled":false,"lead_time":null}]}"#,
        #"{"data":{"text":"t","image":"a.png"},"annotations":[{"ground_truth":true,"was_cancelled":false,"result":[{"id":"g1","from_name":"label","to_name":"text","type":"choices","value":{"choices":["other"]}}]}]}"#,
        #"{"data":{"text":"t"},"predictions":[{"model_version":null,"result":[{"from_name":"label","to_name":"text","type":"choices","value":{"choices":["other"]},"score":0.2}]}],"annotations":[{"completed_by":1,"created_at":"2021-03-09T22:16:08Z","result":[{"type":"textarea","from_name":"why","to_name":"text","value":{"text":["x"]}}]}]}"#,
    ])
    func otherTasksComeBackToo(record: String) throws {
        #expect(try lostOnTheWay(.labelStudio, record) == [])
    }

    @Test func severalChoicesAreASetWhereTheTaskAllowsThem() throws {
        let record =
            #"{"data":{"text":"t"},"annotations":[{"completed_by":1,"result":[{"from_name":"label","to_name":"text","#
            + #""type":"choices","value":{"choices":["other","billing"]}}]}]}"#
        let item = try #require(try foreignItem(.labelStudio, record, several: true))
        #expect(item.decisions.map(\.verdict) == [.override(Label("billing|other"))])
        #expect(try foreignReasons(.labelStudio, record)[0].contains("several labels"))
    }

    @Test func aSubmissionWithoutAnswerSaysThatNoLabelFits() throws {
        let record = #"{"data":{"text":"t"},"annotations":[{"completed_by":1,"result":[]}]}"#
        #expect(try foreignItem(.labelStudio, record)?.decisions.map(\.verdict) == [.reject])
        let several = try foreignItem(.labelStudio, record, several: true)
        #expect(several?.decisions.map(\.verdict) == [.override(LabelSet.none)])
    }

    @Test func rowsOfTheFlatFormsAreAnnotations() throws {
        let flat =
            #"[{"text":"t","n":1,"id":5,"team":"other","annotator":7,"annotation_id":31,"#
            + #""created_at":"2021-03-09T22:16:08.728353Z","updated_at":"2021-03-09T22:17:08Z","lead_time":2.5}]"#
        let csv =
            "annotation_id,annotator,created_at,id,lead_time,n,team,text,updated_at\n"
            + "31,7,2021-03-09T22:16:08.728353Z,5,2.5,1,other,t,2021-03-09T22:17:08Z\n"
        for (input, name) in [(flat, "x.json"), (csv, "x.csv")] {
            let records = try read(Array(input.utf8), labels: supportLabels(), name: name)
            let item = try #require(records.items.first, "\(records.reasons)")
            #expect(item.item.id.value == "5" && item.item.shownMeta.map(\.key) == ["n"])
            let decision = try #require(item.decisions.first)
            #expect(decision.verdict == .override(Label("other")) && decision.reviewer == "7")
            #expect(decision.seconds == 2.5 && decision.at.rfc3339 == "2021-03-09T22:16:08.728Z")
            let again = try #require(try written(.labelStudio, [item]).records().first)
            #expect(again["id"] == .number("5") && again["annotations"]?[0]?["id"] == .number("31"))
        }
    }

    @Test func severalChoicesOfACSVAreReadFromTheirJSON() throws {
        let csv =
            "annotation_id,annotator,id,label,lead_time,text\n1,2,3,\"{\"\"choices\"\": [\"\"other\"\", \"\"billing\"\"]}\",4,t\n"
        let item = try read(csv, labels: supportLabels(several: true)).items.first
        #expect(item?.decisions.map(\.verdict) == [.override(Label("billing|other"))])
    }

    @Test func ourExportHasAnnotationsPredictionsAndItsConfiguration() throws {
        var item = AnnotatedItem(
            item: Item(id: Item.ID("t-1"), text: "a", meta: ["shop": .string("x")]),
            predictions: [
                Prediction(model: "haiku", label: Label("billing"), confidence: 0.5, confidenceSource: .imported),
                Prediction(model: "opus", invalidAnswer: "?", outcome: .invalidOutput),
            ])
        item.decisions = [
            Decision(
                reviewer: "7", verdict: .accept(Label("billing")), at: Timestamp(milliseconds: 1_767_000_000_250),
                seconds: 3.25, note: "n", shown: ["haiku"]),
            Decision(reviewer: "ana", verdict: .skip, at: Timestamp(milliseconds: 1_767_000_001_000), shown: ["haiku"]),
        ]
        let out = try written(.labelStudio, [item])
        #expect(try written(.labelStudio, [item]).bytes == out.bytes)
        #expect(out.losses == ["decisions.note": 1, "decisions.shown": 1, "predictions": 1, "predictions.outcome": 1])
        #expect(out.warnings.count == 1 && out.warnings[0].contains("created_username"))
        item.decisions[0].note = ""
        item.predictions.removeLast()
        var again = try #require(try foreignItem(.labelStudio, out.text))
        again.item.meta["label_studio"] = nil
        #expect(again == item)
        let configuration = try #require(out.companions.first)
        #expect(configuration.name == "gold.config.xml")
        #expect(
            String(decoding: configuration.bytes, as: UTF8.self).contains(#"<Choice value="shipping" hotkey="2"/>"#))
    }

    @Test func theConfigurationTakesOverTheNamesOfTheSource() throws {
        let item = try #require(try foreignItem(.labelStudio, "[\(task)]"))
        let configuration = try #require(try written(.labelStudio, [item]).companions.first)
        #expect(String(decoding: configuration.bytes, as: UTF8.self).contains(#"<Choices name="team" toName="text""#))
    }

    @Test func recordsThatCannotBeTakenSayWhy() throws {
        let cases = [
            (#"{"data":[]}"#, "data must be an object"),
            (#"{"data":{"a":1,"b":2}}"#, "\"text\" of data is missing"),
            (#"{"data":{"text":"t"},"annotations":{}}"#, "\"annotations\" must be an array"),
            (
                #"{"data":{"text":"t"},"annotations":[{"result":[{"type":"choices","value":{"choices":["x"]}}]}]}"#,
                "not one of"
            ),
            (#"{"data":{"text":"t"},"annotations":[{"was_cancelled":1,"result":[]}]}"#, "true or false"),
            (#"{"data":{"text":"t","label_studio":1},"inner_id":4}"#, "rename it"),
        ]
        for (record, words) in cases {
            let reasons = try foreignReasons(.labelStudio, record)
            #expect(reasons.count == 1 && reasons[0].contains(words), "\(record): \(reasons)")
        }
    }
}
