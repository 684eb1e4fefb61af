import Foundation
import Labeling
import Reports
import Testing

@testable import Evaluation

@Suite struct HeadToHeadTests {
    private struct Paired: Decodable {
        var tango: [[Double]]
    }

    private let right = Label("a")
    private let wrong = Label("b")

    /// Items of which both models are right but for these.
    private func report(
        onlySmall: Int, onlyBig: Int, of n: Int, order: [String] = ["small", "big"], big: String? = nil
    ) throws -> EvaluationReport {
        var builder = EvaluationBuilder(
            labels: try LabelSet([right, wrong].map { LabelDefinition(label: $0) }), modelOrder: order, big: big)
        for number in 0..<n {
            let small = number < onlyBig ? wrong : right
            let big = number >= n - onlySmall ? wrong : right
            builder.add(
                AnnotatedItem(
                    item: Item(id: Item.ID("\(number)"), text: ""), gold: right,
                    predictions: [
                        Prediction(model: "big", label: big), Prediction(model: "small", label: small),
                    ]))
        }
        return builder.report()
    }

    private func head(onlySmall: Int, onlyBig: Int, of n: Int) throws -> HeadToHeadReport {
        try #require(try report(onlySmall: onlySmall, onlyBig: onlyBig, of: n).headToHead.first)
    }

