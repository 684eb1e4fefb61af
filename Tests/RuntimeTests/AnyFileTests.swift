import Evaluation
import Foundation
import Interchange
import Labeling
import Reports
import TestSupport
import Testing

@testable import Runtime

/// Whatever stands in a file, `evaluate --from` says something that can be read, and nothing that cannot be true.
@Suite(.timeLimit(.minutes(15)))
struct AnyFileTests {
    @Test(arguments: 1...24)
    func anyFileIsEvaluatedInEveryForm(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var file = RandomFile(&random)
        let scratch = try Scratch()
        try scratch.write(file.text(&random), to: "f.jsonl")
        var options = ReadingOptions()
        options.needsText = false
        let report = try EvaluationRun.report(
            on: scratch.url.appendingPathComponent("f.jsonl").path, options: options, labels: file.labels,
            settings: file.settings(&random), rejected: { _ in })

        let json = JSONDocument(report).rendered()
        let document = try JSONSerialization.jsonObject(with: Data(json.utf8))
        expectPossible(document, "seed \(seed)")
        let html = HTMLReport.text(report.sections, notes: report.notes, heading: "any", lead: "any")
        let markdown = MarkdownReport.text(report.sections, notes: report.notes, heading: "any")
        let words = [
            ("table", report.humanTable()), ("narrow", report.humanTable(columns: 20, ascii: true)),
            ("Markdown", markdown), ("HTML", html),
        ]
        for (form, text) in words { expectReadable(text, "\(form), seed \(seed)") }
        #expect(!html.contains("<script>alert"), "seed \(seed)")
    }

    /// Shares by their names; what is no share may have none of these.
    private static let shares: Set<String> = [
        "precision", "recall", "f1", "macro_f1", "weighted_f1", "brier", "mcnemar_p", "holm_p", "p", "coverage",
        "probability", "delta", "upper", "jaccard", "hamming_loss", "subset_accuracy", "accuracy", "agreement",
    ]

    private func expectPossible(_ value: Any, _ path: String) {
        if let list = value as? [Any] {
            for one in list { expectPossible(one, path + "[]") }
        }
        guard let object = value as? [String: Any] else { return }
        func number(_ key: String) -> Double? { (object[key] as? NSNumber)?.doubleValue }
        if let low = number("low"), let high = number("high") {
            #expect(low <= high, "\(path): \(object)")
            if let value = number("value") { #expect(low <= value && value <= high, "\(path): \(object)") }
        }
        for (key, child) in object {
            if let share = child as? NSNumber, Self.shares.contains(key) {
                #expect((0...1).contains(share.doubleValue), "\(path).\(key): \(share)")
            } else if Self.shares.contains(key), let interval = child as? [String: Any] {
                for end in ["low", "value", "high"] {
                    guard let share = interval[end] as? NSNumber else { continue }
                    #expect((0...1).contains(share.doubleValue), "\(path).\(key).\(end): \(share)")
                }
            }
            expectPossible(child, "\(path).\(key)")
        }
    }

    /// None of the labels below holds these letters.
    private func expectReadable(_ text: String, _ form: String) {
        let words = text.lowercased().split { !$0.isLetter && !$0.isNumber }
        for impossible in ["nan", "inf", "infinity"] {
            #expect(!words.contains(Substring(impossible)), "\(form) says \(impossible)")
        }
        let control = text.unicodeScalars.first {
            $0.value != 10 && [.control, .format].contains($0.properties.generalCategory)
        }
        #expect(control == nil, "\(form) holds \(String(describing: control))")
    }
}

/// Items at random: few or many, sensible or not.
private struct RandomFile {
    private static let names = [
        "a", "b", "A", "Straße", "STRASSE", "é", "e\u{301}", "x|y", "m:o", "<script>alert(1)</script>", "`t`", "**b**",
        "\u{202E}abc", "\u{1B}[31mred", "two\nlines", "😀", "-", "null", "no label", "all", "\"quoted\"", "a,b",
    ]
    /// As they stand in the file; most are taken, the others reject their line.
    private static let numbers = [
        "0", "1", "0.5", "0.93", "0.999999999999", "1e-300", "5e-324", "-0.0", "0.1", "0.25", "null", "\"0.5\"",
        "1e999", "-1",
    ]
    private static let times = [
        "1970-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "2026-01-01T00:00:00Z", "2026-03-08T09:30:00Z",
        "2026-06-30T23:59:59+02:00", "0000-01-01T00:00:00Z",
    ]
    private static let costs = ["0", "0.000000000001", "100000", "0.0123", "-1", "none"]

    private var names: [String]
    private let models: [String]
    private let reviewers: [String]
    private let items: Int
    private let isTame: Bool
    let labels: LabelSet?

