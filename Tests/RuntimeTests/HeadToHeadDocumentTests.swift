import Evaluation
import Interchange
import Labeling
import Testing

@testable import Runtime

struct HeadToHeadDocumentTests {
    private func document(severe: Set<Label> = [], onlyBig: Int = 30) throws -> JSONDocument {
        var builder = EvaluationBuilder(labels: try makeTask().labels, modelOrder: [haiku, opus], severe: severe)
        for number in 0..<100 {
            let small = number < onlyBig ? "legal" : "billing"
            builder.add(
                AnnotatedItem(
                    item: Item(id: .init("\(number)"), text: "x"), gold: Label("billing"),
                    predictions: [
                        Prediction(model: haiku, label: Label(small), cost: .charged(Money(picodollars: 3))),
                        Prediction(model: opus, label: Label("billing")),
                    ]))
        }
        return JSONDocument(builder.report())
    }

    @Test func theHeadToHeadHasItsFields() throws {
        let text = try document().rendered()
        #expect(
            text.contains(
                """
                "head_to_head":[{"small":"\(haiku)","big":"\(opus)","n":100,"only_small_right":0,"only_big_right":30,\
                "difference":{"value":0.3,"low":0.21
                """))
        #expect(
            text.contains("\"advice\":\"avoid\",\"settled\":true,\"needs_more\":0,\"words\":\"over 10 points behind"))
    }

    @Test func aDifferenceOnALimitHasNullForTheItemsStillNeeded() throws {
        let text = try document(onlyBig: 5).rendered()
        #expect(text.contains("\"advice\":\"keep\",\"settled\":false,\"needs_more\":null"))
    }

    @Test func outcomesSeverityAndCostAreThere() throws {
        let plain = try document().rendered()
        #expect(
            plain.contains(
                """
                "outcomes":{"n":100,"counts":{"labeled":100,"invalid-output":0,"unknown-label":0,"empty":0,"refusal":0,\
                "truncated":0,"unknown-stop":0},"invalid":{"count":0,"rate":{"value":0.0,"low":0.0,
                """))
        #expect(plain.contains("\"cost_per_1000_usd\":\"0.000000003\",\"severity\":null"))
        let severe = try document(severe: [Label("legal")]).rendered()
        #expect(
            severe.contains(
                """
                "severity":{"labels":["legal"],"false_accepts":{"n":0,"count":0,"rate":{"value":null,"low":null,\
                "high":null}},"false_rejects":{"n":100,"count":30,"rate":{"value":0.3,
                """))
    }
}
