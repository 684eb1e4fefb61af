import Interchange
import Labeling
import TestSupport
import Testing

@Suite struct GeneratedRoundTripTests {
    /// An item with labels of the support task, in what every one of the formats can hold without a change of order.
    private func item(_ random: inout SeededGenerator, several: Bool, flags: Bool) throws -> AnnotatedItem {
        let labels = try supportLabels(several: several)
        func label(_ random: inout SeededGenerator) -> Label {
            let chosen = labels.labels.filter { _ in random.chance() }
            return (several ? labels.combination(of: chosen) : labels.labels.randomElement(using: &random))
                ?? Label("other")
        }
        var item = AnnotatedItem.random(&random)
        // The text of a foreign record may stand anywhere, its pictures are few.
        item.item.images = item.item.images.prefix(1).map { _ in "a.png" }
        item.gold = random.chance() ? label(&random) : nil
        for index in item.predictions.indices {
            item.predictions[index].label = item.predictions[index].outcome == .labeled ? label(&random) : nil
        }
        for index in item.decisions.indices {
            let verdicts: [Verdict] = [
                .override(label(&random)), .accept(label(&random)), .skip, flags ? .flag : .skip,
            ]
            item.decisions[index].verdict = verdicts.randomElement(using: &random) ?? .skip
            item.decisions[index].firstChoice = nil
            if !several, random.next() % 8 == 0 { item.decisions[index].verdict = .reject }
        }
        return item
    }

    /// What a format holds of an item is there again after any number of ways: the second export is the first.
    @Test(arguments: [FileFormat.prodigy, .labelStudio, .argilla, .doccano], [false, true])
    func theSecondExportIsTheFirst(format: FileFormat, several: Bool) throws {
        var random = SeededGenerator(seed: 5)
        let out = try #require(ExportFormat(rawValue: format.rawValue))
        for _ in 0..<150 {
            let item = try item(&random, several: several, flags: format != .argilla)
            let first = try written(out, [item], several: several)
            let records = try read(first.text, ReadingOptions(format: format), labels: supportLabels(several: several))
            #expect(records.reasons == [], "\(first.text)")
            let again = try #require(records.items.first, "\(first.text)")
            #expect(again.item.id == item.item.id)
            #expect(Array(again.item.text.utf8) == Array(item.item.text.utf8))
            #expect(again.item.images == item.item.images)
            let second = try written(out, [again], several: several)
            let (one, two) = try (first.records(), second.records())
            #expect(missing(.array(one), in: .array(two)) == [], "\(first.text)\n\(second.text)")
            #expect(missing(.array(two), in: .array(one)) == [], "\(first.text)\n\(second.text)")
        }
    }

    /// The label that counts is the same for who reads the file as for who wrote it, unless the format has no word for it.
    @Test(arguments: [FileFormat.prodigy, .labelStudio, .argilla, .doccano])
    func theTruthOfASingleReviewerSurvives(format: FileFormat) throws {
        var random = SeededGenerator(seed: 6)
        let out = try #require(ExportFormat(rawValue: format.rawValue))
        for _ in 0..<100 {
            var item = try item(&random, several: false, flags: false)
            item.decisions = item.decisions.suffix(1)
            for index in item.decisions.indices {
                item.decisions[index].undoneAt = nil
                item.decisions[index].undoneBy = nil
                item.decisions[index].isAdjudication = false
            }
            let truth = GroundTruth.resolve(decisions: item.decisions, gold: item.gold)
            guard let label = truth?.label else { continue }
            let again = try foreignItem(format, try written(out, [item]).text)
            let found = again.flatMap { GroundTruth.resolve(decisions: $0.decisions, gold: $0.gold) }
            #expect(found?.label == label)
        }
    }
}