    init(_ random: inout SeededGenerator) {
        func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
        isTame = number(0...2) > 0
        names = Array(Self.names.shuffled(using: &random).prefix(number(1...Self.names.count)))
        models = Array(["m", "n:o|d", "<b>\u{1B}[1m", "q"].prefix(number(0...4)))
        reviewers = Array(["ana", "Ana", "b|o", "x\u{202E}", "cem"].prefix(number(0...5)))
        items = [0, 1, 2, 30, 30, 150][number(0...5)]
        let isTask = number(0...2) == 0
        let definitions = names.map { LabelDefinition(label: Label($0)) }
        labels = isTask ? try? LabelSet(definitions, allowsSeveral: number(0...1) == 0) : nil
    }

    func settings(_ random: inout SeededGenerator) -> EvaluationSettings {
        var settings = EvaluationSettings()
        settings.truth = ([nil] + TruthPolicy.allCases).randomElement(using: &random) ?? nil
        settings.overlap = Int.random(in: 1...3, using: &random)
        settings.risk = [nil, 1e-9, 0.05, 0.999].randomElement(using: &random) ?? nil
        settings.delta = [0.05, 1e-12, 0.9].randomElement(using: &random) ?? 0.05
        settings.by = [nil, "week", "ch"].randomElement(using: &random) ?? nil
        settings.errorsOf = [nil, "m"].randomElement(using: &random) ?? nil
        settings.escalationThreshold = [nil, 0.8].randomElement(using: &random) ?? nil
        settings.reviewerCostPerHour = [nil, Money(decimal: "30")].randomElement(using: &random) ?? nil
        settings.limits = [EvaluationLimit(figure: .accuracy, limit: 0.5), EvaluationLimit(figure: .ece, limit: 0)]
        return settings
    }

    mutating func text(_ random: inout SeededGenerator) -> String {
        (0..<items).map { line($0, &random) + "\n" }.joined()
    }

    private func line(_ number: Int, _ random: inout SeededGenerator) -> String {
        func chance(_ share: Double) -> Bool { Double.random(in: 0..<1, using: &random) < share }
        func quoted(_ text: String) -> String { JSONDocument.string(text).rendered() }
        func any(_ values: [String]) -> String { values.randomElement(using: &random) ?? "" }
        func label() -> String {
            guard labels?.allowsSeveral == true else { return quoted(any(names)) }
            return "[" + names.filter { _ in chance(0.3) }.map(quoted).joined(separator: ",") + "]"
        }
        func share() -> String { isTame ? any(["0", "1", "0.5", "0.93", "1e-300", "5e-324"]) : any(Self.numbers) }
        func time() -> String { any(isTame ? Array(Self.times.dropLast()) : Self.times) }
        var fields = [
            "\"id\":\"i\(number)\"", "\"text\":\(quoted("text \(number) \u{1B}[2J <script>alert(2)</script>"))",
        ]
        if chance(0.5) { fields.append("\"meta\":{\"ch\":\(quoted(any(names)))}") }
        if chance(0.4) { fields.append("\"gold\":\(label())") }
        let predictions = models.filter { _ in chance(0.8) }.map { model in
            var parts = ["\"model\":\(quoted(model))", "\"label\":\(chance(0.9) ? label() : quoted("of no set"))"]
            if chance(0.8) { parts.append("\"confidence\":\(share())") }
            if chance(0.5) { parts.append("\"latency_ms\":\(any(["0", "0.5", "1000000000", "640"]))") }
            if chance(0.5) {
                parts.append("\"cost_usd\":\"\(any(isTame ? Array(Self.costs.prefix(4)) : Self.costs))\"")
            }
            if chance(0.5) { parts.append("\"at\":\"\(time())\"") }
            return "{" + parts.joined(separator: ",") + "}"
        }
        fields.append("\"predictions\":[\(predictions.joined(separator: ","))]")
        let decisions = reviewers.filter { _ in chance(0.6) }.map { reviewer in
            let action = any(["override", "override", "override", "accept", "reject", "flag", "skip"])
            let isLabeled = action == "override" || action == "accept"
            var parts = [
                "\"reviewer\":\(quoted(reviewer))", "\"action\":\"\(action)\"",
                "\"label\":\(isLabeled ? label() : "null")", "\"at\":\"\(time())\"",
            ]
            if chance(0.5) { parts.append("\"seconds\":\(any(["0", "3.2", "1000000000"]))") }
            if chance(0.3) {
                parts.append("\"probability\":\(isTame ? any(["1", "0.1", "1e-300", "5e-324"]) : share())")
            }
            if chance(0.5) { parts.append("\"shown\":[\(models.map(quoted).joined(separator: ","))]") }
            return "{" + parts.joined(separator: ",") + "}"
        }
        fields.append("\"decisions\":[\(decisions.joined(separator: ","))]")
        return "{" + fields.joined(separator: ",") + "}"
    }
}
