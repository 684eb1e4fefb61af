import Cells
import Labeling

/// One line of a scrolled page.
struct PageLine: Hashable, Sendable {
    var text: String
    var role: Role
    /// A key at the beginning of the line, drawn as a key.
    var key = ""
    /// Stands where the texts beside keys stand.
    var isIndented = false
}

/// The first line of a page over the review: its title, and what was decided last. Where there is little room the title
/// gives way first: whoever wants to undo must see what and how.
func drawPageTitle(_ model: ReviewModel, _ title: String, on canvas: inout Canvas) {
    let columns = model.size.columns
    canvas.fill(Rect(row: 0, column: 0, rows: 1, columns: columns), role: .title)
    let least = min(lastDecisionWidth(model), max(28, columns / 3))
    let used = canvas.write(
        title, row: 0, column: 0, role: .title, limit: max(0, columns - (least > 0 ? least + 3 : 0)), ellipsis: true)
    let width = min(lastDecisionWidth(model), columns - used - 3)
    drawLastDecision(model, row: 0, from: columns - width - 1, to: columns - 1, on: &canvas)
}

func drawPage(_ model: ReviewModel, title: String, scroll: Int, on canvas: inout Canvas) {
    let size = model.size
    let lines = model.pageLines
    drawPageTitle(model, " \(title)", on: &canvas)
    let height = model.pageHeight
    let indent = model.helpIndent
    for (index, line) in lines.dropFirst(scroll).prefix(height).enumerated() {
        canvas.write(line.key, row: index + 1, column: 2, role: .key, limit: max(0, indent - 3), ellipsis: true)
        canvas.write(
            line.text, row: index + 1, column: line.isIndented ? indent : 1, role: line.role,
            limit: max(0, size.columns - 1), ellipsis: true)
    }
    let end = min(scroll + height, lines.count)
    canvas.fill(Rect(row: size.rows - 1, column: 0, rows: 1, columns: size.columns), role: .status)
    canvas.write(
        " \(min(scroll + 1, end))-\(end) of \(lines.count)   space, page keys: scroll   any other key: back",
        row: size.rows - 1, column: 0, role: .status, limit: size.columns, ellipsis: true)
}

extension ReviewModel {
    /// The lines of a page that the screen shows at once.
    var pageHeight: Int { max(size.rows - 2, 0) }

    /// The lines of the page that is open.
    var pageLines: [PageLine] {
        switch mode {
        case .help: helpLines
        case .guidelines: guidelineLines
        case .review, .prompt, .picker, .filterLine, .commandLine, .history, .dashboard, .bulk, .paused: []
        }
    }

    private var guidelineLines: [PageLine] {
        var lines: [PageLine] = []
        func add(_ text: String, _ role: Role) {
            if text.isEmpty { lines.append(PageLine(text: "", role: role)) }
            for line in wrap(text, columns: max(size.columns - 3, 10), ascii: isASCII, maximumLines: 5_000) {
                lines.append(PageLine(text: line.glyphs.map(\.text).joined(), role: role))
            }
        }
        add(task.name, .title)
        if !task.instructions.isEmpty { add(task.instructions, .text) }
        for definition in task.labels.definitions {
            add("", .text)
            add(task.labels.pathWords(of: definition.label), .label)
            if !definition.description.isEmpty { add(definition.description, .text) }
            for example in definition.examples.prefix(3) { add("for example: \(example)", .muted) }
        }
        if let guidelines = task.guidelines {
            add("", .text)
            add("Guidelines", .title)
            add(guidelines, .text)
        }
        return lines
    }
}
