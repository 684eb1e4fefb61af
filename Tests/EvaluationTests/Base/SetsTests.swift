import Foundation
import Labeling
import Reports
import Testing

@testable import Evaluation

/// The data sets of `Fixtures/sets.json`, with what scikit-learn says of them.
private struct SetsReference: Decodable {
    struct DataSet: Decodable {
        struct Model: Decodable {
            var subsetAccuracy: Double
            var jaccard: Double
            var microF1: Double?
            var macroF1: Double?
            var weightedF1: Double?
            var hammingLoss: Double
            var cohenKappa: Double?
            var precision: [Double?]
            var recall: [Double?]
            var f1: [Double?]
            var support: [Int]
            var labelKappas: [Double?]
        }
        struct Pair: Decodable {
            var agreement: Double
            var jaccard: Double
            var cohenKappa: Double?
            var labelKappas: [Double?]
            var perLabel: [[Double]]
        }
        struct Expected: Decodable {
            var models: [Model]
            var pair: Pair
        }
        var name: String
        var labels: Int
        var truth: [[Int]]
        var models: [[[Int]]]
        var expected: Expected
    }
    var sets: [DataSet]

    static func load() throws -> SetsReference {
        let url = try #require(Bundle.module.url(forResource: "sets", withExtension: "json", subdirectory: "Fixtures"))
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(SetsReference.self, from: Data(contentsOf: url))
    }
}

@Suite struct SetsTests {
    private let reference: SetsReference

    init() throws { reference = try SetsReference.load() }

    private func set(_ count: Int, severe: Int? = nil) throws -> LabelSet {
        try LabelSet(
            (0..<count).map {
                LabelDefinition(label: Label("l\($0 + 10)"), severity: $0 == severe ? .high : .normal)
            }, allowsSeveral: true)
    }

    private func label(_ numbers: [Int], _ set: LabelSet) throws -> Label {
        try #require(set.combination(of: numbers.map { set.labels[$0] }))
    }

    private func report(_ data: SetsReference.DataSet) throws -> EvaluationReport {
        let set = try set(data.labels)
        var builder = EvaluationBuilder(labels: set, modelOrder: ["m0", "m1"])
        for (index, truth) in data.truth.enumerated() {
            builder.add(
                AnnotatedItem(
                    item: Item(id: Item.ID("\(index)"), text: ""), gold: try label(truth, set),
                    predictions: try data.models.enumerated().map {
                        Prediction(model: "m\($0)", label: try label($1[index], set))
                    }))
        }
        return builder.report()
    }

    private func close(_ found: Double?, _ expected: Double?, _ what: String) {
        guard let found, let expected else {
            #expect(found == nil && expected == nil, "\(what): \(String(describing: found))")
            return
        }
        #expect(abs(found - expected) < 1e-12, "\(what): \(found), not \(expected)")
    }

    @Test func modelsScoreAsInScikitLearn() throws {
        for data in reference.sets {
            let report = try report(data)
            for (model, expected) in zip(report.models, data.expected.models) {
                let what = "\(data.name), \(model.model)"
                close(model.accuracy?.value, expected.subsetAccuracy, "\(what), subset accuracy")
                close(model.sets?.jaccard, expected.jaccard, "\(what), Jaccard")
                close(model.sets?.microF1, expected.microF1, "\(what), micro F1")
                close(model.macroF1, expected.macroF1, "\(what), macro F1")
                close(model.weightedF1, expected.weightedF1, "\(what), weighted F1")
                close(model.sets?.hammingLoss, expected.hammingLoss, "\(what), Hamming")
                close(model.cohenKappa, expected.cohenKappa, "\(what), kappa")
                #expect(model.perLabel.map(\.support) == expected.support, "\(what)")
                for (index, label) in model.perLabel.enumerated() {
                    close(label.precision, expected.precision[index], "\(what), precision \(index)")
                    close(label.recall, expected.recall[index], "\(what), recall \(index)")
                    close(label.f1, expected.f1[index], "\(what), F1 \(index)")
                    close(label.cohenKappa, expected.labelKappas[index], "\(what), kappa \(index)")
                }
                #expect(model.confusion.labels.isEmpty && model.confusion.counts.isEmpty)
            }
        }
    }

