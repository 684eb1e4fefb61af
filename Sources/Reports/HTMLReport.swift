package import Evaluation

/// A report as one HTML file: no script, nothing fetched from elsewhere, plots as inline SVG; light and dark as the reader's
/// system has it; prints well.
package enum HTMLReport {
    /// - Parameters:
    ///   - heading: what the report is of.
    ///   - lead: one line under the heading: when it was made, of how much.
    package static func text(_ sections: [ReportSection], notes: [String], heading: String, lead: String) -> String {
        var body = ""
        var contents = ""
        // What it comes to stands above the contents.
        let isSummarised = sections.first?.blocks.first.map { if case .list = $0 { true } else { false } } ?? false
        var summary = ""
        for (number, section) in sections.enumerated() {
            contents += "<li><a href=\"#s\(number + 1)\">\(escaped(section.title))</a></li>\n"
            body += "<section id=\"s\(number + 1)\">\n<h2>\(escaped(section.title))</h2>\n"
            for (place, block) in section.blocks.enumerated() {
                body += text(block, id: "s\(number + 1)b\(place + 1)") + "\n"
            }
            if !section.reading.isEmpty {
                body += "<p class=\"reading\"><b>How to read:</b> \(escaped(section.reading))</p>\n"
            }
            body += "</section>\n"
            if number == 0, isSummarised { (summary, body) = (body, "") }
        }
        if !notes.isEmpty {
            contents += "<li><a href=\"#notes\">Notes</a></li>\n"
            body += "<section id=\"notes\">\n<h2>Notes</h2>\n<ul>\n"
            body += notes.map { "<li>\(escaped($0))</li>\n" }.joined() + "</ul>\n</section>\n"
        }
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <meta name="generator" content="renga">
            <title>\(escaped(heading))</title>
            <style>
            \(HTMLStyle.text)
            </style>
            </head>
            <body>
            <header>
            <h1>\(escaped(heading))</h1>
            <p>\(escaped(lead))</p>
            </header>
            <main>
            \(summary)<nav aria-label="Contents"><ol>
            \(contents)</ol></nav>
            \(body)</main>
            </body>
            </html>

            """
    }

    private static func text(_ block: ReportBlock, id: String) -> String {
        switch block {
        case .text(let text): "<p>\(escaped(text))</p>"
        case .list(let sentences): "<ul>\n" + sentences.map { "<li>\(escaped($0))</li>\n" }.joined() + "</ul>"
        case .warning(let text): "<p class=\"warning\" role=\"note\"><b>Warning:</b> \(escaped(text))</p>"
        case .table(let table): self.text(table)
        case .plot(let plot): SVGPlot(plot, id: id).text
        case .heatMap(let map): SVGHeatMap(map, id: id).text
        case .code(let text): "<pre><code>\(escaped(text))</code></pre>"
        }
    }

    private static func text(_ table: ReportTable) -> String {
        func side(_ column: Int) -> String { column == 0 || table.leftColumns.contains(column) ? " class=\"l\"" : "" }
        var text = "<div class=\"scroll\"><table>"
        if !table.caption.isEmpty { text += "<caption>\(escaped(table.caption))</caption>" }
        text += "<thead><tr>"
        for (column, name) in table.header.enumerated() {
            text += "<th scope=\"col\"\(side(column))>\(escaped(name))</th>"
        }
        text += "</tr></thead>\n<tbody>\n"
        for row in table.rows {
            text += "<tr>"
            for (column, cell) in row.enumerated() {
                text +=
                    column == 0
                    ? "<th scope=\"row\" class=\"l\">\(escaped(cell))</th>" : "<td\(side(column))>\(escaped(cell))</td>"
            }
            text += "</tr>\n"
        }
        return text + "</tbody></table></div>"
    }

    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in TextTable.printable(sentence: text, keepingLines: true).unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
