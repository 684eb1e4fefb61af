import Evaluation
import Interchange
import Labeling
import Testing

@testable import Runtime

struct EvaluationDocumentTests {
    private func keys(_ document: JSONDocument?) -> [String] {
        guard case .object(let members)? = document else { return [] }
        return members.map(\.key)
    }

    private func first(_ document: JSONDocument?) -> JSONDocument? {
        guard case .array(let elements)? = document else { return nil }
        return elements.first
    }

    private func report(truth: String?) throws -> JSONDocument {
        let labels = try makeTask().labels
        var builder = EvaluationBuilder(labels: labels, modelOrder: [haiku, opus])
        for (index, answer) in ["billing", "legal", "billing"].enumerated() {
            let predictions = [haiku, opus].map {
                Prediction(
                    model: $0, label: Label(answer), confidence: 0.9,
                    cost: .charged(Money(picodollars: 1_000_000)), latencyMilliseconds: 100)
            }
            let item = Item(id: .init("t-\(index)"), text: "x")
            builder.add(AnnotatedItem(item: item, gold: truth.map { Label($0) }, predictions: predictions))
        }
        return JSONDocument(builder.report())
    }

    @Test func setsOfLabelsAddToTheContractsFieldsAndHaveNoConfusion() throws {
        let labels = try LabelSet(
            ["a", "b"].map { LabelDefinition(label: Label($0)) }, allowsSeveral: true)
        var builder = EvaluationBuilder(labels: labels, modelOrder: [haiku, opus])
        let predictions = [haiku, opus].map { Prediction(model: $0, label: Label($0 == opus ? "a|b" : "b")) }
        let decisions = ["ana", "bo"].map {
            Decision(reviewer: $0, verdict: .override(Label("a|b")), at: Timestamp(milliseconds: 1))
        }
        builder.add(
            AnnotatedItem(item: Item(id: .init("t"), text: "x"), predictions: predictions, decisions: decisions))
        let document = JSONDocument(builder.report())
        let model = first(document["models"])
        #expect(model?["confusion"] == .null)
        #expect(keys(model?["multi_label"]) == ["subset_accuracy", "jaccard", "micro_f1", "hamming_loss"])
        #expect(model?["multi_label"]?["jaccard"] == .double(0.5))
        #expect(keys(first(model?["per_label"])).last == "cohen_kappa")
        #expect(keys(first(document["pairs"])).last == "jaccard")
        #expect(document["ground_truth"]?["empty"] == JSONDocument(0))
        #expect(first(document["reviewers"]?["pairs"])?["jaccard"] == .double(1))
        let single = try report(truth: "billing")
        #expect(
            !keys(first(single["models"])).contains("multi_label") && !keys(single["ground_truth"]).contains("empty"))
    }

    @Test func theFieldsAreThoseOfTheContract() throws {
        let document = try report(truth: "billing")
        func expect(_ found: JSONDocument?, has names: String...) {
            for name in names { #expect(keys(found).contains(name), "\(name) is missing in \(keys(found))") }
        }
        expect(document, has: "ground_truth", "models", "pairs", "reviewers", "notes")
        expect(document["ground_truth"], has: "n", "labels")
        #expect(keys(document["ground_truth"]?["labels"]) == ["billing", "legal", "account"])
        let model = first(document["models"])
        expect(
            model, has: "model", "n", "accuracy", "macro_f1", "weighted_f1", "cohen_kappa", "per_label", "confusion",
            "brier", "ece", "cost_usd", "cost_per_correct_usd", "latency_ms", "by_exposure")
        #expect(keys(model?["accuracy"]) == ["value", "low", "high"])
        expect(first(model?["per_label"]), has: "label", "precision", "recall", "f1", "support", "intervals")
        expect(model?["confusion"], has: "labels", "counts")
        #expect(keys(model?["ece"]) == ["bins", "value"])
        #expect(model?["ece"]?["bins"] == 10)
        #expect(keys(model?["latency_ms"]) == ["p50", "p99"])
        expect(model?["by_exposure"]?["blind"], has: "n", "accuracy")
        expect(model?["by_exposure"]?["shown"], has: "n", "accuracy")
        let pair = first(document["pairs"])
        expect(pair, has: "a", "b", "n", "agreement", "cohen_kappa", "mcnemar_p", "per_label")
        #expect(pair?["a"] == .string(haiku) && pair?["b"] == .string(opus))
        expect(first(pair?["per_label"]), has: "label", "n", "agreement", "advice")
        #expect(first(pair?["per_label"])?["advice"] == "keep")
        expect(document["reviewers"], has: "n", "fleiss_kappa", "krippendorff_alpha", "pairs")
    }

    @Test func valuesAreWhereTheyBelong() throws {
        let model = try first(report(truth: "billing")["models"])
        #expect(model?["n"] == 3)
        #expect(model?["accuracy"]?["value"] == JSONDocument(Optional(2.0 / 3)))
        #expect(
            model?["confusion"]?["counts"]
                == .array([.array([2, 1, 0]), .array([0, 0, 0]), .array([0, 0, 0])]), "rows are the truth")
        #expect(model?["cost_usd"]?.rendered() == "\"0.000003\"")
        #expect(model?["cost_per_correct_usd"]?.rendered() == "\"0.0000015\"")
    }

    @Test func whatIsUndefinedIsNullWithASentence() throws {
        let document = try report(truth: nil)
        let model = first(document["models"])
        #expect(document["ground_truth"]?["n"] == 0)
        for name in ["macro_f1", "weighted_f1", "cohen_kappa", "brier", "cost_per_correct_usd"] {
            #expect(model?[name] == JSONDocument.null, "\(name)")
        }
        #expect(model?["accuracy"]?["value"] == JSONDocument.null)
        #expect(model?["ece"]?["value"] == JSONDocument.null)
        #expect(first(document["pairs"])?["mcnemar_p"] == JSONDocument.null)
        #expect(document["reviewers"]?["fleiss_kappa"] == JSONDocument.null)
        #expect(first(document["notes"]) != nil)
        #expect(!document.rendered().lowercased().contains("nan,"))
    }

    @Test func theDocumentIsOneLineOfJSON() throws {
        let text = try report(truth: "legal").rendered()
        #expect(!text.contains("\n"))
        #expect(try JSONDocument.parse(Array(text.utf8)).rendered() == text)
    }
}