    @Test func theIntervalOfADifferenceIsTheOneFoundByMaximisingTheLikelihood() throws {
        let url = try #require(
            Bundle.module.url(forResource: "paired", withExtension: "json", subdirectory: "Fixtures"))
        let rows = try JSONDecoder().decode(Paired.self, from: Data(contentsOf: url)).tango
        #expect(rows.count == 20)
        for row in rows {
            let found = try #require(
                PairedDifference.tango(onlyFirst: Int(row[0]), onlySecond: Int(row[1]), of: Int(row[2])))
            expectClose(found.value, row[3], "\(row)")
            expectClose(found.low, row[4], "\(row)")
            expectClose(found.high, row[5], "\(row)")
        }
    }

    @Test func everyIntervalHoldsItsDifferenceAndStaysWithinOne() throws {
        for n in [1, 2, 3, 7, 40] {
            for first in 0...n {
                for second in 0...(n - first) {
                    let found = try #require(PairedDifference.tango(onlyFirst: first, onlySecond: second, of: n))
                    #expect(-1 <= found.low && found.low <= found.value, "\(first), \(second), \(n)")
                    #expect(found.value <= found.high && found.high <= 1, "\(first), \(second), \(n)")
                    let turned = try #require(PairedDifference.tango(onlyFirst: second, onlySecond: first, of: n))
                    #expect(abs(turned.low + found.high) < 1e-9, "\(first), \(second), \(n)")
                }
            }
        }
        #expect(PairedDifference.tango(onlyFirst: 0, onlySecond: 0, of: 0) == nil)
    }

    @Test(
        arguments: [
            (0, 5, 100, .keep), (0, 6, 100, .watch), (2, 12, 100, .watch), (2, 13, 100, .avoid), (9, 0, 100, .keep),
            (0, 0, 100, .keep),
        ] as [(Int, Int, Int, SizeAdvice)])
    func theAdviceTurnsExactlyAtFiveAndTenPoints(onlySmall: Int, onlyBig: Int, n: Int, advice: SizeAdvice) throws {
        let head = try head(onlySmall: onlySmall, onlyBig: onlyBig, of: n)
        #expect(head.advice == advice)
        #expect(head.small == "small" && head.big == "big" && head.n == n)
        #expect(head.difference?.value == Double(onlyBig - onlySmall) / Double(n))
    }

    @Test func theAdviceIsSettledWhenTheWholeIntervalCallsForIt() throws {
        for n in [20, 60, 200, 500, 2_000] {
            for (small, big) in [(0, 0), (1, 4), (2, 9), (5, 60), (40, 44), (3, 19)] where small + big <= n {
                let head = try head(onlySmall: small, onlyBig: big, of: n)
                let interval = try #require(head.difference)
                let inside =
                    switch head.advice {
                    case .keep: interval.high < 0.05
                    case .watch: interval.low > 0.05 && interval.high < 0.10
                    case .avoid: interval.low > 0.10
                    case nil: false
                    }
                #expect(head.isSettled == inside, "\(small), \(big), \(n)")
                #expect(head.isSettled == (head.needsMore == 0), "\(small), \(big), \(n)")
            }
        }
    }

    @Test func theItemsStillNeededSettleItAndOneFewerDoesNot() throws {
        // At 8 points behind, with 12 % discordant, the interval at the same shares first fits between 5 and 10 there.
        for (small, big, n) in [(2, 10, 100), (3, 4, 50), (0, 7, 40), (1, 1, 30)] {
            let head = try head(onlySmall: small, onlyBig: big, of: n)
            let needed = n + (try #require(head.needsMore))
            #expect(needed > n && !head.isSettled)
            let limits = head.advice == .keep ? [0.05] : head.advice == .avoid ? [0.1] : [0.05, 0.1]
            func fits(_ count: Int) -> Bool {
                // Shares need not be whole items: the statistic grows with the root of n.
                let scale = (Double(count) / Double(n)).squareRoot()
                let score = TangoScore(onlyFirst: small, onlySecond: big, n: n)
                return limits.allSatisfy { abs(score.statistic($0)) * scale > Interval.normalQuantile }
            }
            #expect(fits(needed) && !fits(needed - 1), "\(small), \(big), \(n)")
        }
        // The same shares at a multiple of the size, in whole items.
        let more = try #require(try self.head(onlySmall: 2, onlyBig: 10, of: 100).needsMore)
        let times = (100 + more + 99) / 100
        #expect(try head(onlySmall: 2 * times, onlyBig: 10 * times, of: 100 * times).isSettled)
        #expect(try !head(onlySmall: 2 * (times - 1), onlyBig: 10 * (times - 1), of: 100 * (times - 1)).isSettled)
    }

    @Test func aDifferenceOnALimitIsNeverSettledAndNoNumberOfItemsIsNamed() throws {
        for onlyBig in [5, 10] {
            let report = try report(onlySmall: 0, onlyBig: onlyBig, of: 100)
            let head = try #require(report.headToHead.first)
            #expect(!head.isSettled && head.needsMore == nil)
            #expect(report.notes.contains { $0.hasPrefix("small against big: the difference lies on a limit") })
        }
    }

    @Test func theBigModelIsTheLastOfTheOrderOrTheNamedOne() throws {
        let last = try report(onlySmall: 1, onlyBig: 4, of: 20)
        #expect(last.headToHead.map { [$0.small, $0.big] } == [["small", "big"]])
        #expect(last.headToHead.first?.onlyBig == 4)
        let named = try report(onlySmall: 1, onlyBig: 4, of: 20, order: ["big", "small"], big: "big")
        #expect(named.headToHead.map { [$0.small, $0.big] } == [["small", "big"]])
        #expect(named.headToHead.first?.onlyBig == 4 && named.headToHead.first?.onlySmall == 1)
        #expect(try report(onlySmall: 0, onlyBig: 1, of: 2, order: []).headToHead.isEmpty)
    }

    @Test func onlyItemsWithTruthThatBothAnsweredCount() throws {
        var builder = EvaluationBuilder(
            labels: try LabelSet([right, wrong].map { LabelDefinition(label: $0) }), modelOrder: ["small", "big"])
        func add(_ gold: Label?, _ models: [String]) {
            builder.add(
                AnnotatedItem(
                    item: Item(id: Item.ID("1"), text: ""), gold: gold,
                    predictions: models.map { Prediction(model: $0, label: right) }))
        }
        add(nil, ["small", "big"])
        add(right, ["small"])
        let none = builder.report()
        let head = try #require(none.headToHead.first)
        #expect(head.n == 0 && head.difference == nil && head.advice == nil && head.needsMore == nil)
        #expect(none.notes.contains { $0.hasPrefix("small against big: no item with ground truth") })
        add(right, ["small", "big"])
        let some = builder.report()
        #expect(some.headToHead.first?.n == 1)
        #expect(some.notes.contains { $0.hasPrefix("small against big: over the 1 of 2 items that big answered too") })
        #expect(!none.humanTable().contains("Smaller models against"))
    }

    @Test func theSentenceSaysWhatToDo() throws {
        #expect(try head(onlySmall: 9, onlyBig: 0, of: 100).words.hasPrefix("no worse than the big model"))
        #expect(try head(onlySmall: 0, onlyBig: 3, of: 100).words.hasPrefix("within 3 points"))
        #expect(try head(onlySmall: 0, onlyBig: 4, of: 100).words.hasPrefix("within 5 points"))
        #expect(try head(onlySmall: 0, onlyBig: 0, of: 1_000).words.hasSuffix("(settled)"))
        let lines = try report(onlySmall: 0, onlyBig: 30, of: 100).humanTable().split(separator: "\n")
        #expect(lines.contains { $0.hasPrefix("Smaller models against big") })
        #expect(lines.contains("  small  100  30.0 [21.9, 39.6]              0              30   avoid"))
        #expect(lines.contains("  small: over 10 points behind: do not use the small one (settled)"))
    }
}
