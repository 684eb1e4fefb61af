import Evaluation
import Interchange
import Labeling
import Testing

@testable import Runtime

struct RatersDocumentTests {
    private func item(_ number: Int, _ ratings: [String]) -> AnnotatedItem {
        var item = AnnotatedItem(
            item: Item(id: .init("t-\(number)"), text: "x"),
            predictions: [Prediction(model: haiku, label: Label("billing"), confidence: 0.9)])
        item.decisions = ratings.enumerated().map {
            Decision(
                reviewer: "r\($0)", verdict: .override(Label($1)), at: Timestamp(milliseconds: Int64($0)),
                shown: $0 == 0 ? [haiku] : [], firstChoice: $0 == 0 ? Label("legal") : nil, isUnclear: number == 1)
        }
        return item
    }

    private func document(_ truth: TruthPolicy?) throws -> JSONDocument {
        var builder = EvaluationBuilder(labels: try makeTask().labels, modelOrder: [haiku])
        builder.add(item(0, ["billing", "billing", "billing"]))
        builder.add(item(1, ["billing", "legal", "legal"]))
        builder.add(item(2, ["legal", "billing"]))
        var settings = EvaluationSettings()
        settings.truth = truth
        return JSONDocument(builder.report(settings))
    }

    private func element(_ document: JSONDocument?, _ number: Int = 0) -> JSONDocument? {
        guard case .array(let elements)? = document, number < elements.count else { return nil }
        return elements[number]
    }

    @Test func agreementStandsWithItsIntervalsBesideTheOldFields() throws {
        let document = try document(nil)
        let raters = try #require(document["raters"])
        #expect(raters["items"] == 3 && raters["ratings"] == 8 && raters["reviewers"] == 3)
        #expect(raters["fleiss_kappa"]?["value"] == document["reviewers"]?["fleiss_kappa"])
        #expect(raters["krippendorff_alpha"]?["value"] == document["reviewers"]?["krippendorff_alpha"])
        #expect(document["reviewers"]?["gwet_ac1"] == raters["gwet_ac1"])
        #expect(document["reviewers"]?["intervals"]?["fleiss_kappa"] == raters["fleiss_kappa"])
        #expect(element(raters["pairs"])?["a"] == "r0" && element(raters["pairs"])?["n"] == 3)
        #expect(element(raters["per_label"])?["label"] == "billing")
        #expect(raters["unclear"]?["items"] == 1 && element(raters["unclear"]?["numbers"]) == 2)
        #expect(element(raters["against"])?["others"]?["n"] == 3 && raters["truth"] == nil)
        #expect(element(raters["confused"])?["n"] == 3 && raters["differing"] == 3)
    }

    @Test func theProvenanceOfTheTruthIsCountedByWord() throws {
        let majority = try document(.majority)
        #expect(majority["ground_truth"]?["provenance"] == ["consensus": 1, "majority": 1])
        #expect(majority["raters"]?["truth"]?["ties"] == 1 && majority["raters"]?["truth"]?["dawid_skene"] == .null)
        let weighed = try document(.dawidSkene)
        let model = try #require(weighed["raters"]?["truth"]?["dawid_skene"])
        #expect(model["items"] == 3 && model["converged"] == true)
        #expect(element(model["reviewers"])?["reviewer"] == "r0")
    }

    @Test func exposureHasAllTruthTheDifferenceAndTheFirstChoices() throws {
        let document = try document(.majority)
        let exposure = try #require(element(document["models"])?["by_exposure"])
        #expect(exposure["all"]?["n"] == 2 && exposure["difference"]?["value"] == .double(-1))
        let findings = try #require(document["exposure"])
        #expect(element(findings["models"])?["shown"]?["n"] == 1)
        #expect(element(findings["models"])?["blind"]?["imported"] == 0)
        #expect(findings["anchoring"]?["all"]?["n"] == 3)
        #expect(findings["anchoring"]?["all"]?["towards"]?["count"] == 2)
    }
}
