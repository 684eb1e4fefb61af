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

func drawPage(_ model: ReviewModel, title: String, scroll: Int, on canvas: inout Canvas) {
    let size = model.size
    let lines = model.pageLines
    canvas.fill(Rect(row: 0, column: 0, rows: 1, columns: size.columns), role: .title)
    let used = canvas.write(" \(title)", row: 0, column: 0, role: .title, limit: size.columns)
    let width = min(lastDecisionWidth(model), size.columns - used - 3)
    drawLastDecision(model, row: 0, from: size.columns - width - 1, to: size.columns - 1, on: &canvas)
    let height = model.pageHeight
    let indent = model.pageIndent
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

    /// Where the texts beside keys begin.
    fileprivate var pageIndent: Int {
        let widest = Binding.all.map { displayWidth($0.keyNames, ascii: isASCII) }.max() ?? 0
        return min(widest + 4, max(size.columns / 3, 8))
    }

    /// The lines of the page that is open.
    var pageLines: [PageLine] {
        switch mode {
        case .help: helpLines
        case .guidelines: guidelineLines
        case .review, .prompt, .picker, .filterLine, .commandLine, .history, .dashboard, .bulk, .paused: []
        }
    }

    private var helpLines: [PageLine] {
        var lines: [PageLine] = []
        func add(_ key: String, _ text: String, _ role: Role = .text) {
            let wrapped = wrap(text, columns: max(size.columns - pageIndent - 1, 8), ascii: isASCII)
            for (index, line) in wrapped.enumerated() {
                let words = line.glyphs.map(\.text).joined()
                lines.append(PageLine(text: words, role: role, key: index == 0 ? key : "", isIndented: true))
            }
        }
        for section in Binding.Section.allCases {
            lines.append(PageLine(text: section.rawValue, role: .title))
            for binding in Binding.all where binding.section == section {
                let reason = whyUnavailable(binding.command).map { " (not now: \($0))" } ?? ""
                add(binding.keyNames, binding.help + reason)
            }
            if section == .decide {
                for (index, definition) in task.labels.definitions.enumerated() where !keymap.labelKeys[index].isEmpty {
                    let keys = keymap.labelKeys[index].map(\.description).joined(separator: ", ")
                    add(keys, "override to \(definition.title)")
                }
                if task.labels.count > ReviewModel.mostLabelsByKeyAlone {
                    add("letters", "that mean nothing else begin to search a label")
                }
                for conflict in keymap.conflicts {
                    add(String(conflict.key), conflict.words(in: task.labels), .warning)
                }
            }
            lines.append(PageLine(text: "", role: .text))
        }
        lines.append(PageLine(text: "Signs", role: .title))
        let states: [(ReviewState, String)] = [
            (.accepted, "accepted"), (.overridden, "overridden"), (.rejected, "rejected: no label fits"),
            (.flagged, "flagged for an expert"), (.skipped, "skipped"),
        ]
        for (state, words) in states {
            add(state.mark(ascii: isASCII), words)
        }
        add(ReviewState.unsavedMark(ascii: isASCII), "decision not yet on disk")
        add(">", "the item that the keys act on")
        add("@", "another reviewer has this item before them")
        add(isASCII ? "=, !" : "=, ≠", "the second opinion agrees, or differs")
        add("?", "the second model gave no valid label")
        add("est., ~", "estimate: what the named model would have charged")
        return lines
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
