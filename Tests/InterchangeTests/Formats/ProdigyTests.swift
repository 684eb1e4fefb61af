import Interchange
import Labeling
import Testing

@Suite struct ProdigyTests {
    private func item(_ record: String, several: Bool = false) throws -> AnnotatedItem {
        try #require(try foreignItem(.prodigy, record, several: several))
    }

    private func decision(_ members: String, several: Bool = false) throws -> Decision? {
        try item(#"{"text":"t","_timestamp":1767000000,"_annotator_id":"ana",\#(members)}"#, several: several)
            .decisions.first
    }

    @Test func anAcceptedBinaryQuestionIsADecisionForItsLabel() throws {
        let item = try item(
            #"{"text":"Where is it?","label":"shipping","score":0.91,"meta":{"id":"t1","score":0.91,"shop":"x"},"#
                + #""_input_hash":811234,"_task_hash":-90211,"_view_id":"classification","answer":"accept","#
                + #""_timestamp":1767000000,"_annotator_id":"mod-ana","_session_id":"mod-ana"}"#)
        #expect(item.item.id.value == "t1")
        #expect(item.predictions.map(\.model) == ["prodigy"] && item.predictions[0].confidence == 0.91)
        let decision = try #require(item.decisions.first)
        #expect(decision.verdict == .accept(Label("shipping")) && decision.reviewer == "mod-ana")
        #expect(decision.at == Timestamp(milliseconds: 1_767_000_000_000))
        #expect(decision.shown == ["prodigy"], "a decision beside a score is none that was made blind")
        #expect(item.item.shownMeta.map(\.key) == ["shop"], "scores and hashes are not for reviewers")
    }

    @Test func aChoiceIsADecisionAndItsOptionsScoresAModelsAnswer() throws {
        let item = try item(
            #"{"text":"t","options":[{"id":1,"text":"billing","meta":"0.20"},{"id":2,"text":"shipping","meta":"0.78"}],"#
                + #""accept":[2],"answer":"accept","config":{"choice_style":"single"},"_timestamp":1767000004}"#)
        #expect(item.decisions.map(\.verdict) == [.accept(Label("shipping"))])
        #expect(item.decisions.map(\.reviewer) == ["prodigy"])
        #expect(item.predictions.map(\.label) == [Label("shipping")] && item.predictions[0].confidence == 0.78)
    }

    @Test func whatAnAnswerMeans() throws {
        let choice = #""options":[{"id":"billing"},{"id":"other"}],"#
        let cases: [(String, Bool, Verdict?)] = [
            (choice + #""accept":["Billing"],"answer":"accept""#, false, .override(Label("billing"))),
            (choice + #""accept":[],"answer":"accept""#, false, .reject),
            (choice + #""accept":[],"answer":"accept""#, true, .override(LabelSet.none)),
            (choice + #""accept":["other","billing"],"answer":"accept""#, true, .override(Label("billing|other"))),
            (choice + #""accept":["other"],"answer":"reject""#, false, .reject),
            (choice + #""accept":[],"answer":"ignore""#, false, .skip),
            (choice + #""accept":[],"answer":"ignore","flagged":true"#, false, .flag),
            (#""label":"billing","answer":"accept""#, false, .override(Label("billing"))),
            (#""label":"billing","answer":"ignore""#, false, .skip),
            (#""cats":{"billing":0.0,"other":1.0},"answer":"accept""#, false, .override(Label("other"))),
            (#""spans":[],"answer":"accept""#, false, nil),
        ]
        for (members, several, verdict) in cases {
            #expect(try decision(members, several: several)?.verdict == verdict, "\(members)")
        }
    }

    @Test func aRejectedBinaryQuestionIsEvidenceAgainstItsLabelAndForNoOther() throws {
        let rejected = try decision(#""label":"billing","answer":"reject""#)
        #expect(rejected?.verdict == .skip && rejected?.note == "prodigy: reject billing")
        let accepted = try decision(#""label":"billing","answer":"accept""#, several: true)
        #expect(accepted?.verdict == .skip && accepted?.note == "prodigy: accept billing")
        let only = try read(
            #"{"text":"t","label":"spam","answer":"reject"}"#, ReadingOptions(format: .prodigy),
            labels: labelSet("spam"))
        #expect(only.items.first?.decisions.first?.verdict == .reject, "of one label there is no other")
    }

    @Test func aScoreUnderAHalfIsNoPrediction() throws {
        #expect(try item(#"{"text":"t","label":"billing","score":0.3}"#).predictions.isEmpty)
    }

    @Test func reviewGivesEachSessionsWordAndTheAdjudication() throws {
        let record =
            #"{"text":"t","options":[{"id":"billing"},{"id":"other"}],"accept":["other"],"answer":"accept","#
            + #""_timestamp":20,"_annotator_id":"boss","_session_id":"boss","_view_id":"review","view_id":"choice","#
            + #""versions":[{"text":"t","accept":["billing"],"answer":"accept","_timestamp":10,"sessions":["ds-ana","ds-bo"],"#
            + #""default":true,"_task_hash":7},{"accept":["other"],"answer":"accept","_timestamp":12,"sessions":["ds-cy"],"#
            + #""default":false}],"sessions":["ds-ana","ds-bo"]}"#
        let item = try item(record)
        #expect(item.decisions.map(\.reviewer) == ["ds-ana", "ds-bo", "ds-cy", "boss"])
        #expect(item.decisions.map(\.isAdjudication) == [false, false, false, true])
        let truth = GroundTruth.resolve(decisions: item.decisions, gold: nil, policy: .adjudicated, needed: 2)
        #expect(truth?.label == Label("other") && truth?.provenance == .adjudicated)
        #expect(try lostOnTheWay(.prodigy, record) == [])
    }

    @Test(arguments: [
        #"{"text":"t","label":"shipping","score":0.91,"meta":{"id":"t1","score":0.91},"_input_hash":1,"_task_hash":-2,"_view_id":"classification","answer":"accept","_timestamp":1767000000,"_annotator_id":"ana","_session_id":"ds-ana"}"#,
        #"{"text":"t","label":"shipping","score":0.3,"priority":0.3,"_view_id":"classification","answer":"reject","_timestamp":5}"#,
        #"{"text":"t","label":"other","answer":"ignore","id":7,"html":"<b>t</b>","tokens":[{"text":"t","id":0}]}"#,
        #"{"text":"t","options":[{"id":"billing","text":"B","meta":0.1},{"id":"other","text":"O","meta":0.9}],"accept":["other"],"answer":"accept","config":{"choice_style":"single","blocks":[1]},"_session_id":null,"_annotator_id":"2026-01-01_10-00-00","_timestamp":9}"#,
        #"{"text":"t","options":[{"id":"billing","text":"billing"},{"id":"shipping","text":"shipping"},{"id":"other","text":"other"}],"accept":["billing"],"answer":"reject","_timestamp":9}"#,
        #"{"text":"t","accept":[],"answer":"accept","options":[{"id":"billing","text":"billing"}],"_timestamp":9}"#,
        #"{"text":"t","accept":[],"answer":"ignore","flagged":true,"options":[],"_timestamp":9,"_annotator_id":"ana"}"#,
        #"{"text":"t","meta":{"source":"x","n":{"deep":[1,null,2.50]}},"spans":[{"start":0,"end":1,"label":"X"}],"answer":"accept"}"#,
        #"{"text":"t","image":"a.png","label":"billing","answer":"accept","_annotator_id":null}"#,
        #"{"text":"t"}"#, #"{"text":"t","meta":{}}"#, #"{"text":"t","meta":"words"}"#,
    ])
    func whatProdigyWroteComesBack(record: String) throws {
        #expect(try lostOnTheWay(.prodigy, record) == [])
    }

    @Test func aTruthThatNobodySaidIsTheGold() throws {
        let gold = AnnotatedItem(item: Item(id: Item.ID("1"), text: "t"), gold: Label("other"))
        let out = try written(.prodigy, [gold])
        #expect(out.text.contains(#""accept":["other"],"answer":"accept""#))
        #expect(try foreignItem(.prodigy, out.text) == gold)
    }

    @Test func whatOurExportHoldsIsReadBack() throws {
        var item = AnnotatedItem(
            item: Item(id: Item.ID("t-1"), text: "a \"b\"", meta: ["shop": .string("x")]),
            predictions: [
                Prediction(
                    model: "haiku", label: Label("billing"), confidence: 0.5, confidenceSource: .imported),
                Prediction(model: "opus", label: Label("other"), confidence: 1, confidenceSource: .imported),
            ])
        item.decisions = [
            Decision(
                reviewer: "ana", verdict: .override(Label("other")), at: Timestamp(milliseconds: 1_767_000_000_000),
                seconds: 3, shown: ["haiku", "opus"])
        ]
        let out = try written(.prodigy, [item])
        #expect(out.text.hasSuffix("}\n") && out.text.contains(#""_timestamp":1767000000,"_annotator_id":"ana""#))
        #expect(out.text.contains(#""first_model":"haiku","first_label":"billing","first_confidence":0.5"#))
        #expect(out.losses == ["decisions.seconds": 1, "decisions.shown": 1])
        item.decisions[0].seconds = nil
        #expect(try foreignItem(.prodigy, out.text) == item)
    }

    @Test func severalReviewersAreOneLineWithVersions() throws {
        func say(_ reviewer: String, _ label: String, _ at: Int64) -> Decision {
            Decision(reviewer: reviewer, verdict: .override(Label(label)), at: Timestamp(milliseconds: at * 1000))
        }
        let item = AnnotatedItem(
            item: Item(id: Item.ID("1"), text: "t"),
            decisions: [say("ana", "other", 1), say("bo", "billing", 2), say("cy", "other", 3)])
        let out = try written(.prodigy, [item], policy: .majority)
        let record = try #require(try out.records().first)
        #expect(record["accept"] == ["other"] && record["_annotator_id"] == .some(.null))
        #expect(record["versions"]?[0]?["sessions"] == ["ana", "cy"])
        let again = try #require(try foreignItem(.prodigy, out.text))
        #expect(Set(again.decisions.map(\.reviewer)) == ["ana", "bo", "cy"] && again.gold == nil)
        #expect(record["versions"]?[0]?["session_timestamps"] == .array([.number("1"), .number("3")]))
        #expect(again.decisions.sorted { $0.at < $1.at }.map(\.reviewer) == ["ana", "bo", "cy"])
        let truth = GroundTruth.resolve(decisions: again.decisions, gold: nil, policy: .majority, needed: 3)
        #expect(truth?.label == Label("other"))
    }

    @Test func linesThatCannotBeTakenSayWhy() throws {
        let cases = [
            (#"{"answer":"accept"}"#, "\"text\" is missing"),
            (#"{"text":"t","answer":"yes"}"#, "accept, reject or ignore"),
            (#"{"text":"t","label":"spam","answer":"accept"}"#, "\"spam\" is not one of the task's labels"),
            (#"{"text":"t","accept":"billing","answer":"accept"}"#, "\"accept\" must be an array"),
            (#"{"text":"t","accept":["billing","other"],"answer":"accept"}"#, "several labels"),
            (#"{"text":"t","label":"billing","answer":"accept","_timestamp":"x"}"#, "seconds since 1970"),
            (#"{"text":"t","label":"billing","answer":"accept","_timestamp":1e300}"#, "seconds since 1970"),
            (#"{"text":"t","versions":[1]}"#, "versions[0] must be an object"),
            (#"{"text":"t","prodigy":1,"meta":{"prodigy":2}}"#, "rename it"),
            (#"{"text""#, "not valid JSON"),
        ]
        for (record, words) in cases {
            let reasons = try foreignReasons(.prodigy, record)
            #expect(reasons.count == 1 && reasons[0].contains(words), "\(record): \(reasons)")
        }
    }
}

extension JSONDocument {
    subscript(index: Int) -> JSONDocument? {
        if case .array(let values) = self, values.indices.contains(index) { values[index] } else { nil }
    }
}
