import Interchange
import Labeling
import Testing

@Suite struct ArgillaTests {
    private let ana = "00000000-0000-0000-0000-000000000001"
    private let bo = "00000000-0000-0000-0000-000000000002"

    @Test func suggestionsArePredictionsAndResponsesDecisions() throws {
        let record =
            #"{"id":"t1","fields":{"text":"t"},"metadata":{"source":"forum"},"suggestions":{"label":{"value":"billing","#
            + #""score":0.91,"agent":"haiku"},"label_second":{"value":"other","score":null,"agent":"opus"}},"responses":"#
            + #"{"label":[{"value":"other","user_id":"\#(ana)"},{"value":null,"user_id":"\#(bo)","status":"discarded"},"#
            + #"{"value":"billing","user_id":"x","status":"draft"}]},"vectors":{"v":[0.5,1]},"_server_id":null}"#
        let item = try #require(try foreignItem(.argilla, record))
        #expect(item.predictions.map(\.model) == ["haiku", "opus"] && item.predictions[0].confidence == 0.91)
        #expect(item.decisions.map(\.verdict) == [.override(Label("other")), .skip])
        #expect(item.decisions.map(\.reviewer) == [ana, bo] && item.decisions[0].shown == ["haiku", "opus"])
        #expect(item.item.shownMeta.map(\.key) == ["source"])
        #expect(try lostOnTheWay(.argilla, record, policy: .single) == [])
    }

    @Test(arguments: [
        #"{"id":5,"fields":{"prompt":"t","context":[{"role":"user"}]},"metadata":{},"suggestions":{"team":{"value":"other","score":null,"agent":null},"quality":{"value":3,"score":0.2,"agent":"m"}},"responses":{"team":[{"value":"other","user_id":"00000000-0000-0000-0000-000000000001"}],"quality":[{"value":2,"user_id":"00000000-0000-0000-0000-000000000001"}]},"vectors":{},"status":"completed","_server_id":"b1"}"#,
        #"{"id":"a","fields":{"text":"t"},"metadata":{"k":["a","b"],"n":1.5},"suggestions":{},"responses":{},"vectors":{},"_server_id":null}"#,
        #"{"id":"a","fields":{"text":"t","image":"http://x/y.png"},"suggestions":{},"responses":{"label":[{"value":"other","user_id":"00000000-0000-0000-0000-000000000001","status":"discarded"}]}}"#,
    ])
    func whatArgillaWroteComesBack(record: String) throws {
        #expect(try lostOnTheWay(.argilla, record) == [])
    }

    @Test func flattenedColumnsSayTheSame() throws {
        let columns =
            #"{"id":"1","status":"pending","_server_id":null,"text":"t","x":"y","label.responses":["other","billing"],"#
            + #""label.responses.users":["\#(ana)","\#(bo)"],"label.responses.status":["submitted","discarded"],"#
            + #""label.suggestion":"billing","label.suggestion.score":0.5,"label.suggestion.agent":"haiku"}"#
        let csv =
            "id,text,x,label.responses,label.responses.users,label.responses.status,label.suggestion,"
            + "label.suggestion.score,label.suggestion.agent\n"
            + "1,t,y,\"['other', 'billing']\",\"['\(ana)', '\(bo)']\",\"['submitted', 'discarded']\",billing,0.5,haiku\n"
        for input in [columns, csv] {
            let records = try read(input, labels: supportLabels())
            let item = try #require(records.items.first, "\(records.reasons)")
            #expect(item.decisions.map(\.verdict) == [.override(Label("other")), .skip])
            #expect(item.decisions.map(\.reviewer) == [ana, bo])
            #expect(item.predictions.map(\.model) == ["haiku"] && item.predictions[0].confidence == 0.5)
            #expect(item.item.shownMeta.map(\.key) == ["x"])
        }
    }

    @Test func listsOfLabelsAreSetsWhereTheTaskAllowsThem() throws {
        let record =
            #"{"id":"1","fields":{"text":"t"},"suggestions":{"label":{"value":["other","billing"],"score":[0.5,0.5]}},"#
            + #""responses":{"label":[{"value":[],"user_id":"\#(ana)","status":"submitted"}]}}"#
        let item = try #require(try foreignItem(.argilla, record, several: true))
        #expect(item.predictions.map(\.label) == [Label("billing|other")])
        #expect(item.decisions.map(\.verdict) == [.override(LabelSet.none)])
    }

    @Test func ourExportIsReadBackButForTheNames() throws {
        var item = AnnotatedItem(
            item: Item(id: Item.ID("t-1"), text: "a", meta: ["n": .integer(2), "deep": .object(["a": .null])]),
            predictions: [
                Prediction(model: "haiku", label: Label("billing"), confidence: 0.5, confidenceSource: .imported),
                Prediction(model: "opus", label: Label("other")),
            ])
        item.decisions = [
            Decision(
                reviewer: "ana", verdict: .accept(Label("billing")), at: Timestamp(milliseconds: 0),
                shown: ["haiku", "opus"])
        ]
        let out = try written(.argilla, [item])
        #expect(try written(.argilla, [item]).bytes == out.bytes, "the users are the same every time")
        #expect(out.losses == ["decisions.reviewer": 1, "decisions.shown": 1, "meta": 1])
        let again = try #require(try foreignItem(.argilla, out.text))
        #expect(again.predictions == item.predictions)
        #expect(again.item.meta["deep"] == .string(#"{"a":null}"#))
        let user = try #require(again.decisions.first?.reviewer)
        let users = try #require(out.companions.last)
        #expect(users.name == "gold.users.json")
        #expect(try JSONDocument.parse(users.bytes)[user] == "ana")
        // RFC 9562: version 5, variant 10.
        #expect(user.count == 36 && Array(user)[14] == "5" && "89ab".contains(Array(user)[19]))
    }

    @Test func aTruthThatNobodySaidIsTheGold() throws {
        let gold = AnnotatedItem(item: Item(id: Item.ID("1"), text: "t"), gold: Label("other"))
        #expect(try foreignItem(.argilla, try written(.argilla, [gold]).text)?.gold == Label("other"))
    }

    @Test func recordsThatCannotBeTakenSayWhy() throws {
        let cases = [
            (#"{"fields":{"a":1,"b":2}}"#, "\"text\" of fields is missing"),
            (#"{"fields":[]}"#, "fields must be an object"),
            (#"{"fields":{"text":"t"},"responses":{"label":{}}}"#, "array of responses"),
            (#"{"fields":{"text":"t"},"responses":{"label":[{"value":"x"}]}}"#, "not one of the task's labels"),
            (
                #"{"fields":{"text":"t"},"responses":{"label":[{"value":"other","status":"maybe"}]}}"#,
                "submitted, draft"
            ),
            (#"{"fields":{"text":"t"},"suggestions":{"label":5}}"#, "suggestions.label must be an object"),
        ]
        for (record, words) in cases {
            let reasons = try foreignReasons(.argilla, record)
            #expect(reasons.count == 1 && reasons[0].contains(words), "\(record): \(reasons)")
        }
    }
}