    @Test func pairsOfModelsAgreeAsInScikitLearn() throws {
        for data in reference.sets {
            let (pair, expected) = (try #require(try report(data).pairs.first), data.expected.pair)
            close(pair.agreement?.value, expected.agreement, data.name)
            close(pair.jaccard, expected.jaccard, data.name)
            close(pair.cohenKappa, expected.cohenKappa, data.name)
            #expect(pair.perLabel.count == expected.perLabel.count)
            for (found, row) in zip(pair.perLabel, expected.perLabel) {
                #expect(found.label == Label("l\(Int(row[0]) + 10)") && found.n == Int(row[1]), "\(data.name)")
                close(found.agreement, row[2], "\(data.name), \(found.label)")
                close(found.cohenKappa, expected.labelKappas[Int(row[0])], "\(data.name), \(found.label)")
            }
        }
    }

    @Test func reviewersAgreeAsModelsDo() throws {
        for data in reference.sets {
            let set = try set(data.labels)
            var builder = EvaluationBuilder(labels: set)
            for index in data.truth.indices {
                let decisions = try zip(["ana", "bo"], data.models).map {
                    Decision(
                        reviewer: $0, verdict: .override(try label($1[index], set)), at: Timestamp(milliseconds: 1))
                }
                builder.add(AnnotatedItem(item: Item(id: Item.ID("\(index)"), text: ""), decisions: decisions))
            }
            let pair = try #require(builder.report().reviewers.pairs.first)
            close(pair.agreement?.value, data.expected.pair.agreement, data.name)
            close(pair.jaccard, data.expected.pair.jaccard, data.name)
            close(pair.cohenKappa, data.expected.pair.cohenKappa, data.name)
            for (found, expected) in zip(pair.labelKappas, data.expected.pair.labelKappas) {
                close(found.cohenKappa, expected, "\(data.name), \(found.label)")
            }
        }
    }

    @Test func twoEmptySetsAreTheSameAndAnInvalidAnswerIsWrongInEverything() throws {
        let set = try set(2)
        var builder = EvaluationBuilder(labels: set)
        func add(_ truth: Label, _ prediction: Prediction) {
            builder.add(
                AnnotatedItem(item: Item(id: Item.ID("1"), text: ""), gold: truth, predictions: [prediction]))
        }
        add(LabelSet.none, Prediction(model: "m", label: LabelSet.none))
        add(LabelSet.none, Prediction(model: "m", outcome: .refusal))
        add(Label("l10|l11"), Prediction(model: "m", label: Label("gone")))
        add(Label("L11|l10"), Prediction(model: "m", label: Label("l10|l11")))
        let report = builder.report()
        let model = try #require(report.models.first)
        #expect((model.n, model.correct, model.noLabel) == (4, 2, 2))
        #expect(model.sets == SetsReport(jaccard: 0.5, microF1: 2.0 / 3, hammingLoss: 0.5))
        #expect(model.perLabel.map(\.recall) == [0.5, 0.5] && model.perLabel.map(\.precision) == [1, 1])
        #expect(report.groundTruth.labels.map(\.n) == [2, 2] && report.groundTruth.empty == 2)
        #expect(report.groundTruth.n == 4 && report.isMultiLabel)
    }

    @Test func aSevereLabelIsLetPassWhereNoneOfThemIsRaised() throws {
        let set = try set(3, severe: 1)
        var builder = EvaluationBuilder(labels: set, severe: set.severe)
        for (truth, answer) in [("l10|l11", "l11"), ("l10|l11", "l10"), ("l10", "l10|l11"), ("(none)", "(none)")] {
            builder.add(
                AnnotatedItem(
                    item: Item(id: Item.ID("1"), text: ""), gold: Label(truth),
                    predictions: [Prediction(model: "m", label: Label(answer))]))
        }
        let severity = try #require(builder.report().models.first?.severity)
        #expect(severity.labels == [Label("l11")])
        #expect((severity.severe, severity.falseAccepts, severity.notSevere, severity.falseRejects) == (2, 1, 2, 1))
    }

    @Test func aTruthOutsideTheSetIsLeftOutAndSaid() throws {
        var builder = EvaluationBuilder(labels: try set(2))
        builder.add(
            AnnotatedItem(
                item: Item(id: Item.ID("1"), text: ""), gold: Label("l10|gone"),
                predictions: [Prediction(model: "m", label: Label("l10"))]))
        let report = builder.report()
        #expect(report.groundTruth.n == 0)
        #expect(report.notes.contains("1 item left out: the label of the ground truth is not of the label set."))
    }

    @Test func theTableNamesWhatItMeasures() throws {
        let table = try report(reference.sets[0]).humanTable()
        for words in ["subset accuracy", "Jaccard", "micro F1", "Hamming loss", "without any label"] {
            #expect(table.contains(words), "\(words)")
        }
        #expect(!table.contains("Confusion"))
    }
}
