import Evaluation
import Labeling
import Reports
import Testing

@Suite struct HumanTableTests {
    private func report(labels: Int, named prefix: String = "label", model: String = "haiku") -> EvaluationReport {
        let names = (1...labels).map { "\(prefix) \($0)" }
        var builder = EvaluationBuilder(labelNames: names, modelOrder: [model, "opus"])
        for number in 0..<60 {
            let truth = Label(names[number % labels])
            let guess = Label(names[(number + (number % 3 == 0 ? 1 : 0)) % labels])
            let predictions = [
                Prediction(
                    model: model, label: guess, confidence: 0.8, cost: .charged(Money(picodollars: 982_000_000)),
                    latencyMilliseconds: 640),
                Prediction(model: "opus", label: truth, confidence: 0.9),
            ]
            let decisions = ["ana", "ben"].map { reviewer in
                Decision(reviewer: reviewer, verdict: .override(truth), at: Timestamp(milliseconds: 0), shown: [model])
            }
            let item = Item(id: Item.ID("\(number)"), text: "")
            builder.add(AnnotatedItem(item: item, predictions: predictions, decisions: decisions))
        }
        return builder.report()
    }

    @Test func itReadsAsExpected() {
        let lines = report(labels: 3).humanTable().split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.first == "In short")
        #expect(lines.contains("Ground truth: 60 of 60 items (60 decided in review, 0 imported)"))
        #expect(
            lines.contains(
                "  model   n               accuracy  macro F1  weighted F1  kappa  Brier    ECE  n with confidence"))
        #expect(
            lines.contains(
                "  haiku  60    66.7 % [54.1, 77.3]     0.556        0.556  0.500  0.240  0.133                 60"))
        let cost = "  haiku       60         0  0.058920               -      0.001473000       60     640     640"
        #expect(lines.contains { $0 == cost })
        #expect(lines.contains("  agreement 66.7 % [54.1, 77.3], kappa 0.500 (n = 60 answered by both)"))
        #expect(lines.contains("  only a right 0, only b right 20 (n = 60 with ground truth), McNemar p < 0.0001"))
        let reviewers = "Reviewers: 2, Fleiss' kappa 1.000, Krippendorff's alpha 1.000 (n = 60"
        #expect(lines.contains { $0.hasPrefix(reviewers) })
    }

    @Test func manyLabelsShowTheTopConfusionsInPlaceOfTheMatrix() {
        #expect(report(labels: 12).humanTable().contains("Confusion of haiku: rows are the truth"))
        let text = report(labels: 13).humanTable()
        #expect(!text.contains("rows are the truth"))
        #expect(text.contains("Confusions of haiku: the 12 largest of 13"))
        #expect(text.contains("Confusions of opus: none"))
    }

    @Test func nothingOfANameReachesTheTerminalAsAControlSequence() {
        let hostile = "\u{1B}[2J\u{9B}31m\u{202E}\r\nx\u{7}"
        let text = report(labels: 3, named: hostile, model: hostile).humanTable()
        let harmful = text.unicodeScalars.filter {
            $0 != "\n" && [.control, .format, .lineSeparator].contains($0.properties.generalCategory)
        }
        #expect(harmful.isEmpty)
    }

    @Test func anEmptyReportSaysWhatIsMissing() {
        let text = EvaluationBuilder(labelNames: ["a"]).report().humanTable()
        #expect(text.hasPrefix("In short\n"))
        #expect(text.contains("Ground truth: 0 of 0 items\n"))
        #expect(text.contains("No item has a label as ground truth yet"))
    }

    @Test func whatIsUndefinedIsADashNotANumber() {
        var builder = EvaluationBuilder(labelNames: ["a", "b"])
        builder.add(
            AnnotatedItem(
                item: Item(id: Item.ID("1"), text: ""), predictions: [Prediction(model: "m", label: Label("a"))]))
        let lines = builder.report().humanTable().split(separator: "\n")
        #expect(lines.contains("  m      0         -         -            -      -      -    -                  0"))
    }
}
