import Foundation
import Interchange
import Labeling
import TestSupport
import Testing

@Suite struct ExportedTableTests {
    private let labels = ["billing", "account", "Größe", "a \"b\""]

    @Test func aTableThatIsReadBackIsWrittenAgainByteForByte() throws {
        var random = SeededGenerator(seed: 11)
        let context = try exportContext(labels)
        for _ in 0..<60 {
            var items: [AnnotatedItem] = []
            var policies: [(TruthPolicy, Int)] = []
            for _ in 0..<20 {
                var item = AnnotatedItem.random(&random)
                item.item.text = (hostileTexts.randomElement(using: &random) ?? "") + item.item.text
                items.append(item)
                policies.append(
                    (TruthPolicy.allCases.randomElement(using: &random) ?? .single, Int(random.next() % 3) + 1))
            }
            func table(_ items: [AnnotatedItem]) throws -> String {
                let rows = zip(items, policies).map { item, policy in
                    let truth = GroundTruth.resolve(
                        decisions: item.decisions, gold: item.gold, policy: policy.0, needed: policy.1)
                    return ExportedItem(item, truth: truth)
                }
                return try exported(.csv, rows, context)
            }
            let first = try table(items)
            let records = try read(first, ReadingOptions(format: .csv), labels: context.labels)
            #expect(records.reasons.isEmpty, "\(records.reasons)")
            let again = records.items
            #expect(again.map { Array($0.item.text.utf8) } == items.map { Array($0.item.text.utf8) })
            #expect(again.map(\.item) == items.map(\.item) && again.map(\.gold) == items.map(\.gold))
            #expect(try table(again) == first)
            guard again.count == items.count else { return }
            for (item, copy) in zip(items, again) where item.decisions.count > 1 {
                #expect(copy.decisions == item.decisions)
            }
        }
    }

    @Test func noCellIsAFormula() throws {
        let items = hostileTexts.map { decided($0, $0, "billing") }
        let csv = try exported(.csv, items, exportContext(labels))
        // As a spreadsheet reads it, without our rule of the first apostrophe.
        let cells = try read(
            csv.replacingFirst("provenance", by: "other"), ReadingOptions(format: .csv)
        ).items.flatMap { [$0.item.text, $0.item.id.value] }
        #expect(cells.count == hostileTexts.count * 2)
        let dangerous = "=+-@\t\r\n＝＋－＠".unicodeScalars
        #expect(!cells.contains { cell in cell.unicodeScalars.first.map { dangerous.contains($0) } ?? false })
    }

    @Test func aTableOfOthersKeepsItsApostrophesAndItsLabelsAreNoTruth() throws {
        let items = try read("id,text,label\n1,'tis,x\n", ReadingOptions(format: .csv)).items
        #expect(items.map(\.item.text) == ["'tis"] && items.first?.item.meta == ["label": .string("x")])
        #expect(items.first?.gold == nil && items.first?.decisions == [])
    }

    @Test func aTableFromBeforeTheHistoryGivesTheReviewersWhoAgreed() throws {
        let csv = """
            id,text,label,action,reviewer,decided_at,provenance,reviewers,extra
            1,t,x,override,ben,2026-11-01T09:30:00Z,consensus,ana;ben,'=1
            2,u,x,,,,imported,,
            3,v,,reject,ana,2026-11-01T09:30:00Z,adjudicated,,

            """
        let items = try read(csv, ReadingOptions(format: .csv)).items
        #expect(items.map { $0.decisions.map(\.reviewer) } == [["ana", "ben"], [], ["ana"]])
        let truth = GroundTruth.resolve(decisions: items[0].decisions, gold: nil, policy: .majority, needed: 2)
        #expect(truth?.provenance == .consensus && truth?.reviewers(among: items[0].decisions) == ["ana", "ben"])
        #expect(items[1].gold == Label("x") && items[0].item.meta == ["extra": .string("=1")])
        #expect(items[2].decisions.first?.isAdjudication == true && items[2].decisions.first?.verdict == .reject)
    }

    @Test func columnsThatAreNamedGoBeforeTheTablesOwn() throws {
        let csv = try exported(.csv, [decided("1", "'t", "billing")], exportContext(labels))
        var options = ReadingOptions(format: .csv)
        options.annotations.decisions = ["bo:label"]
        options.annotations.predictions = ["m:label"]
        let item = try #require(try read(csv, options).items.first)
        #expect(item.decisions.map(\.reviewer) == ["bo"] && item.predictions.map(\.model) == ["m"])
        #expect(item.item.text == "'t")
    }

    @Test(arguments: [
        ("decisions", "{}", "array"), ("decisions", "[1]", "object"), ("decisions", "[", "JSON"),
        ("meta", "[]", "object"),
        ("meta", "{", "JSON"), ("seconds", "soon", "number"), ("seconds", "inf", "number"),
        ("decided_at", "then", "time"),
        ("first_confidence", "7", "0 to 1"),
    ])
    func aCellThatSomebodySpoiledIsNamed(column: String, cell: String, expected: String) throws {
        var cells = [
            "id": "1", "text": "t", "label": "x", "action": "override", "reviewer": "ana",
            "decided_at": "2026-11-01T09:30:00Z", "provenance": "single", "first_model": "m", "first_label": "x",
        ]
        cells[column] = cell
        let names = cells.keys.sorted()
        let csv = CSVRow.line(of: names) + CSVRow.line(of: names.map { cells[$0] ?? "" })
        let reasons = try read(csv, ReadingOptions(format: .csv)).reasons
        #expect(reasons.count == 1 && reasons[0].contains(expected), "\(reasons)")
    }

    @Test func namesWithSemicolonsAreToldApart() throws {
        let decision = Decision(
            reviewer: "a;b", verdict: .override(Label("billing")), at: Timestamp(milliseconds: 1),
            shown: ["m;1", "[k]"])
        let item = AnnotatedItem(item: Item(id: Item.ID("1"), text: "t"), decisions: [decision])
        let truth = GroundTruth(label: Label("billing"), provenance: .single, decision: decision)
        let csv = try exported(.csv, [ExportedItem(item, truth: truth)], exportContext(labels))
        #expect(try read(csv, ReadingOptions(format: .csv)).items.first?.decisions == [decision])
    }
}

extension String {
    fileprivate func replacingFirst(_ word: String, by other: String) -> String {
        range(of: word).map { replacingCharacters(in: $0, with: other) } ?? self
    }
}
