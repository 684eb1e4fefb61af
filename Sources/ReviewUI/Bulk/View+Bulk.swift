import Cells
import Labeling

func drawBulk(_ model: ReviewModel, _ page: BulkPage, on canvas: inout Canvas) {
    let size = model.size
    drawPageTitle(model.bulkTitle(page), model, on: &canvas)
    let lines = model.bulkLines(page)
    let height = max(size.rows - 2, 0)
    for (index, line) in lines.dropFirst(page.scroll).prefix(height).enumerated() {
        let row = index + 1
        var column = 1
        column += canvas.write(
            line.text, row: row, column: column, role: line.role, limit: max(0, size.columns - 1), ellipsis: true)
        if let share = line.share {
            let width = min(30, size.columns - column - 2)
            if width > 3 { canvas.bar(fraction: share, row: row, column: column + 1, width: width, role: .label) }
        }
    }
    canvas.fill(Rect(row: size.rows - 1, column: 0, rows: 1, columns: size.columns), role: .status)
    var column = 1
    if let notice = model.notice {
        column += canvas.write(
            notice.text, row: size.rows - 1, column: column, role: notice.role, limit: max(0, size.columns - 1),
            ellipsis: true)
        column += 3
    }
    canvas.write(
        model.bulkKeys(page, lines: lines.count, height: height), row: size.rows - 1, column: column, role: .status,
        limit: max(0, size.columns - column), ellipsis: true)
}

/// One line of the page.
struct BulkLine: Hashable, Sendable {
    var text: String
    var role: Role
    /// A bar after the text.
    var share: Double?
}

extension ReviewModel {
    fileprivate func bulkTitle(_ page: BulkPage) -> String {
        switch page.subject {
        case .selection(let plan, let preview):
            preview?.eligible == 0
                ? "\(plan.choice.phrase(in: task.labels)): nothing to decide"
                : "\(plan.choice.phrase(in: task.labels)): \(Words.items(preview?.eligible ?? plan.items.count))?"
        case .rule(let rule, _): "Accept first opinions from \(rule.threshold.shortShare) on?"
        }
    }

    fileprivate func bulkKeys(_ page: BulkPage, lines: Int, height: Int) -> String {
        let more = lines > height + page.scroll ? "   down: more" : ""
        guard page.isReady else { return "Esc: leave\(more)" }
        let samples = if case .selection = page.subject { "   r: other samples" } else { "" }
        return "y: do it   Esc: leave\(samples)\(more)"
    }

    func bulkLines(_ page: BulkPage) -> [BulkLine] {
        switch page.subject {
        case .selection(_, nil), .rule(_, nil): return [BulkLine(text: "Counting…", role: .waiting)]
        case .rule(_, let statement?):
            var lines = statement.sentences.flatMap { words($0, $0.hasPrefix("WARNING") ? .warning : .text) }
            if statement.figures.accepted == 0 { lines += words("There is nothing to accept.", .warning) }
            return lines
        case .selection(let plan, let preview?): return bulkLines(plan, preview)
        }
    }

    private func words(_ text: String, _ role: Role) -> [BulkLine] {
        wrap(text, columns: max(size.columns - 2, 10), ascii: isASCII, maximumLines: 20).map { line in
            BulkLine(text: line.glyphs.map(\.text).joined(), role: role)
        }
    }

    private func bulkLines(_ plan: BulkPlan, _ preview: BulkPreview) -> [BulkLine] {
        let leftOut = preview.leftOut.map { words("Left out: \($0).", .warning) } ?? []
        guard preview.eligible > 0 else {
            let none = "Nothing to decide among \(preview.items.grouped) selected item\(preview.items == 1 ? "" : "s")."
            return words(none, .warning) + leftOut
        }
        var lines = words(
            "\(preview.eligible.grouped) of \(preview.items.grouped) selected items would be decided, each stored as "
                + plan.choice.stored(in: task.labels) + ", and taken back as one.", .text)
        lines += leftOut
        var facts: [String] = []
        if preview.changed > 0 { facts.append("\(preview.changed.grouped) have another first opinion") }
        if preview.disagreeing > 0 { facts.append("on \(preview.disagreeing.grouped) the models disagree") }
        if let confidence = preview.confidence {
            let (low, high) = (confidence.lowerBound.twoDecimals, confidence.upperBound.twoDecimals)
            let range = "confidence \(low == high ? low : "\(low) to \(high)")"
            if facts.isEmpty { lines += words("Their \(range).", .text) } else { facts.append(range) }
        }
        if !facts.isEmpty { lines += words("Of these: \(facts.joined(separator: ", ")).", .text) }
        lines.append(BulkLine(text: "First opinions", role: .title))
        let names = preview.labels.map { $0.label.map { task.labels.title(of: $0) } ?? "no label" }
        let widest = min(names.map { displayWidth($0, ascii: isASCII) }.max() ?? 0, max(8, size.columns / 3))
        for (share, name) in zip(preview.labels, names).prefix(12) {
            let shown = clipped(name, to: widest)
            let padding = String(repeating: " ", count: max(0, widest - displayWidth(shown, ascii: isASCII)))
            let count = share.count.grouped
            lines.append(
                BulkLine(
                    text: "  \(shown)\(padding) \(String(repeating: " ", count: max(0, 7 - count.count)))\(count)",
                    role: share.label == nil ? .warning : .label,
                    share: Double(share.count) / Double(preview.eligible)))
        }
        if preview.labels.count > 12 {
            lines.append(BulkLine(text: "  and \(preview.labels.count - 12) labels more", role: .muted))
        }
        lines.append(
            BulkLine(
                text: preview.samples.count == preview.eligible
                    ? "All of them" : "\(preview.samples.count) of the \(preview.eligible.grouped), drawn at random",
                role: .title))
        for row in preview.samples {
            let opinion = row.first.map { first in
                "\(first.words(in: task.labels)) \(first.confidence?.twoDecimals ?? "-")"
            }
            let excerpt = row.excerpt.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            lines.append(BulkLine(text: "  \(opinion ?? "no answer"): \(excerpt)", role: .text))
        }
        return lines
    }

    private func clipped(_ text: String, to columns: Int) -> String {
        var shown = text
        while displayWidth(shown, ascii: isASCII) > columns, !shown.isEmpty { shown.removeLast() }
        return shown
    }
}

extension BulkChoice {
    /// What is stored on each item.
    fileprivate func stored(in labels: LabelSet) -> String {
        switch self {
        case .acceptFirst: "accepted with its own first opinion"
        case .acceptSecond: "decided by its own second opinion"
        case .label(let label): labels.title(of: label)
        case .reject: "rejected: no label fits"
        case .flag: "flagged for an expert"
        case .skip: "skipped"
        }
    }
}
