import Cells
import Evaluation
import Reports
import Testing

/// A report of a terminal's width, with words and tables that are wider.
@Suite struct ReadableTextTests {
    private let prose = Array(repeating: "the accuracy fell to 72.4 % [69.0, 75.5]", count: 8).joined(separator: ", ")

    private func lines(_ blocks: [ReportBlock], columns: Int, reading: String = "", notes: [String] = []) -> [String] {
        TextReport(columns: columns).text([ReportSection("t", reading: reading, blocks: blocks)], notes: notes)
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    @Test(arguments: [40, 80, 200]) func proseIsWrappedWithAHangingIndent(columns: Int) {
        let lines = lines(
            [.text(prose), .warning(prose), .list([prose])], columns: columns, reading: prose, notes: [prose])
        #expect(lines.allSatisfy { displayWidth($0) <= min(columns, 100) })
        #expect(lines.count { $0.hasPrefix("  ! ") } == 1 && lines.count { $0.hasPrefix("  - ") } == 2)
        #expect(lines.contains { $0.hasPrefix("    ") })
        // Nothing is lost, and no number stands without its unit.
        #expect(!lines.contains { $0.drop { $0 == " " }.hasPrefix("%") })
        let words = lines.joined(separator: " ").split(separator: " ").count { $0 == "accuracy" }
        #expect(words == 40)
    }

    @Test func aWideTableGoesOnBelowWithItsNames() {
        let header = ["model"] + (1...9).map { "a column \($0)" }
        let rows = [["haiku"] + (1...9).map { "\($0)0.5 %" }, ["opus"] + (1...9).map { "\($0)1.5 %" }]
        let text = lines([.table(ReportTable(header: header, rows: rows))], columns: 60)
        #expect(text.allSatisfy { displayWidth($0) <= 60 })
        #expect(text.count { $0.contains("haiku") } == text.count { $0.contains("model") })
        #expect(text.count { $0.contains("haiku") } > 1)
        for column in 1...9 { #expect(text.contains { $0.contains("\(column)1.5 %") }) }
        #expect(
            lines([.table(ReportTable(header: header, rows: rows))], columns: 200).count { $0.contains("haiku") } == 1)
    }

    @Test func longWordsInALastColumnAreWrappedAndNotCut() {
        let why = "mini and maxi both say other; mini says other with a confidence of 0.97 where legal is true in 0.61"
        let table = ReportTable(header: ["item", "why"], rows: [["s-1", why], ["s-2", "short"]], leftColumns: [1])
        let text = lines([.table(table)], columns: 60)
        #expect(!text.contains { $0.contains("…") })
        #expect(text.allSatisfy { displayWidth($0) <= 60 })
        #expect(text.joined(separator: " ").contains("0.61"))
    }

    @Test func wordsThatFindNoRoomBesideStandBelow() {
        let names = (0..<3).map { _ in String(repeating: "label", count: 4) }
        let table = ReportTable(
            header: ["item", "truth", "other", "why"],
            rows: [names + ["mini and maxi both say other, and so does everybody else who was asked"]],
            leftColumns: [1, 2, 3])
        let text = lines([.table(table)], columns: 70)
        #expect(text.allSatisfy { displayWidth($0) <= 70 })
        #expect(text.contains { $0.hasPrefix("      mini and maxi") })
    }

    @Test func aTableALittleTooWideIsSetCloser() {
        let table = ReportTable(header: (0..<10).map { "col\($0)" }, rows: [(0..<10).map { "100\($0)" }])
        let text = lines([.table(table)], columns: 56)
        #expect(text.count { $0.contains("col0") } == 1 && text.allSatisfy { displayWidth($0) <= 56 })
    }

    @Test func aLongTableShowsTheRowsThatWeighMost() {
        let table = ReportTable(header: ["label", "n"], rows: (0..<77).map { ["l\($0)", "\($0)"] })
            .brief(by: Array(0..<77), "the most frequent")
        let text = lines([.table(table)], columns: 80)
        #expect(text.contains("  57 more in --json; these are the most frequent"))
        #expect(text.contains { $0.contains("l76") } && !text.contains { $0.contains("l56 ") })
        let section = ReportSection("t", reading: "", blocks: [.table(table)])
        #expect(HTMLReport.text([section], notes: [], heading: "", lead: "").contains("l0<"))
        #expect(MarkdownReport.text([section], notes: [], heading: "").contains("l0 "))
    }

    @Test func aFewPointsAreATable() {
        let points = [ReportPlot.Point(x: 0.2, y: 0.3, n: 5), .init(x: 0.9, y: 0.8, n: 50)]
        let plot = ReportPlot(
            "Reliability", x: .init("confidence"), y: .init("right"),
            series: [.init("m", kind: .points, points: points)])
        let text = lines([.plot(plot)], columns: 80)
        #expect(text.contains { $0.contains("confidence") && $0.contains("right") })
        #expect(text.count < 10)
    }
}
