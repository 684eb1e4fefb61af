import Evaluation
import Foundation
import Reports
import TestSupport
import Testing

@Suite struct RenderingTests {
    private let notes = ["haiku: kappa is null, for <one> label is all there is."]

    private func check(_ text: String, _ name: String) throws {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        try Golden.check(lines: lines, name, in: Golden.folder())
    }

    @Test func aTerminalShowsEveryBlock() throws {
        try check(TextReport(columns: 80).text(everyBlock, notes: notes), "text-80")
        try check(TextReport(columns: 60, ascii: true).text(everyBlock, notes: notes), "text-60-ascii")
    }

    @Test func markdownShowsEveryBlock() throws {
        try check(MarkdownReport.text(everyBlock, notes: notes, heading: "Evaluation of *tickets*"), "markdown")
    }

    @Test func htmlShowsEveryBlock() throws {
        try check(
            HTMLReport.text(everyBlock, notes: notes, heading: "Evaluation of <tickets>", lead: "1,207 items."), "html")
    }

    @Test func theHtmlPageAsksNobodyForAnything() {
        let page = HTMLReport.text(everyBlock, notes: notes, heading: "Evaluation", lead: "")
        for word in ["http://", "https://", "src=", "<script", "<link", "@import", "url(", "javascript:"] {
            #expect(!page.contains(word), "\(word)")
        }
        #expect(page.contains("&lt;script&gt;"))
        #expect(page.contains("prefers-color-scheme: dark"))
        #expect(page.contains("@media print"))
    }

    @Test func theHtmlPageIsWellFormed() throws {
        let page = HTMLReport.text(everyBlock, notes: notes, heading: "A & B", lead: "")
        #expect(unclosed(in: page) == [])
    }

    @Test func asciiIsAllThatAnAsciiTerminalGets() {
        let text = TextReport(columns: 80, ascii: true).text(everyBlock, notes: notes)
        #expect(text.unicodeScalars.allSatisfy { $0.isASCII && ($0.value >= 32 || $0 == "\n") })
    }

    @Test func markdownCannotBeMadeMarkupByAName() {
        let hostile = ReportSection(
            "a\n# b", reading: "", blocks: [.table(ReportTable(header: ["x|y", "`z`"], rows: [["[l](u)", "<b>"]]))])
        let text = MarkdownReport.text([hostile], notes: [], heading: "h")
        #expect(text.contains("x\\|y"))
        #expect(text.contains("\\[l\\](u)"))
        #expect(text.contains("\\<b\\>"))
        #expect(!text.contains("\n# b"))
    }

    @Test func aPlotWithoutPointsSaysSo() {
        let empty = ReportPlot("Nothing", x: .init("x"), y: .init("y"), series: [.init("s", kind: .line, points: [])])
        let section = [ReportSection("t", reading: "", blocks: [.plot(empty)])]
        #expect(TextReport().text(section).contains("no point to draw"))
        #expect(HTMLReport.text(section, notes: [], heading: "", lead: "").contains("no point to draw"))
    }

    @Test(arguments: [
        [ReportPlot.Point(x: 0.5, y: 0.5)], [.init(x: 1e300, y: -1e300), .init(x: -1e300, y: 1e300)],
        [.init(x: .nan, y: 0.1), .init(x: 0.2, y: .infinity)], [.init(x: 0, y: 0), .init(x: 0, y: 0)],
    ])
    func noPointBreaksAPlot(points: [ReportPlot.Point]) {
        for format in [ReportPlot.Format.share, .number, .dollars, .time, .names(["a"]), .names([])] {
            for kind in [ReportPlot.Kind.line, .steps, .points, .bars] {
                let plot = ReportPlot(
                    "t", x: .init("x", format: format), y: .init("y", format: .number),
                    series: [.init("s", kind: kind, points: points)], hasDiagonal: true)
                let section = [ReportSection("t", reading: "", blocks: [.plot(plot)])]
                #expect(!TextReport(columns: 40).text(section).contains("nan"))
                #expect(unclosed(in: HTMLReport.text(section, notes: [], heading: "", lead: "")) == [])
                #expect(!MarkdownReport.text(section, notes: [], heading: "").isEmpty)
            }
        }
    }

    /// Elements that are not closed, or closed without having been opened.
    private func unclosed(in page: String) -> [String] {
        var (open, wrong): ([String], [String]) = ([], [])
        let void: Set<Substring> = ["meta", "!DOCTYPE", "br"]
        for part in page.split(separator: "<", omittingEmptySubsequences: false).dropFirst() {
            guard let tag = part.split(separator: ">", omittingEmptySubsequences: false).first else { continue }
            let name = tag.split(whereSeparator: { $0 == " " || $0 == "\n" }).first ?? ""
            if void.contains(name) || tag.hasSuffix("/") { continue }
            if name.hasPrefix("/") {
                if open.popLast() != String(name.dropFirst()) { wrong.append(String(name)) }
            } else {
                open.append(String(name))
            }
        }
        return wrong + open
    }
}
