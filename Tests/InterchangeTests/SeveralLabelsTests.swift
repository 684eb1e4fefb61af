import Interchange
import Labeling
import TestSupport
import Testing

/// Tasks in which an item can have several labels, or none.
@Suite struct SeveralLabelsTests {
    private func set() throws -> LabelSet {
        try LabelSet(
            ["refund", "billing", "legal"].map { LabelDefinition(label: Label($0)) }, allowsSeveral: true)
    }

    private func records(_ line: String, _ options: ReadingOptions = ReadingOptions(format: .jsonl)) throws
        -> [ReadRecord]
    { try read(line, options, labels: set()) }

    private func item(_ line: String) throws -> AnnotatedItem? { try records(line).items.first }

    @Test func goldIsASetHoweverItIsWritten() throws {
        for gold in [#""refund|billing""#, #"["refund","Billing"]"#, #"["billing","refund","refund"]"#] {
            #expect(try item(#"{"text":"t","gold":\#(gold)}"#)?.gold == Label("billing|refund"), "\(gold)")
        }
        #expect(try item(#"{"text":"t","gold":[]}"#)?.gold == LabelSet.none)
        #expect(try item(#"{"text":"t","gold":"(none)"}"#)?.gold == LabelSet.none)
        #expect(try item(#"{"text":"t","gold":""}"#)?.gold == nil)
        let csv = "id,text,gold\n1,a,refund|legal\n2,b,(none)\n3,c,\n4,d,spam|legal\n"
        let table = try records(csv, ReadingOptions(format: .csv))
        #expect(table.items.map(\.gold) == [Label("legal|refund"), LabelSet.none, nil])
        #expect(
            table.reasons == [
                "the label in column \"gold\" \"spam|legal\" is not made of the task's labels: refund, billing, legal"
            ])
    }

    @Test func predictionsAndDecisionsHaveALabelOrAListOfThem() throws {
        for label in [#""label":"legal|billing""#, #""labels":["legal","billing"]"#] {
            let line =
                #"{"text":"t","predictions":[{"model":"m",\#(label)}],"#
                + #""decisions":[{"reviewer":"ana","action":"override",\#(label),"at":"2026-11-01T09:30:00Z"}]}"#
            let item = try #require(try item(line))
            #expect(item.predictions.first?.label == Label("billing|legal"))
            #expect(item.decisions.first?.verdict == .override(Label("billing|legal")))
        }
        let none = try item(#"{"text":"t","predictions":[{"model":"m","labels":[]}]}"#)
        #expect(none?.predictions.first?.label == LabelSet.none)
    }

    @Test func aPredictedLabelOutsideTheSetSpoilsTheAnswerAndADecidedOneTheLine() throws {
        let item = try item(#"{"text":"t","predictions":[{"model":"m","labels":["legal","spam"]}]}"#)
        #expect(item?.predictions.first?.label == nil)
        #expect(item?.predictions.first?.invalidAnswer == "legal|spam")
        let reasons = try records(
            #"{"text":"t","decisions":[{"reviewer":"a","action":"override","labels":["spam"],"at":"2026-11-01T09:30:00Z"}]}"#
        ).reasons
        #expect(
            reasons == ["the label of decisions[0] \"spam\" is not made of the task's labels: refund, billing, legal"])
    }

    @Test func aLabelAndAListThatDifferAreRefused() throws {
        let reasons = try records(#"{"text":"t","predictions":[{"model":"m","label":"legal","labels":["refund"]}]}"#)
            .reasons
        #expect(reasons == ["\"label\" of predictions[0] and \"labels\" are not the same labels"])
    }

    @Test func whereAnItemHasOneLabelAListIsMeta() throws {
        let labels = try LabelSet([LabelDefinition(label: Label("a|b")), LabelDefinition(label: Label("b"))])
        let items = try read(
            #"{"text":"t","gold":"a|b","labels":["x"]}"#, ReadingOptions(format: .jsonl), labels: labels
        ).items
        #expect(items.first?.gold == Label("a|b"))
        #expect(items.first?.item.meta["labels"] == .array([.string("x")]))
    }

    private func annotated(_ label: Label, _ verdict: Verdict) -> AnnotatedItem {
        AnnotatedItem(
            item: Item(id: Item.ID("1"), text: "a", meta: ["labels": .string("mine")]),
            predictions: [
                Prediction(model: "m", label: label),
                Prediction(model: "k", invalidAnswer: "x", outcome: .unknownLabel),
            ],
            decisions: [
                Decision(
                    reviewer: "ana", verdict: verdict, at: Timestamp(milliseconds: 0), shown: ["m"],
                    firstChoice: Label("legal|refund"))
            ])
    }

    @Test func anExportHasTheSetAndItsListAndIsReadBackWithoutLoss() throws {
        for label in [Label("billing|refund"), Label("legal"), LabelSet.none] {
            let item = annotated(label, .override(label))
            let truth = GroundTruth.resolve(decisions: item.decisions, gold: nil)
            let line = try GroundTruthDocument.line(item, truth: truth, labels: set()).rendered()
            let again = try #require(try self.item(line))
            #expect(again == item)
            #expect(try GroundTruthDocument.line(again, truth: truth, labels: set()).rendered() == line)
        }
        let item = annotated(Label("billing|refund"), .reject)
        let line = try GroundTruthDocument.line(
            item, truth: GroundTruth(label: Label("billing|refund"), provenance: .imported), labels: set()
        ).rendered()
        #expect(line.contains(#""label":"billing|refund","labels":["refund","billing"]"#))
        #expect(line.contains(#""action":"reject","label":null,"labels":null"#))
        #expect(line.contains(#""model":"k","label":null,"labels":null"#))
    }

    @Test func importedTruthComesBackFromItsFlatFields() throws {
        let item = AnnotatedItem(item: Item(id: Item.ID("1"), text: "a"), gold: nil)
        for label in [Label("billing|refund"), LabelSet.none] {
            let truth = GroundTruth(label: label, provenance: .imported)
            let line = try GroundTruthDocument.line(item, truth: truth, labels: set()).rendered()
            let again = try #require(try self.item(line))
            #expect(again.gold == label && again.item.meta.isEmpty)
        }
    }

    @Test func withoutSetsTheLineIsAsItWas() throws {
        let item = annotated(Label("legal"), .accept(Label("legal")))
        let truth = GroundTruth.resolve(decisions: item.decisions, gold: nil)
        let single = try LabelSet([LabelDefinition(label: Label("legal"))])
        #expect(
            GroundTruthDocument.line(item, truth: truth, labels: single).rendered()
                == GroundTruthDocument.line(item, truth: truth).rendered())
    }
}
