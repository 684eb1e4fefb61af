import Interchange
import Labeling
import Testing

/// Tables and flat objects whose columns are what models and reviewers said.
@Suite struct AnnotationColumnsTests {
    private func options(_ predictions: [String], decisions: [String] = [], needsText: Bool = false) -> ReadingOptions {
        var options = ReadingOptions(format: .csv, goldField: "truth")
        options.annotations = AnnotationColumns(predictions: predictions, decisions: decisions)
        options.needsText = needsText
        return options
    }

    private let table = """
        id,truth,h,hc,ana,channel
        1,billing,billing,0.9,account,email
        2,account,other,,,chat
        3,account,,0.5,billing,chat

        """

    @Test func namedColumnsArePredictionsAndDecisionsAndNoMeta() throws {
        let items = try read(
            table, options(["haiku:h:hc"], decisions: ["ana:ana"]), labels: labelSet("billing", "account")
        )
        .items
        #expect(items.map(\.gold?.name) == ["billing", "account", "account"])
        #expect(items[0].predictions.map(\.model) == ["haiku"])
        #expect(items[0].predictions[0].label == Label("billing"))
        #expect(items[0].predictions[0].confidence == 0.9)
        #expect(items[0].decisions.map(\.reviewer) == ["ana"])
        #expect(items[0].decisions[0].verdict == .override(Label("account")))
        #expect(items[0].item.meta == ["channel": .string("email")])
        // A label outside the set is that model's invalid answer.
        #expect(items[1].predictions[0].outcome == .invalidOutput)
        #expect(items[1].predictions[0].invalidAnswer == "other")
        #expect(items[1].predictions[0].confidence == nil)
        #expect(items[1].decisions.isEmpty)
        // A confidence without a label is an answer that failed.
        #expect(items[2].predictions[0].outcome == .invalidOutput)
    }

    @Test func anItemWithoutATextIsCalledByItsIdOrItsPlace() throws {
        #expect(try read(table, options(["haiku:h:hc"])).texts == ["1", "2", "3"])
        let nameless = "truth,h\nbilling,billing\nbilling,account\n"
        #expect(try read(nameless, options(["haiku:h"])).texts == ["row 1", "row 2"])
    }

    @Test func whereATextIsNeededItsColumnIsAskedFor() throws {
        #expect(throws: InputProblem.self) { try read(table, options(["haiku:h:hc"], needsText: true)) }
    }

    @Test func aModelsNameMayHoldColons() throws {
        let named = try read(table, options(["anthropic.claude-haiku-v1:0:h:hc", "a:b:h"])).items[0].predictions
        #expect(named.map(\.model) == ["anthropic.claude-haiku-v1:0", "a:b"])
        #expect(named.map(\.confidence) == [0.9, nil])
    }

    @Test func aColumnThatIsNotThereIsNamed() throws {
        do {
            _ = try read(table, options(["haiku:nope"]))
            Issue.record("taken")
        } catch let problem as InputProblem {
            #expect("\(problem)".contains("--prediction haiku:nope"))
            #expect("\(problem)".contains("\"channel\""))
        }
    }

    @Test(arguments: ["1.5", "-0.1", "high", "nan", "93%"])
    func aConfidenceThatIsNoneRejectsItsRow(confidence: String) throws {
        let rows = try read("truth,h,hc\nbilling,billing,\(confidence)\nbilling,billing,1\n", options(["m:h:hc"]))
        #expect(rows.items.count == 1)
        #expect(rows.reasons.first?.contains("\"hc\"") == true)
    }

    @Test func flatObjectsHaveFieldsInPlaceOfColumns() throws {
        var reading = ReadingOptions(format: .jsonl, goldField: "truth")
        reading.annotations = AnnotationColumns(predictions: ["haiku:h:hc"], decisions: ["ana:a"])
        reading.needsText = false
        let line = #"{"id":"7","truth":"billing","h":"billing","hc":0.25,"a":"account","x":1}"#
        let item = try #require(try read(line + "\n", reading).items.first)
        #expect(item.predictions.map(\.confidence) == [0.25])
        #expect(item.decisions.map(\.verdict.label) == [Label("account")])
        #expect(item.item.meta.keys.sorted() == ["x"])
        #expect(item.item.text == "7")
    }
}
